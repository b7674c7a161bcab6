import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

describe('the readers in a browser', () => {
  it('bundle without anything of Node', async () => {
    const entry = new URL('../../../layers/imaging/index.ts', import.meta.url).pathname;
    const result = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
      metafile: true,
    });
    expect(result.errors).toEqual([]);
    const inputs = Object.keys(result.metafile.inputs);
    expect(inputs.some((input) => input.endsWith('imaging/reader.ts'))).toBe(true);
    expect(inputs.filter((input) => /\.node\.ts$|^node:/.test(input))).toEqual([]);
    expect(result.outputFiles[0].text).not.toMatch(/\bBuffer\.|\bprocess\.|from ?"node:/);
  });
});
