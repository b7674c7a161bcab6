/** Gates of comparison: champion and challenger on the same locked rows, and institutions against each other. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Candidate,
  comparePaired,
  decisionCurve,
  delong,
  fitModel,
  type GateInput,
  gainsOver,
  judge,
  labelledRows,
  pairedAreas,
  Random,
  type ScoredRows,
  scoreRows,
} from '../../../../layers/statistics/index.ts';
import { logistic } from '../../../../layers/statistics/regression/logistic.ts';
import { demonstrationSized } from './demonstration-sized.ts';
import { PROTOCOL } from './simulations.ts';

const QUICK = { ...PROTOCOL, validation: { folds: 0, repeats: 0, seed: 1 } };
const cohort = demonstrationSized({ seed: 5, columns: 60 });
let candidate: Candidate;
let own: ScoredRows;

beforeAll(() => {
  candidate = fitModel(cohort, QUICK);
  own = scoreRows(candidate.model, labelledRows(cohort, candidate.model, 'test'));
});

const gate = (input: Omit<GateInput, 'candidate'>, name: string, of: Candidate = candidate) => {
  const found = judge({ candidate: of, ...input }).find((one) => one.gate === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
};

describe('a frozen model on labelled rows', () => {
  it('scores the test rows as the fit did, in their order', () => {
    const { test } = candidate.evaluation;
    expect(own.rows.map(({ id }) => id)).toEqual(test?.ids);
    own.rows.forEach(({ linearPredictor }, i) => {
      expect(linearPredictor).toBeCloseTo(test?.scores.nomogram?.[i] ?? Number.NaN, 10);
    });
    expect(own.auc?.auc).toBe(test?.models.nomogram?.auc.auc);
    expect(own.unscored).toEqual([]);
  });

  it('reports a row without an answer with its reason, and goes on', () => {
    const [first, second, third, ...rest] = labelledRows(cohort, candidate.model, 'test');
    const name = candidate.model.features[0].name;
    const { rows, unscored } = scoreRows(candidate.model, [
      { ...first, features: { ...first.features, [name]: 1e9 } },
      { ...second, features: {} },
      { ...third, outcome: null },
      ...rest,
    ]);
    expect(unscored.map(({ id, code }) => [id, code])).toEqual([
      [first.id, 'outside-cohort'],
      [second.id, 'invalid-value'],
      [third.id, 'outcome-unknown'],
    ]);
    expect(rows.map(({ id }) => id)).toEqual(rest.map(({ id }) => id));
  });
});

describe('the champion’s gate', () => {
  it('lets the same model pass again: no difference, no variance', () => {
    expect(gate({ champion: { scored: own } }, 'not-worse-than-champion')).toMatchObject({
      passed: true,
      figures: { difference: 0, low: 0, n: 65 },
    });
  });

  it('is the paired test of DeLong, one-sided', () => {
    const random = new Random(8);
    const rows = own.rows.map((row) => ({ ...row, linearPredictor: row.linearPredictor + 2 * random.normal() }));
    const found = gate({ champion: { name: 'version 3', scored: { rows } } }, 'not-worse-than-champion');
    const y = rows.map(({ outcome }) => outcome);
    const scores = [own, { rows }].map((set) => set.rows.map(({ linearPredictor }) => linearPredictor));
    const { difference, interval } = comparePaired(delong(scores, y), 0, 1, 0.9);
    expect(found.figures.difference).toBeCloseTo(difference, 12);
    expect(found.figures.low).toBeCloseTo(interval?.[0] ?? Number.NaN, 12);
    expect(found.message).toContain('version 3');
  });

  it('refuses a challenger whose scores are noise', () => {
    const random = new Random(9);
    const { evaluation, model } = candidate;
    const { test } = evaluation;
    if (!test) throw new Error('no test rows');
    const noise = { ...test, scores: { ...test.scores, nomogram: test.ids.map(() => random.normal()) } };
    const found = gate({ champion: { scored: own } }, 'not-worse-than-champion', {
      model,
      evaluation: { ...evaluation, test: noise },
    });
    expect(found).toMatchObject({ passed: false, refuses: true });
    expect(found.got).toMatch(/^−0\.\d+ \(lower end −0\.\d+\)/);
  });

  it('compares no rows that the champion was fitted on, and says so if too few are left', () => {
    const known = own.rows.map((row, i) => ({ ...row, inTraining: i < 30 }));
    const found = gate({ champion: { scored: { rows: known } } }, 'not-worse-than-champion');
    expect(found).toMatchObject({ passed: null, refuses: true, got: '35 common rows' });
    expect(found.message).toContain('fitted on 30 of them');
    const few = gate({ champion: { scored: { rows: own.rows.slice(0, 20) } } }, 'not-worse-than-champion');
    expect(few).toMatchObject({ passed: null, refuses: true });
    const nothing = { set: { ...(candidate.evaluation.test as NonNullable<Candidate['evaluation']['test']>) } };
    expect(pairedAreas({ ...nothing, scores: new Float64Array(65) }, { rows: [] })).toBeNull();
  });
});

describe('the gap between institutions', () => {
  /** Two institutions of 60 rows: scores know the outcome at the first, and as much as `effect` at the second. */
  const twoInstitutions = (effect: number): Candidate => {
    const random = new Random(3);
    const outcomes = Array.from({ length: 120 }, (_, i) => i % 2);
    const nomogram = outcomes.map((y, i) => (i < 60 ? 2.5 : effect) * (y - 0.5) + random.normal());
    const { model, evaluation } = candidate;
    const ids = outcomes.map((_, i) => `T${i}`);
    const test = { ...evaluation.test, n: 120, events: 60, ids, outcomes, scores: { nomogram } };
    return {
      model,
      evaluation: { ...evaluation, test: test as Candidate['evaluation']['test'] },
      testInstitutions: outcomes.map((_, i) => (i < 60 ? 'centre-1' : 'centre-2')),
    };
  };

  it('is refused if the model works at one and not at the other', () => {
    const found = gate({}, 'institutions-gap', twoInstitutions(0));
    expect(found).toMatchObject({ passed: false, refuses: true });
    expect(found.message).toContain('at centre-1');
    expect(gate({}, 'institutions-gap', twoInstitutions(2.5))).toMatchObject({ passed: true });
  });

  it('leaves out institutions with few rows of an outcome, and wants one institution for each row', () => {
    const both = twoInstitutions(0);
    const small = {
      ...both,
      testInstitutions: both.testInstitutions?.map((_, i) => (i < 110 ? 'centre-1' : 'centre-2')),
    };
    expect(gate({}, 'institutions-gap', small)).toMatchObject({ passed: null, refuses: false });
    expect(() => judge({ candidate: { ...both, testInstitutions: ['centre-1'] } })).toThrow(/wanted one for each/);
  });
});

describe('the gain in net benefit', () => {
  it('is the decision curve over the better of all and none, with the variance of a mean over rows', () => {
    const random = new Random(4);
    const y = Array.from({ length: 80 }, () => random.below(2));
    const p = y.map((outcome) => logistic(2 * outcome - 1 + random.normal()));
    const thresholds = [0.1, 0.3, 0.5, 0.7, 0.9];
    const curve = decisionCurve(p, y, thresholds);
    const gains = gainsOver(p, y, thresholds);
    gains.forEach(({ gain }, k) => {
      expect(gain).toBeCloseTo(curve.model[k] - Math.max(0, curve.all[k]), 12);
    });
    // Above the prevalence nobody is treated by default: the gain is the curve itself, and so is its interval.
    const half = (curve.high[4] - curve.low[4]) / 2;
    expect(1.959963984540054 * gains[4].standardError).toBeCloseTo(half, 10);
  });
});
