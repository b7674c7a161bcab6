/** What a nomogram says as long as values are missing: the points so far, and what is still possible. */
import { logistic } from '../regression/logistic.ts';
import type { DrawableNomogram, NomogramTerm } from './drawable-nomogram.ts';
import type { PointsScale } from './points.ts';
import { isGiven, type NomogramValues, pointsOfTerm } from './read-nomogram.ts';

export interface PossibleReading {
  /** Terms without a value, in order. */
  readonly missing: readonly NomogramTerm[];
  /** Points of each term, in order; undefined for one without a value. */
  readonly points: readonly (number | undefined)[];
  /** The least and largest probability, if the missing values lie on their axes. */
  readonly probability: readonly [number, number];
}

/**
 * The reading of some values. What is not given can have any value on its axis.
 *
 * @throws InvalidValue for a given value that is none of its term's
 */
export function possibleReading(
  nomogram: DrawableNomogram,
  values: NomogramValues,
  scale: PointsScale,
): PossibleReading {
  const points = nomogram.terms.map((term, t) =>
    isGiven(values, term.name) ? pointsOfTerm(term, values[term.name], scale, t) : undefined,
  );
  const so = points.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const open = points.reduce<number>((sum, one, t) => (one === undefined ? sum + scale.terms[t].most : sum), 0);
  const at = (total: number) => logistic(scale.baseline + (scale.perUnit > 0 ? total / scale.perUnit : 0));
  return {
    missing: nomogram.terms.filter((_, t) => points[t] === undefined),
    points,
    probability: [at(so), at(so + open)],
  };
}
