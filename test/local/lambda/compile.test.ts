/** Code that was compiled before is loaded, not compiled again. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compileFunctions } from '../../../local/lambda/compile.ts';
import type { FunctionDefinition } from '../../../local/lambda/functions.ts';
import { createLambda } from '../../../local/lambda/lambda.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-compile-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A function that says whether Node found its code in the cache. */
function functionNamed(name: string, code: string): FunctionDefinition {
  const codeDirectory = join(root, name);
  mkdirSync(codeDirectory);
  writeFileSync(join(codeDirectory, 'index.js'), code);
  return {
    name,
    codeDirectory,
    handler: 'index.handler',
    layers: [],
    memoryMb: 256,
    timeoutSeconds: 5,
    environment: { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    caller: { accessKeyId: 'AK', secretAccessKey: 'SK' },
  };
}

describe('compiled code', () => {
  const cache = join(root, 'cache');
  const functions = [
    functionNamed('whole', 'exports.handler = async () => ({ cache: process.env.NODE_COMPILE_CACHE });'),
    functionNamed('broken', 'exports.handler = ('),
  ];

  it('is there after the build, and a function that cannot be loaded is left for its sandbox to report', async () => {
    await compileFunctions(functions, cache);
    expect(readdirSync(cache, { recursive: true }).length).toBeGreaterThan(1);
  });

  it('is what a sandbox loads', async () => {
    const log: string[] = [];
    const lambda = createLambda({
      functions,
      endpoints: {},
      concurrency: 1,
      compileCache: cache,
      log: ({ message }) => log.push(message),
    });
    try {
      expect(await lambda.invoke('whole', {})).toEqual({ cache });
      await expect(lambda.invoke('broken', {})).rejects.toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
    } finally {
      lambda.close();
    }
    // Node writes so of every file that it reads from the cache.
    const read = log.filter((line) => line.includes(join('whole', 'index.js')) && /accepted/.test(line));
    expect(read.length).toBeGreaterThan(0);
  });

  it('of nobody is needed: without a folder functions run as well', async () => {
    const lambda = createLambda({ functions, endpoints: {}, concurrency: 1, log: () => {} });
    try {
      expect(await lambda.invoke('whole', {})).toEqual({});
    } finally {
      lambda.close();
    }
    expect(existsSync(cache)).toBe(true);
  });
});
