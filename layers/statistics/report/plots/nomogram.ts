/** The nomogram as a drawing. */
import { linearPredictorAt, prettyTicks } from '../../learning/nomogram.ts';
import { levelWord, outcomeWords, variableTitle } from '../../model/about.ts';
import type { FittedModel, Nomogram } from '../../model/fitted-model.ts';
import { logistic } from '../../regression/logistic.ts';
import { escapeText, line, px, svgDocument, text, widthOf, wrapped } from './svg.ts';

const LEFT = 190;
const WIDTH = 640;
const TOP = 64;
/** Letters in a line of an axis title, in bold. */
const TITLE_LETTERS = 20;
/** Height of a line of labels. */
const LANE = 15;
/** Probabilities that get a label if there is room; the first come first. */
const LABELLED = [0.5, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.05, 0.95, 0.01, 0.99, 0.001, 0.999];
/** Strokes closer than this are a smear. */
const LEAST_GAP = 4;

interface Tick {
  readonly value: number;
  readonly at: number;
  /** Absent for a stroke between labels. */
  readonly label?: string;
}

interface Axis {
  /** Of the variable, for programs. */
  readonly name: string;
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Levels of a variable must all be named; round numbers need not. */
  readonly everyLabel: boolean;
}

/**
 * The nomogram as printed: read points off each variable's axis, add them, and read the probability below the total.
 * Every stroke carries its axis and value (`data-axis`, `data-value`), so that programs can read it too.
 *
 * @returns null if the model has no nomogram
 */
export function nomogramPlot(model: FittedModel): string | null {
  if (!model.nomogram) return null;
  const { scale } = model.nomogram;
  const { event } = outcomeWords(model.about);
  const most = model.protocol.nomogram.points;
  const highest = scale.axes.reduce((sum, axis) => sum + Math.max(...axis.ticks.map((tick) => tick.points)), 0);
  const totals = prettyTicks(0, highest, 10);
  const atPoints = (points: number) => LEFT + (points / most) * WIDTH;
  const atTotal = (points: number) => LEFT + (points / totals[totals.length - 1]) * WIDTH;
  const plain = (name: string, ticks: readonly Tick[]): Axis => ({ name, title: name, ticks, everyLabel: false });

  const word = (variable: string, level: string) => levelWord(model.about, variable, level);

  const axes: Axis[] = [
    plain(
      'Points',
      prettyTicks(0, most, 10).map((value) => labelled(value, atPoints(value))),
    ),
    ...scale.axes.map(
      ({ variable, ticks }): Axis => ({
        name: variable,
        title: variableTitle(model.about, variable),
        ticks: ticks.map(({ label, value, points }) => ({ value, at: atPoints(points), label: word(variable, label) })),
        // A variable that is coded in a few numbers with words is one of levels to the reader.
        everyLabel: hasLevels(model, variable) || ticks.every(({ label }) => word(variable, label) !== label),
      }),
    ),
    plain(
      'Total points',
      totals.map((value) => labelled(value, atTotal(value))),
    ),
    plain(`Probability of ${event}`, probabilityTicks(scale, totals[totals.length - 1], atTotal)),
  ];
  let y = TOP;
  const body = axes.map((axis) => {
    const row = axisRow(axis, y);
    y += row.height;
    return row.svg;
  });
  const description = `${scale.axes
    .map(
      ({ variable, ticks }) =>
        `${variableTitle(model.about, variable)}: ${ticks.map((t) => `${word(variable, t.label)} = ${t.points.toFixed(1)}`).join(', ')} points`,
    )
    .join('. ')}. Linear predictor = ${scale.baseline.toFixed(6)} + total / ${scale.pointsPerUnit.toFixed(6)}.`;
  const heading = text(
    LEFT,
    26,
    'Nomogram (research use only, not a medical device)',
    'font-weight="bold" font-size="13"',
  );
  return svgDocument(LEFT + WIDTH + 40, y, 'Nomogram', description, heading + body.join(''));
}

function hasLevels({ clinical }: FittedModel, variable: string): boolean {
  return clinical?.variables.some(({ name, levels }) => name === variable && levels.length > 0) ?? false;
}

function labelled(value: number, at: number): Tick {
  return { value, at, label: String(value) };
}

/** Strokes at hundredths as far as they can be distinguished; outside 1 … 99 % finer ones follow the curve. */
function probabilityTicks(scale: Nomogram, highest: number, atTotal: (points: number) => number): Tick[] {
  const low = logistic(linearPredictorAt(scale, 0));
  const high = logistic(linearPredictorAt(scale, highest));
  const place = (p: number) => atTotal((Math.log(p / (1 - p)) - scale.baseline) * scale.pointsPerUnit);
  const inside = (p: number) => p >= low && p <= high;
  const ticks: Tick[] = [];
  const isFree = (at: number, gap: number, among: readonly Tick[]) =>
    among.every((other) => Math.abs(other.at - at) >= gap);
  for (const p of LABELLED.filter(inside)) {
    const at = place(p);
    const room = (other: Tick) => (widthOf(String(p)) + widthOf(other.label ?? '')) / 2 + 4;
    if (ticks.every((other) => Math.abs(other.at - at) >= room(other))) ticks.push({ value: p, at, label: String(p) });
  }
  // The ends of the axis carry no label: nobody reads 0.4137.
  for (const p of [low, high]) if (p > 0 && p < 1 && isFree(place(p), 1, ticks)) ticks.push({ value: p, at: place(p) });
  const tenths = Array.from({ length: 9 }, (_, k) => (k + 1) / 10);
  const twentieths = Array.from({ length: 10 }, (_, k) => (2 * k + 1) / 20);
  const hundredths = Array.from({ length: 99 }, (_, k) => (k + 1) / 100);
  const edges = [1e-4, 2e-4, 5e-4, 0.001, 0.002, 0.005].flatMap((p) => [p, 1 - p]);
  for (const p of [...tenths, ...twentieths, ...hundredths, ...edges].filter(inside)) {
    const at = place(p);
    if (isFree(at, LEAST_GAP, ticks)) ticks.push({ value: p, at });
  }
  return ticks.sort((a, b) => a.at - b.at);
}

function axisRow({ name, title, ticks, everyLabel }: Axis, top: number): { svg: string; height: number } {
  const from = Math.min(...ticks.map((tick) => tick.at));
  const to = Math.max(...ticks.map((tick) => tick.at));
  const placed = placeLabels(ticks, everyLabel);
  const lanes = 1 + Math.max(0, ...placed.map(({ lane }) => lane));
  const above = Math.floor(lanes / 2);
  const lines = wrapped(title, TITLE_LETTERS);
  // A long word at the beginning of the axis reaches below a title of several lines: it goes farther from the axis.
  const reaches = placed.some(({ at, label }) => at - widthOf(label) / 2 < LEFT - 16);
  const apart = reaches ? (LANE * (lines.length - 1)) / 2 : 0;
  const y = top + LANE * above + (above > 0 ? apart : 0);
  const strokes = ticks.map((tick) => {
    const data = `class="tick" data-axis="${escapeText(name)}" data-value="${tick.value}"`;
    return line(tick.at, y, tick.at, y + (tick.label === undefined ? 4 : 7), `stroke="currentColor" ${data}`);
  });
  const labels = placed.map(({ at, label, lane }) => {
    const step = LANE * Math.floor(lane / 2);
    const isAbove = lane % 2 === 1;
    const up = isAbove ? line(at, y, at, y - 5, 'stroke="currentColor"') : '';
    return up + text(at, isAbove ? y - 9 - step - apart : y + 20 + step + apart, label, 'text-anchor="middle"');
  });
  const titles = lines.map((words, k) =>
    text(LEFT - 20, y + 4 + (k - (lines.length - 1) / 2) * LANE, words, 'text-anchor="end" font-weight="bold"'),
  );
  const svg =
    `<g class="axis">${titles.join('')}` +
    `<line x1="${px(from)}" y1="${px(y)}" x2="${px(to)}" y2="${px(y)}" stroke="currentColor"/>` +
    `${strokes.join('')}${labels.join('')}</g>`;
  return { svg, height: 40 + LANE * Math.max(lanes, lines.length) + apart * (above > 0 ? 2 : 1) };
}

interface PlacedLabel {
  readonly at: number;
  readonly label: string;
  /** 0 below the axis, 1 above it, 2 the line below 0, 3 the one above 1, and so on. */
  readonly lane: number;
}

/**
 * Labels that do not touch each other. Levels of a variable must all be there, in further lanes if need be; of round
 * numbers every second, fifth or tenth is enough.
 */
function placeLabels(ticks: readonly Tick[], everyLabel: boolean): PlacedLabel[] {
  const wanted = ticks
    .flatMap(({ at, value, label }) =>
      label === undefined ? [] : [{ at, value, label: label.replace(/^-(?=\d)/, '−') }],
    )
    .sort((a, b) => a.at - b.at);
  const placed: PlacedLabel[] = [];
  const fits = (at: number, label: string, lane: number) =>
    placed.every(
      (other) => other.lane !== lane || Math.abs(other.at - at) >= (widthOf(label) + widthOf(other.label)) / 2 + 4,
    );
  if (everyLabel) {
    for (const { at, label } of wanted) {
      let lane = 0;
      while (!fits(at, label, lane)) lane++;
      placed.push({ at, label, lane });
    }
    return placed;
  }
  const step = wanted.length > 1 ? Math.abs(wanted[1].value - wanted[0].value) : 1;
  for (const every of [1, 2, 5, 10, 20, 50]) {
    placed.length = 0;
    const chosen = wanted.filter(({ value }) => Math.abs((value / step / every) % 1) < 1e-6 || every === 1);
    const room = chosen.every(({ at, label }) => fits(at, label, 0) && placed.push({ at, label, lane: 0 }) > 0);
    if (room && chosen.length > 1) return placed;
  }
  // Not even two fit: the first alone.
  return wanted.slice(0, 1).map(({ at, label }) => ({ at, label, lane: 0 }));
}
