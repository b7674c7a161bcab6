/** State machines, functions and stores in one process, for tests of the workflow. */

/**
 * The workflows with their real handlers, in one process: S3, DynamoDB and Step Functions of the local cloud, the functions
 * imported instead of spawned, each with the role that the stored template gives it. What else the template adds (limits,
 * layers) is tested in test/end-to-end.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import type { TrainingRequest } from '@radscore/pipeline';
import type { Context } from 'aws-lambda';
import { VirtualClock } from '../../../local/clock.ts';
import { type BusEvent, type Caller, FunctionFailed, REGION } from '../../../local/contracts.ts';
import { DeadLetterQueues } from '../../../local/events/dead-letters.ts';
import { startS3 } from '../../../local/s3/server.ts';
import { SourceQueues } from '../../../local/sqs/queues.ts';
import { serveStatesApi } from '../../../local/states/api.ts';
import { StateMachines, stateMachineArn } from '../../../local/states/runner.ts';
import { keepFolder, keepText } from '../../planted/search.ts';
import { rolesOf } from './roles.ts';
import { startTables } from './table-server.ts';

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

export interface Workflows {
  readonly clock: VirtualClock;
  readonly machines: StateMachines;
  /** Events that the workflows put on the bus. */
  readonly announced: BusEvent[];
  /** Names of the functions, in the order in which they were invoked. */
  readonly invoked: string[];
  /** Handlers by name; a test may put a fault in front of one. */
  readonly handlers: Map<string, Handler>;
  put(key: string, body: Uint8Array | string): Promise<void>;
  /** Starts a multipart upload and never ends it. */
  startUpload(key: string): Promise<void>;
  /** Delivers an S3 event again, as EventBridge may. */
  deliver(event: BusEvent): string;
  readonly manifestEvents: BusEvent[];
  /** Of uploads and ends of analyses; empty unless analyses are paced. */
  readonly queues: SourceQueues;
  readonly deadLetters: DeadLetterQueues;
  /** Waits until no analysis and no training runs; returns the status of each by ARN. */
  settled(): Promise<Map<string, string>>;
  /** Waits until every erasure is over, whatever it waits for; returns the status of each. */
  erased(): Promise<string[]>;
  /** Starts review-studies, as its schedule does; returns when it has ended. */
  review(): Promise<string>;
  /** Every item of the table. */
  items(): Promise<Record<string, unknown>[]>;
  /** Every object of a bucket, and every unfinished upload: its key, and its bytes. */
  objects(bucket: string): Promise<Map<string, Uint8Array>>;
  /** Starts a run of a line, as the API does. */
  train(input: TrainingRequest): string;
  stop(): Promise<void>;
}

const FUNCTIONS = {
  'analyse-study': [
    'admit-study',
    'quarantine-study',
    'prepare-sequence',
    'extract-features',
    'extract-filtered-features',
    'assemble-features',
    'predict-response',
    'record-failure',
    'erase-study',
  ],
  'erase-study': ['erase-study', 'erase-rows'],
  'review-studies': ['review-studies', 'mark-versions'],
  'retrain-lines': ['start-runs'],
  'train-model': [
    'gather-cohort',
    'fit-model',
    'fit-submodel',
    'register-model',
    'challenge-champion',
    'record-training-failure',
  ],
  'predict-table': ['predict-table', 'record-table-failure'],
  'export-features': ['export-features', 'record-export-failure'],
} as const;

export const STUDY_BUCKET = 'studies';
export const QUARANTINE_BUCKET = 'quarantine';
const QUARANTINE_KEY = 'arn:aws:kms:us-east-1:000000000000:key/quarantine';

const PACE_QUEUE = 'arn:aws:sqs:us-east-1:000000000000:analyses';
const PACE_DEAD_LETTERS = 'arn:aws:sqs:us-east-1:000000000000:undelivered';

/**
 * @param analysesAtOnce studies in analysis at the same time: uploads pass the queue and the function that the template puts
 *   before analyse-study; without it an upload starts its execution at once
 */
export async function startWorkflows({ analysesAtOnce }: { analysesAtOnce?: number } = {}): Promise<Workflows> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-workflow-'));
  const operator = { accessKeyId: 'OPERATOR', secretAccessKey: 'secret-of-the-operator' };
  const roles = rolesOf(
    {
      studies: STUDY_BUCKET,
      artefacts: 'artefacts',
      quarantine: QUARANTINE_BUCKET,
      quarantineKeyArn: QUARANTINE_KEY,
      table: TABLE.TableName,
    },
    operator,
  );
  const callers = [operator, ...roles.callers];
  const clock = new VirtualClock(join(directory, 'clock.json'));
  const announced: BusEvent[] = [];
  const manifestEvents: BusEvent[] = [];
  const invoked: string[] = [];
  const handlers = new Map<string, Handler>();
  /** Errors with their stacks, as Lambda would log them. */
  const said: string[] = [];

  const pending = new Set<Promise<unknown>>();
  const deadLetters = new DeadLetterQueues({
    directory: join(directory, 'queues'),
    clock,
    queues: [{ name: 'undelivered', arn: PACE_DEAD_LETTERS, retentionSeconds: 14 * 86_400 }],
  });
  /** As the rule of the template lets them through. */
  const changed = (event: BusEvent) => {
    const { stateMachineArn: of, status, name } = event.detail as Record<string, string>;
    if (of !== stateMachineArn('analyse-study') || status === 'RUNNING') return;
    if (analysesAtOnce !== undefined) queues.send(PACE_QUEUE, event, event.id);
    else if (status !== 'SUCCEEDED' || /-fault-/.test(name)) {
      const record = { messageId: event.id, body: JSON.stringify(event) };
      const handled = Promise.resolve(
        handlers.get('pace-analyses')?.({ Records: [record] }, contextOf('pace-analyses')),
      );
      pending.add(handled);
      void handled.finally(() => pending.delete(handled));
    }
  };

  const machines = new StateMachines({
    directory: join(directory, 'states'),
    clock,
    events: { publish: (event) => (event.source === 'aws.states' ? changed(event) : void announced.push(event)) },
    invoker: {
      async invoke(name, payload, started) {
        started?.();
        invoked.push(name);
        const handler = handlers.get(name);
        if (!handler) throw new Error(`got no handler ${name}; wanted one of ${[...handlers.keys()].join(', ')}`);
        try {
          // What crosses Lambda's border is JSON.
          const result = await handler(JSON.parse(JSON.stringify(payload)), contextOf(name));
          return JSON.parse(JSON.stringify(result ?? null));
        } catch (error) {
          const { name: errorType, message: errorMessage, stack = '' } = error as Error;
          said.push(stack, JSON.stringify(error));
          throw new FunctionFailed(errorType, errorMessage, JSON.stringify({ errorType, errorMessage, trace: [] }));
        }
      },
    },
    machines: Object.keys(FUNCTIONS).map((name) => ({
      name,
      definition: definitionOf(name),
      roleArn: 'arn:aws:iam::000000000000:role/states',
      policies: roles.ofMachine(name),
    })),
  });
  const queues = new SourceQueues({
    directory: join(directory, 'queues'),
    clock,
    deadLetters,
    invoker: {
      invoke: async (name, payload) => {
        try {
          return await handlers.get(name)?.(JSON.parse(JSON.stringify(payload)), contextOf(name));
        } catch (error) {
          const { name: errorType, message } = error as Error;
          throw new FunctionFailed(errorType, message, JSON.stringify({ errorType, errorMessage: message }));
        }
      },
    },
    queues: [
      {
        name: 'analyses',
        arn: PACE_QUEUE,
        visibilitySeconds: 120,
        retentionSeconds: 14 * 86_400,
        redrive: { deadLetterQueue: PACE_DEAD_LETTERS, mostReceives: 1000 },
      },
    ],
    sources: [
      {
        queueArn: PACE_QUEUE,
        functionName: 'pace-analyses',
        batchSize: 10,
        maximumConcurrency: 2,
        reportsFailures: true,
      },
    ],
  });
  const deliver = (event: BusEvent): string => {
    if (analysesAtOnce === undefined) return machines.start(stateMachineArn('analyse-study'), event).executionArn;
    queues.send(PACE_QUEUE, event);
    return '';
  };
  const s3Server = await startS3({
    directory: join(directory, 's3'),
    port: 0,
    callers,
    clock,
    events: {
      publish(event) {
        const { object } = event.detail as { object?: { key?: string } };
        if (event['detail-type'] !== 'Object Created') return;
        if (/^jobs\/[^/]+\/[^/]+\/table\.csv$/.test(object?.key ?? '')) {
          machines.start(stateMachineArn('predict-table'), event);
        }
        if (!object?.key?.endsWith('/manifest.json')) return;
        manifestEvents.push(event);
        deliver(event);
      },
    },
    buckets: [
      { name: STUDY_BUCKET, eventBridge: true },
      { name: 'artefacts', eventBridge: true },
      {
        name: QUARANTINE_BUCKET,
        eventBridge: false,
        kmsKeyArn: QUARANTINE_KEY,
        lifecycle: [{ enabled: true, prefix: '', expirationInDays: 30 }],
      },
    ],
    kmsKeys: () => Buffer.alloc(32, 7),
  });
  const dynamoDb = await startTables({
    directory: join(directory, 'dynamodb'),
    port: 0,
    callers,
    tables: [TABLE],
  });
  const statesApi = await serveStatesApi({ machines, port: 0, callers });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SFN: statesApi.endpoint,
    ERASE_STUDY_ARN: stateMachineArn('erase-study'),
    EXPORT_FEATURES_ARN: stateMachineArn('export-features'),
    ANNOUNCEMENT_DAYS: '30',
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: operator.accessKeyId,
    AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3Server.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    STUDY_BUCKET,
    ARTEFACT_BUCKET: 'artefacts',
    QUARANTINE_BUCKET,
    QUARANTINE_RETENTION_DAYS: '30',
    TABLE_NAME: TABLE.TableName,
    ANALYSE_STUDY_ARN: stateMachineArn('analyse-study'),
    ANALYSES_AT_ONCE: String(analysesAtOnce ?? 1000),
    TRAIN_MODEL_ARN: stateMachineArn('train-model'),
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  for (const name of [...Object.values(FUNCTIONS).flat(), 'pace-analyses']) {
    const module: { handler: Handler } = await import(`../../../lambdas/${name}/index.ts`);
    handlers.set(name, (event, context) => roles.act(name, () => module.handler(event, context)));
  }
  const client = new S3Client({
    endpoint: s3Server.endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: operator,
  });

  return {
    clock,
    machines,
    announced,
    invoked,
    handlers,
    manifestEvents,
    deliver,
    queues,
    deadLetters,
    async put(key, body) {
      await client.send(new PutObjectCommand({ Bucket: STUDY_BUCKET, Key: key, Body: body }));
    },
    async startUpload(key) {
      await client.send(new CreateMultipartUploadCommand({ Bucket: STUDY_BUCKET, Key: key }));
    },
    async settled() {
      for (;;) {
        const statuses = new Map<string, string>();
        // Erasures and reviews wait for the clock: `erased` and `review` see to them.
        for (const name of ['analyse-study', 'train-model', 'predict-table', 'export-features']) {
          for (const { executionArn } of machines.list(stateMachineArn(name))) {
            statuses.set(executionArn, (await machines.ended(executionArn)).status);
          }
        }
        await Promise.all(pending);
        for (; !queues.areIdle; await new Promise((resolve) => setTimeout(resolve, 2)));
        if (machines.list(stateMachineArn('analyse-study'), 'RUNNING').length === 0 && pending.size === 0)
          return statuses;
      }
    },
    async erased() {
      const found = machines
        .list(stateMachineArn('erase-study'))
        .map(({ executionArn }) => machines.ended(executionArn));
      const over = Promise.all(found);
      let isOver = false;
      void over.then(() => {
        isOver = true;
      });
      while (!isOver) {
        await clock.advance(3600 * 1000);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      return (await over).map(({ status }) => status);
    },
    train(input) {
      return machines.start(stateMachineArn('train-model'), input, input.runId).executionArn;
    },
    async review() {
      const { executionArn } = machines.start(stateMachineArn('review-studies'), {});
      return (await machines.ended(executionArn)).status;
    },
    items: () => allItems(dynamoDb.endpoint, operator, () => true),
    async objects(bucket) {
      const found = new Map<string, Uint8Array>();
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
        for (const { Key = '' } of Contents) {
          const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }));
          found.set(Key, (await Body?.transformToByteArray()) ?? new Uint8Array());
        }
      }
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
      for (const { Key, UploadId } of Uploads) found.set(`${Key}?${UploadId}`, new Uint8Array());
      return found;
    },
    async stop() {
      keepText('events', JSON.stringify(announced));
      keepText('errors', said.join('\n'));
      keepText('table', JSON.stringify(await allItems(dynamoDb.endpoint, operator)));
      keepFolder('states', join(directory, 'states'));
      keepFolder('s3', join(directory, 's3'));
      client.destroy();
      queues.close();
      await machines.close();
      await Promise.all(pending);
      deadLetters.close();
      await statesApi.close();
      await s3Server.close();
      await dynamoDb.close();
      clock.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Every item of the table, as it is stored. */
async function allItems(
  endpoint: string,
  credentials: Caller,
  isWanted = ({ PK }: { PK?: { S?: string } }): boolean => !PK?.S?.startsWith('FEATURES#'),
): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  const items: Record<string, unknown>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: TABLE.TableName })) {
    items.push(...Items.filter(isWanted));
  }
  client.destroy();
  return items;
}

/** The ASL file with its placeholders filled in: a function's ARN is its folder's name here. */
function definitionOf(machine: string): unknown {
  const text = readFileSync(new URL(`../../../state-machines/${machine}.asl.json`, import.meta.url), 'utf8');
  const kebab = (name: string) => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
  return JSON.parse(text.replace(/\$\{(\w+)\}/g, (_, name: string) => kebab(name)));
}

function contextOf(functionName: string): Context {
  return { functionName, awsRequestId: 'test', memoryLimitInMB: '1024', invokedFunctionArn: functionName } as Context;
}

const index = (name: string) => ({
  IndexName: name,
  KeySchema: [
    { AttributeName: `${name}PK`, KeyType: 'HASH' as const },
    { AttributeName: `${name}SK`, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

const TABLE = {
  TableName: 'radscore',
  AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' as const },
    { AttributeName: 'SK', KeyType: 'RANGE' as const },
  ],
  GlobalSecondaryIndexes: [index('GSI1'), index('GSI2')],
};
