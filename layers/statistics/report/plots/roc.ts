/** The ROC plot. */
import type { Proportion } from '../../hypothesis-tests/proportions.ts';
import type { Auc } from '../../performance/delong.ts';
import { rocCurve } from '../../performance/roc.ts';
import {
  type EvaluatedSets,
  finalKind,
  fixed,
  levelText,
  MODEL_NAMES,
  MODEL_ORDER,
  setsOf,
  withRange,
} from './models.ts';
import { crossSample, type LegendEntry, lineSample, setDocument, setPanel } from './panel.ts';
import { DASHES, GREY, hue, line, polyline, thinned } from './svg.ts';

/**
 * ROC curves of every model, training and test side by side, with areas and their intervals; the cross marks the
 * final model at its frozen threshold, with Wilson intervals.
 */
export function rocPlot(evaluation: EvaluatedSets): string {
  const descriptions: string[] = [];
  const panels = setsOf(evaluation).map(({ name, set }, s) => {
    const frame = setPanel(s, { id: `roc-${s}`, title: name, xLabel: '1 − specificity', yLabel: 'Sensitivity' });
    const curves: string[] = [];
    const entries: LegendEntry[] = [];
    MODEL_ORDER.forEach((kind, k) => {
      const model = set.models[kind];
      const scores = set.scores[kind];
      if (!model || !scores) return;
      const label = `${MODEL_NAMES[kind]}: AUC ${areaText(model.auc)}`;
      descriptions.push(`${name}: ${label}, ${levelText(model.auc.confidence)} CI by ${model.auc.shownMethod}.`);
      const curve = rocCurve(scores, set.outcomes);
      const points = curve.sensitivity.map((y, i): [number, number] => [frame.x(1 - curve.specificity[i]), frame.y(y)]);
      curves.push(polyline(thinned(points), k, DASHES[k]));
      entries.push({ sample: lineSample(k, DASHES[k]), label });
    });
    const kind = finalKind(set);
    const confusion = set.models[kind]?.confusion;
    const cross = confusion ? operatingPoint(confusion.sensitivity, confusion.specificity, frame.x, frame.y) : '';
    if (confusion) {
      const level = levelText(confusion.sensitivity.confidence);
      entries.push({
        sample: crossSample(),
        label: `${MODEL_NAMES[kind]} at its frozen threshold, ${level} CI (Wilson)`,
      });
      descriptions.push(
        `${name}: at the frozen threshold the ${MODEL_NAMES[kind]} has sensitivity ${fixed(confusion.sensitivity.value)} and specificity ${fixed(confusion.specificity.value)}.`,
      );
    }
    entries.push({ sample: lineSample(GREY, '2 4', 1), label: 'Chance' });
    const chance = line(
      frame.x(0),
      frame.y(0),
      frame.x(1),
      frame.y(1),
      `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`,
    );
    return { svg: frame.svg + frame.data(chance, ...curves, cross), legend: entries };
  });
  return setDocument(panels, 'ROC curves', descriptions.join(' '));
}

/** An area with the interval to show. */
export function areaText({ auc, shown }: Auc): string {
  return shown ? withRange(auc, shown) : `${fixed(auc)} (no interval)`;
}

function operatingPoint(
  sensitivity: Proportion,
  specificity: Proportion,
  x: (value: number) => number,
  y: (value: number) => number,
): string {
  if (!sensitivity.wilson || !specificity.wilson || sensitivity.value === null || specificity.value === null) return '';
  const at = [x(1 - specificity.value), y(sensitivity.value)];
  const stroke = 'stroke="currentColor" stroke-width="1.5"';
  return (
    line(at[0], y(sensitivity.wilson[0]), at[0], y(sensitivity.wilson[1]), stroke) +
    line(x(1 - specificity.wilson[0]), at[1], x(1 - specificity.wilson[1]), at[1], stroke)
  );
}
