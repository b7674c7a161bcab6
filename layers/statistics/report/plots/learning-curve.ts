/** The plot of a learning curve: areas of subsamples of a pilot, and the law through them if there is one. */
import type { LearningCurve } from '../../planning/learning-curve.ts';
import { areaAt } from '../../planning/power-law.ts';
import { fixed } from './models.ts';
import { circleSample, inkSample, legend, legendHeight, lineSample, panel } from './panel.ts';
import { GREY, hue, line, polyline, px, svgDocument } from './svg.ts';

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 66;
const TOP = 40;

/** Points are means of subsamples, bars two standard errors; the law is dashed beyond the pilot, up to the planned patients. */
export function learningCurvePlot({ points, curve, pilot }: LearningCurve): string {
  const shown = points.flatMap(({ patients, auc }) => (auc ? [{ patients, ...auc }] : []));
  const { law, planned } = curve;
  const to = Math.max(pilot.patients, planned?.patients ?? 0) * 1.05;
  const lows = shown.map(({ mean, error }) => mean - 2 * error);
  const low = Math.min(0.45, ...lows);
  const frame = panel({
    id: 'learning-curve',
    left: LEFT,
    top: TOP,
    width: WIDTH - LEFT - 20,
    height: HEIGHT,
    title: 'Learning curve of the pilot',
    xLabel: 'Patients that the model was fitted on',
    yLabel: 'Area under the ROC curve in the others',
    xDomain: [0, to],
    yDomain: [Math.max(0, Math.floor(10 * low) / 10), 1],
    xTicks: ticks(to),
    yTicks: Array.from({ length: 11 }, (_, k) => k / 10).filter(
      (tick) => tick >= Math.max(0, Math.floor(10 * low) / 10),
    ),
  });
  const { x, y } = frame;
  const chance = line(x(0), y(0.5), x(to), y(0.5), `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`);
  const bars = shown.map(({ patients, mean, error }) =>
    line(x(patients), y(mean - 2 * error), x(patients), y(mean + 2 * error), 'stroke="currentColor"'),
  );
  const dots = shown.map(
    ({ patients, mean }) =>
      `<circle class="surface" cx="${px(x(patients))}" cy="${px(y(mean))}" r="4" fill="#ffffff" stroke="currentColor"/>`,
  );
  const drawn = law && curve.refused === null ? law : null;
  const path = (from: number, until: number): [number, number][] =>
    Array.from({ length: 60 }, (_, k) => from + ((until - from) * k) / 59).map((n) => [
      x(n),
      y(drawn ? areaAt(drawn, n) : 0.5),
    ]);
  const first = shown[0]?.patients ?? pilot.patients;
  const lines = drawn
    ? [
        polyline(path(first, pilot.patients), 0),
        ...(planned && planned.patients > pilot.patients
          ? [polyline(path(pilot.patients, planned.patients), 0, '7 3')]
          : []),
      ]
    : [];
  const entries = [
    { sample: circleSample(), label: 'Mean of the subsamples, ± 2 standard errors' },
    ...(drawn ? [{ sample: lineSample(0), label: 'Inverse power law; dashed beyond the pilot' }] : []),
    { sample: inkSample('2 4'), label: 'Chance' },
  ];
  const below = TOP + HEIGHT + 62;
  return svgDocument(
    WIDTH,
    below + legendHeight(entries),
    'Learning curve',
    shown.map(({ patients, mean }) => `${patients} patients: ${fixed(mean)}.`).join(' '),
    frame.svg + frame.data(chance, ...lines) + frame.points(...bars, ...dots) + legend(LEFT - 40, below, entries),
  );
}

/** About five round numbers up to the end. */
function ticks(to: number): number[] {
  const rough = to / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * power).find((one) => one >= rough) ?? rough;
  return Array.from({ length: Math.floor(to / step) + 1 }, (_, k) => k * step);
}
