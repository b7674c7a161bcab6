/** The lines of the journal of an execution. */

/** How an execution stands. */
export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/**
 * What the journal of an execution holds. A path names one visit of one state: `/3` is the fourth state visited,
 * `/3:0[2]/1` the second state visited by iteration 2 of that Map, in the Map's first attempt; `/3:0{2}/1` the same of
 * execution 2 of a distributed Map.
 */
export type ExecutionRecord = Started | Entered | Failed | Exited | Ended | Redriven;

export interface Started {
  readonly type: 'started';
  readonly at: string;
  readonly name: string;
  readonly input: unknown;
  /** Hash of the definition that the execution keeps to its end. */
  readonly definition: string;
}

export interface Entered {
  readonly type: 'entered';
  readonly at: string;
  readonly path: string;
  readonly state: string;
}

/** An attempt failed; with `retry` another one follows at `due`, by the retrier of that index. */
export interface Failed {
  readonly type: 'failed';
  readonly at: string;
  readonly path: string;
  readonly error: string;
  readonly cause?: string;
  readonly retry?: { readonly retrier: number; readonly due: string };
}

/** Without `output` a state hands on its result, or else its input. Without `next` the scope ends. */
export interface Exited {
  readonly type: 'exited';
  readonly at: string;
  readonly path: string;
  readonly result?: unknown;
  readonly output?: unknown;
  readonly assigned?: Readonly<Record<string, unknown>>;
  readonly next?: string;
}

/** How a state is left: what `Exited` records in addition to when and where. */
export type Way = Omit<Exited, 'type' | 'at' | 'path'>;

/** The last record; followed by others only if the execution was redriven. */
export interface Ended {
  readonly type: 'ended';
  readonly at: string;
  readonly status: Exclude<Status, 'RUNNING'>;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** The execution goes on with the states that it has not left. */
export interface Redriven {
  readonly type: 'redriven';
  readonly at: string;
  /** The first is 1. */
  readonly count: number;
  /** Of the request, which may be repeated. */
  readonly token?: string;
}

/** What is recorded of one visit of a state. */
export interface Visit {
  entered?: Entered;
  exited?: Exited;
  /** Since the last redrive: its retriers begin again. */
  failures: Failed[];
  /** Attempts that were over before the last redrive; the paths of a Map's iterations count on from there. */
  attemptsBefore: number;
}

/** The records of a journal by path, for the replay. */
export function visitsOf(records: readonly ExecutionRecord[]): Map<string, Visit> {
  const visits = new Map<string, Visit>();
  for (const record of records) {
    if (record.type === 'redriven') {
      for (const visit of visits.values()) if (!visit.exited) redrive(visit, record);
    }
    if (!('path' in record)) continue;
    const visit = visits.get(record.path) ?? { failures: [], attemptsBefore: 0 };
    if (record.type === 'entered') visit.entered = record;
    else if (record.type === 'exited') visit.exited = record;
    else visit.failures.push(record);
    visits.set(record.path, visit);
  }
  return visits;
}

/**
 * A state that was not left is run again with all its attempts. What succeeded inside the attempt that failed is kept,
 * unless the results together were too long: then all of it is run again.
 */
function redrive(visit: Visit, { at }: Redriven): void {
  const startsAnew = visit.failures.at(-1)?.error === 'States.DataLimitExceeded';
  visit.attemptsBefore += visit.failures.filter(({ retry }) => retry).length + (startsAnew ? 1 : 0);
  visit.failures = [];
  if (visit.entered) visit.entered = { ...visit.entered, at };
}

/** What a state hands on that had this input. */
export function outputOf(way: Way, input: unknown): unknown {
  if ('output' in way) return way.output;
  return 'result' in way ? way.result : input;
}

/** What belongs to an execution of a distributed Map is no part of the history of the one that started it. */
export function isOfChild(record: ExecutionRecord): boolean {
  return 'path' in record && record.path.includes('{');
}
