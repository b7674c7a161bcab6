/** RedriveExecution and StopExecution as the SDK sees them, and the events that they send. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BusEvent } from '../../../local/contracts.ts';
import { serveStatesApi } from '../../../local/states/api.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { failing, type TestFunction, task, temporaryDirectory, world } from './machine.ts';

const stateMachine = stateMachineArn('machine');
const credentials = { accessKeyId: 'OPERATOR', secretAccessKey: 'secret of the operator' };

/** A world with these states and functions, and an SDK client on it. */
async function serve(
  definition: Readonly<Record<string, unknown>>,
  functions: Readonly<Record<string, TestFunction>>,
  directory = temporaryDirectory(),
) {
  const hosted = world(definition, functions, { directory });
  const api = await serveStatesApi({ machines: hosted.machines, port: 0, callers: [credentials] });
  const sfn = new SFNClient({ endpoint: api.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    sfn.destroy();
    await api.close();
  });
  const begin = async (input = '{}') => {
    const { executionArn = '' } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: stateMachine, name: 'one', input }),
    );
    return executionArn;
  };
  const redrive = (executionArn: string, clientToken?: string) =>
    sfn.send(new RedriveExecutionCommand({ executionArn, clientToken }));
  const describeIt = (executionArn: string) => sfn.send(new DescribeExecutionCommand({ executionArn }));
  return { ...hosted, sfn, begin, redrive, describe: describeIt };
}

const statusOf = ({ detail }: BusEvent) => detail.status;

describe('an execution that is redriven', () => {
  it('goes on at the state that failed, under its own ARN, with what went before', async () => {
    let broken = true;
    const { begin, redrive, describe, machines, calls, events, sfn } = await serve(
      {
        StartAt: 'A',
        States: {
          A: task('a', { Assign: { kept: '{% $states.result.Payload %}' }, Next: 'B' }),
          B: task('b', { Output: '{% [$kept, $states.result.Payload, $states.context.Execution.RedriveCount] %}' }),
        },
      },
      {
        a: () => 'from a',
        b() {
          if (broken) throw failing('Broken');
          return 'from b';
        },
      },
    );
    const arn = await begin();
    await machines.ended(arn);
    expect(await describe(arn)).toMatchObject({ status: 'FAILED', redriveCount: 0, redriveStatus: 'REDRIVABLE' });

    broken = false;
    const { redriveDate } = await redrive(arn);
    await machines.ended(arn);
    const after = await describe(arn);
    expect(after).toMatchObject({
      executionArn: arn,
      status: 'SUCCEEDED',
      output: '["from a","from b",1]',
      redriveCount: 1,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
    expect(after.error).toBeUndefined();
    expect(after.redriveDate).toEqual(redriveDate);
    expect(calls.map(({ name }) => name)).toEqual(['a', 'b', 'b']);
    expect(events.map(statusOf)).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'SUCCEEDED']);

    const history = await sfn.send(new GetExecutionHistoryCommand({ executionArn: arn }));
    const types = history.events?.map(({ type }) => type);
    expect(types?.slice(types.indexOf('ExecutionFailed'))).toEqual([
      'ExecutionFailed',
      'ExecutionRedriven',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const redriven = history.events?.find(({ type }) => type === 'ExecutionRedriven');
    expect(redriven?.executionRedrivenEventDetails).toEqual({ redriveCount: 1 });
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: stateMachine }));
    expect(executions).toMatchObject([{ name: 'one', status: 'SUCCEEDED', redriveCount: 1, redriveDate }]);
  });

  it('has all its retries again', async () => {
    let failures = 5;
    const { begin, redrive, machines, calls, clock } = await serve(
      {
        StartAt: 'A',
        States: { A: task('a', { Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2 }] }) },
      },
      {
        a() {
          if (failures-- > 0) throw failing('Busy');
          return 'done';
        },
      },
    );
    const arn = await begin();
    await Promise.race([machines.ended(arn), clock.advance(60_000).then(() => machines.ended(arn))]);
    expect(calls).toHaveLength(3);
    await redrive(arn);
    await clock.advance(60_000);
    expect((await machines.ended(arn)).ended?.output).toBe('done');
    expect(calls).toHaveLength(6);
  });

  it('runs only the iterations of a Map and the branches of a Parallel that did not succeed', async () => {
    let broken = true;
    const part = { StartAt: 'T', States: { T: task('t') } };
    const { begin, redrive, machines, calls } = await serve(
      {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            Branches: [
              {
                StartAt: 'Each',
                States: {
                  Each: {
                    Type: 'Map',
                    Items: '{% $states.input.items %}',
                    MaxConcurrency: 1,
                    ItemProcessor: part,
                    End: true,
                  },
                },
              },
              { StartAt: 'Other', States: { Other: task('other') } },
            ],
            End: true,
          },
        },
      },
      {
        t(item: number) {
          if (item === 2 && broken) throw failing('Broken');
          return item * 10;
        },
        other: () => 'other',
      },
    );
    const arn = await begin('{"items":[1,2,3]}');
    await machines.ended(arn);
    broken = false;
    calls.length = 0;
    await redrive(arn);
    expect((await machines.ended(arn)).ended?.output).toEqual([[10, 20, 30], 'other']);
    expect(calls.map(({ payload }) => payload)).toEqual([2, 3]);
  });

  it('goes on over a restart, and is not taken for ended', async () => {
    const directory = temporaryDirectory();
    const definition = { StartAt: 'A', States: { A: task('a') } };
    const first = await serve(
      definition,
      {
        a() {
          throw failing('Broken');
        },
      },
      directory,
    );
    const arn = await first.begin();
    await first.machines.ended(arn);
    await first.machines.close();
    const second = await serve(definition, { a: () => new Promise(() => {}) }, directory);
    await second.redrive(arn);
    await expect.poll(() => second.calls.length).toBe(1);
    await second.machines.close();
    const third = await serve(definition, { a: () => 'done' }, directory);
    expect((await third.machines.ended(arn)).status).toBe('SUCCEEDED');
    await third.machines.close();
    const fourth = await serve(definition, {}, directory);
    expect(await fourth.describe(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(fourth.machines.list(stateMachine)).toMatchObject([{ status: 'SUCCEEDED', redriveCount: 1 }]);
  });

  it('fails again if it ended in a Fail state', async () => {
    const { begin, redrive, machines, describe } = await serve(
      { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'c' } } },
      {},
    );
    const arn = await begin();
    await machines.ended(arn);
    await redrive(arn);
    await machines.ended(arn);
    expect(await describe(arn)).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
  });

  it('has the time limit of the machine again', async () => {
    const { begin, redrive, machines, clock, describe } = await serve(
      { StartAt: 'W', TimeoutSeconds: 60, States: { W: { Type: 'Wait', Seconds: 100, Next: 'A' }, A: task('a') } },
      { a: () => 'done' },
    );
    const arn = await begin();
    await clock.advance(61_000);
    expect(await describe(arn)).toMatchObject({ status: 'TIMED_OUT', redriveStatus: 'REDRIVABLE' });
    await clock.advance(3_600_000);
    await redrive(arn);
    await clock.advance(59_000);
    expect(await describe(arn)).toMatchObject({ status: 'RUNNING' });
    await clock.advance(2_000);
    expect((await machines.ended(arn)).status).toBe('TIMED_OUT');
  });

  it('is not redriven twice by one token, nor while it runs, nor after two weeks', async () => {
    const { begin, redrive, machines, clock, describe } = await serve(
      { StartAt: 'A', States: { A: task('a') } },
      {
        a() {
          throw failing('Broken');
        },
      },
    );
    const arn = await begin();
    await machines.ended(arn);
    const first = await redrive(arn, 'token');
    await machines.ended(arn);
    expect((await redrive(arn, 'token')).redriveDate).toEqual(first.redriveDate);
    expect(await describe(arn)).toMatchObject({ redriveCount: 1 });
    await clock.advance(15 * 24 * 3_600_000);
    await expect(redrive(arn, 'another')).rejects.toMatchObject({
      name: 'ExecutionNotRedrivable',
      message: 'Execution redrivable period exceeded',
    });
    await expect(redrive(`${arn}-none`)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});

describe('an execution that is stopped', () => {
  it('ends as ABORTED with all that runs in it, says so on the bus, and may be redriven', async () => {
    const { begin, sfn, describe, events, redrive, machines, calls } = await serve(
      {
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            Items: '{% [1, 2, 3] %}',
            ItemProcessor: { StartAt: 'T', States: { T: task('t', { Next: 'U' }), U: task('u') } },
            End: true,
          },
        },
      },
      { t: (item: number) => (calls.length > 3 ? item : new Promise(() => {})), u: (item: number) => item },
    );
    const arn = await begin();
    await expect.poll(() => calls.length).toBe(3);
    const { stopDate } = await sfn.send(
      new StopExecutionCommand({ executionArn: arn, error: 'Stopped', cause: 'by hand' }),
    );
    const stopped = await describe(arn);
    expect(stopped).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand', stopDate });
    expect(stopped.redriveStatus).toBe('REDRIVABLE');
    expect(events.at(-1)).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [arn],
      detail: {
        executionArn: arn,
        stateMachineArn: stateMachine,
        name: 'one',
        status: 'ABORTED',
        stopDate: stopDate?.getTime(),
        input: '{}',
        inputDetails: { included: true },
        output: null,
        error: 'Stopped',
        redriveCount: 0,
        redriveDate: null,
        redriveStatus: 'REDRIVABLE',
      },
    });
    await redrive(arn);
    expect((await machines.ended(arn)).ended?.output).toEqual([1, 2, 3]);
  });
});
