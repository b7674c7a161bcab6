import type { SelectionTrace } from '../model.ts';
import { mean } from '../moments.ts';
import { prettyTicks } from '../nomogram.ts';
import { COLOURS, DASHES, GREY, legend, line, panel, polyline, px, svgDocument } from './svg.ts';

const SIZE = 340;

/** LASSO coefficients along the path, and the cross-validated error with its standard error; the line is the alpha chosen. */
export function lassoPathPlot(selection: SelectionTrace): string {
  const { alphas, errors, alpha, path } = selection.lasso;
  const logs = alphas.map(Math.log10);
  const domain: [number, number] = [logs[logs.length - 1], logs[0]];
  const shared = {
    top: 40,
    width: SIZE,
    height: SIZE,
    xLabel: 'alpha (log scale)',
    xDomain: domain,
    xTicks: prettyTicks(domain[0], domain[1], 4).filter((tick) => tick >= domain[0] && tick <= domain[1]),
    formatX: (value: number) => (10 ** value).toPrecision(2),
  };
  const reach = Math.max(1e-6, ...path.flat().map(Math.abs));
  const paths = panel({
    ...shared,
    left: 60,
    title: 'Coefficients',
    yLabel: 'LASSO coefficient',
    yDomain: [-1.05 * reach, 1.05 * reach],
    yTicks: prettyTicks(-reach, reach, 5).filter((tick) => Math.abs(tick) <= reach),
  });
  const means = errors.map((row) => mean(row));
  const ses = errors.map((row, a) =>
    Math.sqrt(row.reduce((sum, value) => sum + (value - means[a]) ** 2, 0) / (row.length - 1) / row.length),
  );
  const low = Math.min(...means.map((m, a) => m - ses[a]));
  const high = Math.max(...means.map((m, a) => m + ses[a]));
  const cv = panel({
    ...shared,
    left: 60 + SIZE + 80,
    title: `Cross-validation, ${errors[0].length} folds`,
    yLabel: 'Mean squared error',
    yDomain: [low - 0.05 * (high - low), high + 0.05 * (high - low)],
    yTicks: prettyTicks(low, high, 5).filter((tick) => tick >= low && tick <= high),
  });
  const chosen = Math.log10(alpha);
  const drawn = selection.candidates.map((name, j) => ({
    name,
    colour: COLOURS[j % COLOURS.length],
    dash: DASHES[Math.floor(j / COLOURS.length) % DASHES.length],
    points: path.map((row, a): [number, number] => [paths.x(logs[a]), paths.y(row[j])]),
  }));
  const kept = drawn.filter(({ name }) => selection.selected.includes(name));
  const bars = means.map((m, a) => {
    const x = cv.x(logs[a]);
    return (
      line(x, cv.y(m - ses[a]), x, cv.y(m + ses[a]), `stroke="${GREY}"`) +
      `<circle cx="${px(x)}" cy="${px(cv.y(m))}" r="2.5" fill="${COLOURS[0]}"/>`
    );
  });
  const mark = (at: number) => line(at, 40, at, 40 + SIZE, 'stroke="#000000" stroke-dasharray="3 3"');
  const best = alphas.indexOf(alpha);
  const description =
    `${selection.candidates.length} candidates, alpha ${alpha} chosen with mean squared error ${means[best]?.toFixed(5)}; ` +
    `coefficients: ${selection.candidates.map((name, j) => `${name} ${selection.lasso.coefficients[j].toFixed(5)}`).join(', ')}.`;
  const body = [
    paths.svg,
    ...drawn.map(({ points, colour, dash, name }) =>
      polyline(points, colour, dash, selection.selected.includes(name) ? 2.2 : 0.8),
    ),
    mark(paths.x(chosen)),
    cv.svg,
    ...bars,
    mark(cv.x(chosen)),
    legend(
      60,
      SIZE + 108,
      kept.map(({ name, colour, dash }) => ({ label: name, colour, dash })),
    ),
  ].join('');
  return svgDocument(
    2 * SIZE + 190,
    SIZE + 110 + 17 * kept.length,
    'LASSO path and cross-validation',
    description,
    body,
  );
}
