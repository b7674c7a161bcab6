import type { Evaluation } from '../model.ts';
import { prettyTicks } from '../nomogram.ts';
import { fixed, MODEL_NAMES, MODEL_ORDER, setsOf } from './models.ts';
import { COLOURS, DASHES, GREY, legend, line, polyline, setDocument, setPanel } from './svg.ts';

/** Thresholds whose net benefit the description names. */
const NAMED = [0.2, 0.5, 0.8];

/** Net benefit of every model over threshold probabilities, against treating all and treating none. */
export function decisionCurvePlot(evaluation: Evaluation): string {
  const sets = setsOf(evaluation);
  const descriptions: string[] = [];
  const body = sets.map(({ name, set }, s) => {
    const highest = set.events / set.n;
    const lowest = -0.1 * highest;
    const frame = setPanel(
      s,
      { title: name, xLabel: 'Threshold probability', yLabel: 'Net benefit' },
      {
        yDomain: [lowest, highest * 1.05],
        yTicks: prettyTicks(0, highest, 5).filter((tick) => tick <= highest * 1.05),
      },
    );
    // A curve that leaves the panel below is interrupted there, not joined across.
    const trace = (thresholds: readonly number[], values: readonly number[]) => {
      const runs: [number, number][][] = [[]];
      thresholds.forEach((t, k) => {
        if (values[k] >= lowest) runs[runs.length - 1].push([frame.x(t), frame.y(values[k])]);
        else if (runs[runs.length - 1].length > 0) runs.push([]);
      });
      return runs.filter((run) => run.length > 0);
    };
    const entries = MODEL_ORDER.flatMap((kind, k) => {
      const curve = set.models[kind]?.decisionCurve;
      if (!curve) return [];
      const named = NAMED.map((t) => {
        const at = curve.thresholds.findIndex((threshold) => Math.abs(threshold - t) < 1e-9);
        return at < 0 ? '' : `${fixed(curve.model[at])} at ${t}`;
      }).filter(Boolean);
      descriptions.push(`${name}: net benefit of ${MODEL_NAMES[kind]} ${named.join(', ')}.`);
      const runs = trace(curve.thresholds, curve.model);
      return [{ label: MODEL_NAMES[kind], colour: COLOURS[k] as string, dash: DASHES[k] as string, runs }];
    });
    const some = MODEL_ORDER.map((kind) => set.models[kind]?.decisionCurve).find((curve) => curve !== undefined);
    const all = {
      label: 'Treat all',
      colour: GREY,
      dash: '6 2 1 2',
      runs: some ? trace(some.thresholds, some.all) : [],
    };
    return [
      frame.svg,
      line(frame.x(0), frame.y(0), frame.x(1), frame.y(0), 'stroke="#000000" stroke-width="1"'),
      ...[...entries, all].flatMap(({ runs, colour, dash }) => runs.map((points) => polyline(points, colour, dash))),
      legend(frame.x(0.56), frame.y(highest * 0.98), [...entries, all, { label: 'Treat none', colour: '#000000' }]),
    ].join('');
  });
  return setDocument(body, 'Decision curves', descriptions.join(' '));
}
