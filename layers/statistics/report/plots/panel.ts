/** A panel with axes, and its legend. */
import { GREY, hue, line, px, shortNumber, svgDocument, text, widthOf, wrapped } from './svg.ts';

export interface PanelOptions {
  /** Of the area's clip path; unique in a page. */
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly formatX?: (value: number) => string;
}

/** A framed plotting area: its drawing, and where values lie in it. */
export interface Panel {
  readonly svg: string;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  /** Lines of data, cut at the frame. */
  readonly data: (...marks: readonly string[]) => string;
  /** Points of data, whole even on the frame. */
  readonly points: (...marks: readonly string[]) => string;
}

export function panel(options: PanelOptions): Panel {
  const { id, left, top, width, height, xDomain, yDomain, formatX = shortNumber } = options;
  const x = (value: number) => left + ((value - xDomain[0]) / (xDomain[1] - xDomain[0])) * width;
  const y = (value: number) => top + height - ((value - yDomain[0]) / (yDomain[1] - yDomain[0])) * height;
  const bottom = top + height;
  const box = `x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}"`;
  // Labels of an axis are left out where they would run into the one before.
  let free = Number.NEGATIVE_INFINITY;
  const xLabels = [...options.xTicks]
    .sort((a, b) => a - b)
    .flatMap((value) => {
      const label = formatX(value);
      const half = widthOf(label) / 2;
      if (x(value) - half < free) return [];
      free = x(value) + half + 4;
      return [text(x(value), bottom + 19, label, 'text-anchor="middle"')];
    });
  const svg = [
    `<clipPath id="${id}"><rect ${box}/></clipPath>`,
    `<g class="frame"><rect ${box} fill="none" stroke="currentColor"/>`,
    text(left + width / 2, top - 12, options.title, 'text-anchor="middle" font-weight="bold" font-size="13"'),
    text(left + width / 2, bottom + (options.xTicks.length > 0 ? 38 : 20), options.xLabel, 'text-anchor="middle"'),
    text(
      0,
      0,
      options.yLabel,
      `text-anchor="middle" transform="translate(${px(left - 44)} ${px(top + height / 2)}) rotate(-90)"`,
    ),
    ...options.xTicks.map((value) => line(x(value), bottom, x(value), bottom + 5, 'stroke="currentColor"')),
    ...xLabels,
    ...options.yTicks.flatMap((value) => [
      line(left - 5, y(value), left, y(value), 'stroke="currentColor"'),
      text(left - 8, y(value) + 4, shortNumber(value), 'text-anchor="end"'),
    ]),
    '</g>',
  ].join('');
  return {
    svg,
    x,
    y,
    data: (...marks) => `<g class="data" clip-path="url(#${id})">${marks.join('')}</g>`,
    points: (...marks) => `<g class="data">${marks.join('')}</g>`,
  };
}

/** A mark and what it means. The sample is drawn about the origin, 28 px wide and 12 px high at most. */
export interface LegendEntry {
  readonly sample: string;
  readonly label: string;
}

/** Distance between the lines of a legend. */
export const LEGEND_LINE = 19;

/** Lines of a legend below a plot, never on it. */
export function legend(x: number, y: number, entries: readonly LegendEntry[]): string {
  let row = 0;
  const drawn = entries.map(({ sample, label }) => {
    const at = y + LEGEND_LINE * row;
    const lines = wrapped(label, LEGEND_LETTERS);
    row += lines.length;
    const words = lines.map((words, k) => text(x + 36, at + LEGEND_LINE * k, words));
    return `<g transform="translate(${px(x + 14)} ${px(at - 4)})">${sample}</g>${words.join('')}`;
  });
  return `<g class="legend">${drawn.join('')}</g>`;
}

/** Letters in a line of a legend: as wide as the panel above it. */
const LEGEND_LETTERS = 55;

export function legendHeight(entries: readonly LegendEntry[]): number {
  return LEGEND_LINE * entries.reduce((rows, { label }) => rows + wrapped(label, LEGEND_LETTERS).length, 0);
}

/** Samples of marks. */
export function lineSample(k: number, dash = '', width = 2): string {
  const dashes = dash ? `stroke-dasharray="${dash}"` : '';
  return line(-14, 0, 14, 0, `${hue(k)} stroke="currentColor" stroke-width="${width}" ${dashes}`);
}

export function inkSample(dash = '', width = 1): string {
  return line(
    -14,
    0,
    14,
    0,
    `stroke="currentColor" stroke-width="${width}" ${dash ? `stroke-dasharray="${dash}"` : ''}`,
  );
}

export function uprightSample(dash: string): string {
  return line(0, -7, 0, 7, `stroke="currentColor" stroke-dasharray="${dash}"`);
}

export function crossSample(): string {
  const stroke = 'stroke="currentColor" stroke-width="1.5"';
  return line(-12, 0, 12, 0, stroke) + line(0, -7, 0, 7, stroke);
}

export function circleSample(): string {
  return `${line(0, -7, 0, 7, 'stroke="currentColor"')}<circle r="4" class="surface" fill="#ffffff" stroke="currentColor"/>`;
}

export function rugSample(): string {
  const strokes = [-9, -4, -2, 3, 8].map((x) => line(x, 4, x, -4, `${hue(GREY)} stroke="currentColor"`));
  return strokes.join('');
}

export function swatchSample(fill: string): string {
  return `<rect x="-14" y="-6" width="28" height="12" ${fill}/>`;
}

const TENTHS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Side of the square panels in which training and test rows stand next to each other. */
export const SQUARE = 340;
const LEFT = 66;
const TOP = 44;
const STRIDE = SQUARE + 110;

/** The panel of the set in place `index`: a square over 0 … 1 in both directions, unless the axes say otherwise. */
export function setPanel(
  index: number,
  labels: Pick<PanelOptions, 'id' | 'title' | 'xLabel' | 'yLabel'>,
  axes: Partial<Pick<PanelOptions, 'xDomain' | 'xTicks' | 'yDomain' | 'yTicks'>> = {},
): Panel {
  const place = { left: LEFT + index * STRIDE, top: TOP, width: SQUARE, height: SQUARE };
  return panel({ ...place, xDomain: [0, 1], xTicks: TENTHS, yDomain: [0, 1], yTicks: TENTHS, ...axes, ...labels });
}

/** The document of such panels, each with its legend below it. */
export function setDocument(
  panels: readonly { readonly svg: string; readonly legend: readonly LegendEntry[] }[],
  title: string,
  description: string,
): string {
  const below = Math.max(...panels.map((one) => legendHeight(one.legend)));
  const drawn = panels.map((one, s) => one.svg + legend(LEFT - 40 + s * STRIDE, TOP + SQUARE + 64, one.legend));
  const width = panels.length * STRIDE + 10;
  return svgDocument(width, TOP + SQUARE + 60 + below, title, description, drawn.join(''));
}
