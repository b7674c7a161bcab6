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
  Record<string, (given: unknown, started: () => void, executionArn: string) => Promise<unknown>>
>;

export interface TaskPorts {
  readonly invoker: FunctionInvoker;
  readonly events: EventSink;
  readonly clock: Clock;
}

/** The role of a state machine: what its statements do not allow fails; without statements it may do everything. */
export interface TaskRole {
  readonly roleArn: string;
  readonly policies?: readonly PolicyStatement[];
}

/** The integrations of the local cloud. Each throws `StatesError` with the error name that AWS gives. */
export function createIntegrations({ invoker, events, clock }: TaskPorts, role: TaskRole): Integrations {
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
