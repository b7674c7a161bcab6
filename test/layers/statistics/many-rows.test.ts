/** 150,000 rows in seconds. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../../layers/statistics/hypothesis-tests/mann-whitney.ts';
import { DEFAULT_PROTOCOL } from '../../../layers/statistics/model/modelling-protocol.ts';
import { rocCurve, youdenPoint } from '../../../layers/statistics/performance/roc.ts';
import { logistic } from '../../../layers/statistics/regression/logistic.ts';
import { evaluateSet } from '../../../layers/statistics/validation/evaluate.ts';

interface Wanted {
  readonly rows: number;
  readonly events: number;
  readonly auc: number;
  readonly delongVariance: number;
  readonly brier: number;
  readonly slope: number;
  readonly slopeSe: number;
  readonly intercept: number;
  readonly hosmerLemeshow: number;
  readonly netBenefit: Record<string, number>;
  readonly eAvg: number;
  readonly eMax: number;
  readonly e90: number;
}

const fixture = new URL('../../fixtures/many-rows/many-rows.json', import.meta.url);
const wanted: Wanted = JSON.parse(readFileSync(fixture, 'utf8'));

/** The rows of test/fixtures/many-rows/make.py: the same linear congruential generator. */
function rows(): { y: Uint8Array; scores: Float64Array } {
  let state = 42;
  const draw = () => {
    state = (Math.imul(1_103_515_245, state) + 12_345) & 0x7fffffff;
    return (state >>> 8) / 2 ** 23;
  };
  const y = new Uint8Array(wanted.rows);
  const scores = new Float64Array(wanted.rows);
  for (let i = 0; i < wanted.rows; i++) {
    const sum = draw() + draw() + draw() + draw();
    y[i] = draw() < 0.2 ? 1 : 0;
    scores[i] = sum - 2 - 1.2 + 0.8 * y[i];
  }
  return { y, scores };
}

describe('150,000 rows', () => {
  const { y, scores } = rows();

  it('are judged within seconds, with the values of scikit-learn, statsmodels and scipy', () => {
    const start = performance.now();
    const names = {
      ids: [],
      names: [],
      features: new Float64Array(0),
      clinical: [],
      site: [],
      repeats: null,
      drawn: null,
    };
    const set = evaluateSet(
      { ...names, n: wanted.rows, y },
      { radScore: scores },
      { radScore: { score: 0, probability: 0.5 } },
      DEFAULT_PROTOCOL,
      false,
    );
    const seconds = (performance.now() - start) / 1000;
    // About one on an idle core; a spread of the rows over a call's arguments overflows the stack, a square takes hours.
    expect(seconds).toBeLessThan(30);
    const got = set.models.radScore;
    if (!got) throw new Error('no model was judged');
    const { calibration } = got;
    expect(set.events).toBe(wanted.events);
    const pairs: [string, number | null, number, number][] = [
      ['auc', got.auc.auc, wanted.auc, 1e-12],
      ['DeLong variance', got.auc.variance, wanted.delongVariance, 1e-9],
      ['Brier', got.brier, wanted.brier, 1e-10],
      // statsmodels stops Newton at a relative 1e-12.
      ['slope', calibration.slope, wanted.slope, 1e-8],
      ['slope SE', calibration.slopeSe, wanted.slopeSe, 1e-8],
      ['intercept', calibration.intercept, wanted.intercept, 1e-8],
      ['Hosmer–Lemeshow', calibration.hosmerLemeshow.chiSquared, wanted.hosmerLemeshow, 1e-8],
      // Both interpolate between points 1 % of the range apart, and start their windows at other ties.
      ['eAvg', calibration.eAvg, wanted.eAvg, 1e-3],
      ['eMax', calibration.eMax, wanted.eMax, 1e-3],
      ['e90', calibration.e90, wanted.e90, 1e-3],
      ...Object.entries(wanted.netBenefit).map(([t, benefit]): [string, number, number, number] => [
        `net benefit at ${t}`,
        got.decisionCurve.model[got.decisionCurve.thresholds.indexOf(Number(t))],
        benefit,
        1e-10,
      ]),
    ];
    for (const [name, value, expected, relative] of pairs) {
      const error = Math.abs((value ?? Number.NaN) - expected) / Math.abs(expected);
      expect(error, `${name}: got ${value}, wanted ${expected}`).toBeLessThan(relative);
    }
    expect(calibration.curve.predicted.length).toBeLessThanOrEqual(2000);
    expect(calibration.curve.predicted.at(-1)).toBe(scores.map(logistic).reduce((a, b) => Math.max(a, b)));
  });

  it('have a curve, a threshold and a rank test', () => {
    const best = youdenPoint(rocCurve(scores, y));
    expect(best.youden).toBeGreaterThan(0.3);
    const [cases, controls] = [1, 0].map((outcome) => scores.filter((_, i) => y[i] === outcome));
    expect(mannWhitney(cases, controls).p).toBeLessThan(1e-6);
  });
});
