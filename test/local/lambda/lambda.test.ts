/** Functions in their sandboxes: answers, errors, limits, concurrency and environment. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FunctionDefinition, LogEntry } from '../../../local/lambda/functions.ts';
import { createLambda, type Lambda, type LambdaOptions } from '../../../local/lambda/lambda.ts';
import { canMeasureMemory } from '../../../local/lambda/memory.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-lambda-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
/** A folder with these files. */
function folder(files: Record<string, string>): string {
  const path = join(root, `${folders++}`);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

let lambda: Lambda;
let log: LogEntry[] = [];
afterEach(() => lambda.close());

/** A function `f` with this code, or with these files. */
function start(
  code: string | Record<string, string>,
  changes: Partial<FunctionDefinition> = {},
  more: Partial<LambdaOptions> = {},
) {
  log = [];
  lambda = createLambda({
    functions: [
      {
        name: 'f',
        codeDirectory: folder(typeof code === 'string' ? { 'index.js': code } : code),
        handler: 'index.handler',
        layers: [],
        memoryMb: 256,
        timeoutSeconds: 5,
        environment: {},
        caller: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        ...changes,
      },
    ],
    endpoints: {},
    concurrency: 4,
    log: (entry) => log.push(entry),
    ...more,
  });
  return (payload: unknown = {}) => lambda.invoke('f', payload);
}

const sleeper = `
let served = 0;
exports.handler = async ({ milliseconds = 0 }) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return { pid: process.pid, served: ++served };
};`;
type Served = { pid: number; served: number };

describe('a function', () => {
  it('gets event and context, and its output comes back', async () => {
    const invoke = start(`
      exports.handler = async (event, context) => ({ event, left: context.getRemainingTimeInMillis(), ...context });`);
    const output = await invoke({ a: ['é'] });
    expect(output).toMatchObject({
      event: { a: ['é'] },
      functionName: 'f',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      logGroupName: '/aws/lambda/f',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((output as { left: number }).left).toBeGreaterThan(4000);
    expect((output as { left: number }).left).toBeLessThanOrEqual(5000);
  });

  it('has the environment of Lambda, its role and the endpoints, and nothing of this process', async () => {
    process.env.RADSCORE_OF_THIS_PROCESS = 'secret';
    const invoke = start(
      'exports.handler = async () => process.env;',
      { environment: { TABLE_NAME: 't' } },
      {
        endpoints: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
      },
    );
    const env = (await invoke()) as Record<string, string>;
    delete process.env.RADSCORE_OF_THIS_PROCESS;
    expect(env).toMatchObject({
      TABLE_NAME: 't',
      AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'AK',
      AWS_SECRET_ACCESS_KEY: 'SK',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'f',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      _HANDLER: 'index.handler',
    });
    expect(env).not.toHaveProperty('RADSCORE_OF_THIS_PROCESS');
  });

  it('is found by its ARN too, and refused by name when there is none', async () => {
    start(sleeper);
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    expect(await lambda.invoke(arn, {})).toMatchObject({ served: 1 });
    await expect(lambda.invoke('g', {})).rejects.toMatchObject({
      errorType: 'Lambda.ResourceNotFoundException',
      message: 'Function not found: g',
    });
  });

  it('may lie deeper, and be exported deeper', async () => {
    const invoke = start({ 'a/b.js': 'exports.x = { y: async () => "deep" };' }, { handler: 'a/b.x.y' });
    expect(await invoke()).toBe('deep');
  });

  it('finds packages in its layers, the later layer first, and none above its own folder', async () => {
    const pkg = (value: string) => ({ 'nodejs/node_modules/@radscore/x/index.js': `module.exports = '${value}';` });
    const layers = [
      folder(pkg('first')),
      folder({ ...pkg('second'), 'nodejs/node_modules/y/index.js': 'exports.x = require("@radscore/x");' }),
    ];
    const code = folder({
      'node_modules/above/index.js': '',
      'code/index.js': `
        exports.handler = async () => {
          let above;
          try { above = require('above'); } catch (error) { above = error.code; }
          return { x: require('@radscore/x'), y: require('y').x, above };
        };`,
    });
    const invoke = start('', { codeDirectory: join(code, 'code'), layers });
    expect(await invoke()).toEqual({ x: 'second', y: 'second', above: 'MODULE_NOT_FOUND' });
  });

  it('finds the same packages in a worker thread, also if another of the name lies above', async () => {
    const layer = folder({ 'nodejs/node_modules/@radscore/x/index.js': `module.exports = 'of the layer';` });
    const code = folder({
      'node_modules/@radscore/x/index.js': `module.exports = 'a stranger';`,
      'code/thread.js': `require('node:worker_threads').parentPort.postMessage(require('@radscore/x'));`,
      'code/index.js': `
        const { once } = require('node:events');
        const { Worker } = require('node:worker_threads');
        exports.handler = async () => (await once(new Worker(require.resolve('./thread.js')), 'message'))[0];`,
    });
    const invoke = start('', { codeDirectory: join(code, 'code'), layers: [layer] });
    expect(await invoke()).toBe('of the layer');
  });
});

describe('errors', () => {
  it('carry the name that the function gave them, and its sandbox goes on', async () => {
    const invoke = start(`
      class StudyIncomplete extends Error { name = 'StudyIncomplete'; }
      let served = 0;
      exports.handler = async ({ fail }) => { served++; if (fail) throw new StudyIncomplete('2 files missing'); return served; };`);
    const failed = await invoke({ fail: true }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'FunctionFailed', errorType: 'StudyIncomplete', message: '2 files missing' });
    expect(JSON.parse((failed as { payload: string }).payload)).toEqual({
      errorType: 'StudyIncomplete',
      errorMessage: '2 files missing',
      trace: expect.arrayContaining([expect.stringContaining('StudyIncomplete: 2 files missing')]),
    });
    expect(await invoke()).toBe(2);
  });

  it.each([
    ['Runtime.ImportModuleError', { 'other.js': '' }, {}],
    ['Runtime.ImportModuleError', { 'index.js': 'require("absent");' }, {}],
    ['Runtime.UserCodeSyntaxError', { 'index.js': 'exports.handler = (;' }, {}],
    ['Runtime.HandlerNotFound', { 'index.js': 'exports.other = 1;' }, {}],
    [
      'Runtime.CallbackHandlerDeprecated',
      { 'index.js': 'exports.handler = (event, context, callback) => callback();' },
      {},
    ],
    ['RangeError', { 'index.js': 'throw new RangeError("while loading");' }, {}],
    ['Runtime.ExitError', { 'index.js': 'process.exit(3);' }, {}],
  ])('while starting are %s: %j', async (errorType, files, changes) => {
    await expect(start(files as Record<string, string>, changes)()).rejects.toMatchObject({ errorType });
  });

  it('end the sandbox when the process ends, and the next invocation gets a new one', async () => {
    const invoke = start('exports.handler = async ({ exit }) => { if (exit) process.exit(7); return process.pid; };');
    const before = await invoke();
    await expect(invoke({ exit: true })).rejects.toMatchObject({
      errorType: 'Runtime.ExitError',
      message: expect.stringContaining('exit status 7'),
    });
    expect(await invoke()).not.toBe(before);
  });

  it('of a rejected promise that nobody awaits are Runtime.ExitError', async () => {
    const invoke = start(`exports.handler = async () => {
      Promise.reject(new Error('lost'));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    };`);
    await expect(invoke()).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(log.some(({ origin, message }) => origin === 'function' && message.includes('lost'))).toBe(true);
  });
});

describe('limits', () => {
  it.each([
    ['waits', 'await new Promise(() => setTimeout(() => {}, 60_000));'],
    ['computes without end', 'for (;;);'],
  ])('end a function that %s, at its time-out, and the next invocation works', async (_, code) => {
    const invoke = start(`exports.handler = async ({ hang }) => { if (hang) { ${code} } return 'ok'; };`, {
      timeoutSeconds: 1,
    });
    await invoke();
    const before = performance.now();
    await expect(invoke({ hang: true })).rejects.toMatchObject({
      errorType: 'Sandbox.Timedout',
      message: expect.stringContaining('Task timed out after 1.00 seconds'),
    });
    expect(performance.now() - before).toBeGreaterThan(990);
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(await invoke()).toBe('ok');
  });

  it.skipIf(!canMeasureMemory)(
    'end a function that takes more memory than it has, and the next invocation works',
    async () => {
      const invoke = start(
        `exports.handler = async ({ megabytes }) => {
        const held = [];
        for (let i = 0; i < megabytes; i++) {
          held.push(new Uint8Array(1 << 20).fill(1));
          if (i % 8 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
        }
        return held.length;
      };`,
        { memoryMb: 200 },
      );
      await expect(invoke({ megabytes: 600 })).rejects.toMatchObject({
        errorType: 'Runtime.OutOfMemory',
        message: expect.stringContaining('signal: killed'),
      });
      expect(await invoke({ megabytes: 20 })).toBe(20);
    },
  );

  it('refuse payloads over 6 MB, either way, and keep the sandbox', async () => {
    const invoke = start(
      'let n = 0; exports.handler = async ({ size }) => { n++; return size ? "x".repeat(size) : n; };',
    );
    await expect(invoke({ large: 'x'.repeat(6_300_000) })).rejects.toMatchObject({
      errorType: 'Lambda.RequestEntityTooLargeException',
    });
    await expect(invoke({ size: 6_300_000 })).rejects.toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
    expect((await invoke({ size: 6_000_000 })) as string).toHaveLength(6_000_000);
    expect(await invoke()).toBe(3);
  });
});

describe('sandboxes', () => {
  it('are used again while they rest', async () => {
    const invoke = start(sleeper);
    const first = (await invoke()) as Served;
    expect(await invoke()).toEqual({ pid: first.pid, served: 2 });
  });

  it('are as many as run at a time, at most the concurrency; the others wait their turn', async () => {
    const invoke = start(sleeper, {}, { concurrency: 2 });
    const outputs = (await Promise.all([1, 2, 3, 4, 5, 6].map(() => invoke({ milliseconds: 50 })))) as Served[];
    expect(new Set(outputs.map(({ pid }) => pid)).size).toBe(2);
    // Each sandbox counted its own, without a gap.
    for (const { pid } of outputs) {
      const served = outputs.filter((one) => one.pid === pid).map((one) => one.served);
      expect(served.sort()).toEqual(served.map((_, i) => i + 1));
    }
  });

  it('are waited for, if all processors are in use, for longer than a short invocation takes', async () => {
    const processors = Math.max(2, availableParallelism());
    const invoke = start(sleeper, {}, { concurrency: processors + 4 });
    await Promise.all(Array.from({ length: processors }, () => invoke({ milliseconds: 100 })));
    const outputs = (await Promise.all(
      Array.from({ length: 2 * processors }, () => invoke({ milliseconds: 60 })),
    )) as Served[];
    expect(new Set(outputs.map(({ pid }) => pid)).size).toBe(processors);
    const long = Array.from({ length: processors }, () => invoke({ milliseconds: 2000 }));
    const patient = (await invoke()) as Served;
    await Promise.all(long);
    // Another one is started when it has taken too long.
    expect(outputs.map(({ pid }) => pid)).not.toContain(patient.pid);
  });

  it('of a function with a reserved concurrency need not wait for the others', async () => {
    const definition = {
      codeDirectory: folder({ 'index.js': sleeper }),
      handler: 'index.handler',
      layers: [],
      memoryMb: 256,
      timeoutSeconds: 5,
      environment: {},
      caller: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    };
    lambda = createLambda({
      functions: [
        { ...definition, name: 'busy' },
        { ...definition, name: 'api', reservedConcurrency: 1 },
      ],
      endpoints: {},
      concurrency: 1,
      log: () => {},
    });
    const order: string[] = [];
    const started: string[] = [];
    const invoke = async (name: string, milliseconds: number) => {
      await lambda.invoke(name, { milliseconds }, () => started.push(name));
      order.push(name);
    };
    await Promise.all([invoke('busy', 3000), invoke('busy', 0), invoke('api', 0)]);
    expect(order).toEqual(['api', 'busy', 'busy']);
    expect(started).toEqual(['busy', 'api', 'busy']);
  });

  it('are all ended with the local cloud, and nothing that waits begins', async () => {
    const invoke = start(sleeper, {}, { concurrency: 1 });
    await invoke();
    const outcomes = Promise.allSettled([invoke({ milliseconds: 60_000 }), invoke(), invoke()]);
    lambda.close();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { errorType: 'Runtime.ExitError' } });
    }
    await expect(invoke()).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(log.filter(({ message }) => message.startsWith('START'))).toHaveLength(1);
  });

  it('log what the function prints under its request, and a REPORT with time and memory', async () => {
    const invoke = start('exports.handler = async () => { console.log("one\\ntwo"); console.error("three"); };');
    await invoke();
    await invoke();
    const [start_, ...rest] = log;
    expect(start_).toMatchObject({
      origin: 'platform',
      functionName: 'f',
      message: expect.stringContaining('START RequestId: '),
    });
    const printed = rest.filter(({ origin, requestId }) => origin === 'function' && requestId === start_.requestId);
    expect(printed.map(({ message }) => message).sort()).toEqual(['one', 'three', 'two']);
    const reports = log.filter(({ report }) => report !== undefined);
    expect(reports.map(({ message }) => message.split('\t')[0])).toEqual([
      `REPORT RequestId: ${start_.requestId}`,
      expect.stringContaining('REPORT RequestId: '),
    ]);
    expect(reports[0].report).toMatchObject({ memorySizeMb: 256, initDurationMs: expect.any(Number) });
    expect(reports[1].report?.initDurationMs).toBeUndefined();
    if (canMeasureMemory) expect(reports[0].report?.maxMemoryUsedMb).toBeGreaterThan(20);
  });
});

describe('a definition that cannot be honoured', () => {
  const definition: FunctionDefinition = {
    name: 'f',
    codeDirectory: root,
    handler: 'index.handler',
    layers: [],
    memoryMb: 256,
    timeoutSeconds: 5,
    environment: {},
    caller: { accessKeyId: 'AK', secretAccessKey: 'SK' },
  };

  it.each([
    [{ codeDirectory: join(root, 'absent') }, 'absent'],
    [{ layers: [join(root, 'no-layer')] }, 'no-layer'],
    [{ handler: 'handler' }, 'file.export'],
    [{ memoryMb: 64 }, '64 MB'],
    [{ timeoutSeconds: 901 }, '901 s'],
  ])('is refused by name: %j', (changes, named) => {
    const functions = [{ ...definition, ...changes }];
    expect(() => createLambda({ functions, endpoints: {}, concurrency: 1, log: () => {} })).toThrow(
      expect.objectContaining({
        name: 'FunctionNotHonoured',
        functionName: 'f',
        message: expect.stringContaining(named),
      }),
    );
  });
});
