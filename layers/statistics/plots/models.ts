import type { Evaluation, ModelKind, SetEvaluation } from '../model.ts';

/** How each model is called and drawn, in every plot alike. */
export const MODEL_NAMES: Readonly<Record<ModelKind, string>> = {
  radScore: 'Rad-score',
  clinical: 'Clinical model',
  nomogram: 'Nomogram',
};
export const MODEL_ORDER: readonly ModelKind[] = ['radScore', 'clinical', 'nomogram'];

/** The sets of rows that can be drawn, side by side. */
export function setsOf(evaluation: Evaluation): { readonly name: string; readonly set: SetEvaluation }[] {
  const sets = [{ name: `Training (apparent, n = ${evaluation.train.n})`, set: evaluation.train }];
  if (evaluation.test) sets.push({ name: `Test (n = ${evaluation.test.n})`, set: evaluation.test });
  return sets;
}

/** The model that decides: the nomogram, or the Rad-score without one. */
export function finalKind(set: SetEvaluation): ModelKind {
  return set.kinds.includes('nomogram') ? 'nomogram' : 'radScore';
}

export function fixed(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits);
}

/** A p-value as it is printed: what would round to 0 is called small instead. */
export function pText(p: number | null | undefined): string {
  return typeof p === 'number' && p < 0.001 ? '< 0.001' : fixed(p);
}
