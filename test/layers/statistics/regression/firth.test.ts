/** Firth's regression against brglm2. */
import { describe, expect, it } from 'vitest';
import { applyScaling, fitScaling } from '../../../../layers/statistics/numbers/standardise.ts';
import type { Design } from '../../../../layers/statistics/regression/design.ts';
import { fitFirth } from '../../../../layers/statistics/regression/firth.ts';
import { profileTerms } from '../../../../layers/statistics/regression/profile.ts';
import { type Acrin, columnMajor, expectClose, SOURCES, type Source } from '../golden.ts';

interface Wanted {
  terms: string[];
  coef: number[];
  se_wald: number[];
  penalised_loglik: number;
  lr_chi2: number[];
  lr_p: number[];
  profile_lo: number[];
  profile_hi: number[];
  or?: number[];
}

function problem(golden: Source['golden'], name: string): { design: Design; y: number[] } {
  const of = (data: Record<string, number[]>, terms: string[], outcome: string) => ({
    design: { n: data[outcome].length, terms, columns: terms.map((term) => Float64Array.from(data[term])) },
    y: data[outcome],
  });
  if (name === 'endometrial') return of(golden('inputs/endometrial.json'), ['NV', 'PI', 'EH'], 'HG');
  if (name === 'birthwt') return of(golden('inputs/birthwt.json'), ['lwt', 'age', 'smoke'], 'low');
  if (name === 'perfect') return of({ x: [1, 2, 3, 4, 5, 6, 7, 8], y: [0, 0, 0, 0, 1, 1, 1, 1] }, ['x'], 'y');
  const acrin = golden<Acrin>('inputs/acrin6698_t0.json');
  const rows = acrin.pCR.map((_, i) => i).filter((i) => acrin.HER2pos[i] === 1);
  const j = acrin.features.indexOf('original_shape_SurfaceVolumeRatio');
  const column = columnMajor(rows.map((i) => [acrin.X[i][j]]));
  const z = applyScaling(column, rows.length, fitScaling(column, rows.length));
  const columns = [z, Float64Array.from(rows, (i) => acrin.HR[i])];
  return {
    design: { n: rows.length, terms: ['z_SurfaceVolumeRatio', 'HR'], columns },
    y: rows.map((i) => acrin.pCR[i]),
  };
}

const FILES = [
  // brglm2 stops at 1e-10 of its own scale; the refined file is exact to its last digits.
  ['03_firth.json', ['endometrial', 'birthwt', 'perfect'], 1e-9, 1e-7],
  ['03b_firth_refined.json', ['endometrial', 'birthwt', 'perfect', 'acrin_her2pos'], 1e-9, 1e-7],
] as const;

describe.each(
  SOURCES.flatMap((source) => FILES.map((file) => [source.name, ...file, source.golden] as const)),
)('Firth, %s, against %s', (_, file, names, tight, profileTolerance, golden) => {
  it.each(names)('%s', (name) => {
    const wanted = golden<Record<string, Wanted>>(file)[name];
    const { design, y } = problem(golden, name);
    const fit = fitFirth(design, y);
    expect(fit.terms).toEqual(wanted.terms);
    expect(fit.separated).toBe(name === 'endometrial' || name === 'perfect');
    expectClose(fit.coefficients, wanted.coef, { mixed: tight }, 'coef');
    expectClose(fit.standardErrors, wanted.se_wald, { mixed: tight }, 'se');
    expectClose(fit.penalisedLogLikelihood, wanted.penalised_loglik, { mixed: tight }, 'penalised log-likelihood');
    if (wanted.or) expectClose(fit.coefficients.map(Math.exp), wanted.or, { relative: 1e-8 }, 'or');
    const profile = profileTerms(design, y, { firth: true });
    expectClose(
      profile.map(({ chiSquared }) => chiSquared),
      wanted.lr_chi2,
      { mixed: profileTolerance },
      'lr',
    );
    expectClose(
      profile.map(({ p }) => p),
      wanted.lr_p,
      { mixed: profileTolerance },
      'lr p',
    );
    expectClose(
      profile.map(({ interval }) => interval[0]),
      wanted.profile_lo,
      { mixed: profileTolerance },
      'low',
    );
    expectClose(
      profile.map(({ interval }) => interval[1]),
      wanted.profile_hi,
      { mixed: profileTolerance },
      'high',
    );
  });
});
