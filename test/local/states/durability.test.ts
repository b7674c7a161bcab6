/** Executions under `kill -9` and over restarts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Journal, JournalDamaged } from '../../../local/journal.ts';
import type { ExecutionRecord } from '../../../local/states/records.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { failing, task, temporaryDirectory, world } from './machine.ts';

const machine = stateMachineArn('machine');

describe('an execution over restarts', () => {
  const chain = {
    StartAt: 'A',
    States: {
      A: task('a', { Assign: { kept: '{% $states.result.Payload %}' }, Next: 'B' }),
      B: task('b', { Output: '{% [$kept, $states.result.Payload] %}' }),
    },
  };

  it('goes on after the last task that answered', async () => {
    const directory = temporaryDirectory();
    const first = world(chain, { a: () => 'from a', b: () => new Promise(() => {}) }, { directory });
    const arn = first.start({}, 'one');
    await expect.poll(() => first.calls.length).toBe(2);
    await first.machines.close();

    const second = world(chain, { a: () => 'again', b: () => 'from b' }, { directory });
    expect((await second.machines.ended(arn)).ended?.output).toEqual(['from a', 'from b']);
    expect(second.calls.map(({ name }) => name)).toEqual(['b']);
  });

  it('keeps its retries: what was used, and when the next is due', async () => {
    const directory = temporaryDirectory();
    const definition = {
      StartAt: 'A',
      States: { A: task('a', { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 60, MaxAttempts: 2 }] }) },
    };
    const busy = {
      a() {
        throw failing('Busy');
      },
    };
    const first = world(definition, busy, { directory });
    const arn = first.start({}, 'one');
    await expect.poll(() => first.calls.length).toBe(1);
    await first.clock.advance(60_000);
    await expect.poll(() => first.calls.length).toBe(2);
    await first.machines.close();
    first.clock.stop();

    const second = world(definition, busy, { directory });
    const ended = second.machines.ended(arn);
    await second.clock.advance(119_000);
    expect(second.calls).toHaveLength(0);
    await second.clock.advance(2_000);
    expect((await ended).ended?.error).toBe('Busy');
    expect(second.calls).toHaveLength(1);
  });

  it('is not timed out by the time in which no local cloud ran', async () => {
    const directory = temporaryDirectory();
    const limited = { ...chain, TimeoutSeconds: 3600 };
    const first = world(limited, { a: () => 'from a', b: () => new Promise(() => {}) }, { directory });
    const arn = first.start({}, 'one');
    await expect.poll(() => first.calls.length).toBe(2);
    await first.machines.close();
    first.clock.stop();
    const away = new VirtualClock(join(directory, 'clock.json'));
    await away.advance(24 * 3_600_000);

    const second = world(limited, { b: () => 'from b' }, { directory });
    expect((await second.machines.ended(arn)).status).toBe('SUCCEEDED');
  });

  it('keeps the definition with which it started', async () => {
    const directory = temporaryDirectory();
    const first = world(chain, { a: () => 'from a', b: () => new Promise(() => {}) }, { directory });
    const arn = first.start({}, 'one');
    await expect.poll(() => first.calls.length).toBe(2);
    await first.machines.close();

    const changed = { StartAt: 'New', States: { New: { Type: 'Succeed' } } };
    const second = world(changed, { b: () => 'from b' }, { directory });
    expect((await second.machines.ended(arn)).ended?.output).toEqual(['from a', 'from b']);
  });

  it('is filed away once when the process died between its last record and the move', async () => {
    const directory = temporaryDirectory();
    const first = world(chain, { a: () => 1, b: () => new Promise(() => {}) }, { directory });
    const arn = first.start({}, 'one');
    await expect.poll(() => first.calls.length).toBe(2);
    await first.machines.close();
    const running = join(directory, 'states/machine/running/one.jsonl');
    appendFileSync(
      running,
      `${JSON.stringify({ type: 'ended', at: '2026-01-01T00:00:00.000Z', status: 'SUCCEEDED', output: 2 })}\n`,
    );

    const second = world(chain, {}, { directory });
    expect(second.machines.describe(arn)).toMatchObject({ status: 'SUCCEEDED', ended: { output: 2 } });
    expect(second.calls).toHaveLength(0);
    expect(existsSync(running)).toBe(false);
  });

  it('ends exactly once, with every answered task kept, however often the process is killed', {
    timeout: 60_000,
  }, async () => {
    const directory = temporaryDirectory();
    const program = fileURLToPath(new URL('interrupted.ts', import.meta.url));
    /** By default there is no kill. */
    const run = async (lines = Number.POSITIVE_INFINITY, milliseconds = 0) => {
      const command = [program, directory, String(lines), String(milliseconds)];
      const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      let output = '';
      child.stdout.on('data', (part) => {
        output += part;
      });
      const [, signal] = await once(child, 'close');
      return { output, signal };
    };
    const kills = [
      [1, 0],
      [4, 39],
      [8, 20],
      [13, 1],
      [17, 35],
    ];
    for (const kill of kills) expect(await run(...kill)).toEqual({ output: '', signal: 'SIGKILL' });
    expect(await run()).toEqual({ output: '216\n', signal: null });

    const file = join(directory, 'states/machine/ended/one.jsonl');
    const records = Journal.read<ExecutionRecord>(file);
    expect(records.filter(({ type }) => type === 'ended')).toHaveLength(1);
    expect(records.at(-1)).toMatchObject({ type: 'ended', status: 'SUCCEEDED', output: 216 });
    const exits = records.flatMap((record) => (record.type === 'exited' ? [record.path] : []));
    expect(new Set(exits).size).toBe(exits.length);
    // 13 tasks; a kill can cost at most the two invocations that were under way.
    const calls = readFileSync(join(directory, 'calls'), 'utf8').trim().split('\n');
    expect(calls.length).toBeLessThanOrEqual(13 + kills.length * 2);
    expect(readdirSync(join(directory, 'states/machine/running'))).toEqual([]);
  });
});

describe('names', () => {
  const definition = { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 60, End: true } } };

  it('make a second start with the same input the first one, and refuse another input', () => {
    const { machines } = world(definition);
    const { executionArn } = machines.start(machine, { n: 1 }, 'one');
    expect(machines.start(machine, { n: 1 }, 'one').executionArn).toBe(executionArn);
    expect(() => machines.start(machine, { n: 2 }, 'one')).toThrow('Execution Already Exists');
    expect(machines.list(machine)).toHaveLength(1);
  });

  it('are refused with characters that AWS refuses', () => {
    const { machines } = world(definition);
    for (const name of ['', 'a b', 'a/b', 'a:b', 'x'.repeat(81)])
      expect(() => machines.start(machine, {}, name)).toThrow('Invalid Name');
  });
});

describe('Journal', () => {
  it('cuts off the line that was being written', () => {
    const file = join(temporaryDirectory(), 'j.jsonl');
    const { journal } = Journal.open<number>(file);
    journal.append(1);
    journal.append(2);
    journal.close();
    appendFileSync(file, '{"torn":');
    const again = Journal.open<number>(file);
    expect(again.entries).toEqual([1, 2]);
    again.journal.append(3);
    again.journal.close();
    expect(Journal.read(file)).toEqual([1, 2, 3]);
  });

  it('names the line that is damaged', () => {
    const file = join(temporaryDirectory(), 'j.jsonl');
    appendFileSync(file, '1\nnonsense\n3\n');
    expect(() => Journal.open(file)).toThrow(JournalDamaged);
    expect(() => Journal.open(file)).toThrow('line 2');
  });

  it('replaces its content and goes on', () => {
    const file = join(temporaryDirectory(), 'j.jsonl');
    const { journal } = Journal.open<number>(file);
    journal.append(1);
    journal.rewrite([7, 8]);
    journal.append(9);
    journal.close();
    expect(Journal.read(file)).toEqual([7, 8, 9]);
  });
});
