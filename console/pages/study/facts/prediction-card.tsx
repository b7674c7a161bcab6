/** The stored answer in short, and the way to the whole. */
import type { JSX } from 'preact';
import { ProbabilityMini } from '../../../components/prediction/probability-bar.tsx';
import { may } from '../../../service/session.ts';
import { whole } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Study } from '../data/study-data.ts';

export function PredictionCard({ study: { studyId, prediction } }: { readonly study: Study }): JSX.Element | null {
  const texts = t().study.prediction;
  if (!prediction) return null;
  const { model, version, probability, interval, threshold } = prediction;
  const hasAll = probability !== undefined && interval !== undefined && threshold !== undefined;
  return (
    <section class="card">
      <h2>{texts.heading}</h2>
      {hasAll && (
        <ProbabilityMini probability={probability} interval={[interval[0], interval[1]]} threshold={threshold} />
      )}
      <p class="small dim">{t().studies.byVersion(model, whole(version))}</p>
      {may('predictions:create') && (
        <p class="small">
          <a href={`/studies/${encodeURIComponent(studyId)}/prediction`}>{texts.see}</a>
        </p>
      )}
    </section>
  );
}
