/** Which errors are faults of the service, which are answers about a study, and how the state machines repeat the former. */

/**
 * Errors that pass. Each Lambda task of each state machine repeats them for some minutes; a test holds that.
 *
 * `Lambda.…`: errors of the Invoke API as Step Functions names them (Step Functions Developer Guide, "Handle transient
 * Lambda service exceptions"; Lambda API Reference, "Invoke": 409 while a function that was idle for weeks is provisioned,
 * 429 at the account's concurrency). `Lambda.CodeArtifactUserFailedException` and errors of configuration are not among
 * them: they need a deployment. Nor is `Lambda.Unknown`, which stands for a time-out or too little memory whose name is
 * not known. The others are those of S3 (API Reference, "Error responses") and DynamoDB (Developer Guide, "Error handling"),
 * which the functions throw under the names of AWS, and their own for whatever else cannot be reached.
 */
export const TRANSIENT_ERRORS = [
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.CodeArtifactUserPendingException',
  'Lambda.CodeArtifactUserDeletedException',
  'Lambda.ResourceConflictException',
  'Lambda.ResourceNotReadyException',
  'Lambda.EC2ThrottledException',
  'Lambda.EC2UnexpectedException',
  'Lambda.ENINotReadyException',
  'SlowDown',
  'InternalError',
  'ServiceUnavailable',
  'RequestTimeout',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnreachable',
] as const;

/** A sandbox that ended for no reason that Lambda knows. One that fills its memory may do so too, so it gets two attempts more. */
const CRASHED = 'Runtime.ExitError';

/** What every Lambda task repeats, in the words of the Amazon States Language: about eight minutes at most, four on average. */
export const RETRIERS = [
  {
    ErrorEquals: TRANSIENT_ERRORS,
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 12,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
  { ErrorEquals: [CRASHED], IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2, JitterStrategy: 'FULL' },
] as const;

/** Limits of a function that a study does not fit: what reached one would reach it again, so it is tried once. */
export const LIMIT_ERRORS = ['Sandbox.Timedout', 'States.Timeout', 'Runtime.OutOfMemory'] as const;

/** Errors that say something about a study, by name: only these, and the limits, end its analysis with a reason. */
export const REFUSAL_ERRORS = ['StudyRefused', 'StudyIncomplete', 'ProtocolNotFound', 'Superseded'] as const;

/** What analyse-study catches: any other error is a fault, fails the execution, and leaves the study to be tried again. */
export const ENDING_ERRORS: readonly string[] = [...REFUSAL_ERRORS, ...LIMIT_ERRORS];

/** How long a study waits after a fault before it is tried again, in hours; after the last it waits for a person. */
export const PAUSES_AFTER_FAULTS = [1, 2, 4, 8] as const;
