/** What may happen to a sandbox while it serves an invocation. */
import type { Faults } from './faults.ts';
import type { RuleOf } from './plan.ts';

type SandboxRule = RuleOf<'lambda-timed-out' | 'lambda-out-of-memory' | 'lambda-killed' | 'lambda-frozen'>;

export interface Mishap {
  readonly kind: 'timed-out' | 'out-of-memory' | 'killed' | 'frozen';
  /** Before the function gets the event, while it works, or when it has answered and the answer does not count. */
  readonly at: SandboxRule['at'];
  readonly afterMs: number;
  /** Of one that is frozen. */
  readonly thawsAfterMs: number;
}

const KINDS = {
  'lambda-timed-out': 'timed-out',
  'lambda-out-of-memory': 'out-of-memory',
  'lambda-killed': 'killed',
  'lambda-frozen': 'frozen',
} as const;

/** What this invocation of a function has coming. */
export function mishapOf(faults: Faults | undefined, functionName: string): Mishap | undefined {
  if (!faults) return undefined;
  for (const fault of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    const rule = faults.strike(fault, { function: functionName });
    if (!rule) continue;
    const thawsAfterMs = rule.fault === 'lambda-frozen' ? rule.thawsAfterMs : 0;
    return { kind: KINDS[fault], at: rule.at, afterMs: rule.afterMs, thawsAfterMs };
  }
  return undefined;
}
