/** What is to be known of a study: reasons with remedies first, then what was repaired, then notes on its images. */
import type { JSX } from 'preact';
import { reasonsOf, studyState } from '../../../api/state-of-study.ts';
import { Finding } from '../../../components/finding.tsx';
import { otherLanguage, ReasonFinding } from '../../../components/reason-finding.tsx';
import { may } from '../../../service/session.ts';
import { moment, percent } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Study } from '../data/study-data.ts';

/** What needs somebody: it stands above everything else. */
export function Needs({ study }: { readonly study: Study }): JSX.Element | null {
  const reasons = reasonsOf(study);
  const texts = t().study.needs;
  const state = studyState(study);
  const canRepair = may('studies:write') && state !== 'failed';
  if (study.waiting) return <Waits waiting={study.waiting} />;
  if (reasons.length === 0) return null;
  const again = `/studies/new?study=${encodeURIComponent(study.studyId)}`;
  return (
    <div class="stack gap-b">
      {reasons.map(({ sequence, reason }, k) => (
        <ReasonFinding
          key={`${sequence ?? ''} ${reason.code}`}
          reason={reason}
          about={sequence && t().sequence[sequence]}
          level={2}
          actions={
            canRepair && (
              <a class={`btn${k === 0 ? ' primary' : ''}`} href={again}>
                {texts.uploadAgain}
              </a>
            )
          }
        />
      ))}
    </div>
  );
}

/** A fault of the service interrupted the analysis: nobody of the institution has to do anything. */
function Waits({ waiting }: { readonly waiting: NonNullable<Study['waiting']> }): JSX.Element {
  const texts = t().study.needs;
  const { reason, retryAt } = waiting;
  return (
    <ReasonFinding reason={reason} level={2}>
      <p>{retryAt === undefined ? texts.waitsForOperator : texts.waits(moment(retryAt))}</p>
    </ReasonFinding>
  );
}

/** Repairs and notes: what happened to the images, and what to know of the values. */
export function Notes({
  study,
  notes = [],
}: {
  readonly study: Study;
  readonly notes?: readonly { readonly code: string; readonly message: string; readonly sequence: string }[];
}): JSX.Element {
  const texts = t().study.needs;
  const { repairs = [], warnings = [], abstention } = study;
  const known = new Set(warnings.map(({ code, sequence }) => `${sequence} ${code}`));
  const all = [...warnings, ...notes.filter(({ code, sequence }) => !known.has(`${sequence} ${code}`))];
  return (
    <>
      {abstention && <ReasonFinding reason={abstention} />}
      {repairs.map(({ sequence, name, says, overlapBefore, overlapAfter }) => (
        <Finding key={sequence + name} tone="info" title={texts.repaired(t().sequence[sequence])} code={name}>
          <p lang={otherLanguage('en')}>{says}</p>
          <p>{texts.overlap(percent(overlapBefore), percent(overlapAfter))}</p>
        </Finding>
      ))}
      {all.map(({ code, message, sequence }) => (
        <ReasonFinding
          key={`${sequence} ${code} ${message}`}
          reason={{ code, message }}
          about={t().sequence[sequence as 't2fs']}
        />
      ))}
    </>
  );
}
