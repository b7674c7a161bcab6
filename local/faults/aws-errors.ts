/** The transient errors of AWS that a fault plan may produce, with the names, statuses and words of AWS. */

/** An error as the service answers it over HTTP. */
export interface ServiceError {
  readonly status: number;
  readonly message: string;
}

/**
 * Errors of `Invoke` (AWS Lambda API Reference, "Invoke"). Step Functions gives them the prefix `Lambda.`, whatever their
 * name: `CodeArtifactUserPendingException` is in no reference, and is what a function answers that was idle for weeks.
 */
export const LAMBDA_ERRORS = {
  TooManyRequestsException: { status: 429, message: 'Rate Exceeded.' },
  CodeArtifactUserPendingException: {
    status: 409,
    message: 'Lambda is initializing your function. It will be ready to invoke shortly.',
  },
  ResourceConflictException: {
    status: 409,
    message:
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
  },
  ServiceException: { status: 500, message: 'The AWS Lambda service encountered an internal error.' },
  SdkClientException: { status: 0, message: 'Unable to execute HTTP request: The target server failed to respond' },
  ClientExecutionTimeoutException: {
    status: 0,
    message: 'Client execution did not complete before the specified timeout configuration',
  },
} as const satisfies Record<string, ServiceError>;

/** Amazon S3 API Reference, "Error responses". */
export const S3_ERRORS = {
  InternalError: { status: 500, message: 'We encountered an internal error. Please try again.' },
  SlowDown: { status: 503, message: 'Please reduce your request rate.' },
  ServiceUnavailable: { status: 503, message: 'Service is unable to handle request.' },
  RequestTimeout: {
    status: 400,
    message: 'Your socket connection to the server was not read from or written to within the timeout period.',
  },
} as const satisfies Record<string, ServiceError>;

/** Amazon DynamoDB Developer Guide, "Error handling with DynamoDB"; `type` is the `__type` of the answer. */
export const DYNAMODB_ERRORS = {
  ProvisionedThroughputExceededException: {
    status: 400,
    type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
    message:
      'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
  },
  ThrottlingException: {
    status: 400,
    type: 'com.amazon.coral.availability#ThrottlingException',
    message:
      'Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table or index so please try again shortly.',
  },
  InternalServerError: {
    status: 500,
    type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'Internal server error',
  },
} as const satisfies Record<string, ServiceError & { readonly type: string }>;

/** AWS Step Functions API Reference, "Common errors". */
export const STATES_ERRORS = {
  ThrottlingException: { status: 400, message: 'Rate exceeded' },
  ServiceUnavailable: { status: 503, message: 'The request has failed due to a temporary failure of the server.' },
} as const satisfies Record<string, ServiceError>;

/** The names of a table of errors, as an enumeration wants them. */
export function namesOf<Name extends string>(errors: Readonly<Record<Name, unknown>>): [Name, ...Name[]] {
  return Object.keys(errors) as [Name, ...Name[]];
}

/** What the file system says when it is full. */
export function noSpaceLeft(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
}
