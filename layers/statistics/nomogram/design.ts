/** How a value of a term enters the linear predictor. */
import type { ContinuousTerm, NomogramTerm } from './drawable-nomogram.ts';

/** Number of coefficients that a term has. */
export function widthOfDesign(term: NomogramTerm): number {
  switch (term.kind) {
    case 'continuous':
    case 'ordered':
      return 1;
    case 'spline':
      return term.knots.length - 1;
    default:
      return term.levels.length - 1;
  }
}

/** The coefficients of a term, in the order of its design. */
export function coefficientsOf(term: NomogramTerm): readonly number[] {
  return term.kind === 'continuous' ? [term.coefficient] : term.coefficients;
}

/**
 * What the coefficients of a term are multiplied by.
 *
 * @param value of the variable; of one with levels, the position of the level
 */
export function designOf(term: NomogramTerm, value: number): number[] {
  switch (term.kind) {
    case 'continuous':
      return [entering(term, value)];
    case 'ordered':
      return [value];
    case 'spline':
      return restrictedCubicSpline(term.knots, value);
    default:
      return term.levels.slice(1).map((_, k) => (value === k + 1 ? 1 : 0));
  }
}

/** What a value adds to the linear predictor. */
export function effectOf(term: NomogramTerm, value: number): number {
  const coefficients = coefficientsOf(term);
  return designOf(term, value).reduce((sum, x, j) => sum + x * coefficients[j], 0);
}

function entering({ transform, standardised }: ContinuousTerm, value: number): number {
  const x = transform === undefined ? value : Math[transform](value);
  return standardised ? (x - standardised.mean) / standardised.sd : x;
}

/** x and the k − 2 cubic terms of k knots, as `rms::rcs` (`Hmisc::rcspline.eval` with `norm = 2`) computes them. */
function restrictedCubicSpline(knots: readonly number[], x: number): number[] {
  const k = knots.length;
  const [first, last, beforeLast] = [knots[0], knots[k - 1], knots[k - 2]];
  const cube = (knot: number) => Math.max((x - knot) / (last - first) ** (2 / 3), 0) ** 3;
  const terms = knots
    .slice(0, k - 2)
    .map(
      (knot) =>
        cube(knot) + ((beforeLast - knot) * cube(last) - (last - knot) * cube(beforeLast)) / (last - beforeLast),
    );
  return [x, ...terms];
}
