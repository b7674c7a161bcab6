import { logistic } from '../logistic.ts';
import type { FittedModel, Nomogram } from '../model.ts';
import { linearPredictorAt, prettyTicks } from '../nomogram.ts';
import { escapeText, line, px, svgDocument, text } from './svg.ts';

const LEFT = 190;
const WIDTH = 640;
const ROW = 56;
const TOP = 60;
/** Labelled probabilities; between them a stroke at every hundredth. */
const PROBABILITIES = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];

interface Tick {
  readonly value: number;
  readonly at: number;
  readonly label?: string;
}

/**
 * The nomogram as printed: read points off each variable's axis, add them, and read the probability below the total.
 * Every stroke carries its axis and value (`data-axis`, `data-value`), so that programs can read it too.
 *
 * @returns null where the model has no nomogram
 */
export function nomogramPlot(model: FittedModel): string | null {
  if (!model.nomogram) return null;
  const { scale } = model.nomogram;
  const most = model.protocol.nomogram.points;
  const highest = scale.axes.reduce((sum, axis) => sum + Math.max(...axis.ticks.map((tick) => tick.points)), 0);
  const totals = prettyTicks(0, highest, 10);
  const atPoints = (points: number) => LEFT + (points / most) * WIDTH;
  const atTotal = (points: number) => LEFT + (points / totals[totals.length - 1]) * WIDTH;

  const rows: { name: string; ticks: Tick[] }[] = [
    { name: 'Points', ticks: prettyTicks(0, most, 10).map((value) => labelled(value, atPoints(value))) },
    ...scale.axes.map((axis) => ({
      name: axis.variable,
      ticks: axis.ticks.map(({ label, value, points }) => ({ value, at: atPoints(points), label })),
    })),
    { name: 'Total points', ticks: totals.map((value) => labelled(value, atTotal(value))) },
    { name: 'Probability of pCR', ticks: probabilityTicks(scale, totals[totals.length - 1], atTotal) },
  ];
  const body = rows.map(({ name, ticks }, r) => axisRow(name, ticks, TOP + r * ROW));
  const description = `${scale.axes
    .map(
      ({ variable, ticks }) =>
        `${variable}: ${ticks.map((t) => `${t.label} = ${t.points.toFixed(1)}`).join(', ')} points`,
    )
    .join('. ')}. Linear predictor = ${scale.baseline.toFixed(6)} + total / ${scale.pointsPerUnit.toFixed(6)}.`;
  const heading = text(LEFT, 26, 'Nomogram (research use only, not a medical device)', 'font-weight="bold"');
  return svgDocument(LEFT + WIDTH + 40, TOP + rows.length * ROW, 'Nomogram', description, heading + body.join(''));
}

function labelled(value: number, at: number): Tick {
  return { value, at, label: String(value) };
}

function probabilityTicks(scale: Nomogram, highest: number, atTotal: (points: number) => number): Tick[] {
  const low = logistic(linearPredictorAt(scale, 0));
  const high = logistic(linearPredictorAt(scale, highest));
  const hundredths = Array.from({ length: 99 }, (_, k) => (k + 1) / 100);
  // Outside 1 … 99 % the curve is followed by finer strokes.
  const edges = [1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005].flatMap((p) => [p, 1 - p]);
  return [...hundredths, ...edges, low, high]
    .filter((p) => p >= low && p <= high)
    .sort((a, b) => a - b)
    .map((p) => {
      const total = (Math.log(p / (1 - p)) - scale.baseline) * scale.pointsPerUnit;
      return { value: p, at: atTotal(total), label: PROBABILITIES.includes(p) ? String(p) : undefined };
    });
}

function axisRow(name: string, ticks: readonly Tick[], y: number): string {
  const from = Math.min(...ticks.map((tick) => tick.at));
  const to = Math.max(...ticks.map((tick) => tick.at));
  // Labels alternate above and below where they would run into each other.
  let lastAbove = Number.NEGATIVE_INFINITY;
  let lastBelow = Number.NEGATIVE_INFINITY;
  const strokes = ticks
    .toSorted((a, b) => a.at - b.at)
    .map((tick) => {
      const data = `class="tick" data-axis="${escapeText(name)}" data-value="${tick.value}"`;
      const stroke = line(tick.at, y, tick.at, y + (tick.label === undefined ? 3 : 6), `stroke="#000000" ${data}`);
      if (tick.label === undefined) return stroke;
      const half = 3.5 * tick.label.length + 3;
      if (tick.at - half > lastBelow) {
        lastBelow = tick.at + half;
        return stroke + text(tick.at, y + 19, tick.label, 'text-anchor="middle"');
      }
      if (tick.at - half > lastAbove) {
        lastAbove = tick.at + half;
        return stroke + text(tick.at, y - 6, tick.label, 'text-anchor="middle"');
      }
      return stroke;
    });
  return (
    text(LEFT - 20, y + 4, name, 'text-anchor="end" font-weight="bold"') +
    `<line x1="${px(from)}" y1="${px(y)}" x2="${px(to)}" y2="${px(y)}" stroke="#000000"/>` +
    strokes.join('')
  );
}
