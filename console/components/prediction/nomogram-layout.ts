/** Where everything of a nomogram stands: axes of the model, the points of one patient on them, and the lines between. */
import {
  type DrawableNomogram,
  type DrawnAxis,
  type DrawnModel,
  drawableAxes,
  type NomogramDrawing,
  nomogramAxes,
  placeLabels,
  wrapped,
} from '@radscore/statistics';
import { type PlacedText, textWidth } from './boxes.ts';

/** Points of one variable, as a prediction has them. */
export interface PatientPoints {
  readonly variable: string;
  /** As it is read: "35 %", "irregular". */
  readonly value: string;
  readonly points: number;
}

/** What the drawing says in words, and how it writes numbers. */
export interface NomogramWords {
  readonly points: string;
  readonly totalPoints: string;
  readonly probability: string;
  readonly radScore: string;
  /** "69 points" */
  readonly ofPoints: (points: number) => string;
  /** "112 points, off the axis" */
  readonly offAxis: (points: number) => string;
  /** A number of an axis, with as many decimals as it has. */
  readonly number: (value: number) => string;
  readonly total: string;
  readonly probabilityIs: string;
}

export interface AxisRow {
  readonly name: string;
  readonly axis: { readonly from: number; readonly to: number; readonly y: number };
  readonly strokes: readonly { readonly x: number; readonly length: number; readonly value: number }[];
  readonly texts: readonly PlacedText[];
  /** What of the texts is the patient's own. */
  readonly own: readonly PlacedText[];
  readonly dot?: { readonly x: number; readonly y: number };
}

export interface NomogramLayout {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly AxisRow[];
  /** Dashed, from each variable's dot up to the axis of points. */
  readonly upwards: readonly { readonly x: number; readonly from: number; readonly to: number }[];
  /** From the total down to the probability, once there is a total. */
  readonly downwards?: { readonly x: number; readonly from: number; readonly to: number };
}

const WIDTH = 800;
const LEFT = 174;
const AXIS = 596;
/** Right edge of the titles. */
const TITLES = LEFT - 22;
/** Labels of strokes stay between these. */
const LABELS: readonly [number, number] = [LEFT - 14, WIDTH - 2];
const LINE = 15;
/** Above an axis: room for the label of a dot. */
const ABOVE = 30;
const BELOW = 10;
const SIZE = 12;

/**
 * @param points of the patient, by the variables of the model; an axis without any has no dot
 * @returns null if the model has no nomogram
 */
export function nomogramLayout(
  model: DrawnModel,
  points: readonly PatientPoints[],
  total: number,
  words: NomogramWords,
): NomogramLayout | null {
  const drawing = nomogramAxes(model, LEFT, AXIS);
  return drawing && drawingLayout(drawing, points, total, words);
}

/** The same of any nomogram. @param points by the names of the axes */
export function drawableLayout(
  nomogram: DrawableNomogram,
  points: readonly PatientPoints[],
  total: number | undefined,
  words: NomogramWords,
): NomogramLayout {
  return drawingLayout(drawableAxes(nomogram, LEFT, AXIS), points, total, words);
}

/** @param total undefined as long as a value is missing: then nothing stands on the last two axes */
function drawingLayout(
  drawing: NomogramDrawing,
  points: readonly PatientPoints[],
  total: number | undefined,
  words: NomogramWords,
): NomogramLayout {
  let top = 0;
  const row = (
    axis: DrawnAxis,
    title: string,
    value: string | undefined,
    dot?: { x: number; label: string },
  ): AxisRow => {
    const placed = axisRow(axis, title, value, top, words, dot);
    top += placed.height;
    return placed.row;
  };
  const onScale = (x: number): boolean => x >= LEFT - 0.5 && x <= LEFT + AXIS + 0.5;
  const inside = (x: number): number => Math.max(LEFT, Math.min(LEFT + AXIS, x));
  const dotOf = (x: number, value: number): { x: number; label: string } => ({
    x: inside(x),
    label: onScale(x) ? words.ofPoints(value) : words.offAxis(value),
  });

  const header = row(drawing.points, words.points, undefined);
  const variables = drawing.variables.map((axis) => {
    const own = points.find(({ variable }) => variable === axis.name);
    const title = axis.name === 'Rad-score' ? words.radScore : axis.title;
    return row(axis, title, own?.value, own && dotOf(drawing.atPoints(own.points), own.points));
  });
  const isWhole = total !== undefined;
  const totalAt = isWhole ? drawing.atTotal(total) : 0;
  const totals = row(
    drawing.total,
    words.totalPoints,
    isWhole ? words.total : undefined,
    isWhole ? dotOf(totalAt, total) : undefined,
  );
  const shares = row(
    asPercentages(drawing.probability, words),
    words.probability,
    isWhole ? words.probabilityIs : undefined,
    isWhole ? { x: inside(totalAt), label: words.probabilityIs } : undefined,
  );
  return {
    width: WIDTH,
    height: top,
    rows: [header, ...variables, totals, shares],
    upwards: variables.flatMap(({ name, dot }) => {
      const own = points.find(({ variable }) => variable === name);
      if (!dot || !own || !onScale(drawing.atPoints(own.points))) return [];
      return [{ x: dot.x, from: header.axis.y, to: dot.y }];
    }),
    downwards: isWhole ? { x: inside(totalAt), from: totals.axis.y, to: shares.axis.y } : undefined,
  };
}

/** 0.05 is read as 5; the sign of the percentage stands at the last of them. */
function asPercentages(axis: DrawnAxis, words: NomogramWords): DrawnAxis {
  const last = axis.ticks.findLast(({ label }) => label !== undefined);
  const label = (value: number): string => words.number(Number((100 * value).toPrecision(6)));
  return {
    ...axis,
    ticks: axis.ticks.map((tick) =>
      tick.label === undefined
        ? tick
        : { ...tick, label: tick === last ? `${label(tick.value)}\u00a0%` : label(tick.value) },
    ),
  };
}

function axisRow(
  axis: DrawnAxis,
  title: string,
  value: string | undefined,
  top: number,
  words: NomogramWords,
  dot: { x: number; label: string } | undefined,
): { row: AxisRow; height: number } {
  const { name, everyLabel } = axis;
  const ticks = axis.ticks.map((tick) =>
    tick.label !== undefined && tick.label === String(tick.value) ? { ...tick, label: words.number(tick.value) } : tick,
  );
  const y = top + ABOVE;
  const placed = placeLabels(ticks, everyLabel, LABELS);
  const letters = Math.floor(TITLES / (SIZE * 0.64));
  const lines = wrapped(title, letters);
  const values = value === undefined ? [] : wrapped(value, letters);
  const at = (k: number): number => y + 4 + k * LINE;
  const names = lines.map((text, k) => titleText(text, at(k)));
  const own = values.map((text, k) => titleText(text, at(lines.length + k)));
  const labels = placed.map(({ at: x, label, lane }): PlacedText => {
    return { text: label, x, y: y + 20 + lane * LINE, anchor: 'middle', size: SIZE, isBold: false };
  });
  const lanes = 1 + Math.max(0, ...placed.map(({ lane }) => lane));
  const height = ABOVE + Math.max(24 + (lanes - 1) * LINE, LINE * (lines.length + values.length)) + BELOW;
  const places = ticks.map((tick) => tick.at);
  const row: AxisRow = {
    name,
    axis: { from: Math.min(...places), to: Math.max(...places), y },
    strokes: ticks.map((tick) => ({ x: tick.at, length: tick.label === undefined ? 3 : 6, value: tick.value })),
    texts: [...names, ...labels],
    own: dot ? [...own, dotLabel(dot.label, dot.x, y)] : own,
    ...(dot && { dot: { x: dot.x, y } }),
  };
  return { row, height };
}

function titleText(text: string, y: number): PlacedText {
  return { text, x: TITLES, y, anchor: 'end', size: SIZE, isBold: true };
}

/** Right of its dot, or left of it if the drawing ends there. */
function dotLabel(text: string, x: number, y: number): PlacedText {
  const isRoom = x + 11 + textWidth(text, SIZE, true) <= WIDTH;
  return { text, x: isRoom ? x + 11 : x - 11, y: y - 8, anchor: isRoom ? 'start' : 'end', size: SIZE, isBold: true };
}
