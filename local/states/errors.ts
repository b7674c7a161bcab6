/** Errors of executions and of definitions, and which of them a retrier or catcher covers. */

/** An error as states see it: a name that Retry and Catch match on, and a cause in words or JSON. */
export class StatesError extends Error {
  override readonly name = 'StatesError';
  readonly error: string;
  readonly causeText: string | undefined;

  constructor(error: string, causeText?: string) {
    super(causeText === undefined ? error : `${error}: ${causeText}`);
    this.error = error;
    this.causeText = causeText;
  }
}

/** A state machine that uses what the interpreter does not honour, or that is not valid. */
export class StateMachineRefused extends Error {
  override readonly name = 'StateMachineRefused';
  readonly machine: string;
  /** The state and the field at fault, e.g. `state PrepareSequence: field HeartbeatSeconds`. */
  readonly place: string;

  constructor(machine: string, place: string, reason: string) {
    super(`state machine ${machine}: ${place} ${reason}`);
    this.machine = machine;
    this.place = place;
  }
}

/** What a state hands on may be this long as JSON in UTF-8. */
export const PAYLOAD_LIMIT = 256 * 1024;

/** Throws `States.DataLimitExceeded` if `value` is too long; `what` says what it is. */
export function assertWithinLimit(value: unknown, what: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '');
  if (bytes > PAYLOAD_LIMIT) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `${what} has ${bytes} bytes; at most ${PAYLOAD_LIMIT} are allowed`,
    );
  }
}

/**
 * Whether `ErrorEquals` of a retrier or catcher covers `error`: exact names, and the wildcards `States.ALL` and
 * `States.TaskFailed` (all but `States.Timeout`). Nothing covers `States.Runtime`, and no wildcard covers
 * `States.DataLimitExceeded`.
 */
export function covers(errorEquals: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  if (errorEquals.includes(error)) return true;
  if (error === 'States.DataLimitExceeded') return false;
  return (
    errorEquals.includes('States.ALL') || (errorEquals.includes('States.TaskFailed') && error !== 'States.Timeout')
  );
}
