/** The decision curve plot. */
import { prettyTicks } from '../../learning/nomogram.ts';
import type { SetEvaluation } from '../../model/fitted-model.ts';
import type { DecisionCurve } from '../../performance/decision-curve.ts';
import { type EvaluatedSets, finalKind, fixed, levelText, MODEL_NAMES, MODEL_ORDER, setsOf } from './models.ts';
import { inkSample, type LegendEntry, lineSample, setDocument, setPanel, swatchSample } from './panel.ts';
import { DASHES, GREY, hue, line, polyline, px, shortNumber } from './svg.ts';

/** Thresholds whose net benefit the description names. */
const NAMED = [0.2, 0.5, 0.8];

/** The thresholds that plots show. */
export interface ThresholdRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Net benefit of every model over threshold probabilities, against treating all and treating none, with the interval
 * of the final model; the bar below the axis is where it is above both.
 *
 * @param shown the thresholds that are of interest; without it, all that were computed
 */
export function decisionCurvePlot(evaluation: EvaluatedSets, shown?: ThresholdRange): string {
  const descriptions: string[] = [];
  const panels = setsOf(evaluation).map(({ name, set }, s) => {
    const final = finalKind(set);
    const highest = highestOf(set);
    const lowest = -0.15 * highest;
    const kinds = MODEL_ORDER.filter((kind) => set.models[kind]);
    const curves = kinds.map((kind) => cut(set.models[kind]?.decisionCurve, shown));
    const { thresholds, all } = curves[0];
    const range: [number, number] = [thresholds[0], thresholds[thresholds.length - 1]];
    const frame = setPanel(
      s,
      { id: `decision-${s}`, title: name, xLabel: 'Threshold probability', yLabel: 'Net benefit' },
      {
        xDomain: range,
        xTicks: prettyTicks(...range, 5).filter((tick) => tick >= range[0] && tick <= range[1]),
        yDomain: [lowest, highest],
        yTicks: prettyTicks(0, highest, 5).filter((tick) => tick <= highest),
      },
    );
    // Lines go on below the panel, if the frame cuts them: how far they fall does not matter.
    const floor = lowest - 0.1 * (highest - lowest);
    const trace = (values: readonly number[]) =>
      trail(thresholds, values, floor).map(([t, v]) => [frame.x(t), frame.y(v)] as [number, number]);
    const entries: LegendEntry[] = [];
    const marks: string[] = [];
    kinds.forEach((kind, k) => {
      const colour = MODEL_ORDER.indexOf(kind);
      const curve = curves[k];
      const named = NAMED.map((t) => {
        const at = curve.thresholds.findIndex((threshold) => Math.abs(threshold - t) < 1e-9);
        return at < 0 ? '' : `${fixed(curve.model[at])} at ${t}`;
      }).filter(Boolean);
      descriptions.push(`${name}: net benefit of ${MODEL_NAMES[kind]} ${named.join(', ')}.`);
      if (kind === final && curve.low.length > 0) {
        const band = [...trace(curve.high), ...trace(curve.low).reverse()]
          .map(([x, y]) => `${px(x)},${px(y)}`)
          .join(' ');
        marks.unshift(`<polygon points="${band}" ${hue(colour)} fill="currentColor" fill-opacity="0.16"/>`);
      }
      marks.push(polyline(trace(curve.model), colour, DASHES[colour]));
      entries.push({ sample: lineSample(colour, DASHES[colour]), label: MODEL_NAMES[kind] });
    });
    const curve = curves[kinds.indexOf(final)];
    if (curve.low.length > 0) {
      entries.push({
        sample: swatchSample(`${hue(MODEL_ORDER.indexOf(final))} fill="currentColor" fill-opacity="0.16"`),
        label: `${MODEL_NAMES[final]}: pointwise ${levelText(curve.confidence)} CI`,
      });
    }
    entries.push(
      { sample: lineSample(GREY, '6 2 1 2'), label: 'Treat all' },
      { sample: inkSample(), label: 'Treat none' },
    );
    const spans = usefulSpans(curve);
    descriptions.push(`${name}: ${MODEL_NAMES[final]} ${usefulText(spans)}.`);
    const low = frame.y(lowest) - 5;
    const bars = spans.map(([from, to]) =>
      line(
        frame.x(from),
        low,
        frame.x(to),
        low,
        `${hue(MODEL_ORDER.indexOf(final))} stroke="currentColor" stroke-width="5"`,
      ),
    );
    if (bars.length > 0) {
      const sample = line(-14, 0, 14, 0, `${hue(MODEL_ORDER.indexOf(final))} stroke="currentColor" stroke-width="5"`);
      entries.push({ sample, label: `${MODEL_NAMES[final]} above both treat all and treat none` });
    }
    const none = line(frame.x(range[0]), frame.y(0), frame.x(range[1]), frame.y(0), 'stroke="currentColor"');
    const treatAll = polyline(trace(all), GREY, '6 2 1 2');
    return { svg: frame.svg + frame.data(none, treatAll, ...marks, ...bars), legend: entries };
  });
  return setDocument(panels, 'Decision curves', descriptions.join(' '));
}

/** Where the net benefit of a model is above that of treating all and of treating none: runs of thresholds. */
export function usefulSpans({ thresholds, model, all }: DecisionCurve): [number, number][] {
  const spans: [number, number][] = [];
  let open = false;
  thresholds.forEach((t, k) => {
    const better = model[k] > Math.max(0, all[k]) + 1e-12;
    if (better && open) spans[spans.length - 1][1] = t;
    else if (better) spans.push([t, t]);
    open = better;
  });
  return spans;
}

export function usefulText(spans: readonly (readonly [number, number])[]): string {
  if (spans.length === 0) return 'is nowhere above both treat all and treat none';
  const ranges = spans.map(([from, to]) =>
    from === to ? shortNumber(from) : `${shortNumber(from)} to ${shortNumber(to)}`,
  );
  return `is above both treat all and treat none at thresholds ${ranges.join(', ')}`;
}

/** A curve over the thresholds that are shown. */
export function cut(curve: DecisionCurve | undefined, shown?: ThresholdRange): DecisionCurve {
  const none = { thresholds: [], model: [], all: [], low: [], high: [], confidence: Number.NaN };
  if (!curve || !shown) return curve ?? none;
  const inside = (values: readonly number[]) =>
    values.filter((_, k) => curve.thresholds[k] >= shown.from - 1e-9 && curve.thresholds[k] <= shown.to + 1e-9);
  const thresholds = inside(curve.thresholds);
  if (thresholds.length < 2) return curve;
  const { model, all, low, high, confidence } = curve;
  return { thresholds, model: inside(model), all: inside(all), low: inside(low), high: inside(high), confidence };
}

/** Above every curve and what of the interval matters: nobody's net benefit is above the share of events. */
function highestOf({ events, n }: SetEvaluation): number {
  return 1.1 * (events / n);
}

/** A line over the thresholds; where it crosses the floor it turns and runs along it. */
function trail(thresholds: readonly number[], values: readonly number[], floor: number): [number, number][] {
  const points: [number, number][] = [];
  values.forEach((value, k) => {
    const t = thresholds[k];
    if (k > 0 && value < floor !== values[k - 1] < floor) {
      const share = (floor - values[k - 1]) / (value - values[k - 1]);
      points.push([thresholds[k - 1] + share * (t - thresholds[k - 1]), floor]);
    }
    points.push([t, Math.max(floor, value)]);
  });
  return points;
}
