/** What plots and tables call the models, and how they write numbers. */
import type { Evaluation, ModelKind, SetEvaluation } from '../../model/fitted-model.ts';

export { levelText } from './wording.ts';

/** How each model is called and drawn, in every plot alike. */
export const MODEL_NAMES: Readonly<Record<ModelKind, string>> = {
  radScore: 'Rad-score',
  clinical: 'Clinical model',
  nomogram: 'Nomogram',
};
/** The same within a sentence. */
export const IN_TEXT: Readonly<Record<ModelKind, string>> = {
  radScore: 'Rad-score',
  clinical: 'clinical model',
  nomogram: 'nomogram',
};
export const MODEL_ORDER: readonly ModelKind[] = ['radScore', 'clinical', 'nomogram'];

export interface NamedSet {
  readonly name: string;
  readonly set: SetEvaluation;
}

/** What tables and plots of performance draw: the training and test rows of a fit, or sets with names of their own. */
export type EvaluatedSets = Pick<Evaluation, 'train' | 'test'> | { readonly sets: readonly NamedSet[] };

/** The sets of rows that can be drawn, side by side. */
export function setsOf(evaluation: EvaluatedSets): NamedSet[] {
  if ('sets' in evaluation) return [...evaluation.sets];
  const sets = [{ name: `Training (apparent, n = ${evaluation.train.n})`, set: evaluation.train }];
  if (evaluation.test) sets.push({ name: `Test (n = ${evaluation.test.n})`, set: evaluation.test });
  return sets;
}

/** The model that decides: the nomogram, or the Rad-score without one. */
export function finalKind(set: Pick<SetEvaluation, 'kinds'>): ModelKind {
  return set.kinds.includes('nomogram') ? 'nomogram' : 'radScore';
}

export function fixed(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1e6) return value.toExponential(1).replace('-', '−').replace('e+', 'e');
  const text = value.toFixed(digits);
  // −0.000 is 0.000.
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}

/** A p-value as it is printed: what would round to 0 is called small instead. */
export function pText(p: number | null | undefined): string {
  return typeof p === 'number' && p < 0.001 ? '< 0.001' : fixed(p);
}

/** "low–high", or "low to high" if a sign could be read as the dash; "–" if a bound does not exist. */
export function rangeText(interval: readonly (number | null)[] | null | undefined, digits = 3): string {
  const infinite = (bound: number | null) => (bound === Number.POSITIVE_INFINITY ? '∞' : '−∞');
  const [low, high] = (interval ?? []).map((bound) =>
    bound !== null && Math.abs(bound) === Number.POSITIVE_INFINITY ? infinite(bound) : fixed(bound, digits),
  );
  if (low === undefined || high === undefined || low === '–' || high === '–') return '–';
  return low.startsWith('−') || high.startsWith('−') ? `${low} to ${high}` : `${low}–${high}`;
}

/** An estimate with its interval in brackets. */
export function withRange(
  value: number | null | undefined,
  interval: readonly (number | null)[] | null | undefined,
  digits = 3,
): string {
  return fixed(value, digits) === '–' ? '–' : `${fixed(value, digits)} (${rangeText(interval, digits)})`;
}
