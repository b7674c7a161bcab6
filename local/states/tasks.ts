/** The service integrations of Task states: invoke a function, put events. */
import { randomUUID } from 'node:crypto';
import {
  ACCOUNT,
  type Clock,
  type EventSink,
  FunctionFailed,
  type FunctionInvoker,
  type PolicyStatement,
  REGION,
} from '../contracts.ts';
import { isAllowed } from '../iam/policy.ts';
import { StatesError } from './errors.ts';

const DEFAULT_BUS = `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`;

/** What a Task can do, by the name behind `arn:aws:states:::`. `started` is called when the work really begins. */
export type Integrations = Readonly<
  Record<string, (given: unknown, started: () => void, executionArn: string, attempt: TaskAttempt) => Promise<unknown>>
>;

/** One attempt of a Task. */
export interface TaskAttempt {
  /** The same if a later process makes this attempt again. */
  readonly name: string;
  readonly signal: AbortSignal;
}

/** The executions of this cloud, as a Task starts one and waits for it. */
export interface NestedExecutions {
  start(stateMachineArn: string, input: unknown, name: string): { readonly executionArn: string };
  ended(executionArn: string): Promise<NestedEnd>;
  /** The execution that waits ends before the other one, for this reason. */
  abandon(executionArn: string, reason: unknown): void;
}

export interface NestedEnd {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: string;
  readonly input: unknown;
  readonly ended:
    | { readonly at: string; readonly output?: unknown; readonly error?: string; readonly cause?: string }
    | undefined;
}

export interface TaskPorts {
  readonly invoker: FunctionInvoker;
  readonly events: EventSink;
  readonly clock: Clock;
}

/** AWS watches the end of nested executions by a rule of its own, which the role has to be allowed to write. */
const MANAGED_RULE = `arn:aws:events:${REGION}:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;

/** The role of a state machine: what its statements do not allow fails; without statements it may do everything. */
export interface TaskRole {
  readonly roleArn: string;
  readonly policies?: readonly PolicyStatement[];
}

/** The integrations of the local cloud. Each throws `StatesError` with the error name that AWS gives. */
export function createIntegrations(
  { invoker, events, clock }: TaskPorts,
  role: TaskRole,
  executions: NestedExecutions,
): Integrations {
  const demand = (action: string, resource: string, error: string) => {
    if (isAllowed({ accessKeyId: '', secretAccessKey: '', policies: role.policies }, action, resource)) return;
    throw new StatesError(error, `${role.roleArn} is not authorized to perform: ${action} on resource: ${resource}`);
  };
  return {
    'lambda:invoke': async (given, started, executionArn) => {
      const { FunctionName, Payload = {} } = given as { FunctionName?: unknown; Payload?: unknown };
      if (typeof FunctionName !== 'string') {
        throw new StatesError(
          'States.Runtime',
          `FunctionName is ${JSON.stringify(FunctionName)}; a name or ARN is wanted`,
        );
      }
      const functionArn = FunctionName.startsWith('arn:')
        ? FunctionName
        : `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`;
      demand('lambda:InvokeFunction', functionArn, 'Lambda.AWSLambdaException');
      try {
        const result = await invoker.invoke(FunctionName, Payload, started, executionArn);
        return { ExecutedVersion: '$LATEST', Payload: result ?? null, StatusCode: 200 };
      } catch (failure) {
        if (failure instanceof FunctionFailed) throw new StatesError(failure.errorType, failure.payload);
        throw new StatesError('Lambda.Unknown', String(failure));
      }
    },
    'events:putEvents': async (given, started) => {
      started();
      const { Entries } = given as { Entries?: unknown };
      if (!Array.isArray(Entries) || Entries.length === 0) {
        throw new StatesError('EventBridge.ValidationException', 'Entries is not a list of at least one event');
      }
      demand('events:PutEvents', DEFAULT_BUS, 'EventBridge.AccessDeniedException');
      const published = Entries.map((entry) => eventOf(entry, clock));
      for (const event of published) events.publish(event);
      return { Entries: published.map(({ id }) => ({ EventId: id })), FailedEntryCount: 0 };
    },
    'states:startExecution.sync:2': async (given, started, _executionArn, { name, signal }) => {
      const { StateMachineArn, Input = {}, Name = name } = given as Readonly<Record<string, unknown>>;
      if (typeof StateMachineArn !== 'string' || typeof Name !== 'string') {
        throw new StatesError('States.Runtime', 'StateMachineArn or Name is no string');
      }
      const denied = 'StepFunctions.AccessDeniedException';
      const execution = `${StateMachineArn.replace(':stateMachine:', ':execution:')}:${Name}`;
      demand('states:StartExecution', StateMachineArn, denied);
      for (const action of ['states:DescribeExecution', 'states:StopExecution']) demand(action, execution, denied);
      for (const action of ['events:PutTargets', 'events:PutRule', 'events:DescribeRule']) {
        demand(action, MANAGED_RULE, denied);
      }
      const { executionArn } = startNested(executions, StateMachineArn, Input, Name);
      started();
      signal.addEventListener('abort', () => executions.abandon(executionArn, signal.reason));
      const end = await executions.ended(executionArn);
      const described = describedEnd(end);
      if (end.status !== 'SUCCEEDED') throw new StatesError('States.TaskFailed', JSON.stringify(described));
      return described;
    },
  };
}

function startNested(executions: NestedExecutions, stateMachineArn: string, input: unknown, name: string) {
  try {
    return executions.start(stateMachineArn, input, name);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === undefined) throw error;
    throw new StatesError(`StepFunctions.${code}Exception`, message);
  }
}

/** As DescribeExecution answers, with input and output as JSON: that is what `.sync:2` adds to `.sync`. */
function describedEnd({ executionArn, stateMachineArn, name, status, startedAt, input, ended }: NestedEnd): object {
  return {
    ExecutionArn: executionArn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(ended && 'output' in ended && { Output: ended.output, OutputDetails: { Included: true } }),
    ...(ended?.error !== undefined && { Error: ended.error }),
    ...(ended?.cause !== undefined && { Cause: ended.cause }),
    StartDate: Date.parse(startedAt),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(ended && { StopDate: Date.parse(ended.at) }),
  };
}

function eventOf(entry: Readonly<Record<string, unknown>>, clock: Clock): Parameters<EventSink['publish']>[0] {
  const { Source, DetailType, Detail, Resources = [], EventBusName = 'default', ...rest } = entry;
  const unknown = Object.keys(rest);
  if (unknown.length > 0) {
    throw new StatesError(
      'EventBridge.ValidationException',
      `the field ${unknown[0]} is not honoured by the local cloud`,
    );
  }
  if (EventBusName !== 'default' && EventBusName !== DEFAULT_BUS) {
    throw new StatesError(
      'EventBridge.ValidationException',
      `there is no event bus ${String(EventBusName)}, only default`,
    );
  }
  if (typeof Source !== 'string' || typeof DetailType !== 'string') {
    throw new StatesError('EventBridge.ValidationException', 'an event wants Source and DetailType');
  }
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': DetailType,
    source: Source,
    account: ACCOUNT,
    time: clock.now().toISOString(),
    region: REGION,
    resources: Resources as string[],
    detail: (typeof Detail === 'string' ? JSON.parse(Detail) : (Detail ?? {})) as Record<string, unknown>,
  };
}
