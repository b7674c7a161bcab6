/** Logistic regression against statsmodels and R. */
import { describe, expect, it } from 'vitest';
import { chiSquaredUpper } from '../../../../layers/statistics/numbers/distributions.ts';
import { applyScaling, fitScaling } from '../../../../layers/statistics/numbers/standardise.ts';
import { type Design, linearPredictor } from '../../../../layers/statistics/regression/design.ts';
import {
  fitLogistic,
  type LogisticFit,
  logistic,
  oddsRatios,
} from '../../../../layers/statistics/regression/logistic.ts';
import { profileTerms } from '../../../../layers/statistics/regression/profile.ts';
import { type Acrin, columnMajor, expectClose, SOURCES } from '../golden.ts';

interface Wanted {
  name: string;
  terms: string[];
  coef: number[];
  se: number[];
  z: number[];
  p: number[];
  or: number[];
  or_lo: number[];
  or_hi: number[];
  cov: number[][];
  loglik: number;
  loglik_null: number;
  lr_chi2: number;
  lr_p: number;
  aic: number;
  n: number;
  fitted: number[];
  mcfadden: number;
}
interface LogisticFile {
  uni: Wanted[];
  multi: Wanted[];
  acrin: { uni: Wanted[]; uni_clin: Wanted[]; multi_clin: Wanted };
  perfect_separation: { x: number[]; y: number[] };
}
interface RFile {
  terms: string[];
  coef: number[];
  se: number[];
  profile_ci_lo: number[];
  profile_ci_hi: number[];
  drop1_LRT: number[];
  null_deviance: number;
  deviance: number;
  aic: number;
  bic: number;
  /** The published file does not have it. */
  profile_root_intercept?: [number, number];
}
type BirthWeight = Record<string, number[]>;

/** Newton runs to rounding on both sides; statsmodels stops at 1e-8. */
const TOLERANCE = { mixed: 1e-8 };

function termOf(data: BirthWeight, term: string): Float64Array {
  const level = /^(race)(\d)$/.exec(term);
  if (level) return Float64Array.from(data[level[1]], (value) => (value === Number(level[2]) ? 1 : 0));
  return Float64Array.from(data[term]);
}

function birthWeightDesign(data: BirthWeight, terms: readonly string[]): Design {
  return { n: data.low.length, terms, columns: terms.map((term) => termOf(data, term)) };
}

function compare(fit: LogisticFit, design: Design, wanted: Wanted): void {
  const where = wanted.name;
  expectClose(fit.coefficients, wanted.coef, TOLERANCE, `${where} coef`);
  expectClose(fit.standardErrors, wanted.se, TOLERANCE, `${where} se`);
  expectClose(fit.z, wanted.z, TOLERANCE, `${where} z`);
  expectClose(fit.p, wanted.p, TOLERANCE, `${where} p`);
  // One ACRIN feature has an outlier at 15 standard deviations: its information is nearly singular, and doubles leave
  // 1e-8 in the inverse on either side.
  expectClose(fit.covariance, wanted.cov, { mixed: 3e-8 }, `${where} cov`);
  const ratios = oddsRatios(fit);
  // Compared as logarithms: the exponential turns an error of 1e-8 in an interval at -76 into anything.
  const logs = (values: number[]) => values.map(Math.log);
  expectClose(logs(ratios.map((r) => r.oddsRatio)), logs(wanted.or), TOLERANCE, `${where} or`);
  expectClose(logs(ratios.map((r) => r.interval[0])), logs(wanted.or_lo), TOLERANCE, `${where} or_lo`);
  expectClose(logs(ratios.map((r) => r.interval[1])), logs(wanted.or_hi), TOLERANCE, `${where} or_hi`);
  expectClose(fit.logLikelihood, wanted.loglik, TOLERANCE, `${where} loglik`);
  expectClose(fit.nullLogLikelihood, wanted.loglik_null, TOLERANCE, `${where} null`);
  const chiSquared = 2 * (fit.logLikelihood - fit.nullLogLikelihood);
  expectClose(chiSquared, wanted.lr_chi2, TOLERANCE, `${where} lr`);
  // Near chi-squared 0 the density is steep: the 1e-8 of the statistic is 1e-7 in p.
  expectClose(chiSquaredUpper(chiSquared, fit.terms.length - 1), wanted.lr_p, { mixed: 2e-7 }, `${where} lr p`);
  expectClose(fit.aic, wanted.aic, TOLERANCE, `${where} aic`);
  expect(fit.n).toBe(wanted.n);
  expectClose(linearPredictor(design, fit.coefficients).map(logistic), wanted.fitted, TOLERANCE, `${where} fitted`);
  expectClose(1 - fit.logLikelihood / fit.nullLogLikelihood, wanted.mcfadden, TOLERANCE, `${where} mcfadden`);
  expect(fit.separated).toBe(false);
}

describe.each(SOURCES)('logistic regression against statsmodels: $name', ({ golden }) => {
  const file = golden<LogisticFile>('02_logistic.json');
  const data = golden<BirthWeight>('inputs/birthwt.json');

  it.each([...file.uni, ...file.multi].map((w) => [w.name, w] as const))('%s', (_, wanted) => {
    const design = birthWeightDesign(data, wanted.terms.slice(1));
    compare(fitLogistic(design, data.low), design, wanted);
  });

  it('radiomics and clinical predictors of the ACRIN table', () => {
    const acrin = golden<Acrin>('inputs/acrin6698_t0.json');
    const n = acrin.pCR.length;
    for (const wanted of file.acrin.uni) {
      const j = acrin.features.indexOf(wanted.name);
      const column = columnMajor(acrin.X.map((row) => [row[j]]));
      const z = applyScaling(column, n, fitScaling(column, n));
      const design = { n, terms: [wanted.name], columns: [z] };
      compare(fitLogistic(design, acrin.pCR), design, wanted);
    }
    const clinical: Record<string, ArrayLike<number>> = {
      age: acrin.age.map(Number),
      HR: acrin.HR,
      HER2pos: acrin.HER2pos,
    };
    for (const wanted of [...file.acrin.uni_clin, file.acrin.multi_clin]) {
      const terms = wanted.terms.slice(1);
      const design = { n, terms, columns: terms.map((term) => Float64Array.from(clinical[term])) };
      compare(fitLogistic(design, acrin.pCR), design, wanted);
    }
  });

  it('reports perfect separation and answers with Firth', () => {
    const { x, y } = file.perfect_separation;
    const fit = fitLogistic({ n: x.length, terms: ['x'], columns: [Float64Array.from(x)] }, y);
    expect(fit.separated).toBe(true);
    expect(fit.method).toBe('firth');
    expect(fit.coefficients.every((b) => Math.abs(b) < 10)).toBe(true);
  });
});

describe.each(SOURCES)('profile intervals and tests against R: $name', ({ golden }) => {
  const wanted = golden<RFile>('02_logistic_R.json');
  const data = golden<BirthWeight>('inputs/birthwt.json');

  it('low ~ lwt + age + smoke', () => {
    const design = birthWeightDesign(data, ['lwt', 'age', 'smoke']);
    const fit = fitLogistic(design, data.low);
    expect(fit.terms).toEqual(wanted.terms);
    expectClose(fit.coefficients, wanted.coef, TOLERANCE, 'coef');
    // R's glm stops at a relative deviance change of 1e-8, which leaves its standard errors at 1e-7.
    expectClose(fit.standardErrors, wanted.se, { mixed: 1e-6 }, 'se');
    expectClose(-2 * fit.logLikelihood, wanted.deviance, TOLERANCE, 'deviance');
    expectClose(-2 * fit.nullLogLikelihood, wanted.null_deviance, TOLERANCE, 'null deviance');
    expectClose(fit.aic, wanted.aic, TOLERANCE, 'aic');
    expectClose(-2 * fit.logLikelihood + fit.terms.length * Math.log(fit.n), wanted.bic, TOLERANCE, 'bic');
    const profile = profileTerms(design, data.low, { firth: false });
    // R reads the bounds off a spline through the profile, up to 4e-5 from where the likelihood falls by half the
    // 95 % quantile; a root search puts them where it really does.
    const bounds = profile.map(({ interval }) => interval);
    expectClose(
      bounds.map(([low]) => low),
      wanted.profile_ci_lo,
      { mixed: 5e-5 },
      'profile low',
    );
    expectClose(
      bounds.map(([, high]) => high),
      wanted.profile_ci_hi,
      { mixed: 5e-5 },
      'profile high',
    );
    const roots = wanted.profile_root_intercept ?? [-0.570792821222, 3.42388351527924];
    expectClose(bounds[0], roots, { mixed: 1e-8 }, 'profile by root search');

    expectClose(
      profile.slice(1).map(({ chiSquared }) => chiSquared),
      wanted.drop1_LRT,
      TOLERANCE,
      'profile test',
    );
  });
});
