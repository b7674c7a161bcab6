/** Where the axes of a nomogram have their strokes, and where their labels have room: for the printed plot and for the console. */
import { linearPredictorAt, prettyTicks } from '../../learning/nomogram.ts';
import { levelWord, outcomeWords, variableTitle } from '../../model/about.ts';
import type { FittedModel, Nomogram } from '../../model/fitted-model.ts';
import { logistic } from '../../regression/logistic.ts';
import { widthOf } from './svg.ts';

/** Probabilities that get a label if there is room; the first come first. */
const LABELLED = [0.5, 0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6, 0.05, 0.95, 0.01, 0.99, 0.001, 0.999];
/** Strokes closer than this are a smear. */
const LEAST_GAP = 4;

/** A stroke of an axis. */
export interface AxisTick {
  readonly value: number;
  /** Pixels from the left edge of the drawing. */
  readonly at: number;
  /** Absent for a stroke between labels. */
  readonly label?: string;
}

/** An axis of a drawn nomogram. */
export interface DrawnAxis {
  /** Of the variable, for programs. */
  readonly name: string;
  readonly title: string;
  readonly ticks: readonly AxisTick[];
  /** Levels of a variable must all be named; round numbers need not. */
  readonly everyLabel: boolean;
}

/** Axes in the order in which they are read, and the two scales that place points. */
export interface NomogramDrawing {
  /** From 0 to the points of the widest axis. */
  readonly points: DrawnAxis;
  /** One for each variable, as the model has them. */
  readonly variables: readonly DrawnAxis[];
  readonly total: DrawnAxis;
  readonly probability: DrawnAxis;
  /** Pixels of points on the axis of points, and on those of the variables. */
  readonly atPoints: (points: number) => number;
  /** Pixels of a total of points. */
  readonly atTotal: (total: number) => number;
}

/** What of a model its nomogram is drawn from. */
export type DrawnModel = Pick<FittedModel, 'nomogram' | 'about' | 'clinical' | 'protocol'>;

/** A nomogram to draw, whatever it is of. */
export interface AxesToDraw {
  readonly variables: readonly (Pick<DrawnAxis, 'name' | 'title' | 'everyLabel'> & {
    readonly ticks: readonly { readonly value: number; readonly label?: string; readonly points: number }[];
  })[];
  readonly scale: Pick<Nomogram, 'pointsPerUnit' | 'baseline'>;
  /** At the right end of the axis of points. */
  readonly most: number;
  /** The largest total, at the right end of its axis or shortly before it. */
  readonly highest: number;
  /** Whose probability is given. */
  readonly event: string;
}

/**
 * The axes of a model's nomogram between two vertical edges.
 *
 * @param left pixels of the left end of every axis
 * @param width pixels of the longest axis
 * @returns null if the model has no nomogram
 */
export function nomogramAxes(model: DrawnModel, left: number, width: number): NomogramDrawing | null {
  if (!model.nomogram) return null;
  const { scale } = model.nomogram;
  const word = (variable: string, level: string) => levelWord(model.about, variable, level);
  const variables = scale.axes.map(({ variable, ticks }) => ({
    name: variable,
    title: variableTitle(model.about, variable),
    ticks: ticks.map((tick) => ({ ...tick, label: word(variable, tick.label) })),
    // A variable that is coded in a few numbers with words is one of levels to the reader.
    everyLabel: hasLevels(model, variable) || ticks.every(({ label }) => word(variable, label) !== label),
  }));
  const highest = scale.axes.reduce((sum, axis) => sum + Math.max(...axis.ticks.map((tick) => tick.points)), 0);
  const { event } = outcomeWords(model.about);
  return drawAxes({ variables, scale, most: model.protocol.nomogram.points, highest, event }, left, width);
}

/** The axes of any nomogram between two vertical edges, see {@link nomogramAxes}. */
export function drawAxes(of: AxesToDraw, left: number, width: number): NomogramDrawing {
  const { variables, scale, most, highest, event } = of;
  // Without any effect every total is 0: the axis still needs a length.
  const totals = prettyTicks(0, highest > 0 ? highest : 1, 10);
  const last = totals[totals.length - 1];
  const atPoints = (points: number) => left + (points / most) * width;
  const atTotal = (points: number) => left + (points / last) * width;
  const plain = (name: string, ticks: readonly AxisTick[]): DrawnAxis => ({
    name,
    title: name,
    ticks,
    everyLabel: false,
  });
  return {
    points: plain(
      'Points',
      prettyTicks(0, most, 10).map((value) => labelled(value, atPoints(value))),
    ),
    variables: variables.map(
      ({ ticks, ...axis }): DrawnAxis => ({
        ...axis,
        ticks: ticks.map(({ label, value, points }) => ({
          value,
          at: atPoints(points),
          ...(label !== undefined && { label }),
        })),
      }),
    ),
    total: plain(
      'Total points',
      totals.map((value) => labelled(value, atTotal(value))),
    ),
    probability: plain(`Probability of ${event}`, probabilityTicks(scale, last, atTotal)),
    atPoints,
    atTotal,
  };
}

function hasLevels({ clinical }: DrawnModel, variable: string): boolean {
  return clinical?.variables.some(({ name, levels }) => name === variable && levels.length > 0) ?? false;
}

function labelled(value: number, at: number): AxisTick {
  return { value, at, label: String(value) };
}

/** Strokes at hundredths as far as they can be distinguished; outside 1 … 99 % finer ones follow the curve. */
function probabilityTicks(
  scale: AxesToDraw['scale'],
  highest: number,
  atTotal: (points: number) => number,
): AxisTick[] {
  const low = logistic(linearPredictorAt(scale, 0));
  const high = logistic(linearPredictorAt(scale, highest));
  const place = (p: number) => atTotal((Math.log(p / (1 - p)) - scale.baseline) * scale.pointsPerUnit);
  const inside = (p: number) => p >= low && p <= high;
  const ticks: AxisTick[] = [];
  const isFree = (at: number, gap: number, among: readonly AxisTick[]) =>
    among.every((other) => Math.abs(other.at - at) >= gap);
  for (const p of LABELLED.filter(inside)) {
    const at = place(p);
    const room = (other: AxisTick) => (widthOf(String(p)) + widthOf(other.label ?? '')) / 2 + 4;
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

/** A label with room of its own. */
export interface PlacedLabel {
  readonly at: number;
  readonly label: string;
  /** 0 below the axis, 1 above it, 2 the line below 0, 3 the one above 1, and so on. */
  readonly lane: number;
}

/**
 * Labels that do not touch each other. Levels of a variable must all be there, in further lanes if need be; of round
 * numbers every second, fifth or tenth is enough.
 *
 * @param within the edges that no label crosses, pixels; a label near one moves inwards. Without it labels are centred on
 *   their strokes, whatever lies there
 */
export function placeLabels(
  ticks: readonly AxisTick[],
  everyLabel: boolean,
  within?: readonly [number, number],
): PlacedLabel[] {
  const inside = (at: number, label: string) =>
    within ? Math.max(within[0] + widthOf(label) / 2, Math.min(within[1] - widthOf(label) / 2, at)) : at;
  const wanted = ticks
    .flatMap(({ at, value, label }) =>
      label === undefined ? [] : [{ at: inside(at, label), value, label: label.replace(/^-(?=\d)/, '−') }],
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
