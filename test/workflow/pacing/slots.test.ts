/** A bounded number of studies in analysis; the others wait, none is lost and none starts twice. */
import { slotHolders, startAnalysis, waitingRequests } from '@radscore/pipeline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../local/contracts.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { injectFault } from '../service/faults.ts';
import { type Handler, startWorkflows, type Workflows } from '../service/in-process.ts';
import { Institution } from '../service/institution.ts';
import { smallStudy } from '../service/small-study.ts';

const AT_ONCE = 2;
let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows({ analysesAtOnce: AT_ONCE });
});
afterAll(() => workflows.stop());

const analyseStudy = stateMachineArn('analyse-study');
const executions = () => workflows.machines.list(analyseStudy);

/** Runs something in place of a function, until it is given back. */
function replace(name: string, handler: Handler): () => void {
  const real = workflows.handlers.get(name) as Handler;
  workflows.handlers.set(name, handler);
  return () => void workflows.handlers.set(name, real);
}

let uploads = 0;
/** The event of a manifest that nobody uploaded: enough for what only starts and ends. */
function uploaded(studyId = `S-${++uploads}`, sequencer = String(++uploads).padStart(16, '0')): BusEvent {
  return {
    version: '0',
    id: `event-${studyId}-${sequencer}`,
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: new Date(Date.now() + uploads).toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: { bucket: { name: 'studies' }, object: { key: keyOf(studyId), sequencer } },
  };
}
const keyOf = (studyId: string) => `institutions/centre-1/studies/${studyId}/manifest.json`;
const studiesOf = (inputs: readonly { executionArn: string }[]) =>
  inputs.map(({ executionArn }) => {
    const { input } = workflows.machines.describe(executionArn);
    return (input as { detail: { object: { key: string } } }).detail.object.key.split('/')[3];
  });

describe('with two slots', () => {
  it('eight studies complete, never more than two at a time, and nothing is left', async () => {
    const centre = new Institution(workflows, 'centre-9');
    let [running, most] = [0, 0];
    const count = (name: string, by: number) => {
      const real = workflows.handlers.get(name) as Handler;
      return replace(name, async (event, context) => {
        running += by > 0 ? by : 0;
        most = Math.max(most, running);
        const result = await real(event, context);
        running += by < 0 ? by : 0;
        return result;
      });
    };
    const restore = [count('admit-study', 1), count('predict-response', -1)];
    const names = Array.from({ length: 8 }, (_, k) => `eight-${k}`);
    for (const studyId of names) await centre.upload(studyId, smallStudy({ studyId, seed: 61 }));
    await workflows.settled();
    for (const one of restore) one();
    for (const studyId of names) expect(await centre.rowOf(studyId)).toMatchObject({ status: 'complete', gaps: {} });
    expect(most).toBe(AT_ONCE);
    expect(await waitingRequests()).toEqual([]);
    expect(await slotHolders()).toEqual([]);
    // Messages of studies that waited come once more, and find their work done.
    await workflows.clock.advance(121_000);
    await workflows.settled();
    expect(workflows.queues.lengths()).toEqual({ analyses: 0 });
    expect(executions()).toHaveLength(8);
    expect(Object.values(workflows.deadLetters.list()).flat()).toEqual([]);
  });
});

describe('what only starts and ends', () => {
  let restoreAdmission: () => void;
  let hold: PromiseWithResolvers<void> | undefined;
  beforeAll(() => {
    // Each execution ends at once, or when the test lets it.
    restoreAdmission = replace('admit-study', async () => {
      await hold?.promise;
      throw Object.assign(new Error('another execution has this manifest'), { name: 'AlreadyRunning' });
    });
  });
  afterAll(() => restoreAdmission());
  afterEach(async () => {
    hold?.resolve();
    hold = undefined;
    await workflows.settled();
    await workflows.clock.advance(121_000);
    await workflows.settled();
    expect(workflows.queues.lengths()).toEqual({ analyses: 0 });
    expect(await slotHolders()).toEqual([]);
    expect(await waitingRequests()).toEqual([]);
  });

  it('a waiting study starts when a slot is given back, long before its message is visible again', async () => {
    hold = Promise.withResolvers();
    const before = executions().length;
    for (let k = 0; k < 5; k++) workflows.deliver(uploaded());
    await expect.poll(async () => (await waitingRequests()).length).toBe(3);
    expect(executions().length - before).toBe(AT_ONCE);
    const now = workflows.clock.now().getTime();
    hold.resolve();
    await workflows.settled();
    expect(executions().length - before).toBe(5);
    expect(workflows.clock.now().getTime() - now).toBeLessThan(60_000);
  });

  it('those that wait start in the order of their uploads, whatever the order of their events', async () => {
    hold = Promise.withResolvers();
    const events = Array.from({ length: 6 }, (_, k) => uploaded(`ordered-${k}`));
    const before = new Set(executions().map(({ executionArn }) => executionArn));
    for (const k of [0, 1]) workflows.deliver(events[k]);
    await expect.poll(() => executions().length - before.size).toBe(2);
    for (const k of [4, 2, 5, 3]) workflows.deliver(events[k]);
    await expect.poll(async () => (await waitingRequests()).length).toBe(4);
    expect((await waitingRequests()).map(({ key }) => key)).toEqual([2, 3, 4, 5].map((k) => keyOf(`ordered-${k}`)));
    hold.resolve();
    await workflows.settled();
    const started = executions().filter(({ executionArn }) => !before.has(executionArn));
    expect(studiesOf(started).sort()).toEqual(events.map((_, k) => `ordered-${k}`));
  });

  it('an event that is delivered again, while its study waits, runs or is over, starts nothing', async () => {
    hold = Promise.withResolvers();
    const before = executions().length;
    const events = Array.from({ length: 4 }, () => uploaded());
    for (const event of [...events, ...events]) workflows.deliver(event);
    await expect.poll(async () => (await waitingRequests()).length).toBe(2);
    hold.resolve();
    await workflows.settled();
    for (const event of events) workflows.deliver(event);
    await workflows.settled();
    expect(executions().length - before).toBe(4);
  });

  it('a second upload of the same study is an analysis of its own', async () => {
    const before = executions().length;
    workflows.deliver(uploaded('twice', '0001'));
    workflows.deliver(uploaded('twice', '0002'));
    await workflows.settled();
    expect(executions().length - before).toBe(2);
  });

  it('a file manifest.json deeper in a study, or outside of any, starts nothing', async () => {
    const before = executions().length;
    for (const key of ['S-1/dce/manifest.json', 'S 1/manifest.json', '-/manifest.json']) {
      const event = uploaded();
      const object = { key: `institutions/centre-1/studies/${key}`, sequencer: '1' };
      workflows.deliver({ ...event, detail: { ...event.detail, object } });
    }
    await workflows.settled();
    expect(executions().length - before).toBe(0);
  });

  it.each([
    'before',
    'after',
  ] as const)('the function that starts them may die %s any of its calls: one execution for each upload, and no slot is lost', async (when) => {
    const before = executions().length;
    let place = 0;
    // Two uploads find a slot, one has to wait for it; then all end. Until the place is behind the last call.
    for (let hasDied = true; hasDied; place++) {
      hold = Promise.withResolvers();
      for (let k = 0; k < AT_ONCE; k++) workflows.deliver(uploaded());
      await expect.poll(() => workflows.machines.list(analyseStudy, 'RUNNING').length).toBe(AT_ONCE);
      hasDied = false;
      const remove = injectFault({
        error: 'KilledSandbox',
        strikes: async ({ n }) => {
          if (n !== place) return undefined;
          hasDied = true;
          return when as never;
        },
      });
      workflows.deliver(uploaded());
      while (!workflows.queues.areIdle) await new Promise((resolve) => setTimeout(resolve, 1));
      hold.resolve();
      await workflows.settled();
      remove();
      // Its message is visible again, and so is that of an end that was not dealt with.
      for (let k = 0; k < 3; k++) {
        await workflows.clock.advance(121_000);
        await workflows.settled();
      }
      expect(executions().length - before).toBe((place + 1) * (AT_ONCE + 1));
      expect(await slotHolders()).toEqual([]);
    }
    expect(place).toBeGreaterThan(10);
  });

  it('a slot whose end was never reported is free again after the review', async () => {
    const pace = workflows.handlers.get('pace-analyses') as Handler;
    const silence = replace('pace-analyses', async (event, context) => {
      const { Records } = event as { Records: { messageId: string; body: string }[] };
      const rest = Records.filter(({ body }) => !body.includes('Execution Status Change'));
      return rest.length > 0 ? pace({ Records: rest }, context) : { batchItemFailures: [] };
    });
    for (let k = 0; k < 4; k++) workflows.deliver(uploaded());
    await workflows.settled();
    silence();
    expect(await slotHolders()).toHaveLength(AT_ONCE);
    expect(await waitingRequests()).toHaveLength(2);
    expect(await workflows.review()).toBe('SUCCEEDED');
  });
  it('a slot that nobody gives back is taken over when it has expired', async () => {
    const hours = (count: number) => new Date(Date.now() + count * 3600 * 1000);
    const request = (studyId: string) => ({
      ...{ bucket: 'studies', key: keyOf(studyId), sequencer: '1', uploadedAt: new Date().toISOString(), faults: 0 },
    });
    hold = Promise.withResolvers();
    expect(await startAnalysis(request('expires-1'), hours(0))).toBe('started');
    expect(await startAnalysis(request('expires-2'), hours(0))).toBe('started');
    expect(await startAnalysis(request('expires-3'), hours(4))).toBe('waits');
    expect(await startAnalysis(request('expires-3'), hours(5))).toBe('started');
  });
});

it('an upload reaches its execution within a moment', async () => {
  const restore = replace('admit-study', async () => {
    throw Object.assign(new Error('it'), { name: 'AlreadyRunning' });
  });
  const took: number[] = [];
  for (let k = 0; k < 10; k++) {
    const before = executions().length;
    const start = performance.now();
    workflows.deliver(uploaded());
    while (executions().length === before) await new Promise((resolve) => setTimeout(resolve, 1));
    took.push(performance.now() - start);
    await workflows.settled();
  }
  restore();
  // Of ten the middle one: the machine may be busy with other tests.
  expect(took.sort((a, b) => a - b)[5]).toBeLessThan(100);
});
