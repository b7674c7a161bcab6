/** `/studies/{id}`: the images of a study, the features of its model, and what is to be known of it. */
import type { JSX } from 'preact';
import { studyState } from '../../api/state-of-study.ts';
import type { StudyState } from '../../api/study-states.ts';
import { Empty } from '../../components/states.tsx';
import { t } from '../../texts/texts.ts';
import type { Study } from './data/study-data.ts';
import { ClinicalCard } from './facts/clinical-card.tsx';
import { ComputedCard } from './facts/computed-card.tsx';
import { Needs, Notes } from './facts/findings.tsx';
import { PredictionCard } from './facts/prediction-card.tsx';
import { ReceiptCard } from './facts/receipt-card.tsx';
import { ModelFeatures } from './features/model-features.tsx';
import { StudyViewer } from './images/study-viewer.tsx';
import { StudyFrame } from './study-frame.tsx';

export default function StudyImages({ id }: Readonly<Record<string, string>>): JSX.Element {
  return (
    <StudyFrame id={id}>
      {(study, { tag, again }) => (
        <>
          <Needs study={study} />
          {HAS_IMAGES.has(studyState(study)) ? <StudyViewer study={study} /> : <NoImages study={study} />}
          <div class="g-main gap-l">
            <div class="stack">
              {study.features !== undefined && <ModelFeatures study={study} />}
              <ClinicalCard id={study.studyId} protocol={study.protocol} tag={tag} onChanged={again} />
            </div>
            <aside class="stack">
              <PredictionCard study={study} />
              <ReceiptCard study={study} />
              <ComputedCard study={study} />
              <Notes study={study} />
            </aside>
          </div>
        </>
      )}
    </StudyFrame>
  );
}

/** Files of other studies are not examined, or in quarantine: nobody gets to see them. */
const HAS_IMAGES: ReadonlySet<StudyState> = new Set(['complete', 'partial', 'refused', 'failed', 'analysing']);

function NoImages({ study }: { readonly study: Study }): JSX.Element {
  const texts = t().study.images;
  const isWaiting = study.status === 'awaiting-upload';
  return (
    <section class="card">
      <Empty icon={isWaiting ? 'clock' : 'lock'} title={isWaiting ? texts.waiting : texts.locked}>
        {isWaiting ? texts.waitingMore : texts.lockedMore}
      </Empty>
    </section>
  );
}
