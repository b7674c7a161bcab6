/** Decides at each call whether a rule of the fault plan strikes, reproducibly. */
import { noSpaceLeft } from './aws-errors.ts';
import type { FaultName, FaultPlan, FaultRule, RuleOf } from './plan.ts';

/** What is known of a call: a rule fits if it asks for nothing else. */
export interface Call {
  readonly function?: string;
  readonly service?: string;
  readonly operation?: string;
  readonly key?: string;
  readonly source?: string;
  readonly detailType?: string;
}

/** How often a rule has struck. */
export interface Strikes {
  readonly rule: FaultRule;
  readonly fitted: number;
  readonly struck: number;
}

/** Of these a part is enough: the template's names have suffixes, and keys are long. */
const BY_PART: ReadonlySet<string> = new Set(['function', 'key']);

/**
 * A plan while it is carried out. Whether a rule strikes its n-th call depends on the seed, the rule and n alone: other
 * rules and other calls do not shift it.
 */
export class Faults {
  readonly plan: FaultPlan;
  readonly #rules: readonly { readonly rule: FaultRule; fitted: number; struck: number }[];
  readonly #startedAt = Date.now();
  /** Calls that were answered 429, by the quota that was met. */
  readonly throttles = { account: 0, stage: 0 };

  constructor(plan: FaultPlan) {
    this.plan = plan;
    this.#rules = plan.rules.map((rule) => ({ rule, fitted: 0, struck: 0 }));
  }

  /** The first rule for this fault that strikes this call. */
  strike<Name extends FaultName>(fault: Name, call: Call): RuleOf<Name> | undefined {
    for (const [index, state] of this.#rules.entries()) {
      const { rule } = state;
      if (rule.fault !== fault || rule.fault === 'clock-steps-back' || !fits(rule, call)) continue;
      const turn = state.fitted++;
      if (turn < rule.after || state.struck >= (rule.count ?? Number.POSITIVE_INFINITY)) continue;
      if (chance(this.plan.seed, index, turn) >= rule.probability) continue;
      state.struck++;
      return rule as RuleOf<Name>;
    }
    return undefined;
  }

  /** Throws `ENOSPC` if a write of this service finds the disk full. */
  write(service: RuleOf<'disk-full'>['service']): void {
    if (this.strike('disk-full', { service })) throw noSpaceLeft();
  }

  /** In [0, 1), by the seed. */
  chance(name: number, turn: number): number {
    return chance(this.plan.seed, name, turn);
  }

  /** The machine's time, which steps back as the plan has it. */
  machineTime(): number {
    const now = Date.now();
    const steps = this.clockSteps().filter(({ afterSeconds }) => now >= this.#startedAt + afterSeconds * 1000);
    return steps.reduce((time, { seconds }) => time - seconds * 1000, now);
  }

  clockSteps(): RuleOf<'clock-steps-back'>[] {
    return this.plan.rules.filter((rule) => rule.fault === 'clock-steps-back');
  }

  strikes(): Strikes[] {
    return this.#rules.map(({ rule, fitted, struck }) => ({ rule, fitted, struck }));
  }
}

function fits(rule: FaultRule, call: Call): boolean {
  return (['function', 'service', 'operation', 'key', 'source', 'detailType'] as const).every((property) => {
    const wanted = (rule as Call)[property];
    if (wanted === undefined) return true;
    const got = call[property] ?? '';
    // Routes that serve two operations are named after both.
    return BY_PART.has(property) ? got.includes(wanted) : got.split(', ').includes(wanted);
  });
}

/** A number in [0, 1) from three integers: the finaliser of MurmurHash3 (Appleby), which mixes every bit into every other. */
function chance(seed: number, rule: number, turn: number): number {
  let hash = 0x9e3779b9;
  for (const part of [seed, rule + 1, turn + 1]) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) / 2 ** 32;
}
