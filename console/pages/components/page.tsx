/** Every component in every state: the next page is to look like the first. */
import type { JSX } from 'preact';
import { SEQUENCE_STATES, STUDY_STATES } from '../../api/study-states.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { ProbabilityMini } from '../../components/prediction/probability-bar.tsx';
import { SequenceChip, StatusPill } from '../../components/status.tsx';
import { t } from '../../texts/texts.ts';
import { FigureSection } from './figure-section.tsx';
import { ListsAndFindings } from './lists-and-findings.tsx';
import { PredictionParts } from './prediction-parts.tsx';

/** `/components` */
export default function Components(): JSX.Element {
  return (
    <>
      <PageHeading name={t().shell.components} />
      <section class="card">
        <h2>StatusPill</h2>
        {STUDY_STATES.map((state) => (
          <StatusPill key={state} state={state} />
        ))}
      </section>
      <section class="card">
        <h2>SequenceChip</h2>
        <div class="seqs">
          {SEQUENCE_STATES.map((state) => (
            <SequenceChip key={state} name="T2" state={state} done={state === 'running' ? 0.4 : undefined} />
          ))}
        </div>
      </section>
      <section class="card">
        <h2>ProbabilityMini</h2>
        <ProbabilityMini probability={0.78} interval={[0.61, 0.89]} threshold={0.56} />
      </section>
      <ListsAndFindings />
      <PredictionParts />
      <FigureSection />
    </>
  );
}
