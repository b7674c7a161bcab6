/** Drift: found at a stated power where it was planted, nothing where nothing changed, "too few to tell" where it is so. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_MONITORING,
  driftOf,
  driftReference,
  fitModel,
  frozenReference,
  labelledRows,
  monitor,
  SCORE,
  scoreRows,
} from '../../../../layers/statistics/index.ts';
import { demonstrationSized } from '../gates/demonstration-sized.ts';
import { PROTOCOL } from '../gates/simulations.ts';
import { simulatedUse } from './simulated-use.ts';

describe('drift of features and score', () => {
  it('raises no alarm in 30 years of an institution where nothing changed', () => {
    const alarms = Array.from({ length: 30 }, (_, k) => {
      const { reference, studies } = simulatedUse({ seed: 3000 + k });
      return driftOf(reference, studies).alarms;
    });
    expect(alarms.flat()).toEqual([]);
  });

  it('finds a shift of 1.2 standard deviations within three months of 20 studies, nearly always', () => {
    const years = Array.from({ length: 20 }, (_, k) => {
      const shift = { by: 1.2, from: 3 };
      const { reference, studies } = simulatedUse({ seed: 4000 + k, months: 6, shift });
      return driftOf(reference, studies);
    });
    // Over 200 years each: docs/drift.md.
    const seen = years.filter(({ alarms }) => alarms.some(({ variable }) => variable === 'f0'));
    expect(seen.length).toBeGreaterThanOrEqual(17);
    const [{ alarms, months }] = seen;
    const alarm = alarms.find(({ variable }) => variable === 'f0');
    expect(alarm).toMatchObject({ kind: 'drift', institution: 'centre-1' });
    expect(alarm?.month && alarm.month >= '2026-04').toBe(true);
    expect(alarm?.message).toMatch(/f0 lies \d\.\d\d standard deviations above the training rows/);
    const [month] = months.filter(({ drifted }) => drifted);
    const [one] = month.variables[0].spans;
    expect(one.interval?.[0]).toBeLessThan(one.shift ?? 0);
    expect(one.interval?.[1]).toBeGreaterThan(one.shift ?? 0);
  });

  it('has the interval of Welch and the p of the rank-sum test, as scipy has them', () => {
    const peer = JSON.parse(readFileSync(new URL('../../../fixtures/statistics/drift.json', import.meta.url), 'utf8'));
    const values: number[] = peer.training;
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
    const studies = peer.studies.map((f: number) => ({ institution: 'a', month: '2026-01', values: { f } }));
    const variable = { name: 'f', mean, sd, n: values.length };
    const [month] = driftOf({ variables: [{ ...variable, values }] }, studies).months;
    const [span] = month.variables[0].spans;
    expect(span.shift).toBeCloseTo(peer.shift, 12);
    peer.interval.forEach((bound: number, k: number) => {
      expect(span.interval?.[k]).toBeCloseTo(bound, 10);
    });
    expect(span.p).toBeCloseTo(peer.rankSumP, 12);
    const [moments] = driftOf({ variables: [{ ...variable, values: null }] }, studies).months;
    expect(moments.variables[0].spans[0].p).toBeCloseTo(peer.welchP, 12);
    // One variable over three spans, of which all hold the same studies.
    expect(month.variables[0].adjustedP).toBeCloseTo(Math.min(1, 3 * peer.rankSumP), 12);
  });

  it('says “too few to tell” of few studies, and pools months until there are enough', () => {
    const { reference, studies } = simulatedUse({ seed: 1, perMonth: 3, months: 4 });
    const { months } = driftOf(reference, studies);
    expect(months.map(({ tooFew, drifted }) => [tooFew, drifted])).toEqual([
      [true, false],
      [true, false],
      [false, false],
      [false, false],
    ]);
    const [alone, three] = months[2].variables[0].spans;
    expect(alone).toMatchObject({ n: 3, shift: null, interval: null, p: null });
    expect(alone.tooFew).toBe('too few to tell: 3 studies in 1 month, at least 8 are needed');
    expect(three).toMatchObject({ months: 3, n: 9, tooFew: null });
  });

  it('keeps institutions apart, pools over the turn of a year, and refuses other months', () => {
    const { reference, studies } = simulatedUse({ seed: 2, perMonth: 10, months: 2 });
    const elsewhere = studies.map((study, i) => ({
      ...study,
      institution: 'centre-2',
      month: i < 10 ? '2026-12' : '2027-01',
      values: { ...study.values, f0: study.values.f0 + 5 },
    }));
    const { months, alarms } = driftOf(reference, [...elsewhere, ...studies]);
    expect(new Set(alarms.map(({ institution }) => institution))).toEqual(new Set(['centre-2']));
    const january = months.find(({ month }) => month === '2027-01');
    expect(january?.variables[0].spans.map(({ n }) => n)).toEqual([10, 20, 20]);
    // Once is enough: a variable that stays where it went raises no second alarm.
    expect(alarms.filter(({ variable }) => variable === 'f0')).toHaveLength(1);
    expect(() => driftOf(reference, [{ ...studies[0], month: '2026-13' }])).toThrow(/wanted YYYY-MM/);
  });

  it('takes its reference from the training rows of a version, as the model reads them', () => {
    const cohort = demonstrationSized({ seed: 5, columns: 60 });
    const { model, evaluation } = fitModel(cohort, { ...PROTOCOL, validation: { folds: 0, repeats: 0, seed: 1 } });
    const reference = driftReference(model, labelledRows(cohort, model, 'train'));
    const frozen = frozenReference(model, evaluation.train.scores.nomogram);
    expect(reference.variables.map(({ name }) => name)).toEqual([...model.features.map(({ name }) => name), SCORE]);
    reference.variables.forEach((variable, k) => {
      expect(variable.n).toBe(68);
      expect(variable.mean).toBeCloseTo(frozen.variables[k].mean, 9);
      expect(variable.sd).toBeCloseTo(frozen.variables[k].sd, 9);
    });
    const { rows } = scoreRows(model, labelledRows(cohort, model, 'test'));
    const studies = rows.map(({ values, linearPredictor }, i) => ({
      institution: 'centre-2',
      month: `2026-0${1 + (i % 3)}`,
      values: Object.fromEntries([...model.features.map(({ name }, k) => [name, values[k]]), [SCORE, linearPredictor]]),
    }));
    const outcomes = rows.map(({ linearPredictor, outcome }, i) => ({
      month: `2026-0${1 + (i % 3)}`,
      linearPredictor,
      outcome,
    }));
    const monitoring = monitor({ reference, studies, outcomes });
    expect(JSON.parse(JSON.stringify(monitoring))).toEqual(monitoring);
    expect(monitoring.drift.alarms).toEqual([]);
    expect(monitoring.settings).toEqual(DEFAULT_MONITORING);
    expect(monitoring.calibration.months.map(({ n }) => n)).toEqual([22, 44, 65]);
  });
});
