/** Every dialect is read: the numbers are those that the programs themselves predict for fifty patients. */
import { describe, expect, it } from 'vitest';
import type { NomogramOptions } from '../../../cli/nomogram/printed/nomogram-options.ts';
import { coefficientsOf } from '../../../layers/statistics/nomogram/design.ts';
import { readNomogram } from '../../../layers/statistics/nomogram/read-nomogram.ts';
import { nomogramOf, PATIENTS, type PeerAnswers, printed, R, STATSMODELS } from './printed-fixtures.ts';

const coef = { link: 'logit', event: 'pcr' } as const;
const noRanges = { range: ['age=26..84'], levels: ['grade=I,II,III'] };
const VOLUME = { range: ['age=26..84', 'volume=1..40'], levels: ['grade=I,II,III'] };

describe('prints with all their digits give what the program predicts', () => {
  it.each<[file: string, peer: PeerAnswers, options: Partial<NomogramOptions>, hasInterval: boolean]>([
    ['r-lrm-whole.txt', R.lrm, {}, true],
    ['r-lrm.txt', R.lrm, { covariance: printed('r-lrm-vcov.csv') }, true],
    ['r-lrm-wide-digits.txt', R.lrm, { covariance: printed('r-lrm-vcov.txt') }, true],
    ['r-lrm-coef.txt', R.lrm, { ...coef, formula: 'pcr ~ age + ki67 + grade + hr' }, false],
    ['r-lrm-spline.txt', R.spline, { levels: ['hr=0,1'] }, true],
    ['r-lrm-log.txt', R.log, VOLUME, false],
    ['r-glm-whole.txt', R.glm, {}, true],
    ['r-glm-coef.csv', R.glm, { ...coef, covariance: printed('r-glm-vcov.csv') }, true],
    ['statsmodels-params.csv', STATSMODELS.logit, { ...coef, covariance: printed('statsmodels-cov-params.csv') }, true],
    ['statsmodels-summary2-table.csv', STATSMODELS.logit, coef, false],
    [
      'statsmodels-treatment-params.csv',
      STATSMODELS.treatment,
      { ...coef, range: VOLUME.range, levels: [], covariance: printed('statsmodels-treatment-cov-params.csv') },
      true,
    ],
  ])('%s', async (file, peer, options, hasInterval) => {
    const nomogram = await nomogramOf(file, options);
    // The coefficients of r-lrm.txt have four decimals: their rounding is what separates the answers.
    const isRounded = file === 'r-lrm.txt';
    // statsmodels' Newton and its GLM stop at 1e-8; printed covariances have 7 to 12 digits.
    const digits = isRounded ? 2 : 9;
    expect(nomogram.covariance !== null).toBe(hasInterval);
    PATIENTS.forEach((patient, k) => {
      const { probability, linearPredictor, interval, rounded } = readNomogram(nomogram, patient);
      expect(probability).toBeCloseTo(peer.probability[k], digits);
      if (peer.lp && !isRounded) expect(linearPredictor).toBeCloseTo(peer.lp[k], 8);
      if (isRounded) {
        expect(rounded?.[0]).toBeLessThanOrEqual(peer.probability[k]);
        expect(rounded?.[1]).toBeGreaterThanOrEqual(peer.probability[k]);
      }
      if (hasInterval) {
        expect(interval?.[0]).toBeCloseTo(peer.low[k], Math.min(digits, 6));
        expect(interval?.[1]).toBeCloseTo(peer.high[k], Math.min(digits, 6));
      } else expect(interval).toBeNull();
    });
  });
});

describe('rounded prints hold the answer of the program within what their rounding allows', () => {
  it.each<[file: string, peer: PeerAnswers, options: Partial<NomogramOptions>]>([
    ['r-lrm.txt', R.lrm, {}],
    ['rms-glm.txt', R.lrm, {}],
    ['r-glm-summary.txt', R.glm, {}],
    ['r-glm-print.txt', R.glm, {}],
    ['r-glm-coef.txt', R.glm, coef],
    ['r-glm-coef-summary.txt', R.glm, coef],
    ['statsmodels-logit-summary.txt', STATSMODELS.logit, {}],
    ['statsmodels-logit-summary2.txt', STATSMODELS.logit, {}],
    ['statsmodels-glm-summary.txt', STATSMODELS.logit, {}],
    ['statsmodels-glm-summary2.txt', STATSMODELS.logit, {}],
    ['statsmodels-params.txt', STATSMODELS.logit, coef],
    ['statsmodels-treatment-summary.txt', STATSMODELS.treatment, { range: VOLUME.range, levels: [] }],
  ])('%s', async (file, peer, options) => {
    const nomogram = await nomogramOf(file, options);
    expect(nomogram.covariance).toBeNull();
    PATIENTS.forEach((patient, k) => {
      const { rounded } = readNomogram(nomogram, patient);
      const [low, high] = rounded as [number, number];
      expect(low).toBeLessThanOrEqual(peer.probability[k]);
      expect(high).toBeGreaterThanOrEqual(peer.probability[k]);
      expect(high - low).toBeLessThan(0.01);
    });
  });
});

describe('what a print means', () => {
  it('is a level that a bool has in patsy, whose reference is False', async () => {
    const { terms } = await nomogramOf('statsmodels-boolean-summary.txt', { ...noRanges, levels: [] });
    expect(terms).toContainEqual({
      kind: 'binary',
      name: 'positive',
      levels: [{ value: 'False' }, { value: 'True' }],
      coefficients: [-1.0101],
    });
  });

  it('is the constant of arrays, an intercept', async () => {
    const { intercept, terms } = await nomogramOf('statsmodels-arrays-summary.txt', { levels: ['hr=0,1'] });
    expect([intercept, terms.length]).toEqual([1.2764, 3]);
  });

  it('is a factor by a call in the formula of R, and a logarithm', async () => {
    const { terms } = await nomogramOf('r-glm-log.txt', { range: VOLUME.range, levels: ['hr=0=negative,1=positive'] });
    expect(terms.map(({ name, kind }) => [name, kind])).toEqual([
      ['age', 'continuous'],
      ['volume', 'continuous'],
      ['hr', 'binary'],
    ]);
    expect(terms[1]).toMatchObject({ transform: 'log', coefficient: -0.278020294231228 });
  });

  it('is a spline with the knots of the formula, or with those that are given', async () => {
    const { terms } = await nomogramOf('r-lrm-spline.txt', { levels: ['hr=0,1'] });
    expect(terms[0]).toMatchObject({ kind: 'spline', knots: [30, 45, 55, 70] });
    const given = await nomogramOf('r-lrm-spline-counted.txt', { levels: [], knots: ['age=33,48,56,70'] });
    expect(given.terms[0]).toMatchObject({ kind: 'spline', knots: [33, 48, 56, 70] });
    expect(coefficientsOf(given.terms[0])).toEqual([-0.0681, 0.1302, -0.5869]);
  });

  it('is a number of few values if levels of a number are given, with their words', async () => {
    const { terms } = await nomogramOf('r-glm-whole.txt', { levels: ['grade=I,II,III', 'hr=0=negative,1=positive'] });
    expect(terms[3]).toMatchObject({ kind: 'continuous', values: [0, 1], words: { 0: 'negative', 1: 'positive' } });
  });

  it('says how many rows it is of, and of which print', async () => {
    expect(await nomogramOf('r-lrm.txt')).toMatchObject({ cohort: '300 rows', source: 'r-lrm.txt, print of rms::lrm' });
    expect(await nomogramOf('statsmodels-glm-summary2.txt')).toMatchObject({
      cohort: '300 rows',
      outcome: { event: 'pcr' },
    });
  });
});
