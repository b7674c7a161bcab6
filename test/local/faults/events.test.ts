/** Events that come twice or late, and executions and deliveries that find the disk full. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import type { BusEvent } from '../../../local/contracts.ts';
import { DeadLetterQueues } from '../../../local/events/dead-letters.ts';
import { withFaults } from '../../../local/faults/events.ts';
import { Faults } from '../../../local/faults/faults.ts';
import { type FaultPlanInput, faultPlan } from '../../../local/faults/plan.ts';
import { SourceQueues } from '../../../local/sqs/queues.ts';
import { MACHINE, stage } from '../events/stage.ts';
import { task, temporaryDirectory, world } from '../states/machine.ts';

const RULE = {
  name: 'rule',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/rule',
  pattern: { source: ['test'] },
  targets: [{ id: 't', arn: MACHINE, input: {}, retry: { maximumAgeSeconds: 86_400, maximumAttempts: 185 } }],
};

const event = (id: string): BusEvent => ({
  version: '0',
  id,
  'detail-type': 'Object Created',
  source: 'test',
  account: '0',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { id },
});

function bus(rules: FaultPlanInput['rules'], directory?: string) {
  const on = stage({ rules: [RULE], ...(directory !== undefined && { directory }) });
  return { ...on, faulty: withFaults(on.bus, new Faults(faultPlan.parse({ rules })), on.clock) };
}

const idsOf = (starts: readonly { readonly input: unknown }[]) =>
  starts.map(({ input }) => (input as BusEvent).detail.id);

describe('an event', () => {
  it('that comes twice is two deliveries of the same content', () => {
    const { faulty, starts } = bus([{ fault: 'event-duplicated', count: 1 }]);
    faulty.publish(event('a'));
    faulty.publish(event('b'));
    expect(idsOf(starts)).toEqual(['a', 'a', 'b']);
    expect(starts[0].name).not.toBe(starts[1].name);
  });

  it('that is late comes when it is due, after others, and over a restart', async () => {
    const { faulty, starts, clock, directory, deliveries } = bus([{ fault: 'event-late', seconds: 60, count: 1 }]);
    faulty.publish(event('a'));
    faulty.publish(event('b'));
    expect(idsOf(starts)).toEqual(['b']);
    deliveries.close();
    clock.stop();
    const again = bus([], directory);
    await again.clock.advance(59_000);
    expect(again.starts).toEqual([]);
    await again.clock.advance(2_000);
    expect(idsOf(again.starts)).toEqual(['a']);
  });

  it('that finds the disk full is not taken, so that its sender sends it again', () => {
    const faults = new Faults(faultPlan.parse({ rules: [{ fault: 'disk-full', service: 'events', count: 1 }] }));
    const { bus: full, starts } = stage({ rules: [RULE], faults });
    expect(() => full.publish(event('a'))).toThrow(/ENOSPC/);
    full.publish(event('a'));
    expect(idsOf(starts)).toEqual(['a']);
  });
});

describe('a queue that finds the disk full', () => {
  it('loses no message, and deals with each again and again until the disk takes its records', async () => {
    const directory = temporaryDirectory();
    const clock = new VirtualClock(join(directory, 'clock.json'));
    const faults = new Faults(
      faultPlan.parse({
        rules: [
          // Both messages are taken; then neither the receipt of one is noted, nor its end.
          { fault: 'disk-full', service: 'queues', after: 2, count: 3 },
          { fault: 'disk-full', service: 'queues', after: 4, count: 1 },
        ],
      }),
    );
    const seen: string[] = [];
    const arn = 'arn:aws:sqs:us-east-1:000000000000:work';
    const queues = new SourceQueues({
      directory,
      clock,
      faults,
      deadLetters: new DeadLetterQueues({ directory, clock, queues: [] }),
      invoker: {
        async invoke(_name, payload) {
          seen.push(...(payload as { Records: { body: string }[] }).Records.map(({ body }) => body));
          return { batchItemFailures: [] };
        },
      },
      queues: [{ name: 'work', arn, visibilitySeconds: 60, retentionSeconds: 86_400 }],
      sources: [{ queueArn: arn, functionName: 'f', batchSize: 1, maximumConcurrency: 2, reportsFailures: true }],
    });
    onTestFinished(() => {
      queues.close();
      clock.stop();
    });
    queues.send(arn, 'a');
    queues.send(arn, 'b');
    await clock.advance(3_600_000);
    expect([...new Set(seen)].sort()).toEqual(['"a"', '"b"']);
    expect(queues.lengths()).toEqual({ work: 0 });
    expect(faults.strikes().map(({ struck }) => struck)).toEqual([3, 1]);
    expect(seen).toHaveLength(3);
  });
});

describe('an execution that finds the disk full', () => {
  it('waits, and goes on from the last record that was written', async () => {
    const faults = new Faults(
      faultPlan.parse({ rules: [{ fault: 'disk-full', service: 'states', after: 2, count: 5 }] }),
    );
    const { run, calls } = world(
      {
        StartAt: 'A',
        States: { A: task('f', { Next: 'B' }), B: task('f', { Next: 'C' }), C: { Type: 'Succeed' } },
      },
      { f: (input: number) => input + 1 },
      { faults },
    );
    const ended = await run(1);
    expect(ended.ended).toMatchObject({ status: 'SUCCEEDED', output: 3 });
    expect(calls.length).toBeGreaterThanOrEqual(2);
    expect(faults.strikes()[0].struck).toBe(5);
  });
});
