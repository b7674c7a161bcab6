import { chiSquaredUpper } from '../numbers/distributions.ts';
import type { Design } from './design.ts';
import { fitLogistic, type LogisticFit } from './logistic.ts';

/** A variable with the terms that enter and leave together. */
export interface Variable {
  readonly name: string;
  readonly design: Design;
}

export interface DroppedVariable {
  readonly name: string;
  /** Likelihood-ratio test of the variable given the others. */
  readonly chiSquared: number;
  readonly df: number;
  readonly p: number;
  /** AIC of the model without it. */
  readonly aic: number;
}

/** What dropping each single variable would do. */
export function dropOne(variables: readonly Variable[], y: ArrayLike<number>): DroppedVariable[] {
  const full = fitTogether(variables, y);
  return variables.map((variable, v) => {
    const rest = fitTogether(
      variables.filter((_, k) => k !== v),
      y,
    );
    const chiSquared = 2 * (full.logLikelihood - rest.logLikelihood);
    const df = full.terms.length - full.aliased.length - (rest.terms.length - rest.aliased.length);
    return { name: variable.name, chiSquared, df, p: chiSquaredUpper(chiSquared, df), aic: rest.aic };
  });
}

export interface Elimination {
  readonly fit: LogisticFit;
  readonly kept: string[];
  /** In the order dropped, with the AIC reached. */
  readonly dropped: { readonly name: string; readonly aic: number }[];
}

/** Drops, one at a time, the variable whose loss lowers Akaike's criterion most, until none lowers it. */
export function eliminateBackward(variables: readonly Variable[], y: ArrayLike<number>): Elimination {
  let kept = [...variables];
  let fit = fitTogether(kept, y);
  const dropped: { name: string; aic: number }[] = [];
  while (kept.length > 0) {
    const weakest = dropOne(kept, y).reduce((a, b) => (b.aic < a.aic ? b : a));
    if (weakest.aic >= fit.aic) break;
    kept = kept.filter(({ name }) => name !== weakest.name);
    fit = fitTogether(kept, y);
    dropped.push({ name: weakest.name, aic: weakest.aic });
  }
  return { fit, kept: kept.map(({ name }) => name), dropped };
}

function fitTogether(variables: readonly Variable[], y: ArrayLike<number>): LogisticFit {
  return fitLogistic(
    {
      n: y.length,
      terms: variables.flatMap(({ design }) => design.terms),
      columns: variables.flatMap(({ design }) => design.columns),
    },
    y,
  );
}
