/** The fault plans of the reliability run. */
import type { FaultPlanInput } from '@radscore/local-cloud';

export interface NamedPlan {
  readonly name: string;
  /** What is produced, for the table. */
  readonly what: string;
  readonly plan: FaultPlanInput;
  /** Reason codes with which a study may end under this plan: what was injected is the end of it on AWS, too. */
  readonly mayEnd?: readonly string[];
}

const lambda = (error: string, more: object = {}) => ({ fault: 'lambda-error', error, ...more }) as never;
const plan = (name: string, what: string, input: FaultPlanInput, mayEnd?: readonly string[]): NamedPlan => ({
  name,
  what,
  plan: { seed: 17, ...input },
  ...(mayEnd && { mayEnd }),
});

/** Every kind of fault of `local/faults/plan.ts` at least once; a test holds that. */
export const PLANS: readonly NamedPlan[] = [
  plan('account-10', 'Lambda 429 beyond 10 invocations at a time', { accountConcurrency: 10 }),
  plan('account-100', 'Lambda 429 beyond 100 invocations at a time', { accountConcurrency: 100 }),
  plan('account-1000', 'Lambda 429 beyond 1,000 invocations at a time', { accountConcurrency: 1000 }),
  plan('throttled', 'Lambda 429 for every third invocation', {
    rules: [lambda('TooManyRequestsException', { probability: 0.33 })],
  }),
  plan('idle-container', 'CodeArtifactUserPendingException for the first 12 invocations of the container function', {
    rules: [lambda('CodeArtifactUserPendingException', { function: 'ExtractFilteredFeatures', count: 12 })],
  }),
  plan('pending', 'ResourceConflictException for one invocation in five', {
    rules: [lambda('ResourceConflictException', { probability: 0.2 })],
  }),
  plan('lambda-fails', 'ServiceException, SdkClientException and ClientExecutionTimeoutException, one in ten each', {
    rules: [
      lambda('ServiceException', { probability: 0.1 }),
      lambda('SdkClientException', { probability: 0.1 }),
      lambda('ClientExecutionTimeoutException', { probability: 0.1 }),
    ],
  }),
  plan('s3-slow-down', 'S3 SlowDown for one request in five', {
    rules: [{ fault: 's3-error', error: 'SlowDown', probability: 0.2 }],
  }),
  plan('s3-internal-error', 'S3 InternalError for one request in five', {
    rules: [{ fault: 's3-error', error: 'InternalError', probability: 0.2 }],
  }),
  plan('s3-outage', 'S3 ServiceUnavailable for 300 requests in a row', {
    rules: [{ fault: 's3-error', error: 'ServiceUnavailable', after: 100, count: 300 }],
  }),
  plan('dynamodb-throttled', 'DynamoDB ProvisionedThroughputExceededException for one request in four', {
    rules: [{ fault: 'dynamodb-error', error: 'ProvisionedThroughputExceededException', probability: 0.25 }],
  }),
  plan('dynamodb-errors', 'DynamoDB ThrottlingException and InternalServerError, one in ten each', {
    rules: [
      { fault: 'dynamodb-error', error: 'ThrottlingException', probability: 0.1 },
      { fault: 'dynamodb-error', error: 'InternalServerError', probability: 0.1 },
    ],
  }),
  plan('index-lag', 'secondary indexes 3 s behind', { indexLagSeconds: 3 }),
  plan('slow', 'answers of S3 and DynamoDB 200 ms late, one in ten', {
    rules: [
      { fault: 'connection-slow', service: 's3', ms: 200, probability: 0.1 },
      { fault: 'connection-slow', service: 'dynamodb', ms: 200, probability: 0.1 },
    ],
  }),
  plan('reset-s3', 'connections to S3 reset before, amid and after the work, one in twelve each', {
    rules: [
      { fault: 'connection-reset', service: 's3', at: 'request', probability: 0.08 },
      { fault: 'connection-reset', service: 's3', at: 'body', probability: 0.08 },
      { fault: 'connection-reset', service: 's3', at: 'answer', probability: 0.08 },
    ],
  }),
  plan('reset-dynamodb', 'connections to DynamoDB reset before and after the work, one in twelve each', {
    rules: [
      { fault: 'connection-reset', service: 'dynamodb', at: 'request', probability: 0.08 },
      { fault: 'connection-reset', service: 'dynamodb', at: 'answer', probability: 0.08 },
    ],
  }),
  plan('reset-api', 'connections to the API reset before and after the work, one in ten each', {
    rules: [
      { fault: 'connection-reset', service: 'api', at: 'request', probability: 0.1 },
      { fault: 'connection-reset', service: 'api', at: 'answer', probability: 0.1 },
    ],
  }),
  plan('states-throttled', 'Step Functions ThrottlingException and ServiceUnavailable, one request in four each', {
    rules: [
      { fault: 'states-error', error: 'ThrottlingException', probability: 0.25 },
      { fault: 'states-error', error: 'ServiceUnavailable', probability: 0.25 },
    ],
  }),
  plan(
    'time-outs',
    'functions time out before, amid and after their work, one in thirty each',
    {
      rules: (['start', 'middle', 'end'] as const).map((at) => ({ fault: 'lambda-timed-out', at, probability: 0.033 })),
    },
    ['out-of-time'],
  ),
  plan(
    'out-of-memory',
    'one invocation in twelve runs out of memory',
    { rules: [{ fault: 'lambda-out-of-memory', probability: 0.08 }] },
    ['out-of-memory'],
  ),
  plan('killed', 'one sandbox in eight is killed, amid its work or before its answer counts', {
    rules: [
      { fault: 'lambda-killed', at: 'middle', probability: 0.06 },
      { fault: 'lambda-killed', at: 'end', probability: 0.06 },
    ],
  }),
  plan(
    'frozen',
    'one sandbox in twelve is given up as timed out and thaws a second later, amid the next attempt',
    { rules: [{ fault: 'lambda-frozen', afterMs: 20, probability: 0.08 }] },
    ['out-of-time'],
  ),
  plan('freezes', 'sandboxes stand still between invocations, with what they left running', { freezesSandboxes: true }),
  plan('events-twice', 'every event comes twice', { rules: [{ fault: 'event-duplicated' }] }),
  plan('events-late', 'one event in three comes 90 s late', {
    rules: [{ fault: 'event-late', seconds: 90, probability: 0.33 }],
  }),
  plan('events-reordered', 'events come in another order, within 20 s, one in four twice', {
    rules: [
      { fault: 'event-reordered', seconds: 20 },
      { fault: 'event-duplicated', probability: 0.25 },
    ],
  }),
  plan('stage-throttled', "the API's stage throttles by the template's numbers", { stageThrottling: true }),
  plan('processor-share', 'a processor in proportion to memory', { processorShare: true }),
  plan('disk-full', 'writes of every service find the disk full, one in twenty', {
    rules: (['s3', 'dynamodb', 'states', 'events', 'queues'] as const).map((service) => ({
      fault: 'disk-full',
      service,
      probability: 0.05,
    })),
  }),
  plan('storm', 'most of the above together, each more seldom, in an account of 10', {
    accountConcurrency: 10,
    indexLagSeconds: 2,
    freezesSandboxes: true,
    rules: [
      lambda('CodeArtifactUserPendingException', { probability: 0.03 }),
      lambda('ServiceException', { probability: 0.03 }),
      { fault: 's3-error', error: 'SlowDown', probability: 0.05 },
      { fault: 's3-error', error: 'InternalError', probability: 0.05 },
      { fault: 'dynamodb-error', error: 'ProvisionedThroughputExceededException', probability: 0.05 },
      { fault: 'dynamodb-error', error: 'InternalServerError', probability: 0.03 },
      { fault: 'connection-reset', service: 's3', at: 'body', probability: 0.03 },
      { fault: 'connection-reset', service: 's3', at: 'answer', probability: 0.03 },
      { fault: 'connection-reset', service: 'dynamodb', at: 'answer', probability: 0.03 },
      { fault: 'connection-reset', service: 'api', at: 'answer', probability: 0.05 },
      { fault: 'states-error', error: 'ThrottlingException', probability: 0.1 },
      { fault: 'lambda-killed', at: 'end', probability: 0.03 },
      { fault: 'event-duplicated', probability: 0.25 },
      { fault: 'event-reordered', seconds: 10, probability: 0.5 },
    ],
  }),
  plan('clock-steps-back', 'the clock steps back by 30 s after 5 s, and by a minute after 15 s', {
    rules: [
      { fault: 'clock-steps-back', seconds: 30, afterSeconds: 5 },
      { fault: 'clock-steps-back', seconds: 60, afterSeconds: 15 },
    ],
  }),
];

/** Many studies at once in a small account. */
export const AT_ONCE: readonly (NamedPlan & { readonly studies: number })[] = [
  { ...plan('300-at-10', '300 studies at once, account of 10', { accountConcurrency: 10 }), studies: 300 },
  { ...plan('1000-at-100', '1,000 studies at once, account of 100', { accountConcurrency: 100 }), studies: 1000 },
];
