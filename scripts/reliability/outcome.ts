/** Judges what became of the studies of a plan by what became of them without faults. */
import type { Fate, PlanResult } from './run-plan.ts';

/** How many studies each. All but the first two are failures of the product. */
export interface Outcome {
  /** Complete, with the bits of the run without faults. */
  readonly same: number;
  /** Ended with the reason that was injected. */
  readonly asInjected: number;
  /** Complete with other bits. */
  readonly otherBits: number;
  /** Partial or failed though nothing is wrong with the study. */
  readonly byFault: number;
  /** Not ended, or never announced. */
  readonly lost: number;
  /** Announced more than once. */
  readonly twice: number;
  /** What went wrong, by study: for the person who looks into it. */
  readonly failures: readonly string[];
}

export function judge(result: PlanResult, baseline: readonly Fate[], mayEnd: readonly string[] = []): Outcome {
  const expected = new Map(baseline.map(({ studyId, features }) => [studyId, features]));
  const count = { same: 0, asInjected: 0, otherBits: 0, byFault: 0, lost: 0, twice: 0 };
  const failures: string[] = [];
  for (const fate of result.fates) {
    const verdict = verdictOf(fate, expected.get(fate.studyId), mayEnd);
    count[verdict]++;
    if (verdict !== 'same' && verdict !== 'asInjected') {
      const { studyId, status = 'not ended', reasons, announced } = fate;
      failures.push(`${studyId}: ${verdict} (${status} ${reasons.join(' ')}, announced ${announced} times)`);
    }
  }
  return { ...count, failures };
}

type Verdict = Exclude<keyof Outcome, 'failures'>;

function verdictOf(fate: Fate, expected: string | undefined, mayEnd: readonly string[]): Verdict {
  const { status, reasons, announced } = fate;
  if (status === undefined) return 'lost';
  if (announced > 1) return 'twice';
  if (status !== 'complete') {
    return reasons.length > 0 && reasons.every((code) => mayEnd.includes(code)) ? 'asInjected' : 'byFault';
  }
  if (announced === 0) return 'lost';
  return fate.features === expected ? 'same' : 'otherBits';
}

export function isGood(outcome: Outcome): boolean {
  return outcome.failures.length === 0;
}
