/** An abstention of the service in the answer's place, with what the study lacks and what would resolve it. */
import type { JSX } from 'preact';
import { Abstained } from '../../components/prediction/answer.tsx';
import { ReasonFinding } from '../../components/reason-finding.tsx';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import type { Abstention as AbstentionAnswer, Study } from './asking.ts';
import { Paper } from './paper.tsx';
import { StudyHead } from './study-head.tsx';

/** Codes that the study itself explains: what a sequence lacks. */
const OF_GAPS = new Set(['features-missing', 'submodel-missing', 'submodel-refused']);

/** No answer: why, and what would give one. */
export function Abstention({
  study,
  answer,
}: {
  readonly study: Study;
  readonly answer: AbstentionAnswer;
}): JSX.Element {
  const { code, message, distance } = answer.abstained;
  const texts = t().predictionPage;
  const path = `/studies/${encodeURIComponent(study.studyId)}`;
  const detail =
    distance &&
    (distance.unit === 'standard deviations'
      ? texts.answer.distance(distance.of, decimal(distance.value, 1), decimal(distance.most, 1))
      : texts.answer.distanceWidths(distance.of, whole(distance.value), whole(distance.most)));
  const gaps = OF_GAPS.has(code) ? Object.entries(study.gaps ?? {}) : [];
  return (
    <Paper study={study} model={answer.model}>
      <StudyHead study={study} />
      <div class="stack">
        <Abstained
          code={code}
          message={message}
          detail={detail}
          actions={
            <>
              <a class="btn primary" href={path}>
                {texts.states.toStudy}
              </a>
              <a class="btn" href={`/models/${encodeURIComponent(`${answer.model.owner}~${answer.model.name}`)}`}>
                {texts.states.toModels}
              </a>
            </>
          }
        />
        {gaps.map(([sequence, reason]) => (
          <ReasonFinding key={sequence} reason={reason} about={t().sequence[sequence as 't2fs' | 'dwi' | 'dce']} />
        ))}
      </div>
    </Paper>
  );
}
