/** When a model abstains, and when a fit refuses. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { exactTest, siteTable } from '../../../../layers/statistics/cohort/sites.ts';
import { OutsideCohort, SiteIsOutcome } from '../../../../layers/statistics/errors.ts';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import type { FittedModel } from '../../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import {
  type Abstention,
  type Prediction,
  predict,
  predictOrAbstain,
} from '../../../../layers/statistics/prediction/predict.ts';
import { syntheticCohort } from '../synthetic.ts';

const QUICK: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};
const cohort = syntheticCohort({ seed: 31 });
const { model, evaluation } = fitModel(cohort, QUICK);
const featuresOf = ({ features: { columns, values } }: Cohort, row: number) =>
  Object.fromEntries(columns.map((name, j) => [name, values[row * columns.length + j]]));
const CLINICAL = { ki67: 40, morphology: 'regular' };
const at = (z: number, k = 0, of: FittedModel = model) => {
  const { name, mean, sd } = of.features[k];
  return { ...featuresOf(cohort, 70), [name]: mean + z * sd };
};
const codeOf = (answer: Prediction | Abstention) => ('abstained' in answer ? answer.abstained.code : 'answered');

describe('a row far outside the training rows', () => {
  it.each([1000, -1000, 12, 1e200, -1e308])('gets no probability: z = %d', (z) => {
    expect(() => predict(model, at(z), CLINICAL)).toThrow(OutsideCohort);
    expect(codeOf(predictOrAbstain(model, at(z), CLINICAL))).toBe('outside-cohort');
  });

  it.each([Number.POSITIVE_INFINITY, Number.NaN])('nor does %d', (value) => {
    const answer = predictOrAbstain(model, { ...at(0), [model.features[0].name]: value }, CLINICAL);
    expect(codeOf(answer)).toBe('invalid-value');
  });

  it.each([
    [99999, 'outside-cohort'],
    [-500, 'outside-cohort'],
    [99, 'answered'],
  ])('by a clinical value of %d: %s', (ki67, code) => {
    expect(codeOf(predictOrAbstain(model, at(0), { ...CLINICAL, ki67 }))).toBe(code);
  });

  it('is warned of, and answered, where it lies near them', () => {
    const answer = predict(model, at(4), CLINICAL);
    expect(answer.warnings.map(({ code }) => code)).toContain('out-of-distribution');
  });

  it('is none of the training rows, however long a feature’s tail', () => {
    const tailed = syntheticCohort({ seed: 31 });
    tailed.features.values = tailed.features.values.map((value) => Math.exp(2 * value));
    const fitted = fitModel(tailed, QUICK).model;
    for (let row = 0; row < 60; row++) {
      const answer = predictOrAbstain(fitted, featuresOf(tailed, row), CLINICAL);
      expect(codeOf(answer)).toBe('answered');
      expect('inTraining' in answer && answer.inTraining).toBe(true);
    }
  });

  it('never gets a probability that is no number, whatever is asked and even where the protocol answers all', () => {
    const open = { ...model, protocol: { ...model.protocol, outsideCohort: null } };
    const [{ name }] = model.features;
    fc.assert(
      fc.property(fc.double(), fc.double(), (value, ki67) => {
        for (const one of [model, open]) {
          const answer = predictOrAbstain(one, { ...at(0), [name]: value }, { ...CLINICAL, ki67 });
          if ('abstained' in answer) continue;
          for (const number of [answer.probability, ...answer.interval, answer.radScore]) {
            expect(Number.isFinite(number)).toBe(true);
          }
        }
      }),
    );
  });

  it('is counted in the evaluation, which judges it', () => {
    const far = syntheticCohort({ seed: 31 });
    const p = far.features.columns.length;
    const column = far.features.columns.indexOf(model.features[0].name);
    far.features.values[75 * p + column] = 1e4;
    const judged = fitModel(far, QUICK).evaluation;
    expect(judged.table.outsideCohort).toEqual({ count: 1, rows: [{ id: 'S75', of: model.features[0].name }] });
    expect(judged.test?.n).toBe(50);
    expect(judged.warnings.map(({ code }) => code)).toContain('outside-cohort');
    expect(evaluation.table.outsideCohort.count).toBe(0);
  });
});

describe('an answer', () => {
  it('names side of the threshold and confidence', () => {
    for (let row = 60; row < 110; row++) {
      const answer = predict(model, featuresOf(cohort, row), CLINICAL);
      const { interval, thresholdProbability, side, probability, confidence } = answer;
      const near = interval[0] < thresholdProbability && thresholdProbability <= interval[1];
      expect(side).toBe(near ? 'near' : probability >= thresholdProbability ? 'above' : 'below');
      expect(confidence).toBe(0.95);
    }
  });

  it('marks the training rows and no other, also from a table with rounded values', () => {
    for (let row = 0; row < 110; row++) {
      const rounded = Object.fromEntries(
        Object.entries(featuresOf(cohort, row)).map(([name, value]) => [name, Number(value.toPrecision(8))]),
      );
      for (const features of [featuresOf(cohort, row), rounded]) {
        const { inTraining, warnings } = predict(model, features, CLINICAL);
        expect(inTraining).toBe(row < 60);
        expect(warnings.some(({ code }) => code === 'in-training')).toBe(row < 60);
      }
    }
  });

  it('of a model from before there were fingerprints and ranges is given', () => {
    const old = structuredClone(model) as { training: { fingerprints?: unknown }; features: { range?: unknown }[] };
    delete old.training.fingerprints;
    for (const feature of old.features) delete feature.range;
    expect(predict(old as FittedModel, featuresOf(cohort, 0), CLINICAL).inTraining).toBe(false);
  });

  it('publishes no identity: neither ids nor values are in the model', () => {
    const text = JSON.stringify(model);
    for (const id of cohort.features.ids.slice(0, 60)) expect(text).not.toContain(`"${id}"`);
    expect(model.training.fingerprints).toHaveLength(60);
    expect(model.training.fingerprints).toEqual([...(model.training.fingerprints ?? [])].sort());
  });
});

describe('a level that occurs in test rows only', () => {
  /** Row 65 has a form of its own; levels are those of the training rows. */
  const rare = (): Cohort => {
    const made = syntheticCohort({ seed: 31 });
    const [ki67, morphology] = made.clinical;
    const values = morphology.values.with(65, 'weird');
    return { ...made, clinical: [ki67, { ...morphology, levels: undefined, values }] };
  };

  it('leaves its row out of the evaluation, as predict gives no nomogram for it', () => {
    const fitted = fitModel(rare(), QUICK);
    expect(fitted.evaluation.table.abstained.rows).toMatchObject([{ id: 'S65', code: 'level-unseen' }]);
    expect(fitted.evaluation.test?.n).toBe(49);
    expect(fitted.evaluation.test?.ids).not.toContain('S65');
    const answer = predict(fitted.model, featuresOf(cohort, 65), { ...CLINICAL, morphology: 'weird' });
    expect(answer.model).toBe('radScore');
    expect(answer.warnings.map(({ code }) => code)).toContain('clinical-unknown');
  });

  it('is treated alike where the level is declared', () => {
    const declared = rare();
    declared.clinical[1].levels = ['regular', 'irregular', 'non-mass', 'weird'];
    const fitted = fitModel(declared, QUICK);
    expect(fitted.evaluation.table.abstained.rows).toMatchObject([{ id: 'S65', code: 'level-unseen' }]);
  });

  it('takes no row away where the variable does not enter', () => {
    const fitted = fitModel(rare(), { ...QUICK, clinical: { p: 1e-9, force: false } });
    expect(fitted.evaluation.table.abstained.count).toBe(0);
    expect(fitted.evaluation.test?.n).toBe(50);
  });
});

describe('site and outcome', () => {
  const HARMONISED: ModellingProtocol = {
    ...QUICK,
    harmonisation: { reference: null, parametric: true, meanOnly: false, unseenSite: 'reference' },
  };
  const sited = (site: (y: number, i: number) => string): Cohort => {
    const made = syntheticCohort({ seed: 31 });
    return { ...made, site: made.outcome.map((y, i) => site(y ?? 0, i)) };
  };

  it('that coincide are not harmonised, with the counts and Fisher’s p', () => {
    const coincide = sited((y) => (y === 1 ? 'A' : 'B'));
    expect(() => fitModel(coincide, HARMONISED)).toThrow(SiteIsOutcome);
    expect(() => fitModel(coincide, HARMONISED)).toThrow(
      /A: \d+ with and 0 without the response; B: 0 with .*Fisher exact p/,
    );
  });

  it('that nearly coincide are warned of without harmonisation', () => {
    const nearly = fitModel(
      sited((y, i) => ((y === 1) === (i % 15 !== 0) ? 'A' : 'B')),
      QUICK,
    ).evaluation;
    expect(nearly.warnings.map(({ code }) => code)).toContain('site-is-outcome');
    expect(nearly.table.sites?.train?.p).toBeLessThan(1e-6);
    const unrelated = fitModel(
      sited((_, i) => 'ABC'[i % 3]),
      HARMONISED,
    ).evaluation;
    expect(unrelated.warnings.map(({ code }) => code)).not.toContain('site-is-outcome');
    expect(unrelated.table.sites?.sites.map(({ site }) => site)).toEqual(['A', 'B', 'C']);
  });

  it('are not called the same because every site has two rows', () => {
    const rows = Array.from({ length: 60 }, (_, i) => ({
      site: `s${i >> 1}`,
      outcome: ((i * 7) % 3 === 0 ? 1 : 0) as 0 | 1,
      split: 'train' as const,
    }));
    expect(siteTable(rows).train?.confounded).toBe(false);
  });

  it('are tested exactly, as R does it', () => {
    // R 4.2.2: fisher.test(matrix(c(5,1,2,8,7,3), ncol = 2))$p.value and matrix(c(9,0,4,1,12,3,2,8), ncol = 2).
    expect(
      exactTest([
        [5, 8],
        [1, 7],
        [2, 3],
      ]).p,
    ).toBeCloseTo(0.52585812357, 10);
    expect(
      exactTest([
        [9, 12],
        [0, 3],
        [4, 2],
        [1, 8],
      ]).p,
    ).toBeCloseTo(0.0868353946284, 10);
  });
});

describe('a column that alone tells the outcome', () => {
  const withColumn = (value: (y: number, i: number) => number): Cohort => {
    const made = syntheticCohort({ seed: 31 });
    const p = made.features.columns.length;
    made.outcome.forEach((y, i) => {
      made.features.values[i * p + 50] = value(y ?? 0, i);
    });
    return made;
  };
  const warned = (of: Cohort) =>
    fitModel(of, QUICK)
      .evaluation.warnings.filter(({ code }) => code === 'outcome-proxy')
      .map(({ message }) => message)
      .join();

  it.each([
    ['a copy', (y: number) => y],
    ['an inverted copy', (y: number) => 1 - y],
    ['a copy in other numbers', (y: number) => 2 + 3 * y],
    ['a consequence', (y: number, i: number) => (y === 1 ? 0 : 1 + (i % 9) / 7)],
    ['a number by admission', (y: number, i: number) => (y === 1 ? i : 5000 + i)],
  ])('is warned of: %s', (_, value) => {
    expect(warned(withColumn(value))).toContain('f50');
  });

  it('is warned of among the clinical variables, continuous or not', () => {
    const made = syntheticCohort({ seed: 31 });
    made.clinical.push(
      { name: 'rcb', kind: 'continuous', values: made.outcome.map((y, i) => (y === 1 ? 0 : 1 + (i % 5))) },
      { name: 'grading', kind: 'categorical', values: made.outcome.map((y) => (y === 1 ? 'G5' : 'G1')) },
    );
    expect(warned(made)).toMatch(/rcb.*grading/);
    expect(warned(syntheticCohort({ seed: 31 }))).toBe('');
  });
});

describe('the penalty', () => {
  it('at the end of the grid is said, with its numbers', () => {
    const short = { ...QUICK, lasso: { ...QUICK.lasso, alphas: 4, ratio: 0.9 } };
    const { warnings } = fitModel(cohort, short).evaluation;
    expect(warnings.find(({ code }) => code === 'alpha-at-grid-end')?.message).toMatch(
      /is the last of the 4 of the grid \(0\.\d+ to 0\.\d+\).* keeps \d+ of \d+ candidates/,
    );
  });
});
