/** The default protocol, every intermediate, against scikit-learn and R. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../layers/statistics/cohort/cohort.ts';
import { fitModel } from '../../../layers/statistics/fit.ts';
import { NoFeatureSelected } from '../../../layers/statistics/learning/no-feature-selected.ts';
import type { ModelKind, SelectionTrace } from '../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL } from '../../../layers/statistics/model/modelling-protocol.ts';
import { predict } from '../../../layers/statistics/prediction/predict.ts';
import type { LogisticFit } from '../../../layers/statistics/regression/logistic.ts';
import { type Acrin, expectClose, SOURCES } from './golden.ts';
import { type GoldenCase, type GoldenFit, TOLERANCE } from './golden-14.ts';

const KIND: Record<string, ModelKind> = { rad: 'radScore', clin: 'clinical', nomogram: 'nomogram' };
const RULE: Record<string, SelectionTrace['rule']> = {
  'p<0.05': 'p',
  'top20 by F': 'largest F of those below p',
  'fallback top20 by F': 'largest F, too few below p',
};
const TABLE: Record<string, { file: string; outcome: string; id: string; clinical: string[] }> = {
  acrin_all_238: {
    file: 'golden-14-all.csv',
    outcome: 'pCR',
    id: 'pid',
    clinical: ['age', 'HR', 'HER2'],
  },
  acrin_her2pos_66: { file: 'golden-14-her2.csv', outcome: 'pCR', id: 'pid', clinical: ['age', 'HR'] },
  wdbc_68_65_shape_of_paper_all30: {
    file: 'wdbc-68-65.csv',
    outcome: 'y',
    id: 'row',
    clinical: [],
  },
  wdbc_68_65_weak_features: {
    file: 'wdbc-68-65-weak.csv',
    outcome: 'y',
    id: 'row',
    clinical: [],
  },
};
const PROTOCOL = {
  ...DEFAULT_PROTOCOL,
  nearDuplicates: null,
  clinical: { p: 0.05, force: true },
  permutations: { count: 3, seed: 1 },
  bootstrap: { count: 0, seed: 1 },
};

function cohortOf(path: string, { outcome, id, clinical }: (typeof TABLE)[string], features: string[]): Cohort {
  const [header, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const at = (name: string) => header.indexOf(name);
  return {
    features: {
      ids: rows.map((row) => row[at(id)]),
      columns: features,
      values: Float64Array.from(rows.flatMap((row) => features.map((name) => Number(row[at(name)])))),
    },
    outcome: rows.map((row) => (row[at(outcome)] === '1' ? 1 : 0)),
    clinical: clinical.map((name) => ({ name, kind: 'continuous', values: rows.map((row) => Number(row[at(name)])) })),
    split: rows.map((row) => (row[at('split')] === 'train' ? 'train' : 'test')),
  };
}

function compareFit(got: LogisticFit, wanted: GoldenFit, where: string): void {
  expect(got.separated, `${where} separated`).toBe(wanted.separated);
  if (wanted.separated) return;
  expectClose(got.coefficients, wanted.coef, TOLERANCE, `${where} coef`);
  expectClose(got.standardErrors, wanted.se, TOLERANCE, `${where} se`);
  expectClose(got.p, wanted.p, TOLERANCE, `${where} p`);
}

function compareSelection(got: SelectionTrace, wanted: GoldenCase): void {
  const at = (names: string[]) => names.map((name) => wanted.features.indexOf(name));
  expectClose(got.mean, wanted.mean, { relative: 1e-12 }, 'mean');
  expectClose(got.sd, wanted.sd_ddof0, { relative: 1e-12 }, 'sd');
  expectClose(got.f, wanted.F, TOLERANCE, 'F');
  expectClose(got.p, wanted.p, TOLERANCE, 'p');
  expect(got.significant).toBe(wanted['n_p_lt_0.05']);
  expect(got.rule).toBe(RULE[wanted.filter_rule]);
  expect(at(got.candidates)).toEqual(wanted.candidates0);
  expect(got.lasso.folds).toEqual(wanted.foldid);
  expectClose(got.lasso.alphas, wanted.alphas, TOLERANCE, 'alphas');
  expectClose(got.lasso.errors, wanted.mse_path, TOLERANCE, 'mse path');
  expectClose(got.lasso.alpha, wanted.alpha, TOLERANCE, 'alpha');
  expectClose(got.lasso.coefficients, wanted.lasso_coef, TOLERANCE, 'lasso coef');
  expectClose(got.lasso.intercept, wanted.lasso_intercept, TOLERANCE, 'lasso intercept');
  expect(got.survivors).toEqual(wanted.selected);
  expect(at(got.survivors)).toEqual(wanted.selected0);
  expect(at(got.selected)).toEqual(wanted.rad_features0 ?? []);
}

describe.each(SOURCES)('the default protocol against golden file 14: $name', ({ golden, table }) => {
  const { cases } = golden<{ cases: GoldenCase[] }>('14_end_to_end.json');
  const acrin = golden<Acrin>('inputs/acrin6698_t0.json').pid;

  it.each(cases.map((c) => [c.name, c] as const))('%s', (name, wanted) => {
    const cohort = cohortOf(table(TABLE[name].file), TABLE[name], wanted.features);
    const rowsOf = (mark: string) => cohort.split.flatMap((split, i) => (split === mark ? [i] : []));
    // The golden file numbers rows in the table that this one was cut from.
    const { ids } = cohort.features;
    const origin = (i: number) => (name.startsWith('acrin') ? acrin.indexOf(ids[i]) : Number(ids[i]));
    expect(rowsOf('train').map(origin)).toEqual(wanted.train_rows0);
    expect(rowsOf('test').map(origin)).toEqual(wanted.test_rows0);
    if (wanted.selected.length === 0) {
      try {
        fitModel(cohort, PROTOCOL);
        expect.unreachable('the LASSO keeps nothing here');
      } catch (error) {
        if (!(error instanceof NoFeatureSelected)) throw error;
        expect(error.name).toBe('NoFeatureSelected');
        expect(error.candidates).toBe(wanted.candidates0.length);
        compareSelection(error.selection, wanted);
      }
      return;
    }

    const { model, evaluation } = fitModel(cohort, PROTOCOL);
    expect(evaluation.counts.train).toEqual({ n: wanted.n_train, events: wanted.pos_train });
    expect(evaluation.counts.test).toEqual({ n: wanted.n_test, events: wanted.pos_test });
    compareSelection(evaluation.selection, wanted);
    if (wanted.radscore_model) compareFit(model.radScore, wanted.radscore_model, 'radscore');
    if (wanted.radscore_model?.separated) {
      expect(model.radScore.method).toBe('firth');
      expect(evaluation.warnings.map(({ code }) => code)).toContain('separation');
      return;
    }
    wanted.clin_uni?.forEach((fit, v) => {
      expect(evaluation.univariate[v].variable).toBe(fit.var);
      compareFit(evaluation.univariate[v].fit, fit, `univariate ${fit.var}`);
    });
    if (wanted.clin_multi && model.clinical) {
      expect(model.clinical.fit.terms.slice(1)).toEqual(wanted.clin_multi.vars);
      compareFit(model.clinical.fit, wanted.clin_multi, 'clinical');
    }
    expect(model.clinical === null).toBe(wanted.clin_multi === undefined);
    if (wanted.nomogram_model && model.nomogram) {
      expect(model.nomogram.fit.terms.slice(1)).toEqual(wanted.nomogram_model.vars);
      compareFit(model.nomogram.fit, wanted.nomogram_model, 'nomogram');
    }

    for (const set of ['train', 'test'] as const) {
      const rows = rowsOf(set);
      const got = evaluation[set];
      const expected = wanted.eval?.[set];
      if (!got || !expected) throw new Error(`no ${set} evaluation`);
      expectClose(
        got.scores.radScore,
        rows.map((i) => wanted.radscore?.[origin(i)]),
        TOLERANCE,
        `${set} radscore`,
      );
      expect(got.kinds).toEqual(expected.models.map((kind) => KIND[kind]));
      expectClose(
        expected.models.map((kind) => got.models[KIND[kind]]?.auc.auc),
        expected.auc,
        TOLERANCE,
        `${set} auc`,
      );
      expectClose(got.aucCovariance, expected.cov, TOLERANCE, `${set} cov`);
      expectClose(
        got.comparisons.map(({ statistic, p }) => [statistic, p]),
        expected.delong.map(({ z, p }) => [z, p]),
        TOLERANCE,
        `${set} delong`,
      );
      expect(got.comparisons.map(({ a, b }) => [a, b])).toEqual(expected.delong.map(({ a, b }) => [KIND[a], KIND[b]]));
      for (const [kind, brier] of Object.entries(expected.brier)) {
        expectClose(got.models[KIND[kind]]?.brier, brier, TOLERANCE, `${set} brier ${kind}`);
      }
      const confusion = got.models[KIND[wanted.threshold?.model ?? 'rad']]?.confusion;
      expect({
        tp: confusion?.truePositives,
        fn: confusion?.falseNegatives,
        tn: confusion?.trueNegatives,
        fp: confusion?.falsePositives,
      }).toEqual(expected.confusion);
    }
    expectClose(
      model.thresholds[KIND[wanted.threshold?.model ?? '']]?.score,
      wanted.threshold?.value,
      TOLERANCE,
      'threshold',
    );

    // One patient at a time, from the model as it is stored, gives what the evaluation says.
    const stored = JSON.parse(JSON.stringify(model));
    rowsOf('test').forEach((row, k) => {
      const p = cohort.features.columns.length;
      const features = Object.fromEntries(
        cohort.features.columns.map((c, j) => [c, cohort.features.values[row * p + j]]),
      );
      const clinical = Object.fromEntries(cohort.clinical.map((c) => [c.name, c.values[row] ?? '']));
      const prediction = predict(stored, features, clinical);
      const scores = evaluation.test?.scores;
      expect(prediction.radScore).toBeCloseTo(scores?.radScore?.[k] ?? Number.NaN, 10);
      expect(prediction.linearPredictor).toBeCloseTo((scores?.nomogram ?? scores?.radScore)?.[k] ?? Number.NaN, 10);
      if (prediction.points && model.nomogram) {
        const { scale } = model.nomogram;
        expect(scale.baseline + prediction.points.total / scale.pointsPerUnit).toBeCloseTo(
          prediction.linearPredictor,
          10,
        );
      }
    });
  });
});
