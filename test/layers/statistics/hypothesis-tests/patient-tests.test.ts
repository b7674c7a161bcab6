/** Tests, filters and rankings against scipy. */
import { describe, expect, it } from 'vitest';
import { anova } from '../../../../layers/statistics/hypothesis-tests/anova.ts';
import { chiSquaredTest } from '../../../../layers/statistics/hypothesis-tests/chi-squared.ts';
import { fisherTest } from '../../../../layers/statistics/hypothesis-tests/fisher.ts';
import { mannWhitney } from '../../../../layers/statistics/hypothesis-tests/mann-whitney.ts';
import { adjustP } from '../../../../layers/statistics/hypothesis-tests/multiplicity.ts';
import { shapiroWilk } from '../../../../layers/statistics/hypothesis-tests/shapiro.ts';
import { welchTest } from '../../../../layers/statistics/hypothesis-tests/welch.ts';
import { selectMrmr } from '../../../../layers/statistics/learning/mrmr.ts';
import { dot, filterNearDuplicates, rankVectors } from '../../../../layers/statistics/learning/near-duplicates.ts';
import { pearson } from '../../../../layers/statistics/numbers/correlation.ts';
import { mean, median, quantile, variance } from '../../../../layers/statistics/numbers/moments.ts';
import { applyScaling, fitScaling } from '../../../../layers/statistics/numbers/standardise.ts';
import { type Acrin, columnMajor, expectClose, SOURCES } from '../golden.ts';

interface Continuous {
  var: string;
  [value: string]: number | [number, number] | string;
}
interface Categorical {
  var: string;
  table: number[][];
  chi2: number;
  df: number;
  p: number;
  expected: number[][];
  min_expected: number;
  yates_chi2?: number;
  yates_p?: number;
  fisher_p?: number;
  fisher_less?: number;
  fisher_greater?: number;
  sample_or?: number;
  conditional_or?: number;
  conditional_or_ci?: [number, number];
}
interface File {
  birthwt: { cont: Continuous[]; cat: Categorical[] };
  mwu_small: {
    name: string;
    a: number[];
    b: number[];
    exact: { U: number; p: number };
    asymptotic: { U: number; p: number };
  }[];
  chi2_edges: { table: number[][]; fisher_p: number; or: number }[];
  spearman: { features: string[]; rho: number[][]; pearson: number[][] };
  spearman_ties: { rho: number };
  spearman_filter_all: Record<string, number[]>;
  zscore: { mean: number[]; scale_ddof0: number[]; z_row200: number[] };
  zscore_const: { X: number[][]; mean: number[]; scale: number[]; z: number[][] };
  mrmr: { selected: string[]; relevance: Record<string, number> };
  bh_fdr: { p: number[]; bh_adj: number[]; holm: number[] };
}

const TOLERANCE = { relative: 1e-9 };

/** Values of tests that the patient table does not use: Student's, Levene's, Kruskal and Wallis's. */
const NOT_OURS = /^(?:t|t_.*|levene_.*|kruskal_.*)$/;

describe.each(SOURCES)('tests of the patient table against scipy: $name', ({ golden }) => {
  const file = golden<File>('12_table1_filters.json');
  const data = golden<Record<string, number[]>>('inputs/birthwt.json');

  it.each(file.birthwt.cont.map((c) => [c.var, c] as const))('%s by outcome', (name, wanted) => {
    const of = (outcome: number) => data[name].filter((_, i) => data.low[i] === outcome);
    const cases = of(1);
    const controls = of(0);
    const w = welchTest(cases, controls);
    const u = mannWhitney(cases, controls);
    const got: Record<string, number | number[]> = {
      n1: cases.length,
      n0: controls.length,
      mean1: mean(cases),
      sd1: Math.sqrt(variance(cases)),
      mean0: mean(controls),
      sd0: Math.sqrt(variance(controls)),
      median1: median(cases),
      q1: [quantile(cases, 0.25), quantile(cases, 0.75)],
      median0: median(controls),
      q0: [quantile(controls, 0.25), quantile(controls, 0.75)],
      welch_t: w.t,
      welch_p: w.p,
      welch_df: w.df,
      U1: u.u,
      mwu_p_cc: u.p,
      mwu_p_nocc: mannWhitney(cases, controls, 'normal').p,
      shapiro_W1: shapiroWilk(cases).w,
      shapiro_p1: shapiroWilk(cases).p,
      shapiro_W0: shapiroWilk(controls).w,
      shapiro_p0: shapiroWilk(controls).p,
      shapiro_W_all: shapiroWilk(data[name]).w,
      shapiro_p_all: shapiroWilk(data[name]).p,
    };
    const { var: _, ...all } = wanted;
    const values = Object.fromEntries(Object.entries(all).filter(([key]) => !NOT_OURS.test(key)));
    expect(Object.keys(got).sort()).toEqual(Object.keys(values).sort());
    for (const [key, value] of Object.entries(values)) {
      // scipy's weights rest on a normal quantile good to about 1e-9, which its p-values multiply.
      expectClose(got[key], value, key.startsWith('shapiro_p') ? { relative: 2e-8 } : TOLERANCE, key);
    }
  });

  it.each(file.birthwt.cat.map((c) => [c.var, c] as const))('%s by outcome, counted', (_, wanted) => {
    const plain = chiSquaredTest(wanted.table);
    expectClose([plain.chiSquared, plain.df, plain.p], [wanted.chi2, wanted.df, wanted.p], TOLERANCE, 'chi2');
    expectClose(plain.expected, wanted.expected, TOLERANCE, 'expected');
    expectClose(plain.smallestExpected, wanted.min_expected, TOLERANCE, 'smallest expected');
    if (wanted.yates_chi2 === undefined) return;
    const yates = chiSquaredTest(wanted.table, true);
    expectClose([yates.chiSquared, yates.p], [wanted.yates_chi2, wanted.yates_p], TOLERANCE, 'yates');
    const fisher = fisherTest(wanted.table);
    expectClose(
      [fisher.p, fisher.less, fisher.greater, fisher.sampleOddsRatio],
      [wanted.fisher_p, wanted.fisher_less, wanted.fisher_greater, wanted.sample_or],
      TOLERANCE,
      'fisher',
    );
    // scipy's root search of the conditional odds ratio stops at about 1e-10.
    expectClose(fisher.conditionalOddsRatio, wanted.conditional_or, TOLERANCE, 'conditional or');
    expectClose(fisher.interval, wanted.conditional_or_ci, TOLERANCE, 'conditional interval');
  });

  it('small and tied samples', () => {
    for (const { a, b, exact, asymptotic } of file.mwu_small) {
      const small = mannWhitney(a, b, 'exact');
      expectClose([small.u, small.p], [exact.U, exact.p], TOLERANCE, 'exact');
      const large = mannWhitney(a, b);
      expectClose([large.u, large.p], [asymptotic.U, asymptotic.p], TOLERANCE, 'asymptotic');
    }
    for (const { table, fisher_p, or } of file.chi2_edges) {
      const fisher = fisherTest(table);
      expectClose([fisher.p, fisher.sampleOddsRatio], [fisher_p, or], TOLERANCE, 'fisher');
    }
  });
});

describe.each(SOURCES)('filters and rankings: $name', ({ golden }) => {
  const file = golden<File>('12_table1_filters.json');
  const acrin = golden<Acrin>('inputs/acrin6698_t0.json');

  it('correlations', () => {
    const n = acrin.X.length;
    const columns = columnMajor(acrin.X);
    const column = (j: number) => columns.subarray(j * n, (j + 1) * n);
    const vectors = rankVectors(columns, n);
    expect(acrin.features.slice(0, 30)).toEqual(file.spearman.features);
    for (let a = 0; a < 30; a++) {
      for (let b = 0; b < 30; b++) {
        expectClose(dot(vectors, n, a, b), file.spearman.rho[a][b], TOLERANCE, `rho ${a} ${b}`);
        expectClose(pearson(column(a), column(b)), file.spearman.pearson[a][b], TOLERANCE, `r ${a} ${b}`);
      }
    }
    const { s100b, wfns } = golden<Record<string, number[]>>('inputs/aSAH.json');
    const tied = rankVectors(Float64Array.from([...s100b, ...wfns]), s100b.length);
    expectClose(dot(tied, s100b.length, 0, 1), file.spearman_ties.rho, TOLERANCE, 'ties');
    for (const [threshold, kept] of Object.entries(file.spearman_filter_all)) {
      const filtered = filterNearDuplicates(rankVectors(columns, n), n, Number(threshold));
      expect(Array.from(filtered.kept), `filter at ${threshold}`).toEqual(kept);
    }
  });

  it('z-scores, with a constant column', () => {
    const train = columnMajor(acrin.X.slice(0, 170));
    const scaling = fitScaling(train, 170);
    expectClose(scaling.mean, file.zscore.mean, TOLERANCE, 'mean');
    expectClose(scaling.sd, file.zscore.scale_ddof0, TOLERANCE, 'sd');
    expectClose(applyScaling(Float64Array.from(acrin.X[200]), 1, scaling), file.zscore.z_row200, TOLERANCE, 'row 200');
    const { X, mean: means, scale, z } = file.zscore_const;
    const constant = fitScaling(columnMajor(X), X.length);
    expectClose(constant.mean, means, TOLERANCE, 'mean');
    expectClose(constant.sd, scale, TOLERANCE, 'scale');
    expectClose(applyScaling(columnMajor(X), X.length, constant), columnMajor(z), { mixed: 1e-12 }, 'z');
  });

  it('mRMR', () => {
    const names = Object.keys(file.mrmr.relevance);
    const used = names.map((name) => acrin.features.indexOf(name));
    const columns = columnMajor(acrin.X.map((row) => used.map((j) => row[j])));
    const y = Uint8Array.from(acrin.pCR);
    // Relevance is scikit-learn's F, with its rounding.
    expectClose(anova(columns, y).f, Object.values(file.mrmr.relevance), { relative: 2e-6 }, 'relevance');
    expect(selectMrmr(columns, y, 10).map((j) => names[j])).toEqual(file.mrmr.selected);
  });

  it('adjusted p-values', () => {
    const { p, bh_adj, holm } = file.bh_fdr;
    expectClose(adjustP(p, 'benjamini-hochberg'), bh_adj, TOLERANCE, 'Benjamini-Hochberg');
    expectClose(adjustP(p, 'holm'), holm, TOLERANCE, 'Holm');
  });
});
