/** What the parts of the local cloud ask of each other. `cloud.ts` is the only file that knows all of them. */

/** Time as schedules, waits and retries see it. Tests and the operator advance it; functions see the real time. */
export interface Clock {
  now(): Date;
  /** Runs once `at` is reached; returns a function that cancels it. */
  at(when: Date, run: () => void): () => void;
  /** Declares work in progress: nobody advances the clock over it. Returns the function that ends the hold. */
  hold(): () => void;
}

/** An EventBridge event as rules see it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventSink {
  /** Returns after the event is on disk: an upload is answered 200 only when its event can no longer be lost. */
  publish(event: BusEvent): void;
}

/** A function that answered with an error, timed out or was killed. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';
  /** As Step Functions sees it: the thrown error's name, `Sandbox.Timedout`, `Runtime.OutOfMemory`, `Runtime.ExitError`. */
  readonly errorType: string;
  /** The JSON that Lambda answers: errorType, errorMessage, trace. */
  readonly payload: string;

  constructor(errorType: string, errorMessage: string, payload: string) {
    super(errorMessage);
    this.errorType = errorType;
    this.payload = payload;
  }
}

export interface FunctionInvoker {
  /**
   * `name` is a function's name or ARN. Throws `FunctionFailed`. `started` is called when a sandbox takes the
   * invocation: a task's time-out must not count the wait for one of the few sandboxes of one machine.
   * `executionArn` is for the log: whose state asks.
   */
  invoke(name: string, payload: unknown, started?: () => void, executionArn?: string): Promise<unknown>;
}

export interface StateMachineRunner {
  /** Starts an execution; the same name on a running or finished execution returns the first one, as AWS does for the same input. */
  start(stateMachineArn: string, input: unknown, name?: string): { executionArn: string };
}

/** Who is calling: the access key of a function's role, or the operator of the machine. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** IAM statements of the role; `undefined` is the operator, who may do everything. */
  readonly policies?: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, unknown>>;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';
