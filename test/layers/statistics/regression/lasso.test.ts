/** LASSO against scikit-learn, its logistic form against glmnet. */
import { describe, expect, it } from 'vitest';
import { filterNearDuplicates } from '../../../../layers/statistics/learning/near-duplicates.ts';
import { pearson } from '../../../../layers/statistics/numbers/correlation.ts';
import { applyScaling, fitScaling } from '../../../../layers/statistics/numbers/standardise.ts';
import {
  alphaGrid,
  crossValidateLasso,
  largestAlpha,
  lassoPath,
} from '../../../../layers/statistics/regression/lasso.ts';
import {
  crossValidateLogistic,
  penalisedLogisticPath,
} from '../../../../layers/statistics/regression/penalised-logistic.ts';
import { type Acrin, columnMajor, expectClose, SOURCES, type Source } from '../golden.ts';

interface Solution {
  alpha: number;
  alpha_over_max: number;
  intercept: number;
  coef: number[];
  n_nonzero: number;
}
interface LinearCase {
  name: string;
  n: number;
  p: number;
  features: string[];
  mean: number[];
  sd_ddof0: number[];
  foldid: number[];
  alpha_max: number;
  alphas: number[];
  mse_path: number[][];
  mse_mean: number[];
  mse_se_ddof1: number[];
  alpha_min: number;
  alpha_1se: number;
  coef_at_alpha_min: number[];
  intercept_at_alpha_min: number;
  selected: string[];
  at: Solution[];
}
interface LinearFile {
  corr_filter: { kept0: number[]; kept: string[]; exact_collinear_pairs: [string, string, number][] };
  cases: LinearCase[];
}
interface LogisticCase {
  n: number;
  p: number;
  foldid0: number[];
  lambda_max: number;
  lambda: number[];
  cvm_deviance: number[];
  cvsd_deviance: number[];
  lambda_min: number;
  lambda_1se: number;
  nzero: number[];
  coef_lambda_min: number[];
  coef_lambda_1se: number[];
  at: { lambda: number; intercept: number; coef: number[]; n_nonzero: number }[];
  default_lambda_path: number[];
}
interface Refined {
  lambda: number;
  intercept: number;
  coef: number[];
  n_nonzero: number;
}

/** The tables that the LASSO files work on: z-scored columns of WDBC or of the thinned ACRIN table. */
function table(golden: Source['golden'], name: string, kept: readonly number[]) {
  if (name === 'wdbc') {
    const { X, y, features } = golden<{ X: number[][]; y: number[]; features: string[] }>('inputs/wdbc.json');
    return standardised(X, y, features);
  }
  const acrin = golden<Acrin>('inputs/acrin6698_t0.json');
  const rows = acrin.pCR.map((_, i) => i).filter((i) => name === 'acrin_all' || acrin.HER2pos[i] === 1);
  return standardised(
    rows.map((i) => kept.map((j) => acrin.X[i][j])),
    rows.map((i) => acrin.pCR[i]),
    kept.map((j) => acrin.features[j]),
  );
}

function standardised(rows: number[][], y: number[], features: string[]) {
  const columns = columnMajor(rows);
  const scaling = fitScaling(columns, rows.length);
  return { x: applyScaling(columns, rows.length, scaling), scaling, y, features };
}

describe.each(SOURCES)('LASSO against scikit-learn: $name', ({ golden }) => {
  const file = golden<LinearFile>('04_lasso_sklearn.json');

  it('thins by Pearson correlation as the file does', () => {
    const acrin = golden<Acrin>('inputs/acrin6698_t0.json');
    const n = acrin.X.length;
    const columns = columnMajor(acrin.X);
    const unit = applyScaling(columns, n, fitScaling(columns, n)).map((value) => value / Math.sqrt(n));
    const { kept } = filterNearDuplicates(unit, n, 0.95);
    expect(Array.from(kept)).toEqual(file.corr_filter.kept0);
    expect(Array.from(kept, (j) => acrin.features[j])).toEqual(file.corr_filter.kept);
    for (const [a, b, r] of file.corr_filter.exact_collinear_pairs) {
      const column = (name: string) =>
        columns.subarray(acrin.features.indexOf(name) * n, (acrin.features.indexOf(name) + 1) * n);
      expect(pearson(column(a), column(b))).toBeCloseTo(r, 12);
    }
  });

  it.each(file.cases.map((c) => [c.name, c] as const))('%s', (name, wanted) => {
    const { x, y, scaling, features } = table(golden, name, file.corr_filter.kept0);
    expect([y.length, features.length]).toEqual([wanted.n, wanted.p]);
    expect(features).toEqual(wanted.features);
    expectClose(scaling.mean, wanted.mean, { relative: 1e-12 }, 'mean');
    expectClose(scaling.sd, wanted.sd_ddof0, { relative: 1e-12 }, 'sd');
    expectClose(largestAlpha(x, y), wanted.alpha_max, { relative: 1e-12 }, 'alpha max');

    const exact = lassoPath(
      x,
      y,
      wanted.at.map(({ alpha }) => alpha),
    );
    wanted.at.forEach((solution, a) => {
      expectClose(solution.alpha, wanted.alpha_max * solution.alpha_over_max, { relative: 1e-12 }, 'alpha');
      expectClose(exact.coefficients[a], solution.coef, { mixed: 1e-10 }, `coef at ${solution.alpha}`);
      expectClose(exact.intercepts[a], solution.intercept, { mixed: 1e-10 }, 'intercept');
      expect(exact.coefficients[a].filter((b) => b !== 0).length).toBe(solution.n_nonzero);
    });

    const validation = crossValidateLasso(x, y, wanted.alphas, wanted.foldid);
    // The file's path was computed by an iteration with tolerance 1e-10 of the duality gap.
    expectClose(validation.errors, wanted.mse_path, { mixed: 1e-8 }, 'mse path');
    expectClose(validation.mean, wanted.mse_mean, { mixed: 1e-8 }, 'mse mean');
    expectClose(validation.standardError, wanted.mse_se_ddof1, { mixed: 1e-8 }, 'mse se');
    expect(wanted.alphas[validation.min]).toBe(wanted.alpha_min);
    expect(wanted.alphas[validation.oneStandardError]).toBe(wanted.alpha_1se);
    const best = lassoPath(x, y, wanted.alphas.slice(0, validation.min + 1));
    const last = best.coefficients[validation.min];
    expectClose(last, wanted.coef_at_alpha_min, { mixed: 1e-8 }, 'coef at alpha min');
    expectClose(best.intercepts[validation.min], wanted.intercept_at_alpha_min, { mixed: 1e-8 }, 'intercept');
    expect(features.filter((_, j) => last[j] !== 0)).toEqual(wanted.selected);
  });

  it('elastic net meets its optimality conditions', () => {
    const { x, y } = table(golden, 'acrin_all', file.corr_filter.kept0);
    const n = y.length;
    const [alpha, ratio] = [0.02, 0.3];
    const { coefficients, intercepts } = lassoPath(x, y, [0.1, alpha], ratio);
    const w = coefficients[1];
    const rest = y.map((value, i) => value - intercepts[1] - w.reduce((sum, b, j) => sum + b * x[j * n + i], 0));
    expect(w.filter((b) => b !== 0).length).toBeGreaterThan(3);
    w.forEach((b, j) => {
      const gradient = rest.reduce((sum, r, i) => sum + r * x[j * n + i], 0) / n - alpha * (1 - ratio) * b;
      if (b === 0) expect(Math.abs(gradient)).toBeLessThanOrEqual(alpha * ratio * (1 + 1e-9));
      else expect(gradient).toBeCloseTo(alpha * ratio * Math.sign(b), 12);
    });
  });
});

describe.each(SOURCES)('L1-penalised logistic regression against glmnet: $name', ({ golden }) => {
  const { cases } = golden<{ cases: Record<string, LogisticCase> }>('04_lasso_glmnet.json');
  const refined = golden<{ cases: Record<string, Refined[]> }>('04b_l1_logistic_refined.json').cases;
  const kept = golden<LinearFile>('04_lasso_sklearn.json').corr_filter.kept0;

  it.each(Object.keys(cases))('%s', (name) => {
    const wanted = cases[name];
    const { x, y, features } = table(golden, name, kept);
    expect([y.length, features.length]).toEqual([wanted.n, wanted.p]);
    expectClose(largestAlpha(x, y), wanted.lambda_max, { relative: 1e-12 }, 'lambda max');
    // glmnet's default: a hundred penalties down to a ten-thousandth, where there are more rows than columns.
    expectClose(
      alphaGrid(largestAlpha(x, y), 100, 1e-4),
      wanted.default_lambda_path,
      { relative: 1e-9 },
      'default path',
    );

    for (const { lambda, intercept, coef, n_nonzero } of refined[name]) {
      const path = penalisedLogisticPath(x, y, [...wanted.lambda.filter((l) => l > lambda), lambda]);
      const last = path.coefficients.length - 1;
      expectClose(path.coefficients[last], coef, { mixed: 1e-7 }, `coef at ${lambda}`);
      expectClose(path.intercepts[last], intercept, { mixed: 1e-7 }, `intercept at ${lambda}`);
      expect(path.coefficients[last].filter((b) => b !== 0).length).toBe(n_nonzero);
    }
    // glmnet's own coefficients are up to 1e-4 off the exact ones (the refined file says so).
    const path = penalisedLogisticPath(x, y, wanted.lambda);
    const at = (lambda: number) => wanted.lambda.indexOf(lambda);
    for (const { lambda, intercept, coef, n_nonzero } of wanted.at) {
      expectClose(
        [path.intercepts[at(lambda)], ...path.coefficients[at(lambda)]],
        [intercept, ...coef],
        { mixed: 2e-4 },
        'glmnet',
      );
      expect(coef.filter((b) => b !== 0).length).toBe(n_nonzero);
    }
    for (const [lambda, coef] of [
      [wanted.lambda_min, wanted.coef_lambda_min],
      [wanted.lambda_1se, wanted.coef_lambda_1se],
    ] as const) {
      expectClose(
        [path.intercepts[at(lambda)], ...path.coefficients[at(lambda)]],
        coef,
        { mixed: 2e-4 },
        'glmnet coef',
      );
    }
    const sizes = path.coefficients.map((w) => w.filter((b) => b !== 0).length);
    // A coefficient on the verge of entering is in for one solver and out for the other.
    expectClose(sizes, wanted.nzero, { absolute: 1 }, 'number of coefficients');

    const deviance = crossValidateLogistic(x, y, wanted.lambda, wanted.foldid0);
    expectClose(deviance.mean, wanted.cvm_deviance, { mixed: 1e-4 }, 'deviance');
    expectClose(deviance.standardError, wanted.cvsd_deviance, { mixed: 1e-4 }, 'deviance se');
    expect(wanted.lambda[deviance.min]).toBe(wanted.lambda_min);
    expect(wanted.lambda[deviance.oneStandardError]).toBe(wanted.lambda_1se);
  });
});
