/** Counts what a piece of work asks of S3 and DynamoDB. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { TaskUsage } from '../contracts/usage.ts';

/** Requests and consumed capacity so far. */
export type Requests = Pick<TaskUsage, 's3' | 'dynamodb' | 'events'>;

/** Whose work a request is: in one process several tasks may run at the same time. */
const counting = new AsyncLocalStorage<Requests>();

/** Runs work whose requests are counted into the object that it is given. */
export function counted<Result>(work: (requests: Requests) => Result): Result {
  const requests: Requests = { s3: { put: 0, get: 0 }, dynamodb: { readUnits: 0, writeUnits: 0 }, events: 0 };
  return counting.run(requests, () => work(requests));
}

/** What of the middleware stack of a client of the AWS SDK is used here. */
interface MeteredClient {
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: { input: object; request?: unknown }) => Promise<{ output: object }>,
        context: { commandName?: string },
      ) => (args: { input: object; request?: unknown }) => Promise<{ output: object }>,
      options: { step: 'initialize' | 'deserialize'; name: string; priority: 'low' },
    ): void;
  };
}

/** Commands of S3 in the price list's first tier; those that are free are in neither. */
const PUTS: ReadonlySet<string> = new Set([
  'PutObjectCommand',
  'CopyObjectCommand',
  'CreateMultipartUploadCommand',
  'UploadPartCommand',
  'UploadPartCopyCommand',
  'CompleteMultipartUploadCommand',
  'ListObjectsV2Command',
  'ListMultipartUploadsCommand',
  'ListPartsCommand',
]);
const FREE: ReadonlySet<string> = new Set([
  'DeleteObjectCommand',
  'DeleteObjectsCommand',
  'AbortMultipartUploadCommand',
]);
/** Commands that end with a new object. */
const CREATE: ReadonlySet<string> = new Set([
  'PutObjectCommand',
  'CopyObjectCommand',
  'CompleteMultipartUploadCommand',
]);

/** Counts one request to S3 by its command: also for clients that are not the SDK's. */
export function countS3Request(commandName: string): void {
  const requests = counting.getStore();
  if (!requests || FREE.has(commandName)) return;
  if (PUTS.has(commandName)) requests.s3.put++;
  else requests.s3.get++;
  if (CREATE.has(commandName)) requests.events++;
}

/** A client of S3 whose requests are counted, each attempt for itself; a presigned URL sends none. */
export function meteredS3<Client extends object>(client: Client): Client {
  (client as unknown as MeteredClient).middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        countS3Request(commandName);
        return next(args);
      },
    { step: 'deserialize', name: 'countS3Request', priority: 'low' },
  );
  return client;
}

const WRITES = /^(Put|Update|Delete|BatchWrite|TransactWrite)/;

interface ConsumedCapacity {
  readonly CapacityUnits?: number;
}

/** A client of DynamoDB that asks for the consumed capacity of each request, and counts it. */
export function meteredDynamoDb<Client extends object>(client: Client): Client {
  (client as unknown as MeteredClient).middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const requests = counting.getStore();
        if (!requests) return next(args);
        const asked = { ...args, input: { ReturnConsumedCapacity: 'TOTAL', ...args.input } };
        const result = await next(asked).catch((error: unknown) => {
          // DynamoDB bills a write whose condition does not hold, by the size of the item that is there: at least one unit.
          if (error instanceof Error && error.name === 'ConditionalCheckFailedException')
            requests.dynamodb.writeUnits++;
          throw error;
        });
        const { ConsumedCapacity: consumed } = result.output as {
          ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[];
        };
        for (const { CapacityUnits = 0 } of [consumed ?? []].flat()) {
          if (WRITES.test(commandName)) requests.dynamodb.writeUnits += CapacityUnits;
          else requests.dynamodb.readUnits += CapacityUnits;
        }
        return result;
      },
    { step: 'initialize', name: 'countConsumedCapacity', priority: 'low' },
  );
  return client;
}
