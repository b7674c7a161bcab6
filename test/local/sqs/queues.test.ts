/** Queues that feed functions: what is sent is dealt with, or comes again, or becomes a dead letter. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { FunctionFailed } from '../../../local/contracts.ts';
import { DeadLetterQueues } from '../../../local/events/dead-letters.ts';
import { SourceQueues } from '../../../local/sqs/queues.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:work';
const DEAD = 'arn:aws:sqs:us-east-1:000000000000:dead';

interface Sent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
  }[];
}
type Answer = (event: Sent) => unknown;

/** A queue, the function that it feeds, and a folder that is left for another start. */
function start(
  answer: Answer,
  {
    directory = folder(),
    batchSize = 10,
    maximumConcurrency = 2,
    mostReceives = 3,
    retentionSeconds = 4 * 86_400,
  } = {},
) {
  const clock = new VirtualClock(join(directory, 'clock.json'));
  const deadLetters = new DeadLetterQueues({
    directory: join(directory, 'queues'),
    clock,
    queues: [{ name: 'dead', arn: DEAD, retentionSeconds: 14 * 86_400 }],
  });
  const batches: Sent[] = [];
  const queues = new SourceQueues({
    directory: join(directory, 'queues'),
    clock,
    deadLetters,
    invoker: {
      async invoke(_name, payload) {
        const event = payload as Sent;
        batches.push(event);
        return answer(event);
      },
    },
    queues: [
      {
        name: 'work',
        arn: QUEUE,
        visibilitySeconds: 60,
        retentionSeconds,
        redrive: { deadLetterQueue: DEAD, mostReceives },
      },
    ],
    sources: [{ queueArn: QUEUE, functionName: 'work', batchSize, maximumConcurrency, reportsFailures: true }],
  });
  const stop = () => {
    queues.close();
    deadLetters.close();
    clock.stop();
  };
  onTestFinished(stop);
  const idle = () => expect.poll(() => queues.areIdle).toBe(true);
  return { queues, deadLetters, clock, batches, directory, stop, idle };
}

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-sqs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const bodies = ({ Records }: Sent) => Records.map(({ body }) => JSON.parse(body));
const done = () => ({ batchItemFailures: [] });

describe('a queue that feeds a function', () => {
  it('hands over what is sent, with the attributes of SQS, and forgets it', async () => {
    const { queues, batches, idle } = start(done);
    queues.send(QUEUE, { n: 1 }, 'one');
    await idle();
    expect(batches).toHaveLength(1);
    expect(batches[0].Records).toMatchObject([
      { messageId: 'one', body: '{"n":1}', attributes: { ApproximateReceiveCount: '1' } },
    ]);
    expect(queues.lengths()).toEqual({ work: 0 });
  });

  it('gives again, when they are visible, the messages that are reported as failed, and those alone', async () => {
    const { queues, batches, clock, idle } = start(({ Records }) => ({
      batchItemFailures: Records.filter(
        ({ body, attributes }) => body === '2' && attributes.ApproximateReceiveCount === '1',
      ).map(({ messageId }) => ({ itemIdentifier: messageId })),
    }));
    for (const n of [1, 2, 3]) queues.send(QUEUE, n);
    await idle();
    expect(queues.lengths()).toEqual({ work: 1 });
    await clock.advance(59_000);
    expect(queues.lengths()).toEqual({ work: 1 });
    await clock.advance(2_000);
    await idle();
    expect(queues.lengths()).toEqual({ work: 0 });
    expect(batches.flatMap(bodies)).toEqual([1, 2, 3, 2]);
  });

  it.each<[string, Answer]>([
    ['fails', () => Promise.reject(new FunctionFailed('Error', 'no', '{}'))],
    ['names a message that it did not get', () => ({ batchItemFailures: [{ itemIdentifier: 'another' }] })],
    ['answers something else', () => ({ batchItemFailures: 'all' })],
  ])('gives the whole batch again if the function %s, and keeps it as a dead letter after the last time', async (_, answer) => {
    const { queues, batches, clock, deadLetters, idle } = start(answer);
    queues.send(QUEUE, { n: 1 });
    for (let k = 0; k < 4; k++) {
      await idle();
      await clock.advance(61_000);
    }
    await idle();
    expect(batches).toHaveLength(3);
    expect(queues.lengths()).toEqual({ work: 0 });
    expect(deadLetters.list().dead).toMatchObject([
      { body: '{"n":1}', attributes: { DeadLetterQueueSourceArn: QUEUE } },
    ]);
  });

  it('has no more batches at a time, and no more messages in one, than the template says', async () => {
    let [running, most] = [0, 0];
    const { queues, batches, idle } = start(
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return done();
      },
      { batchSize: 4 },
    );
    for (let n = 0; n < 30; n++) queues.send(QUEUE, n);
    await idle();
    expect(most).toBe(2);
    expect(Math.max(...batches.map(({ Records }) => Records.length))).toBe(4);
    expect(batches.flatMap(bodies).sort((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
  });

  it('does not send a message of the same id while it is there', async () => {
    const { queues, batches, idle } = start(() => Promise.reject(new FunctionFailed('Error', 'no', '{}')));
    queues.send(QUEUE, 1, 'same');
    queues.send(QUEUE, 1, 'same');
    await idle();
    expect(batches.flatMap(bodies)).toEqual([1]);
    expect(queues.lengths()).toEqual({ work: 1 });
  });

  it('drops what is older than its retention', async () => {
    const { queues, clock, deadLetters, idle } = start(() => Promise.reject(new FunctionFailed('Error', 'no', '{}')), {
      mostReceives: 1000,
      retentionSeconds: 200,
    });
    queues.send(QUEUE, 1);
    await idle();
    await clock.advance(190_000);
    await idle();
    expect(queues.lengths()).toEqual({ work: 1 });
    await clock.advance(61_000);
    expect(queues.lengths()).toEqual({ work: 0 });
    expect(deadLetters.list().dead).toEqual([]);
  });
});

describe('over a restart', () => {
  it('what was sent, and what a function had and did not end, is dealt with at once', async () => {
    const first = start(() => new Promise(() => {}), { batchSize: 1 });
    for (const n of [1, 2, 3]) first.queues.send(QUEUE, n);
    await expect.poll(() => first.batches.length).toBe(2);
    first.stop();
    const second = start(done, { directory: first.directory });
    expect(second.queues.resume()).toBe(3);
    await second.idle();
    expect(second.batches.flatMap(bodies).sort()).toEqual([1, 2, 3]);
    second.stop();
    const third = start(done, { directory: first.directory });
    expect(third.queues.resume()).toBe(0);
  });

  it('how often a message was received is not forgotten', async () => {
    const failing: Answer = () => Promise.reject(new FunctionFailed('Error', 'no', '{}'));
    let last = start(failing);
    last.queues.send(QUEUE, 1);
    for (let k = 0; k < 3; k++) {
      await last.idle();
      last.stop();
      last = start(failing, { directory: last.directory });
      last.queues.resume();
    }
    await last.idle();
    expect(last.deadLetters.list().dead).toHaveLength(1);
  });
});
