/** Faults of Lambda: errors of the service, the account's concurrency, and what happens to sandboxes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Faults } from '../../../local/faults/faults.ts';
import { type FaultPlanInput, faultPlan } from '../../../local/faults/plan.ts';
import type { FunctionDefinition } from '../../../local/lambda/functions.ts';
import { createLambda, type Lambda } from '../../../local/lambda/lambda.ts';
import { canMeasureMemory } from '../../../local/lambda/memory.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-faults-'));
afterAll(() => rmSync(root, { recursive: true }));
let lambda: Lambda;
afterEach(() => lambda.close());

/** A function that appends what it does to a file, before and after it has waited. */
const WORKER = `
const { appendFileSync } = require('node:fs');
exports.handler = async ({ file, ms = 0, spin = 0, later = 0 }) => {
  appendFileSync(file, 'a');
  await new Promise((resolve) => setTimeout(resolve, ms));
  for (const end = performance.now() + spin; performance.now() < end; );
  if (later) setTimeout(() => appendFileSync(file, 'l'), later);
  appendFileSync(file, 'z');
  return { pid: process.pid, now: Date.now() };
};`;
writeFileSync(join(root, 'index.js'), WORKER);
let files = 0;

function start(plan: FaultPlanInput, changes: Partial<FunctionDefinition> = {}) {
  const faults = new Faults(faultPlan.parse(plan));
  const file = join(root, `${files++}`);
  lambda = createLambda({
    functions: [
      {
        name: 'f',
        codeDirectory: root,
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
    concurrency: 2,
    log: () => {},
    faults,
  });
  const invoke = (more: object = {}) =>
    lambda.invoke('f', { file, ...more }) as Promise<{ readonly pid: number; readonly now: number }>;
  return { invoke, faults, done: () => (existsSync(file) ? readFileSync(file, 'utf8') : '') };
}

describe('an error of the service', () => {
  it.each([
    ['TooManyRequestsException', 'Rate Exceeded. (Service: Lambda, Status Code: 429'],
    ['CodeArtifactUserPendingException', 'Lambda is initializing your function.'],
    ['ResourceConflictException', 'currently in the following state: Pending (Service: Lambda, Status Code: 409'],
  ] as const)('%s reaches the caller by the name that Step Functions gives it, without an invocation', async (error, cause) => {
    const { invoke, done } = start({ rules: [{ fault: 'lambda-error', error, count: 1 }] });
    await expect(invoke()).rejects.toMatchObject({
      errorType: `Lambda.${error}`,
      payload: expect.stringContaining(cause),
    });
    await invoke();
    expect(done()).toBe('az');
  });
});

describe("the account's concurrency", () => {
  it('answers 429 at once when it is used up, also for what waits for a processor', async () => {
    const { invoke, faults } = start({ accountConcurrency: 3 });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => invoke({ ms: 50 })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([
      { reason: { errorType: 'Lambda.TooManyRequestsException' } },
      { reason: { errorType: 'Lambda.TooManyRequestsException' } },
    ]);
    expect(faults.throttles.account).toBe(2);
    await invoke();
  });

  it('is reduced by what a function reserves, which is also the most that it gets', async () => {
    const { invoke } = start({ accountConcurrency: 10 }, { reservedConcurrency: 1 });
    const outcomes = await Promise.allSettled([invoke({ ms: 50 }), invoke()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(() => start({ accountConcurrency: 10 }, { reservedConcurrency: 10 })).toThrow(/cannot reserve 10/);
  });
});

describe('a sandbox that comes to harm', () => {
  it.each([
    ['lambda-timed-out', 'start', 'Sandbox.Timedout', ''],
    ['lambda-timed-out', 'middle', 'Sandbox.Timedout', 'a?'],
    ['lambda-timed-out', 'end', 'Sandbox.Timedout', 'az'],
    ['lambda-killed', 'middle', 'Runtime.ExitError', 'a?'],
    ['lambda-killed', 'end', 'Runtime.ExitError', 'az'],
    ['lambda-out-of-memory', 'middle', 'Runtime.OutOfMemory', 'a?'],
  ] as const)('%s at the %s gives %s, and what was done stays done', async (fault, at, errorType, left) => {
    const { invoke, done } = start({ rules: [{ fault, at, afterMs: 100, after: 1, count: 1 }] });
    await invoke();
    await expect(invoke({ ms: at === 'middle' ? 4000 : 0 })).rejects.toMatchObject({ errorType });
    expect(done()).toMatch(new RegExp(`^az${left}$`));
    await invoke();
    expect(done()).toMatch(new RegExp(`^az${left}az$`));
  });

  it('is frozen, given up as timed out, and ends its work when another has done it', async () => {
    const { invoke, done } = start({
      rules: [{ fault: 'lambda-frozen', at: 'middle', afterMs: 50, thawsAfterMs: 1500, count: 1 }],
    });
    await expect(invoke({ ms: 300 })).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
    await invoke();
    expect(done()).toBe('aaz');
    await expect.poll(done, { timeout: 10_000 }).toBe('aazz');
  });

  it('stands still between invocations with what the function left running', async () => {
    const { invoke, done } = start({ freezesSandboxes: true });
    await invoke({ later: 100 });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(done()).toBe('az');
    await invoke({ ms: 200 });
    expect(done()).toMatch(/^az(al|la)z$/);
  });

  it('has a clock that steps back', async () => {
    const { invoke } = start({ rules: [{ fault: 'clock-steps-back', seconds: 60, afterSeconds: 0 }] });
    const { now } = await invoke();
    expect(Date.now() - now).toBeGreaterThan(59_000);
    expect(Date.now() - now).toBeLessThan(75_000);
  });

  it.runIf(canMeasureMemory)('computes by its memory: 177 MB get a tenth of a processor', async () => {
    const { invoke } = start({ processorShare: true }, { memoryMb: 177, timeoutSeconds: 30 });
    await invoke();
    const before = performance.now();
    await invoke({ spin: 300 });
    // Wall time passes while it stands still: three to five periods of 100 ms, each with 10 ms of computing.
    expect(performance.now() - before).toBeGreaterThan(300);
  });
});
