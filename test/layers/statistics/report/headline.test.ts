/** The headline of reports, in words and order. */
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import type { About } from '../../../../layers/statistics/model/about.ts';
import type { Evaluation, Validation } from '../../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { headlineOf } from '../../../../layers/statistics/report/headline.ts';
import { reportHtml } from '../../../../layers/statistics/report/report-html.ts';
import { syntheticCohort } from '../synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  confidence: 0.8,
  clinical: { p: 0.05, force: true },
  validation: { folds: 2, repeats: 1, seed: 1 },
  bootstrap: { count: 2, seed: 1 },
  permutations: { count: 2, seed: 1 },
};
const ABOUT: About = {
  version: '9.8.7',
  table: 'cohort.csv',
  sha256: 'ab'.repeat(32),
  outcome: 'recurrence',
  positive: 'relapse',
  negative: 'cure',
  split: { by: 'column', column: 'set' },
  protocol: 'c80',
};
const cohort = syntheticCohort({ seed: 31 });
const fitted = fitModel(cohort, PROTOCOL);
const evaluation = fitted.evaluation;
const model = { ...fitted.model, about: ABOUT };

/** The evaluation with other numbers in place of some. */
function changed(change: {
  validation?: Partial<Validation>;
  test?: (test: NonNullable<Evaluation['test']>) => object;
}) {
  const { validation, test } = evaluation;
  if (!validation || !test) throw new Error('got no validation or test rows; wanted both');
  return {
    ...evaluation,
    validation: { ...validation, ...change.validation },
    test: { ...test, ...change.test?.(test) },
  } as Evaluation;
}

describe('the headline', () => {
  it('shows validation, test rows and apparent figure in this order, with the level of the data', () => {
    const { figures } = headlineOf(evaluation, ABOUT);
    expect(figures.map(({ kind }) => kind)).toEqual(['validation', 'test', 'apparent']);
    for (const { interval } of figures) expect(interval).toMatch(/^80 % CI 0\.\d{3}–[01]\.\d{3}$/);
    expect(figures[0].auc).toBe(evaluation.validation?.auc);
    expect(figures[0].beside.join()).toMatch(/With permuted outcomes 0\.\d{3}: p = 0\.\d{3}/);
    expect(figures[2].beside.join()).toMatch(/too good/i);
    expect(figures[1].what).toMatch(/with relapse/);
  });

  it('says how small a p by so few permutations can be', () => {
    const permuted = evaluation.validation?.permuted;
    if (!permuted) throw new Error('got no permuted validation; wanted one');
    const at = changed({ validation: { permuted: { ...permuted, p: 1 / 3, smallestP: 1 / 3, count: 2 } } });
    expect(headlineOf(at).figures[0].beside.join()).toContain('p = 0.333, the least that 2 permutations can give');
    // The least possible p says nothing against the model.
    expect(headlineOf(at).verdicts.join()).not.toContain('permuted outcomes often do as well');
    const high = changed({ validation: { permuted: { ...permuted, p: 0.6, smallestP: 1 / 3, count: 2 } } });
    expect(headlineOf(high).verdicts.join()).toContain(
      'permuted outcomes often do as well as the real ones (p = 0.600)',
    );
  });

  it('says that a model is not better than chance where its interval holds one half, and worse below', () => {
    const chance = headlineOf(changed({ validation: { auc: 0.55, interval: [0.41, 0.68] } })).verdicts.join(' ');
    expect(chance).toContain('not shown to be better than chance: the interval 0.410–0.680 contains 0.5');
    const worse = headlineOf(changed({ validation: { auc: 0.3, interval: [0.2, 0.42] } })).verdicts.join(' ');
    expect(worse).toContain('In cross-validation the nomogram is worse than chance');
    const good = headlineOf(changed({ validation: { auc: 0.8, interval: [0.7, 0.9] } })).verdicts.join(' ');
    expect(good).not.toContain('In cross-validation the nomogram is');
  });

  it.each([
    [0.685, 0.797, 0.207, 'does not beat the clinical model (test AUC 0.685 against 0.797, p 0.207).'],
    [0.8, 0.75, 0.3, 'does not beat the clinical model (test AUC 0.800 against 0.750, p 0.300): 50 rows cannot prove'],
    [0.9, 0.6, 0.01, 'beats the clinical model (test AUC 0.900 against 0.600, p 0.010).'],
    [0.6, 0.9, 0.01, 'does not beat the clinical model (test AUC 0.600 against 0.900, p 0.010).'],
  ])('nomogram %d against clinical model %d, p %d: it %s', (nomogram, clinical, p, words) => {
    const evaluated = changed({
      test: ({ models, comparisons }) => ({
        models: {
          ...models,
          nomogram: { ...models.nomogram, auc: { ...models.nomogram?.auc, auc: nomogram } },
          clinical: { ...models.clinical, auc: { ...models.clinical?.auc, auc: clinical } },
        },
        comparisons: comparisons.map((one) =>
          one.a === 'clinical' && one.b === 'nomogram' ? { ...one, difference: clinical - nomogram, p } : one,
        ),
      }),
    });
    expect(headlineOf(evaluated).verdicts.join(' ')).toContain(`The nomogram ${words}`);
  });

  it('says why there is no validation', () => {
    const none: Evaluation = {
      ...evaluation,
      validation: null,
      validationOmitted: { code: 'too-few-events', message: 'Three events are too few.' },
    };
    expect(headlineOf(none).figures[0]).toMatchObject({ auc: null, beside: ['Three events are too few.'] });
    expect(reportHtml(cohort, model, none)).toContain('Three events are too few.');
  });
});

describe('the report', () => {
  const html = reportHtml(cohort, model, evaluation);

  it('says what it is about: program, table, hash, outcome, split, protocol', () => {
    for (const words of [
      '9.8.7',
      'cohort.csv',
      ABOUT.sha256,
      'relapse (relapse) against cure',
      'by the column set',
      'c80',
    ])
      expect(html).toContain(words);
    expect(html).not.toContain('Synthetic data');
    const synthetic = reportHtml(cohort, { ...model, about: { ...ABOUT, synthetic: true } }, evaluation);
    expect(synthetic).toContain('Synthetic data');
  });

  it('calls the outcome by the words of its table everywhere', () => {
    expect(html).toContain('Probability of relapse');
    expect(html).toMatch(/relapse \(n = \d+\)/);
    expect(html.replaceAll('her2-pcr', '')).not.toMatch(/pcr|responder/i);
  });

  it('calls no interval of 80 % one of 95 %', () => {
    expect(html).toContain('80 % CI');
    expect(html.replaceAll(/<style>.*?<\/style>/gs, '')).not.toContain('95 %');
  });

  it('marks p values after selection, and names Harrell’s figures in the details alone', () => {
    expect(html).toContain('p after selection');
    const before = html.slice(0, html.indexOf('Harrell'));
    expect(before).not.toMatch(/bootstrap/i);
  });

  it('numbers every table and figure in order', () => {
    for (const kind of ['Table', 'Figure']) {
      const numbers = [...html.matchAll(new RegExp(`<b>${kind} (\\d+)\\.</b>`, 'g'))].map(([, n]) => Number(n));
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, k) => k + 1));
      expect(numbers.length).toBeGreaterThan(6);
    }
  });
});
