/** A state machine after it was loaded: what the interpreter runs, without a field that it would not honour. */
import type { Template } from './expressions.ts';

/** A run of states from `startAt` to an end: the whole machine, a branch, or the processor of a Map. */
export interface Scope {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export interface Machine extends Scope {
  readonly timeoutSeconds: number | undefined;
}

export type State =
  | TaskState
  | MapState
  | ParallelState
  | ChoiceState
  | WaitState
  | PassState
  | SucceedState
  | FailState;

/** What every state but Fail can do on its way out. `next` is undefined at the end of a scope. */
interface Leaving {
  readonly name: string;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string | undefined;
}

/** States whose work can fail. */
export interface Working extends Leaving {
  readonly retry: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface TaskState extends Working {
  readonly type: 'Task';
  /** One of `INTEGRATIONS`. */
  readonly integration: string;
  readonly arguments: Template | undefined;
  readonly timeoutSeconds: Template | undefined;
}

export interface MapState extends Working {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template | undefined;
  readonly processor: Scope;
  /** Each item is an execution of its own, and items and results may lie in S3: a Map in mode DISTRIBUTED. */
  readonly distributed: DistributedMap | undefined;
}

export interface DistributedMap {
  /** Bucket and key of the items, a JSON text a line; without it the items are the state's own. */
  readonly reader: Template | undefined;
  /** Bucket and prefix of the results; without it they are the state's result. */
  readonly writer: Template | undefined;
  readonly toleratedFailurePercentage: Template | undefined;
}

export interface ParallelState extends Working {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Scope[];
}

export interface ChoiceState extends Leaving {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
}

/** `next`, `assign` and `output` of the rule count instead of the state's own. */
export interface ChoiceRule {
  readonly condition: Template;
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string;
}

export type WaitState = Leaving & { readonly type: 'Wait' } & (
    | { readonly seconds: Template }
    | { readonly timestamp: Template }
  );

export interface PassState extends Leaving {
  readonly type: 'Pass';
}

export interface SucceedState extends Leaving {
  readonly type: 'Succeed';
}

export interface FailState {
  readonly type: 'Fail';
  readonly name: string;
  readonly error: Template;
  readonly causeText: Template | undefined;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly fullJitter: boolean;
}

export interface Catcher {
  readonly errorEquals: readonly string[];
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string;
}
