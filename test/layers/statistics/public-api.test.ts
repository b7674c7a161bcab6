/** The layer's names, and that it runs in a browser. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import * as statistics from '../../../layers/statistics/index.ts';

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
    expect(result.outputFiles[0].contents.length).toBeLessThan(400_000);
  });

  it('keeps the names that others build on', () => {
    expect(Object.keys(statistics)).toEqual(
      expect.arrayContaining([
        'DEFAULT_PROTOCOL',
        'fitModel',
        'predict',
        'readCohort',
        'reportHtml',
        'plotsOf',
        'learnModel',
        'replicator',
        'joinModel',
        'NoFeatureSelected',
        'CohortTooSmall',
        'SingleClass',
        'SingleBatch',
        'InvalidValue',
        'InvalidTable',
      ]),
    );
  });
});
