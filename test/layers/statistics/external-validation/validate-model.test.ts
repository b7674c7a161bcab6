/** External validation: the figures of scikit-learn and of definitions, subgroups, and rows that judge nothing. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  fitModel,
  labelledRows,
  type SubgroupLevel,
  validateModel,
  validationPlots,
  validationReportHtml,
} from '../../../../layers/statistics/index.ts';
import { demonstrationSized } from '../gates/demonstration-sized.ts';
import { PROTOCOL } from '../gates/simulations.ts';
import { oneFeatureModel } from '../one-feature-model.ts';
import { syntheticCohort } from '../synthetic.ts';

interface Figures {
  readonly n: number;
  readonly events: number;
  readonly auc: number;
  readonly aucVariance: number;
  readonly slope: number;
  readonly intercept: number;
  readonly slopeSe: number;
  readonly inTheLarge: number;
  readonly inTheLargeSe: number;
  readonly brier: number;
  readonly oe: number;
  readonly oeInterval: [number, number];
}
/** See `made` in the file. */
const peer: {
  linearPredictors: number[];
  outcomes: (0 | 1)[];
  ages: number[];
  sites: string[];
  overall: Figures;
  confusion: { tp: number; fp: number; tn: number; fn: number };
  netBenefit: Record<string, number>;
  subgroups: Record<string, Record<string, Figures>>;
} = JSON.parse(readFileSync(new URL('../../../fixtures/statistics/validation.json', import.meta.url), 'utf8'));

const rows = peer.linearPredictors.map((f, i) => ({ id: `P${i}`, features: { f }, outcome: peer.outcomes[i] }));
const subgroups = [
  { name: 'age', values: peer.ages, cuts: [50] },
  { name: 'site', values: peer.sites },
];
const model = oneFeatureModel();

describe('external validation', () => {
  const { validation, leftOut } = validateModel(model, rows, { subgroups });
  const evaluated = validation.performance?.models.radScore;

  it('has the figures of scikit-learn, and of the definitions by another program', () => {
    const { overall } = peer;
    expect(leftOut).toEqual([]);
    expect(validation.rows).toMatchObject({ given: 90, judged: 90, events: overall.events });
    expect(evaluated?.auc.auc).toBeCloseTo(overall.auc, 12);
    expect(evaluated?.auc.variance).toBeCloseTo(overall.aucVariance, 12);
    // The other program's Newton stops at 1e-14; so does ours, on columns that were scaled before.
    expect(evaluated?.calibration.slope).toBeCloseTo(overall.slope, 9);
    expect(evaluated?.calibration.slopeSe).toBeCloseTo(overall.slopeSe, 9);
    expect(evaluated?.calibration.intercept).toBeCloseTo(overall.intercept, 9);
    expect(evaluated?.calibration.inTheLarge).toBeCloseTo(overall.inTheLarge, 9);
    expect(evaluated?.calibration.inTheLargeSe).toBeCloseTo(overall.inTheLargeSe, 9);
    expect(evaluated?.brier).toBeCloseTo(overall.brier, 12);
    expect(validation.observedToExpected?.ratio).toBeCloseTo(overall.oe, 12);
    overall.oeInterval.forEach((bound, k) => {
      expect(validation.observedToExpected?.interval?.[k]).toBeCloseTo(bound, 12);
    });
  });

  it('counts classes at the frozen threshold, and net benefit as it is defined', () => {
    const { tp, fp, tn, fn } = peer.confusion;
    expect(evaluated?.confusion).toMatchObject({
      truePositives: tp,
      falsePositives: fp,
      trueNegatives: tn,
      falseNegatives: fn,
    });
    for (const [t, value] of Object.entries(peer.netBenefit)) {
      const at = evaluated?.decisionCurve.thresholds.indexOf(Number(t)) ?? -1;
      expect(evaluated?.decisionCurve.model[at]).toBeCloseTo(value, 12);
    }
  });

  it('has the same figures in every subgroup', () => {
    for (const { name, levels } of validation.subgroups) {
      expect(levels.map(({ level }) => level)).toEqual(Object.keys(peer.subgroups[name]));
      for (const level of levels) expectFigures(level, peer.subgroups[name][level.level]);
    }
    expect(validation.subgroups[0]).toMatchObject({ kind: 'numeric', cuts: [50], cutsFrom: 'given' });
  });

  it('tests the difference of areas by Cochran’s Q', () => {
    const { difference, levels } = validation.subgroups[1];
    const [a, b] = levels.map(({ auc }) => auc);
    if (!a || !b) throw new Error('no areas');
    // With two levels Q is the square of the unpaired z.
    expect(difference?.q).toBeCloseTo((a.auc - b.auc) ** 2 / (a.variance + b.variance), 12);
    expect(difference?.df).toBe(1);
  });

  it('cuts a number at the median of the judged rows if no bound is given', () => {
    const [age] = validateModel(model, rows, { subgroups: [{ name: 'age', values: peer.ages }] }).validation.subgroups;
    expect(age.cutsFrom).toBe('the median of the judged rows');
    expect(age.levels.map(({ n }) => n)).toEqual([45, 45]);
    const coded = peer.ages.map((_, i) => (i % 3 === 0 ? 1 : 0));
    const [hr] = validateModel(model, rows, { subgroups: [{ name: 'hr', values: coded }] }).validation.subgroups;
    expect(hr).toMatchObject({ cuts: [1], levels: [{ n: 60 }, { n: 30 }] });
  });

  it('gives no figures of a level with too few rows of an outcome', () => {
    const values = peer.outcomes.map((_, i) => (i < 4 ? 'rare' : 'often'));
    const [one] = validateModel(model, rows, { subgroups: [{ name: 'scanner', values }] }).validation.subgroups;
    expect(one.levels[1]).toMatchObject({ level: 'rare', n: 4, auc: null, brier: null });
    expect(one.levels[1].tooFew).toContain('too few');
    expect(one.difference).toBeNull();
  });

  it('refuses subgroups that cannot be', () => {
    const over = (variable: { values: (string | number | null)[]; cuts?: number[] }) => () =>
      validateModel(model, rows, { subgroups: [{ name: 'x', ...variable }] });
    expect(over({ values: ['a'] })).toThrow(/wanted 90, one for each row|1 values/);
    expect(over({ values: peer.sites, cuts: [1] })).toThrow(/holds words/);
    expect(over({ values: peer.ages, cuts: [60, 50] })).toThrow(/ascend/);
    expect(over({ values: peer.ages.map((_, i) => `v${i}`) })).toThrow(/at most 20/);
  });

  it('says of one outcome alone that nothing can be discriminated, and of no row that none judges', () => {
    const events = rows.filter(({ outcome }) => outcome === 1);
    const one = validateModel(model, events).validation;
    expect(one.performance).toBeNull();
    expect(one.omitted).toContain('nothing can be discriminated');
    expect(one.observedToExpected?.observed).toBe(events.length);
    const none = validateModel(model, []).validation;
    expect(none.omitted).toContain('No row can judge');
    expect(validationPlots(model, none)).toEqual({});
    const source = { table: 'none.csv', sha256: '0', outcome: 'pCR', version: '0' };
    expect(validationReportHtml(model, none, [], source)).toContain('No row can judge');
  });

  it('makes plots and a report that name every row left out', () => {
    const result = validateModel(model, [...rows, { id: 'Q<1>', features: { f: 1e6 }, outcome: 1 }], {
      subgroups: subgroups.map((one) => ({ ...one, values: [...one.values, null] })),
    });
    expect(Object.keys(validationPlots(model, result.validation))).toHaveLength(4);
    const source = { table: 'other.csv', sha256: 'ab', outcome: 'pCR', version: '0' };
    const html = validationReportHtml(model, result.validation, result.leftOut, source);
    expect(html).toContain('Q&lt;1&gt;');
    expect(html).toContain('outside-cohort');
    expect(html).toContain('Research use only');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
});

function expectFigures(level: SubgroupLevel, figures: Figures): void {
  expect([level.n, level.events]).toEqual([figures.n, figures.events]);
  expect(level.auc?.auc).toBeCloseTo(figures.auc, 12);
  expect(level.auc?.variance).toBeCloseTo(figures.aucVariance, 12);
  expect(level.calibrationSlope).toBeCloseTo(figures.slope, 9);
  expect(level.inTheLarge).toBeCloseTo(figures.inTheLarge, 9);
  expect(level.brier).toBeCloseTo(figures.brier, 12);
  expect(level.observedToExpected?.ratio).toBeCloseTo(figures.oe, 12);
}

describe('a validation on the rows of a fit', () => {
  const cohort = demonstrationSized({ seed: 5, columns: 60 });
  const fitted = fitModel(cohort, { ...PROTOCOL, validation: { folds: 0, repeats: 0, seed: 1 } });

  it('leaves out the training rows, and says of the others what the fit said of its test rows', () => {
    const { validation, leftOut } = validateModel(fitted.model, labelledRows(cohort, fitted.model));
    expect(validation.rows.leftOut).toEqual([{ code: 'in-training', count: 68 }]);
    expect(leftOut).toHaveLength(68);
    const source = { table: 'own.csv', sha256: 'ab', outcome: 'pCR', version: '0' };
    const html = validationReportHtml(fitted.model, validation, leftOut, source);
    // One reason, once, with every name.
    expect(html.split('it would praise the model')).toHaveLength(2);
    for (const { id } of leftOut) expect(html).toContain(id);
    const { test } = fitted.evaluation;
    expect(validation.performance?.ids).toEqual(test?.ids);
    const [mine, its] = [validation.performance?.models.nomogram, test?.models.nomogram];
    expect(mine?.auc).toEqual(its?.auc);
    expect(mine?.confusion).toEqual(its?.confusion);
    // Sums of the prediction and of the fit run in another order.
    expect(mine?.calibration.slope).toBeCloseTo(its?.calibration.slope ?? Number.NaN, 9);
    expect(mine?.decisionCurve.model).toEqual(its?.decisionCurve.model);
  });

  it('harmonises the sites of training as the fit did, and reports a row of a site that it does not know', () => {
    const sites = syntheticCohort({ seed: 6, train: 80, test: 60, effect: 2, features: 40 });
    const harmonisation = { reference: null, parametric: true, meanOnly: false, unseenSite: 'abstain' } as const;
    const protocol = { ...PROTOCOL, harmonisation, validation: { folds: 0, repeats: 0, seed: 1 } };
    const harmonised = fitModel(sites, protocol);
    const kind = harmonised.model.nomogram ? 'nomogram' : 'radScore';
    const [first, ...others] = labelledRows(sites, harmonised.model, 'test');
    const whole = validateModel(harmonised.model, [first, ...others]).validation;
    expect(whole.performance?.models[kind]?.auc).toEqual(harmonised.evaluation.test?.models[kind]?.auc);
    const { leftOut } = validateModel(harmonised.model, [{ ...first, site: 'elsewhere' }, ...others]);
    expect(leftOut).toMatchObject([{ id: first.id, code: 'site-unseen' }]);
  });

  it('keeps them if asked, and says when the Rad-score answers for the nomogram', () => {
    const kept = validateModel(fitted.model, labelledRows(cohort, fitted.model), { keepTrainingRows: true });
    expect(kept.validation.rows.judged).toBe(133);
    const bare = labelledRows(cohort, fitted.model, 'test').map(({ clinical, ...row }, i) =>
      i < 5 ? row : { ...row, clinical },
    );
    const { validation } = validateModel(fitted.model, bare);
    expect(validation.rows.answeredBy).toEqual({ nomogram: 60, radScore: 5 });
    expect(validation.warnings.map(({ code }) => code)).toContain('clinical-missing');
  });
});
