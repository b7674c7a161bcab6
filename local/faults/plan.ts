/** The fault plan: which faults of AWS the local cloud produces, how often, and at which calls. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { DYNAMODB_ERRORS, LAMBDA_ERRORS, namesOf, S3_ERRORS, STATES_ERRORS } from './aws-errors.ts';

/** At which of the calls that a rule fits it strikes. */
const striking = {
  probability: z.number().min(0).max(1).default(1).meta({ description: 'of a call that the rule fits' }),
  count: z.number().int().min(1).optional().meta({ description: 'the most calls that are struck' }),
  after: z.number().int().min(0).default(0).meta({ description: 'calls that are let through before the first' }),
};

const milliseconds = z.number().min(0).max(900_000);
const seconds = z.number().min(0).max(86_400);
const SERVICES = ['s3', 'dynamodb', 'states', 'api'] as const;

const ofFunction = {
  function: z.string().min(1).optional().meta({ description: 'a part of the name of the function' }),
  ...striking,
};
const ofOperation = {
  operation: z.string().min(1).optional().meta({ description: "as the service's API calls it: GetObject, Query …" }),
  ...striking,
};
const connection = { service: z.enum(SERVICES), ...ofOperation };
/** When a sandbox comes to harm: before its function gets the event, while it works, or before its answer counts. */
const inSandbox = {
  at: z.enum(['start', 'middle', 'end']).default('middle'),
  afterMs: milliseconds.default(50).meta({ description: 'in the middle: since the function got the event' }),
  ...ofFunction,
};
const ofEvent = {
  source: z.string().min(1).optional(),
  detailType: z.string().min(1).optional(),
  ...striking,
};

export const faultRule = z.discriminatedUnion('fault', [
  z.strictObject({ fault: z.literal('lambda-error'), error: z.enum(namesOf(LAMBDA_ERRORS)), ...ofFunction }),
  z.strictObject({ fault: z.literal('lambda-timed-out'), ...inSandbox }),
  z.strictObject({ fault: z.literal('lambda-out-of-memory'), ...inSandbox }),
  z.strictObject({ fault: z.literal('lambda-killed'), ...inSandbox }),
  z.strictObject({
    fault: z.literal('lambda-frozen'),
    thawsAfterMs: milliseconds.default(1000).meta({ description: 'the caller was given a time-out long before' }),
    ...inSandbox,
  }),
  z.strictObject({
    fault: z.literal('s3-error'),
    error: z.enum(namesOf(S3_ERRORS)),
    key: z.string().min(1).optional().meta({ description: "a part of the object's key" }),
    ...ofOperation,
  }),
  z.strictObject({ fault: z.literal('dynamodb-error'), error: z.enum(namesOf(DYNAMODB_ERRORS)), ...ofOperation }),
  z.strictObject({ fault: z.literal('states-error'), error: z.enum(namesOf(STATES_ERRORS)), ...ofOperation }),
  z.strictObject({ fault: z.literal('connection-slow'), ms: milliseconds, ...connection }),
  z.strictObject({
    fault: z.literal('connection-reset'),
    at: z.enum(['request', 'body', 'answer']).meta({
      description: 'before anything is done; amid the answer; or when all is done and nothing answered',
    }),
    ...connection,
  }),
  z.strictObject({ fault: z.literal('event-duplicated'), ...ofEvent }),
  z.strictObject({ fault: z.literal('event-late'), seconds, ...ofEvent }),
  z.strictObject({ fault: z.literal('event-reordered'), seconds, ...ofEvent }),
  z.strictObject({
    fault: z.literal('disk-full'),
    service: z.enum(['s3', 'dynamodb', 'states', 'events', 'queues']),
    ...striking,
  }),
  z.strictObject({ fault: z.literal('clock-steps-back'), seconds, afterSeconds: seconds.default(5) }),
]);
export type FaultRule = z.infer<typeof faultRule>;
export type FaultName = FaultRule['fault'];
export type RuleOf<Name extends FaultName> = Extract<FaultRule, { fault: Name }>;

export const faultPlan = z.strictObject({
  seed: z.number().int().min(0).default(0),
  /** Quotas and habits of AWS that the local cloud spares its user otherwise. */
  accountConcurrency: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'invocations at a time, of all functions; one more is answered 429 at once' }),
  stageThrottling: z
    .boolean()
    .default(false)
    .meta({ description: "the API's stage answers 429 by the template's rate" }),
  indexLagSeconds: seconds
    .default(0)
    .meta({ description: 'secondary indexes answer as they would have this long ago' }),
  freezesSandboxes: z.boolean().default(false).meta({ description: 'between invocations, as on Lambda' }),
  processorShare: z
    .boolean()
    .default(false)
    .meta({ description: 'a sandbox gets its memory / 1,769 MB of a processor' }),
  rules: z.array(faultRule).default([]),
});
export type FaultPlan = z.infer<typeof faultPlan>;
export type FaultPlanInput = z.input<typeof faultPlan>;

/** A file that is no fault plan. */
export class FaultPlanRefused extends Error {
  override readonly name = 'FaultPlanRefused';
  readonly file: string;

  constructor(file: string, fault: string) {
    super(`${file}: got ${fault}; wanted a fault plan as docs/local-cloud.md describes it`);
    this.file = file;
  }
}

/** The plan in a file of JSON. Throws `FaultPlanRefused`. */
export function readFaultPlan(file: string): FaultPlan {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new FaultPlanRefused(file, error instanceof SyntaxError ? 'a text that is not JSON' : 'no file to read');
  }
  const { data, error } = faultPlan.safeParse(content);
  if (data) return data;
  const issues = error.issues.map(({ path, message }) => `${path.join('.') || 'the plan'}: ${message}`);
  throw new FaultPlanRefused(file, issues.join('; '));
}
