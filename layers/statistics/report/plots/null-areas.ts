/** The plot of what noise gives: the areas of simulated studies, figure by figure. */
import type { NullOfProtocol } from '../../planning/null-simulation.ts';
import { fixed } from './models.ts';
import { panel } from './panel.ts';
import { GREY, hue, line, px, svgDocument, text } from './svg.ts';

/** The rows of the plot, from above. */
export const NULL_ROWS = [
  ['apparent', 'Apparent'],
  ['corrected', 'Bootstrap-corrected'],
  ['validated', 'Cross-validated'],
  ['test', 'Test rows'],
] as const;

const WIDTH = 720;
const LEFT = 170;
const TOP = 40;
const ROW = 62;
const BINS = 80;

/** Areas of all simulations as dots that pile up, with the median and the middle 95 % of each figure; a line at one half. */
export function nullAreasPlot(outcome: NullOfProtocol): string {
  const rows = NULL_ROWS.filter(([key]) => outcome[key] !== null);
  const lowest = Math.min(0.2, ...rows.map(([key]) => Math.min(...outcome.areas[key].filter((one) => one !== null))));
  const from = Math.max(0, Math.floor(10 * lowest) / 10);
  const height = ROW * rows.length;
  const frame = panel({
    id: 'null-areas',
    left: LEFT,
    top: TOP,
    width: WIDTH - LEFT - 30,
    height,
    title: 'Areas under the curve that pure noise gives',
    xLabel: 'Area under the ROC curve',
    yLabel: '',
    xDomain: [from, 1],
    yDomain: [0, height],
    xTicks: Array.from({ length: 11 }, (_, k) => k / 10).filter((tick) => tick >= from),
    yTicks: [],
  });
  const chance = line(
    frame.x(0.5),
    TOP,
    frame.x(0.5),
    TOP + height,
    `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`,
  );
  const names = rows.map(([, name], k) => text(LEFT - 10, TOP + ROW * (k + 1) - 18, name, 'text-anchor="end"'));
  const drawn = rows.map(([key], k) => {
    const spread = outcome[key];
    if (!spread) return '';
    const base = TOP + ROW * (k + 1) - 14;
    const { quantiles } = spread;
    const middle = frame.x(quantiles['0.5']);
    const dots = piled(outcome.areas[key], from).map(
      ([value, level, step]) => `<circle cx="${px(frame.x(value))}" cy="${px(base - 5 - level * step)}" r="2"/>`,
    );
    return (
      `<g ${hue(k)} fill="currentColor" fill-opacity="0.55">${dots.join('')}</g>` +
      line(
        frame.x(quantiles['0.025']),
        base + 3,
        frame.x(quantiles['0.975']),
        base + 3,
        'stroke="currentColor" stroke-width="2"',
      ) +
      line(middle, base - 2, middle, base + 8, 'stroke="currentColor" stroke-width="2"')
    );
  });
  const words = rows.map(([key, name]) => {
    const q = outcome[key]?.quantiles;
    return `${name}: median ${fixed(q?.['0.5'])}, middle 95 % ${fixed(q?.['0.025'])} to ${fixed(q?.['0.975'])}.`;
  });
  return svgDocument(
    WIDTH,
    TOP + height + 52,
    'Areas under the curve of pure noise',
    words.join(' '),
    frame.svg + frame.data(chance) + frame.points(...drawn) + names.join(''),
  );
}

/** Values in bins, each with its level in its pile and the height of a step, so that the highest pile fits its row. */
function piled(areas: readonly (number | null)[], from: number): [number, number, number][] {
  const piles = new Map<number, number>();
  const placed = areas.flatMap((area) => {
    if (area === null) return [];
    const bin = Math.round(((area - from) / (1 - from)) * BINS);
    const level = piles.get(bin) ?? 0;
    piles.set(bin, level + 1);
    return [[from + (bin / BINS) * (1 - from), level] as const];
  });
  const step = Math.min(4, (ROW - 26) / Math.max(1, ...piles.values()));
  return placed.map(([value, level]) => [value, level, step]);
}
