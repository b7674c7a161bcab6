import type { Evaluation } from '../model.ts';
import type { Proportion } from '../proportions.ts';
import { rocCurve } from '../roc.ts';
import { finalKind, fixed, MODEL_NAMES, MODEL_ORDER, setsOf } from './models.ts';
import { COLOURS, DASHES, GREY, legend, line, polyline, setDocument, setPanel } from './svg.ts';

/**
 * ROC curves of every model, training and test side by side, with areas and DeLong intervals; the cross marks the
 * final model at its frozen threshold, with Wilson intervals.
 */
export function rocPlot(evaluation: Evaluation): string {
  const sets = setsOf(evaluation);
  const descriptions: string[] = [];
  const body = sets.map(({ name, set }, s) => {
    const frame = setPanel(s, { title: name, xLabel: '1 − specificity', yLabel: 'Sensitivity' });
    const entries = MODEL_ORDER.flatMap((kind, k) => {
      const model = set.models[kind];
      const scores = set.scores[kind];
      if (!model || !scores) return [];
      const { auc, shown } = model.auc;
      const label = `${MODEL_NAMES[kind]} ${fixed(auc)} (${fixed(shown?.[0])}–${fixed(shown?.[1])})`;
      descriptions.push(`${name}: AUC of ${label}, DeLong interval.`);
      const curve = rocCurve(scores, set.outcomes);
      const points = curve.sensitivity.map((y, i): [number, number] => [frame.x(1 - curve.specificity[i]), frame.y(y)]);
      return [{ label, colour: COLOURS[k], dash: DASHES[k], points }];
    });
    const kind = finalKind(set);
    const confusion = set.models[kind]?.confusion;
    const cross = confusion ? operatingPoint(confusion.sensitivity, confusion.specificity, frame.x, frame.y) : '';
    if (confusion) {
      descriptions.push(
        `${name}: at the frozen threshold the ${MODEL_NAMES[kind]} has sensitivity ${fixed(confusion.sensitivity.value)} and specificity ${fixed(confusion.specificity.value)}.`,
      );
    }
    return [
      frame.svg,
      line(frame.x(0), frame.y(0), frame.x(1), frame.y(1), `stroke="${GREY}" stroke-dasharray="2 4"`),
      ...entries.map(({ points, colour, dash }) => polyline(points, colour, dash)),
      cross,
      legend(frame.x(0.3), frame.y(0.16), entries),
    ].join('');
  });
  return setDocument(body, 'ROC curves', descriptions.join(' '));
}

function operatingPoint(
  sensitivity: Proportion,
  specificity: Proportion,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  if (!sensitivity.wilson || !specificity.wilson || sensitivity.value === null || specificity.value === null) return '';
  const at = [x(1 - specificity.value), y(sensitivity.value)];
  const stroke = 'stroke="#000000" stroke-width="1.5"';
  return (
    line(at[0], y(sensitivity.wilson[0]), at[0], y(sensitivity.wilson[1]), stroke) +
    line(x(1 - specificity.wilson[0]), at[1], x(1 - specificity.wilson[1]), at[1], stroke)
  );
}
