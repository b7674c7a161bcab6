/** A Map in mode DISTRIBUTED, and an execution that waits for another one. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { StateMachines, stateMachineArn } from '../../../local/states/runner.ts';
import { failing, temporaryDirectory, world } from './machine.ts';

const invoke = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  End: true,
  ...more,
});

const distributed = (states: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Work',
        States: { Work: states },
      },
      End: true,
      ...more,
    },
  },
});

it('runs an execution for each item, whose histories do not count for that of the Map', async () => {
  const { run, machines } = world(distributed(invoke('double')), { double: (value: number) => 2 * value });
  const items = Array.from({ length: 7000 }, (_, i) => i);
  const ended = await run(items);
  expect(ended.ended?.error).toBeUndefined();
  expect(ended.ended?.output).toEqual(items.map((item) => 2 * item));
  expect(machines.history(ended.executionArn).records.length).toBeGreaterThan(25_000 / 2);
});

it('names each execution by its own ARN and shows it its own input', async () => {
  const shown = {
    Type: 'Pass',
    Output: { id: '{% $states.context.Execution.Id %}', input: '{% $states.context.Execution.Input %}' },
    End: true,
  };
  const { run } = world(distributed(shown));
  const { ended } = await run(['a', 'b']);
  const [a, b] = (ended?.output ?? []) as { id: string; input: string }[];
  expect([a.input, b.input]).toEqual(['a', 'b']);
  expect(a.id).toMatch(/^arn:aws:states:us-east-1:0+:execution:machine\/Each:[0-9a-f-]{36}$/);
  expect(b.id).not.toBe(a.id);
});

it('fails once more executions failed than it tolerates, and none is tolerated by default', async () => {
  const work = ({ n }: { n: number }) => {
    if (n === 3) throw failing('Odd');
    return n;
  };
  const { run } = world(distributed(invoke('work')), { work });
  const { ended } = await run([1, 2, 3].map((n) => ({ n })));
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
});

it('does not see the variables of the scopes around it', async () => {
  const states = distributed({ Type: 'Pass', Output: '{% $exists($outer) %}', End: true });
  const { run } = world({
    StartAt: 'Set',
    States: { Set: { Type: 'Pass', Assign: { outer: 1 }, Next: 'Each' }, ...states.States },
  });
  expect((await run([1])).ended?.output).toEqual([false]);
});

it('waits for an execution of another machine, which is one though the attempt is made again', async () => {
  const directory = temporaryDirectory();
  const clock = new VirtualClock(join(directory, 'clock.json'));
  let fails = 1;
  const machines = new StateMachines({
    directory: join(directory, 'states'),
    machines: [
      {
        name: 'outer',
        roleArn: 'arn:aws:iam::0:role/outer',
        definition: {
          QueryLanguage: 'JSONata',
          ...distributed({
            Type: 'Task',
            Resource: 'arn:aws:states:::states:startExecution.sync:2',
            Arguments: { StateMachineArn: stateMachineArn('inner'), Input: { n: '{% $states.input %}' } },
            Output: '{% $states.result.Output %}',
            Retry: [{ ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 1, MaxAttempts: 1 }],
            End: true,
          }),
        },
      },
      {
        name: 'inner',
        roleArn: 'arn:aws:iam::0:role/inner',
        definition: {
          QueryLanguage: 'JSONata',
          StartAt: 'Pause',
          States: { Pause: { Type: 'Wait', Seconds: 60, Next: 'Work' }, Work: invoke('work') },
        },
      },
    ],
    clock,
    events: { publish: () => {} },
    invoker: {
      invoke: async (_name, payload) => {
        const { n } = payload as { n: number };
        if (n === 2 && fails-- > 0) throw failing('Fault');
        return n * 10;
      },
    },
  });
  const { executionArn } = machines.start(stateMachineArn('outer'), [1, 2]);
  const done = machines.ended(executionArn);
  let over = false;
  void done.then(() => {
    over = true;
  });
  for (let second = 0; !over && second < 600; second++) await clock.advance(1000);
  expect((await done).ended?.output).toEqual([10, 20]);
  const inner = machines.list(stateMachineArn('inner')).map(({ status }) => status);
  expect(inner.sort()).toEqual(['FAILED', 'SUCCEEDED', 'SUCCEEDED']);
  await machines.close();
  clock.stop();
});
