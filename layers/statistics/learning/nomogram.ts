/** The nomogram: points per predictor, and the axes that show them. */
import type { ClinicalVariable, Nomogram, NomogramAxis } from '../model/fitted-model.ts';
import type { LogisticFit } from '../regression/logistic.ts';

/** A predictor as the nomogram shows it: where its axis has ticks, and what each tick adds to the linear predictor. */
export interface AxisSource {
  readonly variable: string;
  readonly ticks: readonly { readonly label: string; readonly value: number; readonly effect: number }[];
}

/**
 * Points scale of a logistic model (Harrell's `rms::nomogram`): the axis with the widest effect gets `most` points,
 * every axis starts at 0 where its effect is smallest, and points are proportional to effect.
 *
 * @param intercept of the model
 */
export function scaleNomogram(intercept: number, sources: readonly AxisSource[], most: number): Nomogram {
  const lowest = sources.map(({ ticks }) => Math.min(...ticks.map(({ effect }) => effect)));
  const widest = Math.max(...sources.map(({ ticks }, a) => Math.max(...ticks.map(({ effect }) => effect)) - lowest[a]));
  const pointsPerUnit = widest > 0 ? most / widest : 0;
  const axes: NomogramAxis[] = sources.map(({ variable, ticks }, a) => ({
    variable,
    ticks: ticks.map(({ label, value, effect }) => ({ label, value, points: pointsPerUnit * (effect - lowest[a]) })),
  }));
  return { axes, pointsPerUnit, baseline: lowest.reduce((sum, value) => sum + value, intercept) };
}

/**
 * Axes of the nomogram model: the Rad-score and continuous variables over round values that cover the training
 * range (or at their few values), other variables at their levels.
 */
export function buildNomogram(
  fit: LogisticFit,
  radScoreRange: readonly [number, number],
  variables: readonly ClinicalVariable[],
  most: number,
): Nomogram {
  const coefficient = (term: string) => fit.coefficients[fit.terms.indexOf(term)] ?? 0;
  const continuous = (variable: string, values: readonly number[]): AxisSource => ({
    variable,
    ticks: values.map((value) => ({
      label: String(value),
      value,
      effect: coefficient(variable) * value,
    })),
  });
  const sources = [continuous('Rad-score', prettyTicks(...radScoreRange, 10))];
  for (const variable of variables) {
    if (variable.range) {
      sources.push(continuous(variable.name, variable.values ?? prettyTicks(...variable.range, 10)));
      continue;
    }
    const effect = (level: number) => {
      if (variable.kind === 'ordered') return level * coefficient(variable.name);
      return level === 0 ? 0 : coefficient(`${variable.name}=${variable.levels[level]}`);
    };
    sources.push({
      variable: variable.name,
      ticks: variable.levels.map((label, level) => ({ label, value: level, effect: effect(level) })),
    });
  }
  return scaleNomogram(fit.coefficients[0], sources, most);
}

/** Points of any value on an axis, between ticks and beyond them alike. */
export function pointsAt(axis: NomogramAxis, value: number): number {
  const exact = axis.ticks.find((tick) => tick.value === value);
  if (exact) return exact.points;
  const first = axis.ticks[0];
  const last = axis.ticks[axis.ticks.length - 1];
  // An axis of one tick belongs to a variable that did not vary in training, hence without effect.
  if (last.value === first.value) return first.points;
  return first.points + ((value - first.value) / (last.value - first.value)) * (last.points - first.points);
}

/** Linear predictor at a total of points. */
export function linearPredictorAt(nomogram: Pick<Nomogram, 'pointsPerUnit' | 'baseline'>, total: number): number {
  return nomogram.pointsPerUnit > 0 ? nomogram.baseline + total / nomogram.pointsPerUnit : nomogram.baseline;
}

/**
 * About `count` intervals between round values (1, 2 or 5 times a power of ten) that cover low … high: the rule of
 * R's `pretty` with its default biases.
 */
export function prettyTicks(low: number, high: number, count: number): number[] {
  const span = high - low;
  if (!(span > 0)) return [low, low + 1];
  const cell = span / count;
  const base = 10 ** Math.floor(Math.log10(cell));
  let unit = base;
  if (2 * base - cell < 1.5 * (cell - unit)) {
    unit = 2 * base;
    if (5 * base - cell < 2.75 * (cell - unit)) {
      unit = 5 * base;
      if (10 * base - cell < 1.5 * (cell - unit)) unit = 10 * base;
    }
  }
  const slack = 1e-7;
  const from = Math.floor(low / unit + slack);
  const to = Math.ceil(high / unit - slack);
  // Through a decimal string, so that 3 · 0.1 reads 0.3.
  return Array.from({ length: to - from + 1 }, (_, k) => Number(((from + k) * unit).toPrecision(12)));
}
