/** Checks that a nomogram can be drawn: terms, ranges, coefficients and covariance fit each other. */
import { InvalidNomogram } from '../errors.ts';
import { widthOfDesign } from './design.ts';
import type { DrawableNomogram, NomogramTerm } from './drawable-nomogram.ts';

/** Covariances are asked to be symmetric to this, in parts of their diagonal: printed ones are rounded. */
const SYMMETRY = 1e-3;

/**
 * The nomogram, if it can be drawn.
 *
 * @throws InvalidNomogram naming the term and what does not fit
 */
export function requireDrawable(nomogram: DrawableNomogram): DrawableNomogram {
  const { terms, intercept, covariance, rounding, confidence } = nomogram;
  if (terms.length === 0) throw new InvalidNomogram('', 'no term', 'at least one');
  if (!Number.isFinite(intercept)) throw new InvalidNomogram('', `the intercept ${intercept}`, 'a finite number');
  if (!(confidence > 0 && confidence < 1)) {
    throw new InvalidNomogram('', `the confidence ${confidence}`, 'a number between 0 and 1, such as 0.95');
  }
  const names = new Set<string>();
  for (const term of terms) {
    if (names.has(term.name)) throw new InvalidNomogram(term.name, 'two terms of this name', 'one');
    names.add(term.name);
    requireTerm(term);
  }
  const size = terms.reduce((sum, term) => sum + widthOfDesign(term), 1);
  if (covariance) requireCovariance(covariance, size);
  if (rounding && rounding.length !== size) {
    throw new InvalidNomogram(
      '',
      `${rounding.length} roundings`,
      `one for the intercept and each coefficient, ${size}`,
    );
  }
  return nomogram;
}

function requireTerm(term: NomogramTerm): void {
  const { name } = term;
  const refuse = (got: string, wanted: string): never => {
    throw new InvalidNomogram(name, got, wanted);
  };
  const coefficients = term.kind === 'continuous' ? [term.coefficient] : term.coefficients;
  const unusable = coefficients.find((value) => !Number.isFinite(value));
  if (unusable !== undefined) refuse(`the coefficient ${unusable}`, 'a finite number');
  const wanted = widthOfDesign(term);
  if (coefficients.length !== wanted) refuse(`${coefficients.length} coefficients`, `${wanted}`);
  if (term.kind === 'continuous' || term.kind === 'spline') {
    const [low, high] = term.range;
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      refuse(`the range ${low} to ${high}`, 'two finite numbers, the least first');
    }
  } else {
    if (term.levels.length < 2) refuse(`${term.levels.length} levels`, 'at least 2, the reference first');
    if (term.kind === 'binary' && term.levels.length !== 2)
      refuse(`${term.levels.length} levels`, '2 of a binary term');
    if (new Set(term.levels.map(({ value }) => value)).size < term.levels.length) {
      refuse('a level twice', 'each level once');
    }
  }
  if (term.kind === 'spline') {
    const { knots } = term;
    if (knots.length < 3 || knots.some((knot, k) => !Number.isFinite(knot) || (k > 0 && knot <= knots[k - 1]))) {
      refuse(`the knots ${knots.join(', ')}`, 'at least 3 numbers, each larger than the one before');
    }
  }
  if (term.kind !== 'continuous') return;
  const least = term.transform === 'log1p' ? -1 : 0;
  const isOpen = term.transform !== undefined && term.transform !== 'sqrt';
  if (term.transform !== undefined && (isOpen ? term.range[0] <= least : term.range[0] < least)) {
    refuse(
      `a range from ${term.range[0]} under ${term.transform}`,
      isOpen ? `a range above ${least}` : 'a range from 0 or above',
    );
  }
  if (term.standardised && !(term.standardised.sd > 0 && Number.isFinite(term.standardised.mean))) {
    refuse(`a standard deviation of ${term.standardised.sd}`, 'a finite mean and a standard deviation above 0');
  }
  const values = term.values ?? [];
  if (term.values && (values.length < 2 || values.some((value, k) => k > 0 && value <= values[k - 1]))) {
    refuse(`the values ${values.join(', ')}`, 'at least 2, ascending');
  }
}

function requireCovariance(covariance: readonly (readonly number[])[], size: number): void {
  if (covariance.length !== size || covariance.some((row) => row.length !== size)) {
    throw new InvalidNomogram(
      '',
      `a covariance of ${covariance.length} × ${covariance[0]?.length ?? 0}`,
      `${size} × ${size}: the intercept and each coefficient`,
    );
  }
  for (let i = 0; i < size; i++) {
    if (!(covariance[i][i] >= 0 && Number.isFinite(covariance[i][i]))) {
      throw new InvalidNomogram('', `a variance of ${covariance[i][i]}`, 'finite variances, none below 0');
    }
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(covariance[i][i] * covariance[j][j]);
      const [a, b] = [covariance[i][j], covariance[j][i]];
      if (!(Math.abs(a - b) <= SYMMETRY * scale && Math.abs(a) <= (1 + SYMMETRY) * scale)) {
        throw new InvalidNomogram(
          '',
          `covariances ${a} and ${b} of coefficients ${i} and ${j} with variances ${covariance[i][i]} and ${covariance[j][j]}`,
          'a symmetric matrix of covariances, not of correlations or standard errors',
        );
      }
    }
  }
}
