/** The studies of an institution as an operator counts them: what runs, what is stuck, what was refused, what is known. */
import type { Schemas } from '../../api/client.ts';

export type Study = Schemas['Study'];

/** A study that has shown no progress for this long is stuck: an analysis takes minutes. */
export const STUCK_MINUTES = 15;
/** A study that was announced and whose manifest has not come for this long waits for a person. */
export const WAITING_HOURS = 24;

export interface Queue {
  /** Being analysed, the longest without progress first. */
  readonly running: readonly Timed[];
  readonly stuck: readonly Timed[];
  /** Announced, without a manifest for more than a day. */
  readonly waiting: readonly Timed[];
  readonly quarantined: number;
}

export interface Timed {
  readonly studyId: string;
  /** Seconds since the last sign of progress. */
  readonly still: number;
}

/** @param now milliseconds since 1970 */
export function queueOf(studies: readonly Study[], now: number): Queue {
  const timed = (status: Study['status']): Timed[] =>
    studies
      .filter((study) => study.status === status)
      .map((study) => ({ studyId: study.studyId, still: Math.max(0, Math.round((now - lastSign(study)) / 1000)) }))
      .sort((a, b) => b.still - a.still);
  const running = timed('analysing');
  return {
    running,
    stuck: running.filter(({ still }) => still > STUCK_MINUTES * 60),
    waiting: timed('awaiting-upload').filter(({ still }) => still > WAITING_HOURS * 3600),
    quarantined: studies.filter(({ status }) => status === 'quarantined').length,
  };
}

/** When the study last showed progress: its row, or one of its sequences. */
function lastSign({ updatedAt, sequences }: Study): number {
  const signs = Object.values(sequences ?? {}).flatMap((one) => (one?.at ? [Date.parse(one.at)] : []));
  return Math.max(Date.parse(updatedAt), ...signs);
}

export interface Counts {
  readonly studies: number;
  readonly answered: number;
  /** Refused, in quarantine or failed: no answer came of them. */
  readonly refused: number;
  readonly outcomeKnown: number;
  /** The most frequent reason of those, and of how many. */
  readonly reason: { readonly code: string; readonly count: number } | null;
}

/** Counts of the studies that came within a number of days. */
export function countsOf(studies: readonly Study[], now: number, days?: number): Counts {
  const since = days === undefined ? Number.NEGATIVE_INFINITY : now - days * 86_400_000;
  const within = studies.filter(({ receivedAt }) => Date.parse(receivedAt) >= since);
  const refused = within.filter(({ status }) => status === 'failed' || status === 'quarantined');
  const reasons = new Map<string, number>();
  for (const { reason } of refused) if (reason) reasons.set(reason.code, (reasons.get(reason.code) ?? 0) + 1);
  const [first] = [...reasons].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return {
    studies: within.length,
    answered: within.filter(({ prediction }) => prediction !== undefined).length,
    refused: refused.length,
    outcomeKnown: within.filter(({ outcome }) => outcome !== undefined).length,
    reason: first ? { code: first[0], count: first[1] } : null,
  };
}
