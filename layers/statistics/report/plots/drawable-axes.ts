/** Where the axes of a drawable nomogram have their strokes. */

import { effectOf } from '../../nomogram/design.ts';
import type { DrawableNomogram, NomogramTerm } from '../../nomogram/drawable-nomogram.ts';
import { axisValues, MOST_POINTS, type PointsScale, pointsScale } from '../../nomogram/points.ts';
import { isOfLevels } from '../../nomogram/read-nomogram.ts';
import { type AxesToDraw, drawAxes, type NomogramDrawing } from './nomogram-axes.ts';

/** An axis of a term. A spline that turns has one for each stretch between its turns, as `rms::nomogram` draws it. */
export interface TermAxis {
  /** Unique among the axes of a nomogram; the name of the term if it has one axis. */
  readonly name: string;
  readonly term: NomogramTerm;
  /** What of its values this axis shows. */
  readonly from: number;
  readonly to: number;
}

/** Each stretch of a spline is looked for in this many steps. */
const STEPS = 400;
/** Changes smaller than this, in parts of the whole effect, are no turn. */
const FLAT = 1e-9;

/** The axes of the terms, in order. */
export function termAxes(nomogram: DrawableNomogram): TermAxis[] {
  return nomogram.terms.flatMap((term): TermAxis[] => {
    const values = axisValues(term);
    const [from, to] = [values[0], values[values.length - 1]];
    if (term.kind !== 'spline') return [{ name: term.name, term, from, to }];
    const turns = turnsOf(term, from, to);
    const ends = [from, ...turns, to];
    return ends.slice(1).map((end, k) => ({
      name: turns.length === 0 ? term.name : `${term.name} ${short(ends[k])} to ${short(end)}`,
      term,
      from: ends[k],
      to: end,
    }));
  });
}

/** The axis on which a value of a term stands; the nearest one for a value beyond them. */
export function axisOfValue(axes: readonly TermAxis[], name: string, value: number): TermAxis | undefined {
  const own = axes.filter(({ term }) => term.name === name);
  return own.find(({ to }) => value <= to) ?? own[own.length - 1];
}

/** The axes between two vertical edges, see `nomogramAxes`. */
export function drawableAxes(
  nomogram: DrawableNomogram,
  left: number,
  width: number,
  scale: PointsScale = pointsScale(nomogram),
): NomogramDrawing {
  const variables = termAxes(nomogram).map(({ name, term, from, to }): AxesToDraw['variables'][number] => {
    const { lowest } = scale.terms[nomogram.terms.indexOf(term)];
    const points = (value: number) => scale.perUnit * (effectOf(term, value) - lowest);
    const label = term.label ?? term.name;
    const unit = term.unit === undefined ? '' : ` (${term.unit})`;
    const stretch = name === term.name ? '' : `, ${short(from)} to ${short(to)}`;
    return {
      name,
      title: `${label}${unit}${stretch}`,
      everyLabel: isOfLevels(term) || (term.kind === 'continuous' && term.words !== undefined),
      ticks: strokesOf(term, from, to).map(({ value, isRound }) => ({
        value,
        ...(isRound && { label: labelOf(term, value) }),
        points: points(value),
      })),
    };
  });
  return drawAxes(
    {
      variables,
      scale: { pointsPerUnit: scale.perUnit, baseline: scale.baseline },
      most: MOST_POINTS,
      highest: scale.terms.reduce((sum, { most }) => sum + most, 0),
      event: nomogram.outcome.event,
    },
    left,
    width,
  );
}

function labelOf(term: NomogramTerm, value: number): string {
  if (isOfLevels(term)) return term.levels[value].label ?? term.levels[value].value;
  return (term.kind === 'continuous' ? term.words?.[String(value)] : undefined) ?? short(value);
}

/** Strokes of an axis between two values. The turns of a spline are no round numbers, and have no label if others have. */
function strokesOf(term: NomogramTerm, from: number, to: number): { value: number; isRound: boolean }[] {
  const round = axisValues(term).filter((value) => value >= from && value <= to);
  const values = [...new Set([from, ...round, to])].sort((a, b) => a - b);
  return values.map((value) => ({ value, isRound: round.length < 2 || round.includes(value) }));
}

/** Where the effect of a spline turns from rising to falling or back. */
function turnsOf(term: NomogramTerm, from: number, to: number): number[] {
  const at = (step: number) => from + (step / STEPS) * (to - from);
  const effects = Array.from({ length: STEPS + 1 }, (_, step) => effectOf(term, at(step)));
  const whole = Math.max(...effects) - Math.min(...effects);
  const turns: number[] = [];
  let direction = 0;
  for (let step = 1; step <= STEPS; step++) {
    const change = effects[step] - effects[step - 1];
    if (Math.abs(change) <= FLAT * whole) continue;
    if (direction !== 0 && Math.sign(change) !== direction) turns.push(at(step - 1));
    direction = Math.sign(change);
  }
  return turns;
}

/** A number with at most four digits that count, so that 37.249999 is 37.25. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
