/** Words for clinical variables in plots, tables and predictions; and variables that are only described. */
import { describe, expect, it } from 'vitest';
import { patientTable } from '../../../../layers/statistics/cohort/patient-table.ts';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { levelWord, termTitle, variableTitle } from '../../../../layers/statistics/model/about.ts';
import type { FittedModel } from '../../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { forestPlot } from '../../../../layers/statistics/report/plots/forest.ts';
import { nomogramPlot } from '../../../../layers/statistics/report/plots/nomogram.ts';
import { reportHtml } from '../../../../layers/statistics/report/report-html.ts';
import { readAxes } from '../nomogram-reading.ts';
import { syntheticCohort } from '../synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
  validation: { folds: 0, repeats: 0, seed: 1 },
};
const variables = {
  ki67: { label: 'Ki-67', unit: '%' },
  morphology: { label: 'Tumour morphology', levels: { irregular: 'irregular mass' } },
  hr: { label: 'Hormone receptor', levels: { '0': 'negative', '1': 'positive' } },
  density: { label: 'Breast density', levels: { a: 'fatty' } },
};
const cohort = syntheticCohort({ seed: 31 });
cohort.clinical.push({ name: 'hr', kind: 'continuous', values: cohort.outcome.map((_, i) => i % 2) });
cohort.recorded = [
  { name: 'density', kind: 'ordered', levels: ['a', 'b'], values: cohort.outcome.map((_, i) => 'ab'[i % 2]) },
];
const fitted = fitModel(cohort, PROTOCOL);
const about = {
  ...{ version: '0', table: 't', sha256: '0', outcome: 'pCR', positive: '1', negative: '0', protocol: 'p' },
  split: { by: 'column' as const, column: 'set' },
};
const bare: FittedModel = { ...fitted.model, about };
const worded: FittedModel = { ...fitted.model, about: { ...about, variables } };

describe('words for variables', () => {
  it('are on every axis of the nomogram, whose values stay where programs find them', () => {
    const [before, after] = [nomogramPlot(bare) ?? '', nomogramPlot(worded) ?? ''];
    for (const words of ['>Ki-67 (%)<', '>irregular mass<', '>positive<', '>negative<']) {
      expect(after).toContain(words);
      expect(before).not.toContain(words);
    }
    expect([...readAxes(after).keys()]).toEqual([...readAxes(before).keys()]);
    expect(readAxes(after).get('ki67')).toEqual(readAxes(before).get('ki67'));
  });

  it('are in the patient tables, the coefficients and the differences of the report', () => {
    const html = reportHtml(cohort, worded, fitted.evaluation).replaceAll(/<[^>]+>/g, '|');
    for (const words of [
      'Ki-67 (%): ',
      'Breast density: fatty',
      'Tumour morphology: irregular mass',
      'Hormone receptor: positive',
    ]) {
      expect(html).toContain(words);
    }
    expect(html).not.toMatch(/\|(ki67|hr|density|morphology)\b/);
  });

  it('are in the forest plot of subgroups', () => {
    const auc = { auc: 0.7, variance: 0.01, interval: [0.6, 0.8], shown: [0.6, 0.8], shownMethod: 'x', note: null };
    const level = { level: 'a', n: 20, events: 9, auc, tooFew: null };
    const subgroup = {
      name: 'density',
      kind: 'categorical',
      cuts: [],
      cutsFrom: null,
      levels: [level],
      missing: 0,
      difference: null,
    };
    const svg = forestPlot([subgroup] as never, { ...auc, confidence: 0.95 } as never, worded.about);
    expect(svg).toContain('>Breast density<');
    expect(svg).toContain('>fatty<');
  });

  it('are next to the points of a prediction, which are the same without them', () => {
    const values = { ki67: 35, morphology: 'irregular', hr: 1 };
    const features = Object.fromEntries(fitted.model.features.map(({ name, mean }) => [name, mean]));
    const [plain, read] = [bare, worded].map((model) => predict(model, features, values));
    expect(read.points?.variables).toMatchObject([
      { variable: 'Rad-score' },
      { variable: 'ki67', value: 35, label: 'Ki-67', unit: '%' },
      { variable: 'morphology', value: 'irregular', label: 'Tumour morphology', word: 'irregular mass' },
      { variable: 'hr', value: 1, label: 'Hormone receptor', word: 'positive' },
    ]);
    expect(plain.points?.variables.map((one) => Object.keys(one).length)).toEqual([3, 3, 3, 3]);
    expect(read.probability).toBe(plain.probability);
    expect(read.points?.total).toBe(plain.points?.total);
  });

  it('that are not there are the names themselves, also for names of an object’s own', () => {
    expect([variableTitle(undefined, 'age'), variableTitle({ variables }, 'toString')]).toEqual(['age', 'toString']);
    expect(levelWord({ variables }, 'hr', 'constructor')).toBe('constructor');
    expect(variableTitle({ units: { ki67: 'per cent' } }, 'ki67')).toBe('ki67 (per cent)');
    expect(termTitle(undefined, [{ name: 'a', terms: ['a=b'] }], 'a=b')).toBe('a=b');
  });
});

describe('variables that are recorded', () => {
  it('are described and are no predictors', () => {
    expect(patientTable(cohort, 'train').map(({ variable }) => variable)).toEqual([
      'ki67',
      'morphology',
      'hr',
      'density',
    ]);
    expect(fitted.model.clinical?.variables.map(({ name }) => name)).toEqual(['ki67', 'morphology', 'hr']);
    const { recorded: _, ...without } = cohort;
    expect(fitModel(without, PROTOCOL).model).toEqual(fitted.model);
  });
});
