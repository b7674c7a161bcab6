/** The layer's names, and that it runs in a browser. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as published from '../../../layers/statistics/public.ts';

describe('the layer', () => {
  it('bundles for the browser without anything of Node', async () => {
    const entry = new URL('../../../layers/statistics/index.ts', import.meta.url).pathname;
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      minify: true,
      write: false,
      logLevel: 'silent',
    });
    expect(result.errors).toEqual([]);
    expect(result.outputFiles[0].text).not.toMatch(/from"node:|require\("(?:node:|fs|path|os)/);
    // Special functions and all; a page can afford it.
    expect(result.outputFiles[0].contents.length).toBeLessThan(440_000);
  });

  it('offers the names that it promises, and nothing by accident', () => {
    expect(Object.keys(published).sort()).toMatchInlineSnapshot(`
      [
        "CohortTooSmall",
        "DEFAULT_PROTOCOL",
        "InvalidTable",
        "InvalidValue",
        "NoFeatureSelected",
        "OutsideCohort",
        "Random",
        "SingleClass",
        "SiteUnseen",
        "anova",
        "applyComBat",
        "aucWithInterval",
        "brierScore",
        "calibrate",
        "chiSquaredTest",
        "comparePaired",
        "compareUnpaired",
        "crossValidateLasso",
        "decisionCurve",
        "delong",
        "fisherTest",
        "fitComBat",
        "fitLogistic",
        "fitModel",
        "headlineOf",
        "hosmerLemeshow",
        "improvement",
        "intraclassCorrelations",
        "lassoPath",
        "mannWhitney",
        "oddsRatios",
        "patientTable",
        "plotsOf",
        "predict",
        "predictOrAbstain",
        "readCohort",
        "reportHtml",
        "rocCurve",
        "stratifiedFolds",
        "validateModel",
        "youdenPoint",
      ]
    `);
  });
});
