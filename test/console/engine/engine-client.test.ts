/** The pool of the engine: how many work at once, who waits, who is kept, and what happens to a worker that fails. */
import { expect, it } from 'vitest';
import {
  EngineClient,
  EngineFailed,
  type EngineWorker,
  StudyNotReadable,
} from '../../../console/engine/engine-client.ts';
import type { EngineAnswer, EngineJob } from '../../../console/engine/messages.ts';

/** A worker that answers when the test says so. */
class FakeWorker {
  readonly jobs: EngineJob[] = [];
  isOver = false;
  readonly #listeners = new Map<string, ((event: unknown) => void)[]>();

  addEventListener(type: string, listener: (event: unknown) => void): void {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  postMessage(job: EngineJob): void {
    this.jobs.push(job);
  }
  terminate(): void {
    this.isOver = true;
  }
  answer(data: EngineAnswer): void {
    for (const listener of this.#listeners.get('message') ?? []) listener({ data });
  }
  fail(message: string): void {
    for (const listener of this.#listeners.get('error') ?? []) listener({ message });
  }
}

function poolOf(parts: { most?: number; keep?: number }) {
  const workers: FakeWorker[] = [];
  const client = new EngineClient(() => {
    workers.push(new FakeWorker());
    return workers[workers.length - 1] as unknown as EngineWorker;
  }, parts);
  return { client, workers };
}

const result = { result: 'found' as never, requests: 0 };
const manifest = {
  sequences: {
    t2fs: { image: 'a', roi: { file: 'b' } },
    dwi: { image: 'c', roi: { file: 'd' } },
    dce: { image: 'e', roi: { file: 'f' } },
  },
};
const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

it('lets no more work at once than it may, and the others wait for their turn', async () => {
  const { client, workers } = poolOf({ most: 2 });
  const all = client.extract([], manifest, 'her2-pcr@1');
  await turn();
  expect(workers).toHaveLength(2);
  expect(client.isBusy).toBe(true);
  workers[0].answer(result);
  await turn();
  expect(workers).toHaveLength(3);
  expect(workers[0].isOver).toBe(true);
  workers[1].answer(result);
  workers[2].answer({ refusal: { code: 'truncated', message: 'got less', remedy: 'Send it again.' } });
  expect(await all).toEqual({
    t2fs: { features: 'found' },
    dwi: { features: 'found' },
    dce: { refusal: expect.objectContaining({ code: 'truncated' }) },
  });
  expect(client.isBusy).toBe(false);
});

it('keeps workers for the next job, opens them ahead, and lets them go', async () => {
  const { client, workers } = poolOf({ most: 4, keep: 2 });
  client.warm();
  expect(workers).toHaveLength(2);
  for (let k = 0; k < 3; k++) {
    const inspecting = client.inspect([]);
    await turn();
    workers[1].answer({ ...result, requests: 0 });
    await inspecting;
  }
  expect(workers).toHaveLength(2);
  expect(workers[1].jobs).toHaveLength(3);
  // What is refused leaves its worker whole.
  const refused = client.readSequence([], manifest, 'dce');
  await turn();
  workers[1].answer({ refusal: { code: 'unreadable', message: 'got nothing', remedy: '' } });
  await expect(refused).rejects.toBeInstanceOf(StudyNotReadable);
  client.rest();
  expect(workers.every(({ isOver }) => isOver)).toBe(true);
});

it('adds up the requests of workers, of each job its own', async () => {
  const { client, workers } = poolOf({ most: 1, keep: 1 });
  for (const requests of [0, 2, 2]) {
    const inspecting = client.inspect([]);
    await turn();
    workers[0].answer({ ...result, requests });
    await inspecting;
  }
  expect(client.requests).toBe(2);
});

it('fails, and does not hang, if a script does not load before or after its worker has a job', async () => {
  const { client, workers } = poolOf({ most: 1, keep: 1 });
  client.warm();
  workers[0].fail('not found');
  await expect(client.inspect([])).rejects.toEqual(new EngineFailed('not found'));
  const inspecting = client.inspect([]);
  await turn();
  expect(workers).toHaveLength(2);
  workers[1].fail('');
  await expect(inspecting).rejects.toBeInstanceOf(EngineFailed);
  const again = client.inspect([]);
  await turn();
  workers[2].answer(result);
  expect(await again).toBe('found');
});

it('ends a worker that is given up, takes a job out of the queue, and says which jobs fail for another one', async () => {
  const { client, workers } = poolOf({ most: 1, keep: 1 });
  const giving = new AbortController();
  const first = client.inspect([], { signal: giving.signal });
  const leaving = new AbortController();
  const second = client.inspect([], { signal: leaving.signal });
  const third = client.inspect([]);
  await turn();
  leaving.abort();
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
  giving.abort();
  await expect(first).rejects.toMatchObject({ name: 'AbortError' });
  expect(workers[0].isOver).toBe(true);
  await turn();
  workers[1].answer(result);
  expect(await third).toBe('found');
  await expect(client.inspect([], { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  // A fault in one sequence ends the others, for which nobody waits any more.
  const all = client.extract([], manifest, 'her2-pcr@1');
  await turn();
  workers[1].answer({ failure: 'out of memory' });
  await expect(all).rejects.toEqual(new EngineFailed('out of memory'));
  await turn();
  expect(client.isBusy).toBe(false);
});
