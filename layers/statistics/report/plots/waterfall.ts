/** The waterfall plot of Rad-scores. */
import { prettyTicks } from '../../learning/nomogram.ts';
import { outcomeWords } from '../../model/about.ts';
import type { Evaluation, FittedModel } from '../../model/fitted-model.ts';
import { mean } from '../../numbers/moments.ts';
import { setsOf } from './models.ts';
import { inkSample, legend, legendHeight, panel, swatchSample } from './panel.ts';
import { hue, idOf, line, px, svgDocument } from './svg.ts';

const WIDTH = 360;
const HEIGHT = 300;
const TOP = 44;
const LEFT = 66;
const STRIDE = WIDTH + 90;
const TITLE = 'Rad-score per patient';
const HATCHED = `fill="url(#${idOf(TITLE)}-hatched)" ${hue(1)} stroke="currentColor" stroke-width="0.5"`;
const FILLED = `${hue(0)} fill="currentColor" stroke="currentColor" stroke-width="0.5"`;

/** More patients than these are drawn in groups of neighbours: a bar of less than two pixels cannot be seen. */
export const MOST_BARS = 180;

/**
 * Rad-score of every patient above or below the frozen threshold, in ascending order: filled bars have the event,
 * hatched ones do not. With many patients a bar is the mean of neighbours, filled by the share that has the event.
 */
export function waterfallPlot(model: FittedModel, evaluation: Evaluation): string {
  const { event, noEvent } = outcomeWords(model.about);
  const threshold = model.thresholds.radScore?.score ?? 0;
  const sets = setsOf(evaluation);
  const descriptions: string[] = [];
  let most = 1;
  const body = sets.map(({ name, set }, s) => {
    const order = (set.scores.radScore ?? [])
      .map((score, i) => ({ height: score - threshold, outcome: set.outcomes[i] }))
      .sort((a, b) => a.height - b.height);
    const bars = barsOf(order);
    most = Math.max(most, ...bars.map(({ n }) => n));
    const low = Math.min(0, ...bars.map(({ height }) => height));
    const high = Math.max(0, ...bars.map(({ height }) => height));
    const span = high - low || 1;
    const frame = panel({
      id: `waterfall-${s}`,
      left: LEFT + s * STRIDE,
      top: TOP,
      width: WIDTH,
      height: HEIGHT,
      title: name,
      xLabel: 'Patients, by Rad-score',
      yLabel: 'Rad-score − threshold',
      xDomain: [0, bars.length],
      yDomain: [low - 0.05 * span, high + 0.05 * span],
      xTicks: [],
      yTicks: prettyTicks(low, high, 6).filter((tick) => tick >= low && tick <= high),
    });
    const right = order.filter(({ height, outcome }) => (height >= 0 ? 1 : 0) === outcome).length;
    descriptions.push(
      `${name}: ${right} of ${order.length} patients on the right side of the threshold ${threshold.toFixed(4)}.`,
    );
    const width = (WIDTH / bars.length) * 0.85;
    const rect = (x: number, from: number, to: number, fill: string) => {
      const [top, bottom] = [frame.y(Math.max(from, to)), frame.y(Math.min(from, to))];
      return `<rect x="${px(x)}" y="${px(top)}" width="${px(width)}" height="${px(bottom - top)}" ${fill}/>`;
    };
    const drawn = bars.flatMap(({ height, share }, i) => {
      const at = frame.x(i + 0.075);
      const parts = [];
      if (share > 0) parts.push(rect(at, 0, height * share, FILLED));
      if (share < 1) parts.push(rect(at, height * share, height, HATCHED));
      return parts;
    });
    const axis = line(frame.x(0), frame.y(0), frame.x(bars.length), frame.y(0), 'stroke="currentColor"');
    return frame.svg + frame.data(...drawn, axis);
  });
  const pattern =
    `<defs><pattern id="${idOf(TITLE)}-hatched" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
    `<rect class="surface" width="4" height="4" fill="#ffffff"/><rect width="2" height="4" ${hue(1)} fill="currentColor"/></pattern></defs>`;
  const entries = [
    { sample: swatchSample(FILLED), label: event },
    { sample: swatchSample(HATCHED), label: `${noEvent} (hatched)` },
    { sample: inkSample(), label: 'Frozen threshold: bars above it are classed as positive' },
    ...(most > 1
      ? [{ sample: '', label: `A bar is the mean of up to ${most} neighbours, filled by their share with ${event}` }]
      : []),
  ];
  const below = TOP + HEIGHT + 64;
  return svgDocument(
    sets.length * STRIDE + 10,
    below + legendHeight(entries),
    TITLE,
    descriptions.join(' '),
    pattern + body.join('') + legend(LEFT - 40, below, entries),
  );
}

interface Bar {
  readonly height: number;
  /** Of its patients, those with the event. */
  readonly share: number;
  readonly n: number;
}

function barsOf(order: readonly { height: number; outcome: number }[]): Bar[] {
  const count = Math.min(order.length, MOST_BARS);
  return Array.from({ length: count }, (_, k) => {
    const group = order.slice(Math.round((k * order.length) / count), Math.round(((k + 1) * order.length) / count));
    const outcomes = group.map(({ outcome }) => outcome);
    return { height: mean(group.map(({ height }) => height)), share: mean(outcomes), n: group.length };
  });
}
