/** Points of a drawable nomogram: the scale that its terms share. */
import { prettyTicks } from '../learning/nomogram.ts';
import { effectOf } from './design.ts';
import type { DrawableNomogram, NomogramTerm } from './drawable-nomogram.ts';

/** Points on the axis of the term with the widest effect. */
export const MOST_POINTS = 100;

/** Between strokes, an axis that bends is looked at in this many steps for its lowest and highest effect. */
const STEPS = 400;

/** The scale of points: those of a value are `perUnit` · (effect − lowest effect of its term). */
export interface PointsScale {
  /** Points per unit of the linear predictor; 0 if no term has an effect. */
  readonly perUnit: number;
  /** Linear predictor at 0 points. */
  readonly baseline: number;
  /** Of each term, the effect that has 0 points, and the most points on its axis. */
  readonly terms: readonly { readonly lowest: number; readonly most: number }[];
}

/** Values at which a term's axis has strokes: round numbers that cover the range, the few values, or the levels. */
export function axisValues(term: NomogramTerm): readonly number[] {
  if (term.kind === 'spline') return prettyTicks(...term.range, 10);
  if (term.kind !== 'continuous') return term.levels.map((_, level) => level);
  if (term.values) return term.values;
  const ticks = prettyTicks(...term.range, 10);
  // Round numbers that cover a range may leave the values that a logarithm or a root has.
  return term.transform === undefined
    ? ticks
    : [
        ...new Set([
          term.range[0],
          ...ticks.filter((tick) => tick > term.range[0] && tick < term.range[1]),
          term.range[1],
        ]),
      ];
}

/**
 * The scale as `rms::nomogram` has it, and as the models of this program: the axis with the widest effect has
 * {@link MOST_POINTS}, every axis starts at 0 at its smallest effect, points are proportional to effects.
 */
export function pointsScale(nomogram: DrawableNomogram): PointsScale {
  const effects = nomogram.terms.map((term) => extremes(term));
  const widest = Math.max(...effects.map(([low, high]) => high - low));
  const perUnit = widest > 0 ? MOST_POINTS / widest : 0;
  return {
    perUnit,
    baseline: effects.reduce((sum, [low]) => sum + low, nomogram.intercept),
    terms: effects.map(([low, high]) => ({ lowest: low, most: perUnit * (high - low) })),
  };
}

/** Lowest and highest effect over a term's axis. */
function extremes(term: NomogramTerm): [number, number] {
  const values = [...axisValues(term)];
  if (term.kind === 'spline') {
    const [low, high] = [values[0], values[values.length - 1]];
    for (let s = 0; s <= STEPS; s++) values.push(low + (s / STEPS) * (high - low));
  }
  const effects = values.map((value) => effectOf(term, value));
  return [Math.min(...effects), Math.max(...effects)];
}
