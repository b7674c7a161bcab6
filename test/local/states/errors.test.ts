/** Retry, Catch, time-outs and the names of errors. */
import { describe, expect, it } from 'vitest';
import { covers } from '../../../local/states/errors.ts';
import { failing, task, world } from './machine.ts';

/** Fails `times` times with `error`, then answers `ok`; keeps when it was called, in seconds after the first call. */
function flaky(error: string, times: number, now: () => Date) {
  const at: number[] = [];
  return {
    at,
    run() {
      at.push(now().getTime() / 1000);
      if (at.length <= times) throw failing(error);
      return 'ok';
    },
    get waits() {
      return at.slice(1).map((time, index) => time - at[index]);
    },
  };
}

/** Waits on the virtual clock include the real time that the interpreter takes. */
const REAL_SECONDS = 0.9;

function expectWaits(got: readonly number[], wanted: readonly number[]): void {
  expect(got).toHaveLength(wanted.length);
  for (const [index, wait] of got.entries()) {
    expect(wait).toBeGreaterThanOrEqual(wanted[index] - 0.002);
    expect(wait).toBeLessThan(wanted[index] + REAL_SECONDS);
  }
}

describe('Retry', () => {
  // The example of the Step Functions developer guide: IntervalSeconds 3, BackoffRate 2, MaxAttempts 3 waits 3, 6, 12 s.
  it('waits longer each time, by the backoff rate', async () => {
    let probe: ReturnType<typeof flaky> | undefined;
    const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 3 }];
    const { run, clock } = world(
      { StartAt: 'A', States: { A: task('f', { Retry: retry }) } },
      { f: () => probe?.run() },
    );
    probe = flaky('Busy', 3, () => clock.now());
    expect(await run()).toMatchObject({ status: 'SUCCEEDED', ended: { output: 'ok' } });
    expectWaits(probe.waits, [3, 6, 12]);
  });

  it('waits MaxDelaySeconds at most', async () => {
    let probe: ReturnType<typeof flaky> | undefined;
    const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2, MaxAttempts: 4, MaxDelaySeconds: 5 }];
    const { run, clock } = world(
      { StartAt: 'A', States: { A: task('f', { Retry: retry }) } },
      { f: () => probe?.run() },
    );
    probe = flaky('Busy', 4, () => clock.now());
    expect((await run()).status).toBe('SUCCEEDED');
    expectWaits(probe.waits, [3, 5, 5, 5]);
  });

  it('draws the wait between 0 and the full one with JitterStrategy FULL', async () => {
    let probe: ReturnType<typeof flaky> | undefined;
    const retry = [
      { ErrorEquals: ['Busy'], IntervalSeconds: 8, BackoffRate: 2, MaxAttempts: 2, JitterStrategy: 'FULL' },
    ];
    const { run, clock } = world(
      { StartAt: 'A', States: { A: task('f', { Retry: retry }) } },
      { f: () => probe?.run() },
      { random: () => 0.25 },
    );
    probe = flaky('Busy', 2, () => clock.now());
    expect((await run()).status).toBe('SUCCEEDED');
    expectWaits(probe.waits, [2, 4]);
  });

  it('counts each retrier on its own and fails when the one that matches is used up', async () => {
    const errors = ['One', 'Two', 'One', 'Two', 'Two', 'Two'];
    let call = 0;
    const { run, calls } = world(
      {
        StartAt: 'A',
        States: {
          A: task('f', {
            Retry: [
              { ErrorEquals: ['One'], MaxAttempts: 2 },
              { ErrorEquals: ['Two'], MaxAttempts: 2 },
            ],
          }),
        },
      },
      {
        f() {
          throw failing(errors[call++]);
        },
      },
    );
    expect((await run()).ended?.error).toBe('Two');
    expect(calls).toHaveLength(5);
  });

  it('shows the number of retries in the context', async () => {
    let call = 0;
    const { run } = world(
      {
        StartAt: 'A',
        States: {
          A: task('f', {
            Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
            Retry: [{ ErrorEquals: ['States.ALL'] }],
          }),
        },
      },
      {
        f(count: number) {
          if (call++ < 2) throw failing('Busy');
          return count;
        },
      },
    );
    expect((await run()).ended?.output).toBe(2);
  });

  it('runs a whole Map again', async () => {
    let call = 0;
    const { run, calls } = world(
      {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            MaxConcurrency: 1,
            ItemProcessor: { StartAt: 'Work', States: { Work: task('work') } },
            Retry: [{ ErrorEquals: ['Busy'] }],
            End: true,
          },
        },
      },
      {
        work(n: number) {
          if (call++ === 1) throw failing('Busy');
          return n;
        },
      },
    );
    expect((await run([7, 8])).ended?.output).toEqual([7, 8]);
    expect(calls.map(({ payload }) => payload)).toEqual([7, 8, 7, 8]);
  });
});

describe('Catch', () => {
  it('hands on the error and the JSON of the function as its cause', async () => {
    const { run } = world(
      {
        StartAt: 'A',
        States: {
          A: task('f', { Catch: [{ ErrorEquals: ['StudyRefused'], Next: 'B' }], Next: 'C' }),
          B: {
            Type: 'Pass',
            Output: { caught: '{% $states.input.Error %}', why: '{% $parse($states.input.Cause).errorMessage %}' },
            End: true,
          },
          C: { Type: 'Succeed' },
        },
      },
      {
        f() {
          throw failing('StudyRefused', 'roi-too-small');
        },
      },
    );
    expect((await run()).ended?.output).toEqual({ caught: 'StudyRefused', why: 'roi-too-small' });
  });

  it('evaluates its own Assign and Output, and not those of the state', async () => {
    const { run } = world(
      {
        StartAt: 'A',
        States: {
          A: task('f', {
            Assign: { from: 'the state' },
            Catch: [
              {
                ErrorEquals: ['States.ALL'],
                Assign: { from: 'the catcher' },
                Output: { failure: '{% $states.errorOutput.Error %}', input: '{% $states.input %}' },
                Next: 'B',
              },
            ],
          }),
          B: { Type: 'Pass', Output: '{% $merge([$states.input, {"from": $from}]) %}', End: true },
        },
      },
      {
        f() {
          throw failing('StudyRefused');
        },
      },
    );
    expect((await run(1)).ended?.output).toEqual({ failure: 'StudyRefused', input: 1, from: 'the catcher' });
  });

  it('catches an expression of the state that cannot be evaluated', async () => {
    const { run } = world(
      {
        StartAt: 'A',
        States: {
          A: task('f', {
            Output: '{% $states.result.nothing %}',
            Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'B' }],
          }),
          B: { Type: 'Pass', Output: '{% $states.input.Cause %}', End: true },
        },
      },
      { f: () => 1 },
    );
    expect((await run()).ended?.output).toContain('state A: Output');
  });

  it.each([
    ['States.ALL', 'Any', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.TaskFailed', 'Any', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['Other', 'Any', false],
  ])('%s covers %s: %s', (name, error, wanted) => expect(covers([name], error)).toBe(wanted));
});

describe('limits', () => {
  it('ends a task at its time-out, counted from when the function started', async () => {
    let begin: () => void = () => {};
    const { start, machines, clock } = world(
      { StartAt: 'A', States: { A: task('f', { TimeoutSeconds: 1 }) } },
      {
        f(_: unknown, started: () => void) {
          begin = started;
          return new Promise(() => {});
        },
      },
    );
    const arn = start();
    await new Promise((resolve) => setTimeout(resolve, 1300));
    expect(machines.describe(arn).status).toBe('RUNNING');
    begin();
    expect((await machines.ended(arn)).ended?.error).toBe('States.Timeout');
    expect(clock.now().getTime()).toBeLessThan(Date.now() + 1000);
  });

  it('does not advance the clock over a running function', async () => {
    const { run } = world(
      { StartAt: 'A', TimeoutSeconds: 60, States: { A: task('f', { TimeoutSeconds: 30 }) } },
      {
        f(_: unknown, started: () => void) {
          started();
          return new Promise((resolve) => setTimeout(resolve, 50, 'done'));
        },
      },
    );
    expect((await run({}, 24 * 3600)).ended?.output).toBe('done');
  });

  it('ends the machine as TIMED_OUT', async () => {
    const { run } = world({
      StartAt: 'A',
      TimeoutSeconds: 60,
      States: { A: { Type: 'Wait', Seconds: 600, End: true } },
    });
    expect(await run()).toMatchObject({ status: 'TIMED_OUT', ended: { error: 'States.Timeout' } });
  });

  it('refuses a result of more than 256 KB', async () => {
    const { run } = world(
      {
        StartAt: 'A',
        States: { A: task('f', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }] }), B: { Type: 'Succeed' } },
      },
      { f: () => 'x'.repeat(256 * 1024) },
    );
    expect((await run()).ended?.error).toBe('States.DataLimitExceeded');
  });

  it('stops a machine that never ends at 25,000 events', async () => {
    const { run } = world({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } });
    const { ended } = await run();
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
