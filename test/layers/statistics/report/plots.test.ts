/** Plots: well-formed, accessible, and with the numbers they claim. */
import { describe, expect, it } from 'vitest';
import { fitModel } from '../../../../layers/statistics/fit.ts';
import { NoFeatureSelected } from '../../../../layers/statistics/learning/no-feature-selected.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import { predict } from '../../../../layers/statistics/prediction/predict.ts';
import { correlationPlot } from '../../../../layers/statistics/report/plots/correlation.ts';
import { decisionCurvePlot, usefulSpans } from '../../../../layers/statistics/report/plots/decision-curve.ts';
import { nomogramPlot } from '../../../../layers/statistics/report/plots/nomogram.ts';
import { failureReportHtml, plotsOf, reportHtml } from '../../../../layers/statistics/report/report-html.ts';
import { readAxes, readOff } from '../nomogram-reading.ts';
import { syntheticCohort } from '../synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 3, seed: 1 },
  permutations: { count: 3, seed: 1 },
};
const cohort = syntheticCohort({ seed: 31 });
const { model, evaluation } = fitModel(cohort, PROTOCOL);

/** Well-formed as far as tags go: every element that opens closes, in order, and no attribute is empty of a number. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name, , self] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (close) expect(open.pop()).toBe(name);
    else if (!self) open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
}

describe('plots', () => {
  const plots = plotsOf(model, evaluation);

  it.each(Object.keys(plots))('%s is well formed, titled and described with its numbers', (name) => {
    expectWellFormed(plots[name]);
    expect(plots[name]).toMatch(/role="img" aria-labelledby="[a-z- ]+"/);
    const description = /<desc [^>]*>([^<]*)<\/desc>/.exec(plots[name])?.[1] ?? '';
    expect(description).toMatch(/-?\d+\.\d+/);
  });

  it('the areas in the ROC description are those of the evaluation', () => {
    for (const set of [evaluation.train, evaluation.test]) {
      expect(plots['roc.svg']).toContain(set?.models.nomogram?.auc.auc.toFixed(3));
    }
  });

  it('50 random patients read off the printed nomogram get the model’s probability within 0.01', () => {
    const axes = readAxes(nomogramPlot(model) ?? '');
    const axis = (name: string) => axes.get(name) ?? [];
    expect([...axes.keys()]).toEqual([
      'Points',
      'Rad-score',
      'ki67',
      'morphology',
      'Total points',
      'Probability of pCR',
    ]);
    const random = new Random(50);
    const p = cohort.features.columns.length;
    let farthest = 0;
    for (let k = 0; k < 50; k++) {
      const row = random.below(60);
      const features = Object.fromEntries(
        cohort.features.columns.map((name, j) => [name, cohort.features.values[row * p + j]]),
      );
      const ki67 = 5 + random.below(85);
      const level = random.below(3);
      const morphology = cohort.clinical[1].levels?.[level] ?? '';
      const prediction = predict(model, features, { ki67, morphology });
      const total = [
        ['Rad-score', prediction.radScore],
        ['ki67', ki67],
        ['morphology', level],
      ].reduce((sum, [name, value]) => {
        const at = readOff(axis(String(name)), 'value', Number(value));
        return sum + readOff(axis('Points'), 'at', at);
      }, 0);
      const probability = readOff(axis('Probability of pCR'), 'at', readOff(axis('Total points'), 'value', total));
      farthest = Math.max(farthest, Math.abs(probability - prediction.probability));
    }
    expect(farthest).toBeLessThan(0.01);
  });

  it('decision curves are one line each over the thresholds shown, wherever net benefit goes', () => {
    const { shown } = PROTOCOL.decisionCurve;
    const svg = decisionCurvePlot(evaluation, shown);
    // Three models and "treat all" in two panels.
    expect(svg.match(/<polyline /g)).toHaveLength(8);
    const [, xs] = /<polyline points="([^"]+)"/.exec(svg) ?? [];
    const places = xs.split(' ').map((point) => Number(point.split(',')[0]));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.length).toBeGreaterThanOrEqual(81);
    expect(svg).toContain('clip-path=');
  });

  it('a threshold range is useful where the model is above treat all and treat none', () => {
    const curve = { thresholds: [0.1, 0.2, 0.3, 0.4, 0.5], all: [0.4, 0.2, 0.1, -0.1, -0.3] };
    const bounds = { low: [], high: [], confidence: 0.95 };
    expect(usefulSpans({ ...curve, ...bounds, model: [0.4, 0.3, 0.2, 0, 0.1] })).toEqual([
      [0.2, 0.3],
      [0.5, 0.5],
    ]);
    expect(usefulSpans({ ...curve, ...bounds, model: [0.3, 0.1, 0, -0.1, 0] })).toEqual([]);
  });

  it('a name is escaped once in the description of a single feature', () => {
    const svg = correlationPlot({ features: ['a<b & c'], spearman: [[1]] });
    expect(svg).toContain('a&lt;b &amp; c alone');
    expect(svg).not.toContain('&amp;lt;');
  });

  it('stay small for 10,000 rows', () => {
    const many = syntheticCohort({ seed: 3, train: 5000, test: 5000, features: 4 });
    const large = fitModel(many, {
      ...PROTOCOL,
      bootstrap: { count: 0, seed: 1 },
      permutations: { count: 0, seed: 1 },
      validation: { folds: 0, repeats: 0, seed: 1 },
    });
    for (const [name, svg] of Object.entries(plotsOf(large.model, large.evaluation))) {
      expect(svg.length, name).toBeLessThan(150_000);
    }
  }, 30_000);

  it('the probability axis of a nomogram labels 0.5 and keeps its strokes apart', () => {
    const svg = nomogramPlot(model) ?? '';
    const ticks = (readAxes(svg).get('Probability of pCR') ?? []).map(({ at }) => at).sort((a, b) => a - b);
    expect(svg).toContain('>0.5</text>');
    for (let k = 2; k < ticks.length - 1; k++) expect(ticks[k] - ticks[k - 1]).toBeGreaterThan(1);
  });

  it('there is no nomogram without clinical variables', () => {
    const alone = fitModel({ ...cohort, clinical: [] }, { ...PROTOCOL, bootstrap: { count: 0, seed: 1 } });
    expect(nomogramPlot(alone.model)).toBeNull();
    expect(Object.keys(plotsOf(alone.model, alone.evaluation))).not.toContain('nomogram.svg');
    expect(reportHtml({ ...cohort, clinical: [] }, alone.model, alone.evaluation)).toContain(
      'No clinical variable entered',
    );
  });

  it('names from a table cannot break out of their text', () => {
    const hostile = { ...cohort, clinical: [{ ...cohort.clinical[0], name: '<script>"&' }] };
    const fitted = fitModel(hostile, { ...PROTOCOL, bootstrap: { count: 0, seed: 1 } });
    const html = reportHtml(hostile, fitted.model, fitted.evaluation);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('reports', () => {
  it('stands alone, and says what it is', () => {
    const html = reportHtml(cohort, model, evaluation);
    expect(html).toContain('Research use only. Not a medical device.');
    expect(html).not.toMatch(/(?:src|href)="/);
    expect(html.match(/<svg /g)?.length).toBe(7);
    expect(html).toContain(evaluation.test?.models.nomogram?.auc.auc.toFixed(3));
    for (const { name } of model.features) expect(html).toContain(name);
  });

  it('says why there is no model', () => {
    for (let seed = 1; seed < 40; seed++) {
      const noise = syntheticCohort({ seed, effect: 0, features: 30 });
      try {
        fitModel(noise, PROTOCOL);
      } catch (error) {
        if (!(error instanceof NoFeatureSelected)) throw error;
        const html = failureReportHtml(noise, PROTOCOL, error);
        expect(html).toContain('NoFeatureSelected');
        expect(html).toContain('the LASSO kept 0 of');
        return;
      }
    }
    expect.unreachable('noise of 30 features selects nothing in about a third of tables');
  });
});
