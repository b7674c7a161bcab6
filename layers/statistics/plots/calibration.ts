import type { Evaluation } from '../model.ts';
import { wilson } from '../proportions.ts';
import { finalKind, fixed, MODEL_NAMES, MODEL_ORDER, setsOf } from './models.ts';
import { COLOURS, DASHES, GREY, legend, line, polyline, px, setDocument, setPanel } from './svg.ts';

/**
 * Calibration curves (lowess) of every model; circles are the risk groups of the final model with Wilson intervals,
 * strokes along the axis its predictions.
 */
export function calibrationPlot(evaluation: Evaluation): string {
  const sets = setsOf(evaluation);
  const descriptions: string[] = [];
  const body = sets.map(({ name, set }, s) => {
    const frame = setPanel(s, { title: name, xLabel: 'Predicted probability', yLabel: 'Observed share' });
    const inside = (value: number) => Math.max(0, Math.min(1, value));
    const entries = MODEL_ORDER.flatMap((kind, k) => {
      const calibration = set.models[kind]?.calibration;
      if (!calibration) return [];
      const { predicted, observed } = calibration.curve;
      const points = predicted.map((p, i): [number, number] => [frame.x(p), frame.y(inside(observed[i]))]);
      const label = `${MODEL_NAMES[kind]}: slope ${fixed(calibration.slope, 2)}, Brier ${fixed(calibration.brier)}`;
      descriptions.push(
        `${name}: ${label}, intercept ${fixed(calibration.intercept, 2)}, Hosmer–Lemeshow p ${fixed(calibration.hosmerLemeshow.p)}, mean distance from the diagonal ${fixed(calibration.eAvg)}.`,
      );
      return [{ label, colour: COLOURS[k], dash: DASHES[k], points }];
    });
    const kind = finalKind(set);
    const groups = set.models[kind]?.calibration.hosmerLemeshow.groups ?? [];
    const circles = groups
      .filter(({ n }) => n > 0)
      .map(({ n, observed, expected }) => {
        const [low, high] = wilson(observed, n);
        const x = frame.x(expected / n);
        return (
          line(x, frame.y(low), x, frame.y(high), 'stroke="#000000"') +
          `<circle cx="${px(x)}" cy="${px(frame.y(observed / n))}" r="4" fill="#ffffff" stroke="#000000"/>`
        );
      });
    const rug = (set.scores[kind] ?? []).map((score) => {
      const x = frame.x(1 / (1 + Math.exp(-score)));
      return line(x, frame.y(0), x, frame.y(0.02), `stroke="${GREY}" stroke-width="0.7"`);
    });
    return [
      frame.svg,
      line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), `stroke="${GREY}" stroke-dasharray="2 4"`),
      ...entries.map(({ points, colour, dash }) => polyline(points, colour, dash)),
      ...circles,
      ...rug,
      legend(frame.x(0.03), frame.y(0.95), entries),
    ].join('');
  });
  return setDocument(body, 'Calibration', descriptions.join(' '));
}
