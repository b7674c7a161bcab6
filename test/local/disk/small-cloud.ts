/** The servers of the local cloud on a state folder, with one state machine and functions in this process. */
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { VirtualClock } from '../../../local/clock.ts';
import type { BusEvent } from '../../../local/contracts.ts';
import { JournaledDisk } from '../../../local/disk/journaled-disk.ts';
import type { StableStorage } from '../../../local/disk/stable-storage.ts';
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { EventBus } from '../../../local/events/bus.ts';
import { DeadLetterQueues } from '../../../local/events/dead-letters.ts';
import { DEFAULT_RETRY, Deliveries } from '../../../local/events/deliveries.ts';
import { Scheduler } from '../../../local/events/scheduler.ts';
import { MachineClients } from '../../../local/identity/machine-clients.ts';
import { RefreshTokens } from '../../../local/identity/refresh-tokens.ts';
import { openSigningKey } from '../../../local/identity/signing-key.ts';
import { KeyRing } from '../../../local/keys.ts';
import { keptPorts } from '../../../local/ports.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { serveStatesApi } from '../../../local/states/api.ts';
import { StateMachines, stateMachineArn } from '../../../local/states/runner.ts';
import { OPERATOR, TABLE } from '../dynamodb/study-table.ts';

export const BUCKETS = ['studies', 'artefacts'] as const;
export const MACHINE = stateMachineArn('analyse');

const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'First',
  States: {
    First: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Arguments: { FunctionName: 'f' }, Next: 'Rest' },
    Rest: { Type: 'Wait', Seconds: 0.02, Next: 'Each' },
    Each: {
      Type: 'Map',
      Items: [1, 2],
      ItemProcessor: {
        StartAt: 'Second',
        States: {
          Second: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'f' },
            End: true,
          },
        },
      },
      End: true,
    },
  },
};

export interface SmallCloud {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly states: SFNClient;
  readonly clock: VirtualClock;
  readonly clients: MachineClients;
  readonly refreshTokens: RefreshTokens;
  readonly deadLetters: DeadLetterQueues;
  readonly machines: StateMachines;
  readonly disk: JournaledDisk;
  /** What was found amiss at the start, and faults since. */
  readonly notes: string[];
  stop(): Promise<void>;
}

export async function startSmallCloud(
  home: string,
  { storage, checkpointBytes }: { storage?: StableStorage; checkpointBytes?: number } = {},
): Promise<SmallCloud> {
  const notes: string[] = [];
  const disk = await JournaledDisk.open({ home, storage, checkpointBytes, onNote: (note) => notes.push(note) });
  const keys = new KeyRing(join(home, 'secret'), disk.isNew);
  await keptPorts(home, 0);
  await openSigningKey(join(home, 'identity'));
  const identity = (name: string) => join(home, 'identity', name);
  const refreshTokens = new RefreshTokens({
    file: identity('refresh-tokens.json'),
    lifetimeSeconds: 1,
    graceSeconds: 1,
  });
  const clients = new MachineClients({
    file: identity('clients.json'),
    defined: [],
    lifetimeSeconds: 1,
    idOf: (scopes) => keys.clientId(scopes),
    secretOf: (id) => keys.clientSecret(id),
  });
  const onFault = (error: unknown) => void notes.push(`fault: ${String(error)}`);
  const clock = new VirtualClock(join(home, 'clock.json'));
  const queues = [{ name: 'undelivered', arn: 'queue', retentionSeconds: 1000 }];
  const deadLetters = new DeadLetterQueues({ directory: join(home, 'queues'), clock, queues });
  const machines = new StateMachines({
    directory: join(home, 'states'),
    machines: [{ name: 'analyse', definition: DEFINITION, roleArn: 'arn:aws:iam::0:role/r' }],
    clock,
    events: { publish: (event: BusEvent) => bus.publish(event) },
    invoker: {
      async invoke(_name, payload, started) {
        started?.();
        await delay(2);
        return payload;
      },
    },
  });
  const deliveries = new Deliveries({
    file: join(home, 'deliveries.jsonl'),
    clock,
    targets: { start: (arn, input, name) => machines.start(arn, input, name) },
    deadLetters,
  });
  const pattern = { source: ['aws.s3'], 'detail-type': ['Object Created'] };
  const targets = [{ id: 'T', arn: MACHINE, input: {}, retry: DEFAULT_RETRY }];
  const bus = new EventBus({ rules: [{ name: 'r', arn: 'rule', pattern, targets }], deliveries });
  const common = { directory: home, port: 0, callers: [OPERATOR], onFault };
  const dynamodb = await startDynamoDb({ ...common, tables: [TABLE] });
  const s3 = await startS3({
    ...common,
    events: bus,
    clock,
    buckets: [
      { name: 'studies', eventBridge: true },
      { name: 'artefacts', eventBridge: false },
    ],
  });
  const api = await serveStatesApi({ machines, port: 0, callers: [OPERATOR] });
  const schedule = { name: 's', arn: 'schedule', expression: 'rate(1 day)', enabled: true, target: MACHINE };
  const scheduler = new Scheduler({
    file: join(home, 'schedules.json'),
    clock,
    deliveries,
    schedules: [{ ...schedule, startDate: '2999-01-01T00:00:00Z', retry: DEFAULT_RETRY }],
  });
  machines.resume();
  deliveries.resume();
  scheduler.start();
  await disk.flush();
  disk.checkpoint().catch(onFault);
  const client = { region: 'us-east-1', credentials: OPERATOR, maxAttempts: 1 };
  const sdk = {
    s3: new S3Client({ ...client, endpoint: s3.endpoint, forcePathStyle: true }),
    dynamodb: new DynamoDBClient({ ...client, endpoint: dynamodb.endpoint }),
    states: new SFNClient({ ...client, endpoint: api.endpoint }),
  };
  return {
    ...sdk,
    clock,
    clients,
    refreshTokens,
    deadLetters,
    machines,
    disk,
    notes,
    async stop() {
      for (const one of Object.values(sdk)) one.destroy();
      clock.stop();
      await machines.close();
      await api.close();
      await s3.close();
      await dynamodb.close();
      deliveries.close();
      deadLetters.close();
      await disk.close();
    },
  };
}
