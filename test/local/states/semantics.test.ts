/** What states and expressions do, one by one. */
import { describe, expect, it } from 'vitest';
import { failing, task, world } from './machine.ts';

const pass = (more: Readonly<Record<string, unknown>>) => ({ Type: 'Pass', End: true, ...more });

describe('states and their data', () => {
  it('hands the input on unless Output says otherwise', async () => {
    const { run } = world({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: pass({ Output: { doubled: '{% $states.input.n * 2 %}' } }) },
    });
    expect(await run({ n: 21 })).toMatchObject({ status: 'SUCCEEDED', ended: { output: { doubled: 42 } } });
  });

  it('gives Task the result of lambda:invoke', async () => {
    const { run, calls } = world(
      { StartAt: 'A', States: { A: task('f', { Output: '{% $states.result %}' }) } },
      { f: () => ({ answer: 1 }) },
    );
    const output = (await run({ x: 1 })).ended?.output;
    expect(output).toEqual({ ExecutedVersion: '$LATEST', Payload: { answer: 1 }, StatusCode: 200 });
    expect(calls).toEqual([{ name: 'f', payload: { x: 1 } }]);
  });

  it('evaluates Assign and Output side by side', async () => {
    const { run } = world({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: 10 }, Next: 'B' },
        B: pass({ Assign: { x: '{% $x + 1 %}' }, Output: '{% [$x, $y] %}' }),
      },
    });
    expect((await run()).ended?.output).toEqual([1, 10]);
  });

  it('keeps what an iteration assigns inside it and lets it read what is outside', async () => {
    const { run } = world({
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { base: 100 }, Next: 'Each' },
        Each: {
          Type: 'Map',
          Items: [1, 2, 3],
          ItemProcessor: {
            StartAt: 'Keep',
            States: {
              Keep: { Type: 'Pass', Assign: { mine: '{% $base + $states.input %}' }, Next: 'Show' },
              Show: pass({ Output: '{% $mine %}' }),
            },
          },
          Next: 'After',
        },
        After: pass({ Output: { results: '{% $states.input %}', leaked: '{% $exists($mine) %}' } }),
      },
    });
    expect((await run()).ended?.output).toEqual({ results: [101, 102, 103], leaked: false });
  });

  it('shows the execution, the state and the item in the context', async () => {
    const { start, machines } = world({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemSelector: { at: '{% $states.context.Map.Item.Index %}', is: '{% $states.context.Map.Item.Value %}' },
          ItemProcessor: {
            StartAt: 'Show',
            States: {
              Show: pass({
                Output:
                  '{% $merge([$states.input, {"in": $states.context.State.Name, "of": $states.context.Execution.Name}]) %}',
              }),
            },
          },
          End: true,
        },
      },
    });
    const { ended, executionArn } = await machines.ended(start(['a', 'b'], 'run-1'));
    expect(executionArn).toBe('arn:aws:states:us-east-1:000000000000:execution:machine:run-1');
    expect(ended?.output).toEqual([
      { at: 0, is: 'a', in: 'Show', of: 'run-1' },
      { at: 1, is: 'b', in: 'Show', of: 'run-1' },
    ]);
  });

  it('takes the first rule that holds, with the Assign and Output of that rule', async () => {
    const { run } = world({
      StartAt: 'Which',
      States: {
        Which: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $states.input.n > 10 %}', Next: 'Show', Output: 'large', Assign: { from: 'rule 0' } },
            { Condition: '{% $states.input.n > 5 %}', Next: 'Show', Output: 'middle', Assign: { from: 'rule 1' } },
          ],
          Default: 'Show',
          Output: 'small',
          Assign: { from: 'default' },
        },
        Show: pass({ Output: '{% $states.input & " by " & $from %}' }),
      },
    });
    expect((await run({ n: 11 })).ended?.output).toBe('large by rule 0');
    expect((await run({ n: 7 })).ended?.output).toBe('middle by rule 1');
    expect((await run({ n: 1 })).ended?.output).toBe('small by default');
  });

  it('fails with States.NoChoiceMatched without a Default', async () => {
    const { run } = world({
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'End' }] },
        End: { Type: 'Succeed' },
      },
    });
    expect((await run()).ended?.error).toBe('States.NoChoiceMatched');
  });

  it('ends with the error and cause that a Fail state computes', async () => {
    const { run } = world({
      StartAt: 'A',
      States: { A: { Type: 'Fail', Error: '{% $states.input.code %}', Cause: "{% 'got ' & $states.input.n %}" } },
    });
    expect(await run({ code: 'StudyRefused', n: 3 })).toMatchObject({
      status: 'FAILED',
      ended: { error: 'StudyRefused', cause: 'got 3' },
    });
  });

  it('gives Parallel the results of its branches in their order', async () => {
    const { run } = world(
      {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            Arguments: '{% $states.input.n %}',
            Branches: [
              { StartAt: 'Slow', States: { Slow: task('slow') } },
              { StartAt: 'Quick', States: { Quick: pass({ Output: '{% $states.input + 1 %}' }) } },
            ],
            End: true,
          },
        },
      },
      { slow: (n: number) => new Promise((resolve) => setTimeout(resolve, 20, n * 2)) },
    );
    expect((await run({ n: 5 })).ended?.output).toEqual([10, 6]);
  });

  it('waits by the clock, for seconds or until a time', async () => {
    const { run } = world({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Wait',
          Seconds: '{% $states.input.s %}',
          Assign: { until: '{% $fromMillis($millis() + 60000) %}' },
          Next: 'B',
        },
        B: { Type: 'Wait', Timestamp: '{% $until %}', End: true },
      },
    });
    const { ended, startedAt } = await run({ s: 30 }, 1000);
    expect(ended?.status).toBe('SUCCEEDED');
    const lasted = (Date.parse(ended?.at ?? '') - Date.parse(startedAt)) / 1000;
    expect(lasted).toBeGreaterThanOrEqual(90);
    // The real time that the test itself takes is on top.
    expect(lasted).toBeLessThan(95);
  });

  it('publishes the entries of events:putEvents', async () => {
    const { run, events } = world({
      StartAt: 'Tell',
      States: {
        Tell: {
          Type: 'Task',
          Resource: 'arn:aws:states:::events:putEvents',
          Arguments: {
            Entries: [{ Source: 'radscore', DetailType: 'StudyAnalysed', Detail: { study: '{% $states.input.id %}' } }],
          },
          Output: '{% $states.result.FailedEntryCount %}',
          End: true,
        },
      },
    });
    expect((await run({ id: 'BB-1' })).ended?.output).toBe(0);
    const own = events.filter(({ source }) => source !== 'aws.states');
    expect(own).toMatchObject([{ source: 'radscore', 'detail-type': 'StudyAnalysed', detail: { study: 'BB-1' } }]);
  });

  it('does only what its role allows', async () => {
    const { run, calls } = world(
      { StartAt: 'A', States: { A: task('f') } },
      { f: () => 1 },
      { policies: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*:function:other' }] },
    );
    expect((await run()).ended).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
    expect(calls).toEqual([]);
  });

  it('has the functions that Step Functions adds to JSONata', async () => {
    const { run } = world({
      StartAt: 'A',
      States: {
        A: pass({
          Output: {
            partition: '{% $partition([1,2,3,4,5], 2) %}',
            range: '{% $range(0, 6, 3) %}',
            hash: "{% $hash('abc', 'SHA-256') %}",
            parse: '{% $parse(\'{"a":[1]}\').a %}',
            uuid: '{% $length($uuid()) %}',
            random: '{% $random(7) = $random(7) %}',
          },
        }),
      },
    });
    expect((await run()).ended?.output).toEqual({
      partition: [[1, 2], [3, 4], [5]],
      range: [0, 3, 6],
      // FIPS 180-2, appendix B.1
      hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      parse: [1],
      uuid: 36,
      random: true,
    });
  });
});

describe('Map', () => {
  it('keeps the order of the items and runs at most MaxConcurrency at once', async () => {
    let running = 0;
    let most = 0;
    const { run } = world(
      {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            MaxConcurrency: 3,
            ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Work', States: { Work: task('work') } },
            End: true,
          },
        },
      },
      {
        async work(n: number) {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 12 - n));
          running--;
          return n * n;
        },
      },
    );
    expect((await run([0, 1, 2, 3, 4, 5, 6, 7])).ended?.output).toEqual([0, 1, 4, 9, 16, 25, 36, 49]);
    expect(most).toBe(3);
  });

  it('runs 40 iterations at once without MaxConcurrency', async () => {
    let running = 0;
    let most = 0;
    const { run } = world(
      {
        StartAt: 'Each',
        States: {
          Each: { Type: 'Map', ItemProcessor: { StartAt: 'Work', States: { Work: task('work') } }, End: true },
        },
      },
      {
        async work() {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running--;
          return null;
        },
      },
    );
    expect((await run(Array.from({ length: 100 }, (_, n) => n))).status).toBe('SUCCEEDED');
    expect(most).toBe(40);
  });

  it('fails with the error of the iteration that fails first, and starts no other', async () => {
    const { run, calls } = world(
      {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            MaxConcurrency: 1,
            ItemProcessor: { StartAt: 'Work', States: { Work: task('work') } },
            End: true,
          },
        },
      },
      {
        work(n: number) {
          if (n === 1) throw failing('StudyRefused');
          return n;
        },
      },
    );
    expect(await run([0, 1, 2, 3])).toMatchObject({ status: 'FAILED', ended: { error: 'StudyRefused' } });
    expect(calls).toHaveLength(2);
  });

  it('refuses Items that are no array', async () => {
    const { run } = world({
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Items: '{% 3 %}',
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } },
          End: true,
        },
      },
    });
    expect((await run()).ended?.error).toBe('States.QueryEvaluationError');
  });
});
