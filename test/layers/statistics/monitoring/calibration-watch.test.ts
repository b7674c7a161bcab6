/** Calibration as outcomes come in: no alarm of a calibrated model however often one looks, and drift found. */
import { describe, expect, it } from 'vitest';
import { calibrate, watchCalibration } from '../../../../layers/statistics/index.ts';
import { logistic } from '../../../../layers/statistics/regression/logistic.ts';
import { simulatedOutcomes } from './simulated-use.ts';

describe('calibration as outcomes come in', () => {
  it('raises the alarm in at most one of a hundred calibrated versions, looked at after each of 200 outcomes', () => {
    const raised = Array.from({ length: 200 }, (_, k) =>
      watchCalibration(simulatedOutcomes({ seed: 500 + k, perMonth: 10, months: 20 })),
    ).filter(({ alarms }) => alarms.length > 0);
    expect(raised.length).toBeLessThanOrEqual(2);
  });

  it('keeps its promise exactly: over all outcomes of a calibrated row the evidence is 1 on average', () => {
    for (const linearPredictor of [-2, -0.3, 0, 1.4]) {
      const p = logistic(linearPredictor);
      const evidence = ([1, 0] as const).map(
        (outcome) => watchCalibration([{ month: '2026-01', linearPredictor, outcome }]).months[0].evidence,
      );
      expect(p * evidence[0] + (1 - p) * evidence[1]).toBeCloseTo(1, 12);
    }
  });

  it('finds an intercept that moved by 1 and a slope that halved within 200 outcomes, mostly', () => {
    const found = (shift: number, slope: number) =>
      Array.from({ length: 40 }, (_, k) =>
        watchCalibration(simulatedOutcomes({ seed: 900 + k, perMonth: 20, months: 10, shift, slope })),
      ).filter(({ alarms }) => alarms.length > 0).length;
    // Over 200 versions each: docs/drift.md.
    expect(found(1, 1)).toBeGreaterThanOrEqual(34);
    expect(found(-1, 1)).toBeGreaterThanOrEqual(34);
    expect(found(0, 0.5)).toBeGreaterThanOrEqual(30);
  });

  it('shows observed over expected up to each month, as a validation of the same rows does', () => {
    const outcomes = simulatedOutcomes({ seed: 3, perMonth: 30, months: 3 });
    const { months, rule } = watchCalibration(outcomes);
    expect(months.map(({ came, n }) => [came, n])).toEqual([
      [30, 30],
      [30, 60],
      [30, 90],
    ]);
    const whole = calibrate(
      outcomes.map(({ linearPredictor }) => logistic(linearPredictor)),
      outcomes.map(({ outcome }) => outcome),
      10,
      { fitted: false },
    );
    const last = months[2];
    expect(last.observedToExpected?.ratio).toBeCloseTo(whole.observedToExpected, 12);
    expect(last.inTheLarge).toBeCloseTo(whole.inTheLarge, 10);
    expect(last.inTheLargeInterval?.[0]).toBeCloseTo(whole.inTheLargeInterval[0], 10);
    expect(rule).toContain('chance of at most 0.01');
  });

  it('says “too few to tell” of few outcomes, and nothing of none', () => {
    const few = simulatedOutcomes({ seed: 4, perMonth: 6, months: 1 });
    const [month] = watchCalibration(few).months;
    expect(month.tooFew).toContain('too few to tell');
    expect(month).toMatchObject({ observedToExpected: null, inTheLarge: null, alarm: false });
    expect(watchCalibration([])).toMatchObject({ months: [], alarms: [] });
  });

  it('stays a number if the predictions are as wrong as they can be', () => {
    const wrong = Array.from({ length: 50 }, (_, i) => ({
      month: '2026-01',
      linearPredictor: i % 2 === 0 ? 500 : -500,
      outcome: (i % 2) as 0 | 1,
    }));
    const { months, alarms } = watchCalibration(wrong);
    expect(Number.isFinite(months[0].evidence)).toBe(true);
    expect(alarms).toHaveLength(1);
  });
});
