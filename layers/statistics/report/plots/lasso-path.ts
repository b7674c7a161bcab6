/** The plot of the LASSO path and its cross-validation. */
import { prettyTicks } from '../../learning/nomogram.ts';
import type { SelectionTrace } from '../../model/fitted-model.ts';
import { summariseDeviances, summariseFolds } from '../../regression/lasso.ts';
import { type LegendEntry, legend, legendHeight, lineSample, panel, uprightSample } from './panel.ts';
import { DASHES, GREY, HUES, hue, line, polyline, px, svgDocument, text, widthOf } from './svg.ts';

const SIZE = 340;
const TOP = 70;
const LEFT = 66;
const SECOND = LEFT + SIZE + 110;
const CHOSEN = '6 3';
const ONE_SE = '2 3';

/**
 * LASSO coefficients along the path, with the number of features above, and the cross-validated error with its
 * standard error; upright lines are the penalty chosen and the largest within one standard error of the smallest error.
 */
export function lassoPathPlot(selection: SelectionTrace): string {
  const { alphas, errors, alpha, path, loss, folds } = selection.lasso;
  const error = errorName(selection);
  const logs = alphas.map(Math.log10);
  // A little room at both ends: a penalty at the end of the grid is a mark of its own, not a part of the frame.
  const room = 0.03 * (logs[0] - logs[logs.length - 1]);
  const domain: [number, number] = [logs[logs.length - 1] - room, logs[0] + room];
  const xTicks = prettyTicks(domain[0], domain[1], 4).filter((tick) => tick >= domain[0] && tick <= domain[1]);
  const shared = {
    top: TOP,
    width: SIZE,
    height: SIZE,
    xLabel: 'Penalty alpha (log scale)',
    xDomain: domain,
    xTicks,
    formatX: (value: number) => String(Number((10 ** value).toPrecision(2))),
  };
  const reach = Math.max(1e-6, ...path.map((row) => Math.max(...row.map(Math.abs))));
  const paths = panel({
    ...shared,
    id: 'lasso-path',
    left: LEFT,
    title: '',
    yLabel: 'LASSO coefficient',
    yDomain: [-1.05 * reach, 1.05 * reach],
    yTicks: prettyTicks(-reach, reach, 5).filter((tick) => Math.abs(tick) <= reach),
  });
  const {
    mean: means,
    standardError,
    min,
    oneStandardError,
  } = loss === 'logistic' ? summariseDeviances(alphas, errors, folds) : summariseFolds(alphas, errors);
  const low = Math.min(...means.map((m, a) => m - standardError[a]));
  const high = Math.max(...means.map((m, a) => m + standardError[a]));
  const cv = panel({
    ...shared,
    id: 'lasso-errors',
    left: SECOND,
    title: '',
    yLabel: `${error[0].toUpperCase()}${error.slice(1)}`,
    yDomain: [low - 0.05 * (high - low), high + 0.05 * (high - low)],
    yTicks: prettyTicks(low, high, 5).filter((tick) => tick >= low && tick <= high),
  });
  const isKept = (name: string) => selection.selected.includes(name);
  let next = 0;
  const drawn = selection.candidates.map((name, j) => {
    const place = isKept(name) ? next++ : GREY;
    return {
      name,
      colour: isKept(name) ? place % HUES : GREY,
      dash: isKept(name) ? DASHES[(place + 3 * Math.floor(place / HUES)) % DASHES.length] : '',
      points: path.map((row, a): [number, number] => [paths.x(logs[a]), paths.y(row[j])]),
    };
  });
  const bars = means.map((m, a) => {
    const x = cv.x(logs[a]);
    const bar = line(
      x,
      cv.y(m - standardError[a]),
      x,
      cv.y(m + standardError[a]),
      `${hue(GREY)} stroke="currentColor"`,
    );
    return `${bar}<circle cx="${px(x)}" cy="${px(cv.y(m))}" r="2.5" ${hue(0)} fill="currentColor"/>`;
  });
  const mark = (at: number, dash: string) =>
    line(at, TOP, at, TOP + SIZE, `stroke="currentColor" stroke-dasharray="${dash}"`);
  const counts = path.map((row) => row.filter((value) => value !== 0).length);
  const upright = (frame: typeof paths) => [
    mark(frame.x(Math.log10(alpha)), CHOSEN),
    mark(frame.x(logs[oneStandardError]), ONE_SE),
  ];
  const kept = drawn.filter(({ name }) => isKept(name));
  const others = drawn.filter(({ name }) => !isKept(name));
  const left: LegendEntry[] = [
    ...kept.map(({ name, colour, dash }) => ({ sample: lineSample(colour, dash), label: name })),
    ...(others.length > 0
      ? [{ sample: lineSample(GREY, '', 0.8), label: `${others.length} candidates that are not in the Rad-score` }]
      : []),
  ];
  const bar = line(0, -6, 0, 6, `${hue(GREY)} stroke="currentColor"`);
  const dot = `${bar}<circle r="2.5" ${hue(0)} fill="currentColor"/>`;
  const right: LegendEntry[] = [
    { sample: dot, label: `Mean over ${errors[0].length} folds, bars one standard error` },
    {
      sample: uprightSample(CHOSEN),
      label: `Alpha chosen: ${alpha.toPrecision(3)}, ${counts[nearest(alphas, alpha)]} features`,
    },
    {
      sample: uprightSample(ONE_SE),
      label: `One standard error rule: ${alphas[oneStandardError].toPrecision(3)}, ${counts[oneStandardError]} features`,
    },
  ];
  const description =
    `${selection.candidates.length} candidates, alpha ${alpha} chosen with ${error} ${means[nearest(alphas, alpha)]?.toFixed(5)}, ` +
    `smallest error at ${alphas[min].toPrecision(3)}, one standard error rule ${alphas[oneStandardError].toPrecision(3)}; ` +
    `coefficients: ${selection.candidates.map((name, j) => `${name} ${selection.lasso.coefficients[j].toFixed(5)}`).join(', ')}.`;
  const below = TOP + SIZE + 64;
  const zero = line(LEFT, paths.y(0), LEFT + SIZE, paths.y(0), `${hue(GREY)} stroke="currentColor" stroke-width="0.5"`);
  const body = [
    paths.svg,
    countAxis(LEFT, xTicks, paths.x, logs, counts),
    paths.data(
      zero,
      ...others.map(({ points, colour }) => polyline(points, colour, '', 0.8)),
      ...kept.map(({ points, colour, dash }) => polyline(points, colour, dash, 2.2)),
      ...upright(paths),
    ),
    cv.svg,
    countAxis(SECOND, xTicks, cv.x, logs, counts),
    cv.data(...bars, ...upright(cv)),
    legend(LEFT - 40, below, left),
    legend(SECOND - 40, below, right),
  ].join('');
  const height = below + Math.max(legendHeight(left), legendHeight(right));
  return svgDocument(SECOND + SIZE + 24, height, 'LASSO path and cross-validation', description, body);
}

/** Numbers of features with a coefficient, above the panel where the axis below has its labels. */
function countAxis(
  left: number,
  ticks: readonly number[],
  x: (value: number) => number,
  logs: readonly number[],
  counts: readonly number[],
): string {
  let free = Number.NEGATIVE_INFINITY;
  const labels = ticks.flatMap((tick) => {
    const label = String(counts[nearest(logs, tick)]);
    if (x(tick) - widthOf(label) / 2 < free) return [];
    free = x(tick) + widthOf(label) / 2 + 4;
    return [
      line(x(tick), TOP, x(tick), TOP - 5, 'stroke="currentColor"'),
      text(x(tick), TOP - 10, label, 'text-anchor="middle"'),
    ];
  });
  const title = text(left + SIZE / 2, TOP - 34, 'Features with a coefficient', 'text-anchor="middle"');
  return `<g class="frame">${title}${labels.join('')}</g>`;
}

/** What the held-out folds are judged by. */
export function errorName({ lasso }: SelectionTrace): string {
  return lasso.loss === 'logistic' ? 'mean deviance' : 'mean squared error';
}

function nearest(values: readonly number[], wanted: number): number {
  let best = 0;
  values.forEach((value, k) => {
    if (Math.abs(value - wanted) < Math.abs(values[best] - wanted)) best = k;
  });
  return best;
}
