/** Calibration against R. */
import { describe, expect, it } from 'vitest';
import { chiSquaredUpper } from '../../../../layers/statistics/numbers/distributions.ts';
import { mean } from '../../../../layers/statistics/numbers/moments.ts';
import { brierScore } from '../../../../layers/statistics/performance/brier.ts';
import { calibrate, validationIndices } from '../../../../layers/statistics/performance/calibration.ts';
import { delong } from '../../../../layers/statistics/performance/delong.ts';
import { hosmerLemeshow } from '../../../../layers/statistics/performance/hosmer-lemeshow.ts';
import { type Design, linearPredictor } from '../../../../layers/statistics/regression/design.ts';
import { fitLogistic, logistic } from '../../../../layers/statistics/regression/logistic.ts';
import { likelihoodRatioOfTerms } from '../../../../layers/statistics/regression/profile.ts';
import { expectClose, SOURCES } from '../golden.ts';

interface Part {
  name: string;
  p: number[];
  y: number[];
  val_prob: Record<string, number>;
  slope: number;
  slope_se: number;
  intercept_with_slope: number;
  citl: number;
  citl_se: number;
  brier: number;
  OE: number;
  EO: number;
  hl: {
    g: number;
    breaks: number[];
    obs1: number[];
    obs0: number[];
    exp1: number[];
    exp0: number[];
    chi2: number;
    df: number;
    p: number;
    p_df_g: number;
  };
  lowess_x: number[];
  lowess_y: number[];
  Eavg: number;
  Emax: number;
  E90: number;
}
interface Collapsed {
  g_requested: number;
  g_used: number;
  breaks: number[];
  n: number[];
  obs1: number[];
  exp1: number[];
  chi2: number;
  df_used_groups: number;
  p_used_groups: number;
  df_requested: number;
  p_requested_df: number;
}
interface Bootstrap {
  B: number;
  indices0: number[][];
  per_resample: Record<'auc_boot' | 'auc_orig' | 'brier_boot' | 'brier_orig' | 'slope' | 'int', number[]>;
  auc_apparent: number;
  auc_optimism: number;
  auc_corrected: number;
  brier_apparent: number;
  brier_optimism: number;
  brier_corrected: number;
  slope_corrected: number;
  intercept_corrected: number;
}
interface File {
  apparent: Part;
  heldout: Part;
  heldout_train_rows0: number[];
  heldout_coef: Record<string, number>;
  bootstrap: Bootstrap;
  lrm_stats: Record<string, number>;
}
type BirthWeight = Record<string, number[]>;

const TOLERANCE = { mixed: 1e-9 };
const TERMS = ['lwt', 'age', 'smoke'];

function designOf(data: BirthWeight, terms: readonly string[], rows: readonly number[]): Design {
  return { n: rows.length, terms, columns: terms.map((term) => Float64Array.from(rows, (i) => data[term][i])) };
}

describe.each(SOURCES)('calibration against R (rms, ResourceSelection): $name', ({ golden }) => {
  const file = golden<File>('06_calibration.json');
  const data = golden<BirthWeight>('inputs/birthwt.json');

  it.each(['apparent', 'heldout'] as const)('%s', (name) => {
    const wanted = file[name];
    const got = calibrate(wanted.p, wanted.y);
    expectClose(
      [got.slope, got.slopeSe, got.intercept, got.inTheLarge, got.inTheLargeSe],
      [wanted.slope, wanted.slope_se, wanted.intercept_with_slope, wanted.citl, wanted.citl_se],
      TOLERANCE,
      'recalibration',
    );
    expectClose(
      [got.brier, got.observedToExpected, 1 / got.observedToExpected],
      [wanted.brier, wanted.OE, wanted.EO],
      TOLERANCE,
      'overall',
    );
    const hl = got.hosmerLemeshow;
    expect(hl.groups.length).toBe(wanted.hl.g);
    expectClose(hl.breaks, wanted.hl.breaks, TOLERANCE, 'breaks');
    expectClose(
      hl.groups.map((g) => g.observed),
      wanted.hl.obs1,
      TOLERANCE,
      'obs1',
    );
    expectClose(
      hl.groups.map((g) => g.n - g.observed),
      wanted.hl.obs0,
      TOLERANCE,
      'obs0',
    );
    expectClose(
      hl.groups.map((g) => g.expected),
      wanted.hl.exp1,
      TOLERANCE,
      'exp1',
    );
    expectClose(
      hl.groups.map((g) => g.n - g.expected),
      wanted.hl.exp0,
      TOLERANCE,
      'exp0',
    );
    expectClose([hl.chiSquared, hl.df, hl.p], [wanted.hl.chi2, wanted.hl.df, wanted.hl.p], TOLERANCE, 'hl');
    expectClose(chiSquaredUpper(hl.chiSquared, hl.groups.length), wanted.hl.p_df_g, TOLERANCE, 'hl with df = g');
    expectClose(got.curve.predicted, wanted.lowess_x, TOLERANCE, 'lowess x');
    expectClose(got.curve.observed, wanted.lowess_y, { mixed: 1e-8 }, 'lowess y');
    expectClose([got.eAvg, got.eMax, got.e90], [wanted.Eavg, wanted.Emax, wanted.E90], { mixed: 1e-8 }, 'distance');

    const indices = validationIndices(wanted.p, wanted.y);
    const { val_prob } = wanted;
    const values: Record<string, number> = {
      Dxy: indices.dxy,
      'C (ROC)': indices.auc,
      R2: indices.r2,
      D: indices.d,
      'D:Chi-sq': indices.dChiSquared,
      'D:p': Number.NaN,
      U: indices.u,
      'U:Chi-sq': indices.uChiSquared,
      'U:p': indices.uP,
      Q: indices.q,
      Brier: got.brier,
      Intercept: got.intercept ?? Number.NaN,
      Slope: got.slope ?? Number.NaN,
      Emax: got.eMax,
      E90: got.e90,
      Eavg: got.eAvg,
      'S:z': indices.spiegelhalterZ,
      'S:p': indices.spiegelhalterP,
    };
    expect(Object.keys(values).sort()).toEqual(Object.keys(val_prob).sort());
    for (const [key, value] of Object.entries(val_prob)) {
      if (key === 'D:p') expect(value as unknown).toBe('NA');
      else expectClose(values[key], value, toleranceOf(key), key);
    }
  });

  it('the models behind both', () => {
    const rows = data.low.map((_, i) => i);
    const apparent = fitLogistic(designOf(data, TERMS, rows), data.low);
    expectClose(
      linearPredictor(designOf(data, TERMS, rows), apparent.coefficients).map(logistic),
      file.apparent.p,
      TOLERANCE,
      'apparent p',
    );
    expect(file.apparent.y).toEqual(data.low);
    const train = file.heldout_train_rows0;
    const test = rows.filter((i) => !train.includes(i));
    const terms = Object.keys(file.heldout_coef).slice(1);
    const fit = fitLogistic(
      designOf(data, terms, train),
      train.map((i) => data.low[i]),
    );
    // R's glm stops at 1e-8 of the deviance.
    expectClose(fit.coefficients, Object.values(file.heldout_coef), { mixed: 1e-7 }, 'coef');
    expectClose(
      linearPredictor(designOf(data, terms, test), fit.coefficients).map(logistic),
      file.heldout.p,
      { mixed: 1e-7 },
      'heldout p',
    );
    expect(file.heldout.y).toEqual(test.map((i) => data.low[i]));
  });

  it('statistics of rms::lrm', () => {
    const rows = data.low.map((_, i) => i);
    const design = designOf(data, TERMS, rows);
    const fit = fitLogistic(design, data.low);
    const wanted = file.lrm_stats;
    const lp = linearPredictor(design, fit.coefficients);
    const p = lp.map(logistic);
    const test = likelihoodRatioOfTerms(design, data.low, { firth: false });
    const n = fit.n;
    const events = fit.events;
    const maximal = 1 - Math.exp((2 * fit.nullLogLikelihood) / n);
    const effective = (3 * events * (n - events)) / n;
    const r2 = (count: number, lost: number) => 1 - Math.exp(-(test.chiSquared - lost) / count);
    const pairs = concordance(p, data.low);
    const gini = (values: Float64Array) => {
      let sum = 0;
      for (const a of values) for (const b of values) sum += Math.abs(a - b);
      return sum / (n * (n - 1));
    };
    const got: Record<string, number> = {
      Obs: n,
      'Model L.R.': test.chiSquared,
      'd.f.': test.df,
      P: test.p,
      C: (pairs.dxy + 1) / 2,
      Dxy: pairs.dxy,
      Gamma: pairs.gamma,
      'Tau-a': pairs.tauA,
      R2: r2(n, 0) / maximal,
      'R2(189)': r2(n, 0),
      'R2(3,189)': r2(n, test.df),
      [`R2(${effective.toFixed(1)})`]: r2(effective, 0),
      [`R2(3,${effective.toFixed(1)})`]: r2(effective, test.df),
      Brier: brierScore(p, data.low),
      g: gini(lp),
      gr: Math.exp(gini(lp)),
      gp: gini(p),
    };
    const { 'Max Deriv': gradient, ...values } = wanted;
    expect(gradient).toBeLessThan(1e-9);
    expect(Object.keys(got).sort()).toEqual(Object.keys(values).sort());
    for (const [key, value] of Object.entries(values)) expectClose(got[key], value, toleranceOf(key), key);
  });

  it('bootstrap with the stored resamples', () => {
    const wanted = file.bootstrap;
    const all = data.low.map((_, i) => i);
    const original = designOf(data, TERMS, all);
    const full = fitLogistic(original, data.low);
    const fullScores = linearPredictor(original, full.coefficients);
    const per = { auc_boot: [], auc_orig: [], brier_boot: [], brier_orig: [], slope: [], int: [] } as Record<
      string,
      number[]
    >;
    for (const rows of wanted.indices0) {
      const design = designOf(data, TERMS, rows);
      const y = rows.map((i) => data.low[i]);
      const fit = fitLogistic(design, y);
      const scores = linearPredictor(design, fit.coefficients);
      const onAll = linearPredictor(original, fit.coefficients);
      const recalibration = calibrate(onAll.map(logistic), data.low);
      per.auc_boot.push(delong([scores], y).auc[0]);
      per.auc_orig.push(delong([onAll], data.low).auc[0]);
      per.brier_boot.push(brierScore(scores.map(logistic), y));
      per.brier_orig.push(brierScore(onAll.map(logistic), data.low));
      per.slope.push(recalibration.slope ?? Number.NaN);
      per.int.push(recalibration.intercept ?? Number.NaN);
    }
    expect(wanted.indices0.length).toBe(wanted.B);
    for (const [key, values] of Object.entries(wanted.per_resample)) {
      // R's glm stops at 1e-8 of the deviance.
      expectClose(per[key], values, { mixed: 1e-7 }, key);
    }
    const gap = (boot: number[], orig: number[]) => mean(boot.map((value, b) => value - orig[b]));
    const auc = delong([fullScores], data.low).auc[0];
    const brier = brierScore(fullScores.map(logistic), data.low);
    const aucOptimism = gap(per.auc_boot, per.auc_orig);
    const brierOptimism = gap(per.brier_boot, per.brier_orig);
    expectClose(
      [
        auc,
        aucOptimism,
        auc - aucOptimism,
        brier,
        brierOptimism,
        brier - brierOptimism,
        mean(per.slope),
        mean(per.int),
      ],
      [
        wanted.auc_apparent,
        wanted.auc_optimism,
        wanted.auc_corrected,
        wanted.brier_apparent,
        wanted.brier_optimism,
        wanted.brier_corrected,
        wanted.slope_corrected,
        wanted.intercept_corrected,
      ],
      { mixed: 1e-8 },
      'optimism',
    );
  });

  it('Hosmer–Lemeshow where groups collapse', () => {
    const { p, y, g10, g5 } = golden<{ p: number[]; y: number[]; g10: Collapsed; g5: Collapsed }>('06b_hl_ties.json');
    for (const wanted of [g10, g5]) {
      const got = hosmerLemeshow(p, y, wanted.g_requested);
      expect(got.groups.length).toBe(wanted.g_used);
      expectClose(got.breaks, wanted.breaks, TOLERANCE, 'breaks');
      expect(got.groups.map((g) => g.n)).toEqual(wanted.n);
      expect(got.groups.map((g) => g.observed)).toEqual(wanted.obs1);
      expectClose(
        got.groups.map((g) => g.expected),
        wanted.exp1,
        TOLERANCE,
        'exp1',
      );
      expectClose(
        [got.chiSquared, got.df, got.p],
        [wanted.chi2, wanted.df_used_groups, wanted.p_used_groups],
        TOLERANCE,
        'hl',
      );
      expect(wanted.df_requested).toBe(wanted.g_requested - 2);
      expectClose(
        chiSquaredUpper(got.chiSquared, wanted.df_requested),
        wanted.p_requested_df,
        TOLERANCE,
        'requested df',
      );
    }
  });
});

/** What rms itself loses, by statistic. */
function toleranceOf(key: string) {
  // lrm counts concordance on predictions in bins of 0.002; ours is exact, and DeLong's agrees with pROC to 1e-12.
  if (['Dxy', 'C', 'C (ROC)', 'Gamma', 'Tau-a'].includes(key)) return { absolute: 1e-3 };
  // lrm stops at 1e-8 of the deviance: coefficients are good to about 1e-7.
  if (['Slope', 'Intercept', 'g', 'gr', 'gp'].includes(key)) return { mixed: 1e-7 };
  return { mixed: 1e-9 };
}

function concordance(score: Float64Array, y: number[]) {
  let concordant = 0;
  let discordant = 0;
  let pairs = 0;
  const n = y.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (y[i] <= y[j]) continue;
      pairs++;
      if (score[i] > score[j]) concordant++;
      if (score[i] < score[j]) discordant++;
    }
  }
  return {
    dxy: (concordant - discordant) / pairs,
    gamma: (concordant - discordant) / (concordant + discordant),
    tauA: (concordant - discordant) / ((n * (n - 1)) / 2),
  };
}
