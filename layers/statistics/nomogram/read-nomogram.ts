/** What a nomogram says of one patient: points, linear predictor, probability and its interval. */
import { InvalidValue } from '../errors.ts';
import { orDidYouMean } from '../nearest-name.ts';
import { normalQuantile } from '../numbers/distributions.ts';
import { logistic } from '../regression/logistic.ts';
import { coefficientsOf, designOf, effectOf } from './design.ts';
import type { DrawableNomogram, NomogramTerm } from './drawable-nomogram.ts';
import { type PointsScale, pointsScale } from './points.ts';

/** Values by the terms' names: numbers, or the values of levels. */
export type NomogramValues = Readonly<Record<string, number | string>>;

export interface NomogramReading {
  /** Of each term, in order; `value` is the number, or the value of the level. */
  readonly terms: readonly { readonly name: string; readonly value: number | string; readonly points: number }[];
  /** Of all terms; `linearPredictor` is `baseline + total / perUnit`. */
  readonly total: number;
  readonly linearPredictor: number;
  readonly probability: number;
  /** Wald's, by the covariance of the coefficients; null if that is not known. */
  readonly interval: readonly [number, number] | null;
  readonly confidence: number;
  /** At or above the cut-off; null if there is none. */
  readonly isPositive: boolean | null;
  /** The least and largest probability that the rounding of printed coefficients allows; null for full precision. */
  readonly rounded: readonly [number, number] | null;
  /** Terms whose value lies outside the range that the model was made from. */
  readonly outside: readonly string[];
}

/**
 * Reads a nomogram.
 *
 * @param scale that of the nomogram, if the caller has it already
 * @throws InvalidValue naming the term for a missing value, an unknown level, or what is no number
 */
export function readNomogram(
  nomogram: DrawableNomogram,
  values: NomogramValues,
  scale: PointsScale = pointsScale(nomogram),
): NomogramReading {
  const { terms, intercept, covariance, confidence, cutOff, rounding } = nomogram;
  const numbers = terms.map((term) => numberOf(term, isGiven(values, term.name) ? values[term.name] : undefined));
  const design = [1, ...terms.flatMap((term, t) => designOf(term, numbers[t]))];
  const coefficients = [intercept, ...terms.flatMap(coefficientsOf)];
  const linearPredictor = design.reduce((sum, x, j) => (j === 0 ? intercept : sum + x * coefficients[j]), 0);
  if (!Number.isFinite(linearPredictor)) {
    throw new InvalidValue(
      'to be read',
      terms.map(({ name }) => name).join(', '),
      'values whose sum overflows',
      'values like those of the model',
      'Check their units.',
    );
  }
  const points = terms.map((term, t) => pointsOfNumber(term, numbers[t], scale, t));
  const spread = rounding ? design.reduce((sum, x, j) => sum + Math.abs(x) * rounding[j], 0) : 0;
  return {
    terms: terms.map((term, t) => ({
      name: term.name,
      value: isOfLevels(term) ? term.levels[numbers[t]].value : numbers[t],
      points: points[t],
    })),
    total: points.reduce((sum, one) => sum + one, 0),
    linearPredictor,
    probability: logistic(linearPredictor),
    interval: covariance && around(linearPredictor, halfWidth(design, covariance, confidence)),
    confidence,
    isPositive: cutOff && linearPredictor >= cutOff.score,
    rounded: rounding && around(linearPredictor, spread),
    outside: terms.filter((term, t) => isOutside(term, numbers[t])).map(({ name }) => name),
  };
}

/** Whether there is a value of this name. */
export function isGiven(values: NomogramValues, name: string): boolean {
  return Object.hasOwn(values, name) && values[name] !== '' && values[name] !== undefined;
}

/**
 * Points of one value.
 *
 * @param t position of the term
 * @throws InvalidValue
 */
export function pointsOfTerm(term: NomogramTerm, value: number | string, scale: PointsScale, t: number): number {
  return pointsOfNumber(term, numberOf(term, value), scale, t);
}

function pointsOfNumber(term: NomogramTerm, value: number, scale: PointsScale, t: number): number {
  return scale.perUnit * (effectOf(term, value) - scale.terms[t].lowest);
}

/** Whether a term's values are levels. */
export function isOfLevels(term: NomogramTerm): term is Extract<NomogramTerm, { readonly levels: unknown }> {
  return term.kind !== 'continuous' && term.kind !== 'spline';
}

function halfWidth(design: readonly number[], covariance: readonly (readonly number[])[], confidence: number): number {
  let variance = 0;
  design.forEach((a, i) => {
    design.forEach((b, j) => {
      variance += a * b * covariance[i][j];
    });
  });
  // Printed covariances are rounded: what should be 0 may come out below it.
  return normalQuantile(0.5 + confidence / 2) * Math.sqrt(Math.max(variance, 0));
}

function around(linearPredictor: number, half: number): [number, number] {
  return [logistic(linearPredictor - half), logistic(linearPredictor + half)];
}

/** A value as the design takes it. @throws InvalidValue */
function numberOf(term: NomogramTerm, value: number | string | undefined): number {
  const refuse = (got: string, wanted: string, remedy: string): never => {
    throw new InvalidValue('to be read', term.name, got, wanted, remedy);
  };
  if (value === undefined || value === '') return refuse('no value', 'a value', 'Give one: every term needs it.');
  if (isOfLevels(term)) {
    const known = term.levels.map((level) => level.value);
    const level = known.indexOf(String(value));
    return level >= 0
      ? level
      : refuse(
          `"${value}"`,
          `one of ${known.join(', ')}`,
          `Other levels have no coefficient.${orDidYouMean(String(value), known)}`,
        );
  }
  const number = typeof value === 'number' ? value : Number(value);
  if (!Number.isFinite(number) || String(value).trim() === '') return refuse(`"${value}"`, 'a number', 'Correct it.');
  if (!Number.isFinite(effectOf(term, number)))
    return refuse(`${number}`, 'a value that the term can take', 'A logarithm needs more than 0.');
  return number;
}

function isOutside(term: NomogramTerm, value: number): boolean {
  if (isOfLevels(term)) return false;
  if (term.kind === 'continuous' && term.values) return !term.values.includes(value);
  return value < term.range[0] || value > term.range[1];
}
