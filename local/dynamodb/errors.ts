/** DynamoDB's errors in the form that SDKs read. */

/** An error as DynamoDB answers it: the `__type` that SDKs turn into the error's name, and a message. */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError';
  readonly type: string;
  readonly status: number;
  /** Further members of the answer, e.g. the item that failed a condition. */
  readonly members: Readonly<Record<string, unknown>>;

  constructor(type: string, message: string, status = 400, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.type = type;
    this.status = status;
    this.members = members;
  }
}

const SERVICE = 'com.amazon.coral.service#';

export function accessDenied(accessKeyId: string, action: string, resource: string): DynamoDbError {
  return new DynamoDbError(
    `${SERVICE}AccessDeniedException`,
    `User: ${accessKeyId} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
  );
}

export function refusedSignature(type: string, message: string): DynamoDbError {
  return new DynamoDbError(`${SERVICE}${type}`, message);
}

export function unknownOperation(operation: string): DynamoDbError {
  return new DynamoDbError(
    `${SERVICE}UnknownOperationException`,
    `${operation} is not honoured by the local DynamoDB. Use single conditional writes, Query, Scan or batches.`,
  );
}

export function invalid(message: string): DynamoDbError {
  return new DynamoDbError('com.amazon.coral.validate#ValidationException', message);
}
