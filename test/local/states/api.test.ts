/** Step Functions as the SDK sees it. */
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListActivitiesCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Caller } from '../../../local/contracts.ts';
import { serveStatesApi } from '../../../local/states/api.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { task, world } from './machine.ts';

const stateMachine = stateMachineArn('machine');
const operator: Caller = { accessKeyId: 'OPERATOR', secretAccessKey: 'secret of the operator' };
const reader: Caller = {
  accessKeyId: 'READER',
  secretAccessKey: 'secret of the reader',
  policies: [{ Effect: 'Allow', Action: 'states:ListExecutions', Resource: stateMachine }],
};

async function serve() {
  const hosted = world(
    {
      StartAt: 'A',
      States: { A: task('f', { Next: 'B' }), B: { Type: 'Wait', Seconds: '{% $states.input.wait %}', End: true } },
    },
    { f: (input: unknown) => input },
  );
  const api = await serveStatesApi({
    machines: hosted.machines,
    port: 0,
    callers: [operator, reader],
  });
  onTestFinished(() => api.close());
  const client = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const made = new SFNClient({ endpoint: api.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
    onTestFinished(() => made.destroy());
    return made;
  };
  return { ...hosted, client };
}

describe('the Step Functions API for SDK clients', () => {
  it('starts, describes and lists executions and shows their history', async () => {
    const { client, machines } = await serve();
    const sfn = client(operator);
    const { executionArn, startDate } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: stateMachine, name: 'one', input: '{"wait":0}' }),
    );
    expect(Math.abs((startDate?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    await machines.ended(executionArn ?? '');

    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"wait":0}',
      output: '{"wait":0}',
      name: 'one',
    });
    const { executions } = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachine, statusFilter: 'SUCCEEDED' }),
    );
    expect(executions?.map(({ name }) => name)).toEqual(['one']);
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskSucceeded',
      'TaskStateExited',
      'WaitStateEntered',
      'WaitStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events?.[1].stateEnteredEventDetails?.name).toBe('A');
    expect(JSON.parse(events?.[2].taskSucceededEventDetails?.output ?? '')).toMatchObject({ Payload: { wait: 0 } });
  });

  it('pages through executions', async () => {
    const { client } = await serve();
    const sfn = client(operator);
    for (const name of ['a', 'b', 'c'])
      await sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachine, name, input: '{"wait":600}' }));
    const first = await sfn.send(new ListExecutionsCommand({ stateMachineArn: stateMachine, maxResults: 2 }));
    const second = await sfn.send(
      new ListExecutionsCommand({ stateMachineArn: stateMachine, maxResults: 2, nextToken: first.nextToken }),
    );
    expect([...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name).sort()).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(second.nextToken).toBeUndefined();
  });

  it('stops an execution', async () => {
    const { client } = await serve();
    const sfn = client(operator);
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: stateMachine, input: '{"wait":600}' }),
    );
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'NotWanted', cause: 'a test' }));
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'NotWanted',
      cause: 'a test',
    });
  });

  it('describes state machines', async () => {
    const { client } = await serve();
    const sfn = client(operator);
    expect((await sfn.send(new ListStateMachinesCommand({}))).stateMachines?.map(({ name }) => name)).toEqual([
      'machine',
    ]);
    const { definition } = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: stateMachine }));
    expect(JSON.parse(definition ?? '').StartAt).toBe('A');
  });

  it('refuses a name whose execution has ended, and one that runs with another input', async () => {
    const { client, machines } = await serve();
    const sfn = client(operator);
    const start = (input: string) =>
      sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachine, name: 'one', input }));
    const { executionArn } = await start('{"wait":600}');
    expect((await start('{"wait":600}')).executionArn).toBe(executionArn);
    await expect(start('{"wait":601}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await machines.stop(executionArn ?? '');
    await expect(start('{"wait":600}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('gives errors the names of AWS', async () => {
    const { client } = await serve();
    const sfn = client(operator);
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn: `${stateMachine}x` }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(
      sfn.send(new StartExecutionCommand({ stateMachineArn: stateMachine, input: '{' })),
    ).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(sfn.send(new ListActivitiesCommand({}))).rejects.toMatchObject({ name: 'UnknownOperationException' });
    const arn = 'arn:aws:states:us-east-1:000000000000:execution:machine:none';
    await expect(sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
  });

  it('lets a role do what its policy allows, and nobody with a wrong signature', async () => {
    const { client } = await serve();
    const allowed = await client(reader).send(new ListExecutionsCommand({ stateMachineArn: stateMachine }));
    expect(allowed.executions).toEqual([]);
    await expect(
      client(reader).send(new StartExecutionCommand({ stateMachineArn: stateMachine })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const forged = client({ ...operator, secretAccessKey: 'guessed' });
    await expect(forged.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });
});
