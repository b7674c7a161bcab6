/** Curves, verdicts and numbers of versions, from evaluations of fits of synthetic data. */
import { DEFAULT_PROTOCOL, decisionCurve, fitModel } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { comparedRows } from '../../../../console/pages/models/figures/compared.ts';
import { commonThresholds, sensitivityAt, valueAt } from '../../../../console/pages/models/figures/curve-tables.ts';
import { lassoOf, reachOf } from '../../../../console/pages/models/figures/lasso.ts';
import {
  benefitAt,
  type Curves,
  curvesOf,
  sampled,
  wilson,
} from '../../../../console/pages/models/figures/overlays.ts';
import { descriptionOf } from '../../../../console/pages/models/figures/plot-image.tsx';
import { nearerSlope, slopeFault, verdictOf } from '../../../../console/pages/models/figures/verdict.ts';
import type { Evaluation } from '../../../../console/pages/models/line/line-types.ts';
import { participantsEvaluation } from '../../../../layers/pipeline/models/participants-evaluation.ts';
import { publishedEvaluation } from '../../../../layers/pipeline/models/published-evaluation.ts';
import { syntheticCohort } from '../../../layers/statistics/synthetic.ts';

const protocol = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
const { evaluation } = fitModel(syntheticCohort({ seed: 51, train: 60, test: 65, features: 40 }), protocol);
/** As JSON carries it to the page. */
const asJson = (value: unknown): Evaluation => JSON.parse(JSON.stringify(value)) as Evaluation;
const exact = asJson({ audience: 'participant', ...participantsEvaluation(evaluation) });
const coarse = asJson({ audience: 'other', ...publishedEvaluation(evaluation) });
const final = evaluation.test?.models.nomogram ?? evaluation.test?.models.radScore;

describe('the curves of a participant', () => {
  const curves = curvesOf(7, exact, 'test') as Curves;

  it('are those of the model that decides, with its area and interval', () => {
    expect(curves.auc).toBe(final?.auc.auc);
    expect(curves.interval).toEqual(final?.auc.shown);
    expect(curves).toMatchObject({ n: 65, version: 7, rows: 'test' });
    expect(curves.calibration.slope).toBe(final?.calibration.slope);
  });

  it('have the area under the ROC curve that is reported', () => {
    const { x, y } = curves.roc as NonNullable<Curves['roc']>;
    let area = 0;
    for (let k = 1; k < x.length; k++)
      area += ((Number(x[k]) - Number(x[k - 1])) * (Number(y[k]) + Number(y[k - 1]))) / 2;
    expect(area).toBeCloseTo(final?.auc.auc ?? 0, 12);
    expect(curves.roc?.isGrouped).toBe(false);
    expect([x[0], y[0], x.at(-1), y.at(-1)]).toEqual([0, 0, 1, 1]);
  });

  it('have the net benefit that the statistics layer computes', () => {
    const { scores, outcomes } = evaluation.test as NonNullable<typeof evaluation.test>;
    const of = scores.nomogram ?? scores.radScore ?? [];
    const probabilities = of.map((score) => 1 / (1 + Math.exp(-score)));
    const benefit = benefitAt(curves.decision as NonNullable<Curves['decision']>, 0.4);
    expect(benefit?.model).toBeCloseTo(decisionCurve(probabilities, outcomes, [0.4]).model[0], 12);
    expect(benefit?.interval?.[0]).toBeLessThan(benefit?.model ?? 0);
    expect(curves.decision?.isGrouped).toBe(false);
  });

  it('of the training rows are other ones', () => {
    expect(curvesOf(7, exact, 'train')?.n).toBe(60);
    expect(curvesOf(7, exact, 'train')?.auc).toBe(
      (evaluation.train.models.nomogram ?? evaluation.train.models.radScore)?.auc.auc,
    );
  });
});

describe('the curves of others', () => {
  const curves = curvesOf(7, coarse, 'test') as Curves;

  it('are points between groups, with intervals of observed shares', () => {
    expect(curves.roc?.isGrouped).toBe(true);
    expect(curves.decision?.isGrouped).toBe(true);
    expect(curves.calibration.curve).toBeUndefined();
    for (const { n, observed, interval } of curves.calibration.groups ?? []) {
      expect(n).toBeGreaterThanOrEqual(5);
      expect(interval[0]).toBeLessThanOrEqual(observed);
      expect(interval[1]).toBeGreaterThanOrEqual(observed);
    }
    const x = curves.roc?.x ?? [];
    expect([...x].sort((a, b) => Number(a) - Number(b))).toEqual(x);
  });

  it('have no net benefit at a threshold that is no border of groups', () => {
    const decision = curves.decision as NonNullable<Curves['decision']>;
    const [first, second] = decision.thresholds;
    expect(benefitAt(decision, first)?.threshold).toBe(first);
    expect(benefitAt(decision, (first + second) / 2)).toBeNull();
  });

  it('are nothing where nothing is published', () => {
    const reason = { code: 'too-few', message: 'Not shown.' };
    const withheld = asJson({ audience: 'other', ...publishedEvaluation(evaluation, reason) });
    const none = curvesOf(7, withheld, 'test');
    expect(none).toMatchObject({ auc: null, interval: null, withheld: 'Not shown.' });
    expect([none?.roc, none?.decision, none?.calibration.groups]).toEqual([undefined, undefined, undefined]);
    expect(curvesOf(7, { ...exact, test: null }, 'test')).toBeUndefined();
  });
});

describe("Wilson's interval", () => {
  // SciPy 1.13.1: binomtest(events, n).proportion_ci(0.95, 'wilson')
  it.each([
    [0, 10, 0, 0.27753279986288926],
    [5, 10, 0.236593090512564, 0.7634069094874361],
    [10, 10, 0.7224672001371109, 1],
    [13, 65, 0.12077959241205474, 0.3127013263816594],
  ])('of %d of %d is that of other programs', (events, n, low, high) => {
    const got = wilson(events / n, n);
    expect(got[0]).toBeCloseTo(low, 12);
    expect(got[1]).toBeCloseTo(high, 12);
  });
});

describe('a number of a curve', () => {
  it('at a threshold between those of the grid is the nearest, and beyond it is none', () => {
    const decision = { thresholds: [0.1, 0.2, 0.3], model: [0.5, 0.4, null], all: [0.4, 0.3, 0.2], isGrouped: false };
    expect(benefitAt(decision, 0.21)).toBeNull();
    expect(benefitAt(decision, 0.204)).toMatchObject({ threshold: 0.2, model: 0.4, all: 0.3, interval: null });
    expect(benefitAt(decision, 0.3)).toBeNull();
    expect(benefitAt(decision, 0.5)).toBeNull();
    expect(benefitAt({ ...decision, thresholds: [0.2], model: [0.4] }, 0.3)).toBeNull();
  });

  it('is the sensitivity that is reached without more false positives', () => {
    const roc = { x: [0, 0, 0.25, 1], y: [0, 0.5, 0.75, 1], isGrouped: false };
    expect([0, 0.2, 0.25, 0.9, 1].map((most) => sensitivityAt(roc, most))).toEqual([0.5, 0.5, 0.75, 0.75, 1]);
  });

  it('lies on the straight line between two points, and nowhere outside of them', () => {
    expect(valueAt({ x: [0.2, 0.4], y: [0, 1] }, 0.3)).toBeCloseTo(0.5);
    expect(valueAt({ x: [0.2, 0.4], y: [0, 1] }, 0.5)).toBeNull();
    expect(valueAt({ x: [0.2, null, 0.4], y: [0, 0.5, 1] }, 0.3)).toBeNull();
  });

  it('is shown at the thresholds that both versions have', () => {
    const grid = (from: number): number[] => Array.from({ length: 9 }, (_, k) => Number((from + k / 10).toFixed(2)));
    const of = (thresholds: number[]) => ({ thresholds, model: thresholds, all: thresholds, isGrouped: false });
    expect(commonThresholds([of(grid(0.1)), of(grid(0.2))])).toEqual([0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(commonThresholds([of([0.13, 0.37])])).toEqual([0.13, 0.37]);
    expect(commonThresholds([])).toEqual([]);
    expect(sampled(100)).toHaveLength(21);
    expect(sampled(3)).toEqual([0, 1, 2]);
  });
});

describe('a verdict', () => {
  it.each([
    [0.05, [-0.06, 0.17], 1, 'better-unproven'],
    [0.1, [0.02, 0.17], 1, 'better'],
    [-0.1, [-0.17, -0.02], 1, 'worse'],
    [-0.05, [-0.17, 0.06], 1, 'worse-unproven'],
    [-0.05, [-0.1, -0.01], -1, 'better'],
    [0.004, [-0.1, 0.1], 1, 'same'],
    [0.004, [0.001, 0.007], 1, 'better'],
    [0.05, null, 1, 'better-unproven'],
    [Number.NaN, null, 1, 'unknown'],
  ] as const)('of %d within %j is that it is %s', (value, interval, sense, wanted) => {
    expect(verdictOf({ value, interval }, sense)).toBe(wanted);
  });

  it('without a difference is none', () => {
    expect(verdictOf(null)).toBe('unknown');
  });

  it('of slopes is which is nearer to 1 as a ratio', () => {
    expect(nearerSlope(1.01, 0.82)).toBe('first-nearer');
    expect(nearerSlope(2, 0.6)).toBe('second-nearer');
    expect(nearerSlope(0.5, 2)).toBe('alike');
    expect(nearerSlope(null, 1)).toBe('unknown');
    expect(nearerSlope(-0.2, 1)).toBe('second-nearer');
    expect(nearerSlope(-0.2, 0)).toBe('unknown');
    expect([
      slopeFault(0.4, [0.2, 0.7]),
      slopeFault(0.9, [0.5, 1.3]),
      slopeFault(2, [1.5, 3]),
      slopeFault(null, null),
    ]).toEqual(['extreme', 'fits', 'timid', 'unknown']);
  });
});

describe('the numbers of two versions', () => {
  const curves = curvesOf(7, exact, 'test') as Curves;
  const other: Curves = { ...curves, version: 5, auc: 0.6, interval: [0.5, 0.7] };
  const comparison = {
    owner: 'a',
    name: 'b',
    rows: 65,
    events: 40,
    confidence: 0.95,
    versions: [
      { version: 7, auc: 0.82, ci: [0.71, 0.92], unanswered: 0 },
      { version: 5, auc: 0.76, ci: [0.64, 0.88], unanswered: 1 },
    ],
    difference: { auc: 0.06, ci: [-0.06, 0.17], p: 0.3 },
    testLooks: 4,
    notice: 'Research use only. Not a medical device.' as const,
  };

  it('have the areas of the comparison on the same rows, and what its interval allows to say', () => {
    const [auc, slope, brier, benefit] = comparedRows([curves, other], comparison, 0.4);
    expect(auc).toMatchObject({
      what: 'auc',
      verdict: 'better-unproven',
      values: [
        [0.82, [0.71, 0.92]],
        [0.76, [0.64, 0.88]],
      ],
    });
    expect(slope).toMatchObject({ what: 'slope', verdict: 'alike', areApart: false });
    expect(brier).toMatchObject({ what: 'brier', difference: 0 });
    expect(benefit).toMatchObject({ what: 'benefit', difference: 0 });
  });

  it('on training rows, or without a comparison, say nothing of a difference', () => {
    const trained = { ...curves, rows: 'train' as const };
    expect(comparedRows([trained, trained], comparison, undefined)[0]).toMatchObject({
      verdict: 'unknown',
      difference: null,
    });
    expect(comparedRows([curves, other], undefined, undefined)[0]).toMatchObject({ verdict: 'unknown' });
    expect(comparedRows([curves, other], undefined, undefined).map(({ what }) => what)).not.toContain('benefit');
  });
});

describe('the LASSO path', () => {
  it('has the candidates of the trace and the coefficients at the penalty chosen', () => {
    const path = lassoOf(exact);
    const { selection } = evaluation;
    expect(path?.candidates.map(({ name }) => name)).toEqual(selection.candidates);
    expect(path?.candidates.filter(({ isKept }) => isKept).map(({ name }) => name)).toEqual(
      selection.candidates.filter((name) => selection.selected.includes(name)),
    );
    expect(path?.candidates.map(({ chosen }) => chosen)).toEqual(selection.lasso.coefficients);
    expect(path?.logAlphas.length).toBe(selection.lasso.alphas.length);
    expect(reachOf(path ? [path] : [])).toBeGreaterThan(0);
  });

  it('of who is no participant, or of another shape, is none', () => {
    expect(lassoOf(coarse)).toBeUndefined();
    expect(
      lassoOf({ ...exact, selection: { lasso: { alphas: [1], path: [[0, 1]], alpha: 1 }, candidates: ['a'] } }),
    ).toBeUndefined();
  });
});

describe('the description of a drawing', () => {
  it('is its own, with its entities as letters', () => {
    expect(descriptionOf('<svg><title>T</title><desc id="d">A &lt; B &amp; C</desc></svg>')).toBe('A < B & C');
    expect(descriptionOf('<svg/>')).toBe('');
  });
});
