/** What a piece of work used of AWS, as it was measured: the quantities that the price list has prices for. */
import { z } from 'zod';

const count = z.number().int().nonnegative();

/** One invocation of a function. */
export const functionUsage = z.object({
  /** The folder of its code below `lambdas/`. */
  function: z.string(),
  /** Wall time of the handler. */
  milliseconds: z.number().nonnegative(),
  /** Of a cold start: from the start of the process to the end of the module's code. Lambda's INIT phase. */
  initMilliseconds: z.number().nonnegative().optional(),
  initProcessorMilliseconds: z.number().nonnegative().optional(),
  memoryMb: z.number().int().min(128).max(10_240),
  architecture: z.enum(['x86_64', 'arm64']),
  /** Processor time of the whole process meanwhile; on the local cloud it does not depend on what else runs. */
  processorMilliseconds: z.number().nonnegative().optional(),
});
export type FunctionUsage = z.infer<typeof functionUsage>;

/** Requests to S3 by the two kinds that have a price. DELETE and the end of a multipart upload that is given up are free. */
export const s3Usage = z.object({
  put: count.meta({ description: 'PUT, COPY, POST and LIST requests' }),
  get: count.meta({ description: 'GET, HEAD and all other requests' }),
});

/** Consumed capacity, as DynamoDB reports it: with the writes of the indexes; half a unit is an eventually consistent read. */
export const dynamoDbUsage = z.object({
  readUnits: z.number().nonnegative(),
  writeUnits: z.number().nonnegative(),
});

/** What a task of a state machine reports of itself, in its result. */
export const taskUsage = z.object({
  lambda: functionUsage,
  s3: s3Usage,
  dynamodb: dynamoDbUsage,
  /** Objects that it made: each is an event on the bus, which S3 sends for every object of the bucket. */
  events: count,
  /** Attempts of the task before this one, which are state transitions as well. */
  retries: count.optional(),
});
export type TaskUsage = z.infer<typeof taskUsage>;

/** What a study or a prediction used. */
export const usage = z.object({
  lambda: z.array(functionUsage),
  stateTransitions: count,
  dynamodb: dynamoDbUsage,
  s3: s3Usage,
  events: count.meta({ description: 'Events on the bus' }),
  queueRequests: count.meta({ description: 'Requests to the queue in front of the analysis' }),
  apiRequests: count.meta({ description: 'Requests to the HTTP API' }),
});
export type Usage = z.infer<typeof usage>;
