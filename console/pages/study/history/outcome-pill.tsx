/** How an analysis ended, as a pill. */
import type { JSX } from 'preact';
import { studyState } from '../../../api/state-of-study.ts';
import { Pill, StatusPill } from '../../../components/status.tsx';
import { t } from '../../../texts/texts.ts';
import type { History } from '../data/study-data.ts';

type Outcome = History['executions'][number]['outcome'];

/** Words and shapes of a study's status; two that only histories have are quiet. */
export function OutcomePill({ outcome }: { readonly outcome: Outcome }): JSX.Element {
  const texts = t().study.history;
  if (outcome === 'superseded' || outcome === 'unknown') {
    return (
      <Pill tone="quiet" icon="minus">
        {texts[outcome]}
      </Pill>
    );
  }
  return <StatusPill state={studyState({ status: outcome })} />;
}
