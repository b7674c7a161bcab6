/** The calibration plot. */
import { wilson } from '../../hypothesis-tests/proportions.ts';
import type { About } from '../../model/about.ts';
import { outcomeWords } from '../../model/about.ts';
import { quantile } from '../../numbers/moments.ts';
import type { Calibration } from '../../performance/calibration.ts';
import { logistic } from '../../regression/logistic.ts';
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
import { circleSample, type LegendEntry, lineSample, rugSample, setDocument, setPanel } from './panel.ts';
import { DASHES, GREY, hue, line, polyline, px, thinned } from './svg.ts';

/** More predictions than these are drawn as this number of quantiles: single strokes would be a smear, and a large file. */
export const MOST_STROKES = 150;

/**
 * Calibration curves (lowess) of every model; circles are the groups of equal size of the final model with Wilson
 * intervals, strokes along the axis its predictions.
 */
export function calibrationPlot(evaluation: EvaluatedSets, about?: About): string {
  const { event } = outcomeWords(about);
  const descriptions: string[] = [];
  const panels = setsOf(evaluation).map(({ name, set }, s) => {
    const frame = setPanel(s, {
      id: `calibration-${s}`,
      title: name,
      xLabel: `Predicted probability of ${event}`,
      yLabel: `Observed share with ${event}`,
    });
    const inside = (value: number) => Math.max(0, Math.min(1, value));
    const curves: string[] = [];
    const entries: LegendEntry[] = [];
    MODEL_ORDER.forEach((kind, k) => {
      const calibration = set.models[kind]?.calibration;
      if (!calibration) return;
      const { predicted, observed } = calibration.curve;
      const points = predicted.map((p, i): [number, number] => [frame.x(p), frame.y(inside(observed[i]))]);
      curves.push(polyline(thinned(points), k, DASHES[k]));
      const label = `${MODEL_NAMES[kind]}: ${slopeText(calibration)}, Brier ${fixed(calibration.brier)}`;
      entries.push({ sample: lineSample(k, DASHES[k]), label });
      const { p, omitted } = calibration.hosmerLemeshow;
      descriptions.push(
        `${name}: ${label}, intercept ${fixed(calibration.intercept, 2)}, Hosmer–Lemeshow ${p === null ? `not tested: ${omitted ?? 'too few groups'}` : `p ${fixed(p)}`}, mean distance from the diagonal ${fixed(calibration.eAvg)}.`,
      );
    });
    const kind = finalKind(set);
    const final = set.models[kind]?.calibration;
    const groups = (final?.hosmerLemeshow.groups ?? []).filter(({ n }) => n > 0);
    const circles = groups.map(({ n, observed, expected }) => {
      const [low, high] = wilson(observed, n, final?.confidence);
      const x = frame.x(expected / n);
      return (
        line(x, frame.y(low), x, frame.y(high), 'stroke="currentColor"') +
        `<circle cx="${px(x)}" cy="${px(frame.y(observed / n))}" r="4" class="surface" fill="#ffffff" stroke="currentColor"/>`
      );
    });
    if (final && groups.length > 0) {
      const sizes = groups.map(({ n }) => n);
      const size = [...new Set([Math.min(...sizes), Math.max(...sizes)])].join('–');
      const label = `${MODEL_NAMES[kind]} in ${groups.length} groups of ${size}, ${levelText(final.confidence)} CI (Wilson)`;
      entries.push({ sample: circleSample(), label });
    }
    const scores = set.scores[kind] ?? [];
    const rug = strokesOf(scores).map((score) => {
      const x = frame.x(logistic(score));
      return line(x, frame.y(0), x, frame.y(0.025), `${hue(GREY)} stroke="currentColor" stroke-width="0.8"`);
    });
    if (rug.length > 0) {
      const each = scores.length > MOST_STROKES ? `${MOST_STROKES} quantiles of the` : 'the';
      entries.push({ sample: rugSample(), label: `Along the axis: ${each} predictions of the ${MODEL_NAMES[kind]}` });
    }
    entries.push({ sample: lineSample(GREY, '2 4', 1), label: 'Perfect calibration' });
    const perfect = line(
      frame.x(0),
      frame.y(0),
      frame.x(1),
      frame.y(1),
      `${hue(GREY)} stroke="currentColor" stroke-dasharray="2 4"`,
    );
    return { svg: frame.svg + frame.data(perfect, ...rug, ...curves) + frame.points(...circles), legend: entries };
  });
  return setDocument(panels, 'Calibration', descriptions.join(' '));
}

/** A slope that does not exist is not a number. */
export function slopeText({ slope, slopeInterval }: Calibration): string {
  if (slope === null) return 'no slope (separated)';
  return `slope ${slopeInterval ? withRange(slope, slopeInterval, 2) : fixed(slope, 2)}`;
}

function strokesOf(scores: readonly number[]): readonly number[] {
  if (scores.length <= MOST_STROKES) return scores;
  const sorted = Float64Array.from(scores).sort();
  return Array.from({ length: MOST_STROKES }, (_, k) => quantile(sorted, (k + 0.5) / MOST_STROKES));
}
