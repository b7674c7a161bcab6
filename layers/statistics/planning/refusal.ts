/** Assumptions of a plan that are impossible, or that contradict each other: refused by name. */
import { InvalidTable } from '../errors.ts';

/** An assumption that no study can have, or that no size can answer. */
export class PlanRefused extends InvalidTable {
  override readonly name = 'PlanRefused';
  /** What was assumed, as the command line and the documents call it: `prevalence`, `c-statistic`, `shrinkage` … */
  readonly assumption: string;

  constructor(assumption: string, got: string, wanted: string, remedy = '') {
    super(`${assumption} ${got}`, wanted, remedy);
    this.assumption = assumption;
  }
}

/** @throws PlanRefused unless the value lies strictly between the ends */
export function requireWithin(assumption: string, value: number, low: number, high: number, remedy = ''): void {
  if (value > low && value < high) return;
  throw new PlanRefused(assumption, String(value), `a number between ${low} and ${high}, both excluded`, remedy);
}

/** Larger counts than these are typing errors, and loops over them would not end. */
const MOST = 10_000_000;

/** @throws PlanRefused unless the value is a whole number of at least `least` */
export function requireCount(assumption: string, value: number, least = 1): void {
  if (Number.isInteger(value) && value >= least && value <= MOST) return;
  throw new PlanRefused(assumption, String(value), `a whole number from ${least} to ${MOST.toLocaleString('en')}`);
}

/** The largest C statistic that is planned with: above it the outcome is as good as known, and one patient in 1,000 moves it. */
export const LARGEST_C = 0.999;

/** @throws PlanRefused for a C statistic without discrimination, or without error */
export function requireC(value: number, assumption = 'c-statistic'): void {
  if (value > 0.5 && value <= LARGEST_C) return;
  throw new PlanRefused(
    assumption,
    String(value),
    `a number above 0.5 and at most ${LARGEST_C}`,
    value <= 0.5
      ? 'At 0.5 a model does not discriminate, and no number of patients is enough.'
      : 'No model of patients discriminates without error; take the value that a validation found.',
  );
}

/** @throws PlanRefused for a prevalence of 0 or 1 */
export function requirePrevalence(value: number): void {
  requireWithin('prevalence', value, 0, 1, 'Both outcomes must occur among the patients.');
}
