/** What a protocol may choose besides the default, against scikit-learn, mrmr_selection and scipy on a synthetic table. */
import { readFileSync } from 'node:fs';
import { modellingProtocolOf } from '@radscore/pipeline/fitting';
import { describe, expect, it } from 'vitest';
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { fitModel, learnModel } from '../../../../layers/statistics/fit.ts';
import { adjustP, type Multiplicity } from '../../../../layers/statistics/hypothesis-tests/multiplicity.ts';
import type { ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { plotsOf, reportHtml } from '../../../../layers/statistics/report/report-html.ts';
import { expectClose } from '../golden.ts';

interface Path {
  readonly l1Ratio: number;
  readonly alphas: number[];
  readonly errors: number[][];
  readonly coefficients: number[][];
  readonly intercepts: number[];
}
interface Fixture {
  readonly columns: string[];
  readonly X: number[][];
  readonly y: (0 | 1)[];
  readonly age: number[];
  readonly grade: number[];
  readonly folds: number[];
  readonly f: number[];
  readonly mrmr: number[];
  readonly alphas: number;
  readonly ratio: number;
  readonly linear: Path[];
  readonly logistic: Path[];
  readonly firth: { readonly clinical: number[]; readonly age: number[]; readonly grade: number[] };
  readonly adjusted: { readonly p: number[] } & Record<Multiplicity, number[]>;
}

const file = new URL('../../../fixtures/statistics/protocol-choices.json', import.meta.url);
const wanted: Fixture = JSON.parse(readFileSync(file, 'utf8'));

const cohort: Cohort = {
  features: {
    ids: wanted.y.map((_, i) => `P${i}`),
    columns: wanted.columns,
    values: Float64Array.from(wanted.X.flat()),
  },
  outcome: wanted.y,
  clinical: [
    { name: 'age', kind: 'continuous', values: wanted.age },
    { name: 'grade', kind: 'continuous', values: wanted.grade },
  ],
  split: wanted.y.map(() => 'train'),
};

/** The default without resampling, with these changes, read as a protocol file is. */
function protocolWith(changes: Record<string, unknown>): ModellingProtocol {
  return modellingProtocolOf({
    id: 'choices@1',
    nearDuplicates: null,
    bootstrap: { count: 0 },
    permutations: { count: 0 },
    validation: { repeats: 0 },
    ...changes,
  });
}

const MRMR = { prefilter: 'mrmr', anova: { most: 8 } };
const lasso = (path: Path, more: object) => ({
  alphas: wanted.alphas,
  ratio: wanted.ratio,
  l1Ratio: path.l1Ratio,
  ...more,
});

describe('a protocol may choose', () => {
  it('mRMR for the filter before the LASSO', () => {
    const { selection } = fitModel(cohort, protocolWith(MRMR)).evaluation;
    expect(selection.rule).toBe('mRMR');
    expect(selection.candidates).toEqual(wanted.mrmr.toSorted((a, b) => a - b).map((j) => wanted.columns[j]));
    // scikit-learn's F is off by its rounding.
    expectClose(selection.f, wanted.f, { relative: 2e-6 }, 'F');
  });

  it('mRMR among the columns that the near-duplicate filter keeps, asked one by one as in a refit', () => {
    const again = wanted.mrmr[0];
    const values = wanted.X.flatMap((row) => [...row, row[again] + 1e-9 * row[0]]);
    const doubled: Cohort = {
      ...cohort,
      features: { ...cohort.features, columns: [...wanted.columns, 'copy'], values: Float64Array.from(values) },
    };
    const { selection } = fitModel(doubled, protocolWith({ ...MRMR, nearDuplicates: { spearman: 0.99 } })).evaluation;
    expect(selection.nearDuplicates.map(({ dropped, of }) => [dropped, of])).toEqual([['copy', wanted.columns[again]]]);
    expect(selection.candidates).toEqual(wanted.mrmr.toSorted((a, b) => a - b).map((j) => wanted.columns[j]));
  });

  // Coordinate descent to a dual gap of 1e-15; scikit-learn's SAGA, ended by Newton's method on its signs.
  it.each([
    ...wanted.linear.map((path) => ['squared', path, 1e-9] as const),
    ...wanted.logistic.map((path) => ['logistic', path, 1e-9] as const),
  ])('%s loss with the penalty of an elastic net', (loss, path, mixed) => {
    const { evaluation } = fitModel(cohort, protocolWith({ ...MRMR, lasso: lasso(path, { loss }) }));
    const got = evaluation.selection.lasso;
    expect(got.folds).toEqual(wanted.folds);
    expect(got.loss).toBe(loss === 'logistic' ? 'logistic' : undefined);
    expectClose(got.alphas, path.alphas, { relative: 1e-12 }, 'alphas');
    expectClose(got.errors, path.errors, { mixed }, 'errors');
    expectClose(got.path, path.coefficients, { mixed }, 'coefficients');
    const best = got.alphas.indexOf(got.alpha);
    expectClose(got.intercept, path.intercepts[best], { mixed }, 'intercept');
    const sizes = path.errors[0].map((_, fold) => wanted.folds.filter((one) => one === fold).length);
    const mean = path.errors.map((row) => row.reduce((sum, e, k) => sum + e * (loss === 'logistic' ? sizes[k] : 1), 0));
    expect(best).toBe(mean.indexOf(Math.min(...mean)));
  });

  it('Firth’s likelihood for every logistic regression, not only under separation', () => {
    const protocol = protocolWith({ likelihood: 'firth', clinical: { force: true } });
    const { model, evaluation } = fitModel(cohort, protocol);
    const [age, grade] = evaluation.univariate;
    expectClose(age.fit.coefficients, wanted.firth.age, { mixed: 1e-9 }, 'age');
    expectClose(grade.fit.coefficients, wanted.firth.grade, { mixed: 1e-9 }, 'grade');
    expectClose(model.clinical?.fit.coefficients, wanted.firth.clinical, { mixed: 1e-9 }, 'clinical');
    const fits = [age.fit, grade.fit, model.radScore, model.clinical?.fit, model.nomogram?.fit];
    expect(fits.map((fit) => [fit?.method, fit?.separated])).toEqual(fits.map(() => ['firth', false]));
    expect(fits.map((fit) => fit?.inference?.method)).toEqual(fits.map(() => 'penalised-likelihood-ratio'));
    expect(evaluation.warnings.map(({ code }) => code)).not.toContain('separation');
  });

  it.each(['holm', 'benjamini-hochberg'] as const)('p values adjusted by %s, next to those that decide', (method) => {
    expectClose(adjustP(wanted.adjusted.p, method), wanted.adjusted[method], { relative: 1e-12 }, method);
    const plain = fitModel(cohort, protocolWith({})).evaluation.univariate;
    const { model, evaluation } = fitModel(cohort, protocolWith({ multiplicity: method }));
    expect(evaluation.univariate.map(({ p, entered }) => [p, entered])).toEqual(
      plain.map((one) => [one.p, one.entered]),
    );
    const adjusted = Array.from(
      adjustP(
        plain.map(({ p }) => p),
        method,
      ),
    );
    expect(evaluation.univariate.map(({ adjustedP }) => adjustedP)).toEqual(adjusted);
    expect(plain.map(({ adjustedP }) => adjustedP)).toEqual([undefined, undefined]);
    const name = method === 'holm' ? 'Holm' : 'Benjamini–Hochberg';
    expect(reportHtml(cohort, model, evaluation)).toContain(`adjusted for 2 variables (${name})`);
  });

  it('the threshold nearest to the upper left corner', () => {
    const { model, evaluation } = fitModel(cohort, protocolWith({ threshold: 'top-left' }));
    const { scores, outcomes } = evaluation.train;
    const distance = (threshold: number) => {
      const share = (outcome: number, positive: boolean) => {
        const rows = (scores.radScore ?? []).filter((_, i) => outcomes[i] === outcome);
        return rows.filter((score) => score >= threshold === positive).length / rows.length;
      };
      return Math.hypot(1 - share(1, true), 1 - share(0, false));
    };
    const all = (scores.radScore ?? []).map(distance);
    expect(distance(model.thresholds.radScore?.score ?? Number.NaN)).toBeCloseTo(Math.min(...all), 12);
  });

  it('and report and plots name what was minimised', () => {
    const { model, evaluation } = fitModel(
      cohort,
      protocolWith({ ...MRMR, lasso: lasso(wanted.logistic[1], { loss: 'logistic' }) }),
    );
    expect(plotsOf(model, evaluation)['lasso-path.svg']).toContain('Mean deviance');
    expect(reportHtml(cohort, model, evaluation)).toContain('Right: mean deviance of held-out folds');
    const { model: plain, evaluation: usual } = fitModel(cohort, protocolWith({}));
    expect(plotsOf(plain, usual)['lasso-path.svg']).toContain('Mean squared error');
  });

  it.each([
    [{ prefilter: 'lasso' }, 'prefilter'],
    [{ lasso: { loss: 'hinge' } }, 'lasso.loss'],
    [{ lasso: { l1Ratio: 0 } }, 'lasso.l1Ratio'],
    [{ likelihood: 'bayes' }, 'likelihood'],
    [{ multiplicity: 'none' }, 'multiplicity'],
    [{ threshold: 'best' }, 'threshold'],
  ])('nothing else: %s', (changes, place) => {
    expect(() => protocolWith(changes)).toThrow(`got a modelling protocol with ${place}: `);
  });

  it('and every refit follows the choice', () => {
    const choices = { ...MRMR, lasso: lasso(wanted.logistic[1], { loss: 'logistic' }), likelihood: 'firth' };
    const protocol = protocolWith({ ...choices, validation: { folds: 5, repeats: 1 }, bootstrap: { count: 2 } });
    const { evaluation } = fitModel(cohort, protocol);
    expect(evaluation.validation).toMatchObject({ refits: 5, failed: { count: 0 } });
    expect(learnModel(cohort, protocol).tasks).toHaveLength(7 + protocol.permutations.count);
  });
});
