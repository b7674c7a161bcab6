/** The interpreter: runs one execution state by state, and goes on from its journal after a restart. */
import type { Clock } from '../contracts.ts';
import type {
  ChoiceState,
  DistributedMap,
  Machine,
  MapState,
  ParallelState,
  Retrier,
  Scope,
  State,
  TaskState,
  WaitState,
} from './definition.ts';
import {
  ChildEnds,
  type ChildExecution,
  childOf,
  DISTRIBUTED_MAP_CONCURRENCY,
  mapRunArn,
  nameFrom,
  type RoleObjects,
  readItems,
  writeResults,
} from './distributed-map.ts';
import { assertWithinLimit, covers, StatesError } from './errors.ts';
import type { Bindings, Template } from './expressions.ts';
import {
  type Ended,
  type Entered,
  type ExecutionRecord,
  isOfChild,
  outputOf,
  type Redriven,
  type Visit,
  visitsOf,
  type Way,
} from './records.ts';
import { redrivesOf } from './redrive.ts';
import type { Integrations } from './tasks.ts';

/** A Map without MaxConcurrency runs this many iterations at once, as on AWS. */
const INLINE_MAP_CONCURRENCY = 40;

/** An execution with a longer history fails, as on AWS. */
const HISTORY_LIMIT = 25_000;

/** What the context object says of the execution and its machine. */
export interface Identity {
  readonly executionArn: string;
  readonly name: string;
  readonly input: unknown;
  readonly roleArn: string;
  readonly startTime: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
}

export interface ExecutionOptions {
  readonly machine: Machine;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly integrations: Integrations;
  /** In [0, 1), for the jitter of retries. */
  readonly random: () => number;
  /** Returns once the record is on disk. */
  readonly record: (record: ExecutionRecord) => void;
  /** What is recorded of this execution, from its start: states that exited are not run again. */
  readonly past: readonly ExecutionRecord[];
  /** What the role may read and write in S3, for distributed Maps. */
  readonly objects: RoleObjects;
  /** Aborted with `Stopped` the execution ends; aborted with anything else it goes on in another process. */
  readonly signal: AbortSignal;
}

/** A record could not be written: nothing after it counts, and the execution goes on from the last one that was. */
export class NotRecorded extends Error {
  override readonly name = 'NotRecorded';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Reason of a signal: somebody stopped the execution. */
export class Stopped {
  readonly error: string | undefined;
  readonly cause: string | undefined;

  constructor(error?: string, cause?: string) {
    this.error = error;
    this.cause = cause;
  }
}

/** A scope while it runs. */
interface Frame {
  readonly path: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly item: { readonly Index: number; readonly Value: unknown } | undefined;
  readonly signal: AbortSignal;
  /** The execution of a distributed Map that this is part of. */
  readonly child?: ChildExecution;
}

/** A state while it is visited. */
interface Visiting {
  readonly path: string;
  readonly input: unknown;
  readonly frame: Frame;
  readonly entered: Entered;
  readonly visit: Visit | undefined;
}

/**
 * Runs a machine to its end and returns how it ended; `undefined` if the signal stopped it for another process. Throws
 * `NotRecorded`.
 */
export async function runExecution(options: ExecutionOptions): Promise<Ended | undefined> {
  const { machine, identity, clock, past } = options;
  const timeout = new AbortController();
  const cancel =
    machine.timeoutSeconds === undefined
      ? undefined
      : clock.at(new Date(clock.now().getTime() + machine.timeoutSeconds * 1000 - livedMs(past)), () =>
          timeout.abort(),
        );
  const signal = AbortSignal.any([options.signal, timeout.signal]);
  const end = (ended: Omit<Ended, 'type' | 'at'>): Ended => ({
    type: 'ended',
    at: clock.now().toISOString(),
    ...ended,
  });
  try {
    const frame = { path: '', variables: {}, item: undefined, signal };
    const output = await new Interpreter(options).scope(machine, identity.input, frame);
    return end({ status: 'SUCCEEDED', output });
  } catch (failure) {
    if (options.signal.aborted) {
      const reason: unknown = options.signal.reason;
      return reason instanceof Stopped
        ? end({ status: 'ABORTED', error: reason.error, cause: reason.cause })
        : undefined;
    }
    if (failure instanceof NotRecorded) throw failure;
    if (timeout.signal.aborted) return end({ status: 'TIMED_OUT', error: 'States.Timeout' });
    const { error, causeText } = statesErrorOf(failure);
    return end({ status: 'FAILED', error, cause: causeText });
  } finally {
    cancel?.();
  }
}

/** How long an execution has run before, or since it was redriven; the time in which no local cloud did does not count. */
function livedMs(past: readonly ExecutionRecord[]): number {
  const [first, last] = [redrivesOf(past).at(-1) ?? past[0], past.at(-1)];
  return first && last ? Date.parse(last.at) - Date.parse(first.at) : 0;
}

class Interpreter {
  readonly #options: ExecutionOptions;
  readonly #visits: ReadonlyMap<string, Visit>;
  readonly #redrive: Redriven | undefined;
  #records: number;

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.#visits = visitsOf(options.past);
    this.#redrive = redrivesOf(options.past).at(-1);
    this.#records = options.past.filter((record) => !isOfChild(record)).length;
  }

  async scope(scope: Scope, input: unknown, start: Frame): Promise<unknown> {
    let frame = start;
    let data = input;
    let name: string | undefined = scope.startAt;
    for (let step = 0; name !== undefined; step++) {
      start.signal.throwIfAborted();
      const path = `${start.path}/${step}`;
      const state = scope.states.get(name);
      if (!state) throw new StatesError('States.Runtime', `there is no state ${name}`);
      const visit = this.#visits.get(path);
      const exited: Way = visit?.exited ?? (await this.#run(state, path, data, frame, visit));
      data = outputOf(exited, data);
      if (exited.assigned) frame = { ...frame, variables: { ...frame.variables, ...exited.assigned } };
      name = exited.next;
    }
    return data;
  }

  async #run(state: State, path: string, input: unknown, frame: Frame, visit: Visit | undefined): Promise<Way> {
    const entered = visit?.entered ?? { type: 'entered', at: this.#now(), path, state: state.name };
    if (!visit?.entered) this.#record(entered);
    const way = await this.#visit(state, { path, input, frame, entered, visit });
    frame.signal.throwIfAborted();
    this.#record({ type: 'exited', at: this.#now(), path, ...way });
    return way;
  }

  async #visit(state: State, visiting: Visiting): Promise<Way> {
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        return this.#leave(state, visiting, {});
      case 'Choice':
        return this.#choose(state, visiting);
      case 'Wait':
        await this.#sleep(await this.#wakeTime(state, visiting), visiting.frame.signal);
        return this.#leave(state, visiting, {});
      case 'Fail': {
        const error = await this.#text(state.error, 'Error', visiting);
        throw new StatesError(error, state.causeText && (await this.#text(state.causeText, 'Cause', visiting)));
      }
      default:
        return this.#attempt(state, visiting);
    }
  }

  /** Runs the work of a state until it succeeds, is retried no more, or is caught. */
  async #attempt(state: TaskState | MapState | ParallelState, visiting: Visiting): Promise<Way> {
    const used = state.retry.map(() => 0);
    const failures = visiting.visit?.failures ?? [];
    for (let attempt = 0; ; attempt++) {
      let failure = failures[attempt];
      if (!failure) {
        try {
          return await this.#work(state, visiting, attempt);
        } catch (thrown) {
          visiting.frame.signal.throwIfAborted();
          if (thrown instanceof NotRecorded) throw thrown;
          const { error, causeText } = statesErrorOf(thrown);
          const retry = this.#retry(state.retry, used, error);
          failure = { type: 'failed', at: this.#now(), path: visiting.path, error, cause: causeText, retry };
          this.#record(failure);
        }
      }
      if (failure.retry) {
        used[failure.retry.retrier]++;
        await this.#sleep(new Date(failure.retry.due), visiting.frame.signal);
        continue;
      }
      const catcher = state.catchers.find(({ errorEquals }) => covers(errorEquals, failure.error));
      if (!catcher) throw new StatesError(failure.error, failure.cause);
      const { error, cause } = failure;
      const errorOutput = cause === undefined ? { Error: error } : { Error: error, Cause: cause };
      return { output: errorOutput, ...(await this.#leave(catcher, visiting, { errorOutput }, attempt)) };
    }
  }

  async #work(state: TaskState | MapState | ParallelState, visiting: Visiting, attempt: number): Promise<Way> {
    if (state.type === 'Task') {
      const result = await this.#task(state, visiting, attempt);
      return { result, ...(await this.#leave(state, visiting, { result }, attempt)) };
    }
    const result =
      state.type === 'Map' ? await this.#map(state, visiting, attempt) : await this.#parallel(state, visiting, attempt);
    assertWithinLimit(result, `the result of ${state.name}`);
    const way = await this.#leave(state, visiting, { result }, attempt);
    return 'output' in way ? way : { ...way, output: result };
  }

  async #task(state: TaskState, visiting: Visiting, attempt: number): Promise<unknown> {
    const { clock, integrations, identity } = this.#options;
    const { frame } = visiting;
    const bindings = this.#bindings(visiting, {}, attempt);
    const given = state.arguments ? await state.arguments(bindings) : visiting.input;
    assertWithinLimit(given, `the arguments of ${state.name}`);
    const seconds = state.timeoutSeconds
      ? await this.#number(state.timeoutSeconds, 'TimeoutSeconds', visiting)
      : undefined;
    visiting.frame.signal.throwIfAborted();
    // An execution that waits for another one leaves time to it.
    const release = state.integration === 'states:startExecution.sync:2' ? () => {} : clock.hold();
    let disarm: (() => void) | undefined;
    const giveUp = Promise.withResolvers<never>();
    const abort = () => giveUp.reject(visiting.frame.signal.reason);
    visiting.frame.signal.addEventListener('abort', abort);
    const started = () => {
      if (seconds === undefined || disarm) return;
      const late = () =>
        giveUp.reject(new StatesError('States.Timeout', `${state.name} did not end within ${seconds} s`));
      disarm = clock.at(new Date(clock.now().getTime() + seconds * 1000), late);
    };
    try {
      const result = await Promise.race([
        integrations[state.integration](given, started, frame.child?.executionArn ?? identity.executionArn, {
          name: nameFrom(identity.executionArn, attemptPath(visiting, attempt)),
          signal: frame.signal,
        }),
        giveUp.promise,
      ]);
      assertWithinLimit(result, `the result of ${state.name}`);
      return result;
    } finally {
      disarm?.();
      visiting.frame.signal.removeEventListener('abort', abort);
      release();
    }
  }

  async #items(state: MapState, visiting: Visiting, attempt: number): Promise<unknown[]> {
    const items = state.items ? await state.items(this.#bindings(visiting, {}, attempt)) : visiting.input;
    if (Array.isArray(items)) return items;
    throw new StatesError('States.QueryEvaluationError', `${state.name}: Items is no array but ${kindOf(items)}`);
  }

  async #map(state: MapState, visiting: Visiting, attempt: number): Promise<unknown> {
    const wanted = state.maxConcurrency ? await this.#number(state.maxConcurrency, 'MaxConcurrency', visiting) : 0;
    if (state.distributed) {
      const width = wanted || DISTRIBUTED_MAP_CONCURRENCY;
      return this.#distributedMap(state, state.distributed, visiting, { attempt, width });
    }
    const items = await this.#items(state, visiting, attempt);
    const width = Math.min(items.length, wanted || INLINE_MAP_CONCURRENCY);
    const results = new Array<unknown>(items.length);
    let next = 0;
    await this.#together(visiting.frame, width, async (signal) => {
      while (next < items.length) {
        const index = next++;
        const item = { Index: index, Value: items[index] };
        const frame = { ...visiting.frame, path: `${attemptPath(visiting, attempt)}[${index}]`, item, signal };
        const input = state.itemSelector
          ? await state.itemSelector(this.#bindings({ ...visiting, frame }, {}, attempt))
          : items[index];
        results[index] = await this.scope(state.processor, input, frame);
      }
    });
    return results;
  }

  /** Each item is an execution with a history of its own; those that fail are tolerated up to a share. */
  async #distributedMap(
    state: MapState,
    { reader, writer, toleratedFailurePercentage }: DistributedMap,
    visiting: Visiting,
    { attempt, width }: { readonly attempt: number; readonly width: number },
  ): Promise<unknown> {
    const { identity, objects } = this.#options;
    const bindings = this.#bindings(visiting, {}, attempt);
    const items = reader
      ? await readItems(objects, await reader(bindings), state.name)
      : await this.#items(state, visiting, attempt);
    const tolerated = toleratedFailurePercentage
      ? await this.#number(toleratedFailurePercentage, 'ToleratedFailurePercentage', visiting)
      : 0;
    const place = attemptPath(visiting, attempt);
    const ends = new ChildEnds(state.name, items.length, tolerated);
    let next = 0;
    await this.#together(visiting.frame, Math.min(items.length, width), async (signal) => {
      while (next < items.length) {
        const index = next++;
        const path = `${place}{${index}}`;
        const item = { Index: index, Value: items[index] };
        const selecting = { ...visiting, frame: { ...visiting.frame, item } };
        const input = state.itemSelector
          ? await state.itemSelector(this.#bindings(selecting, {}, attempt))
          : items[index];
        const child = { ...childOf(identity.executionArn, state.name, path), input, startTime: this.#now() };
        const frame = { path, variables: {}, item: undefined, signal, child };
        try {
          const output = await this.scope(state.processor, input, frame);
          ends.add(index, { ...child, stopTime: this.#now(), output });
        } catch (thrown) {
          signal.throwIfAborted();
          if (thrown instanceof NotRecorded) throw thrown;
          ends.add(index, { ...child, stopTime: this.#now(), failure: statesErrorOf(thrown) });
        }
      }
    });
    if (!writer) return ends.outputs;
    const run = {
      arn: mapRunArn(identity.executionArn, state.name, place),
      state: state.name,
      stateMachineArn: identity.stateMachineArn,
    };
    return writeResults(objects, await writer(bindings), run, ends.all);
  }

  async #parallel(state: ParallelState, visiting: Visiting, attempt: number): Promise<unknown[]> {
    const given = state.arguments ? await state.arguments(this.#bindings(visiting, {}, attempt)) : visiting.input;
    const results = new Array<unknown>(state.branches.length);
    await this.#together(visiting.frame, state.branches.length, async (signal, branch) => {
      const frame = { ...visiting.frame, path: `${attemptPath(visiting, attempt)}[${branch}]`, signal };
      results[branch] = await this.scope(state.branches[branch], given, frame);
    });
    return results;
  }

  /** Runs `count` strands; the first to fail ends the others. */
  async #together(
    frame: Frame,
    count: number,
    strand: (signal: AbortSignal, index: number) => Promise<void>,
  ): Promise<void> {
    const failed = new AbortController();
    const signal = AbortSignal.any([frame.signal, failed.signal]);
    try {
      await Promise.all(Array.from({ length: count }, (_, index) => strand(signal, index)));
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  }

  async #choose(state: ChoiceState, visiting: Visiting): Promise<Way> {
    for (const rule of state.choices) {
      const holds = await rule.condition(this.#bindings(visiting, {}));
      if (typeof holds !== 'boolean') {
        throw new StatesError(
          'States.QueryEvaluationError',
          `${state.name}: Condition is no boolean but ${kindOf(holds)}`,
        );
      }
      if (holds) return this.#leave(rule, visiting, {});
    }
    if (state.next !== undefined) return this.#leave(state, visiting, {});
    throw new StatesError('States.NoChoiceMatched', `${state.name}: no condition holds and there is no Default`);
  }

  /** Evaluates Assign and Output side by side: neither sees what the other makes. */
  async #leave(
    to: {
      readonly assign: Template | undefined;
      readonly output: Template | undefined;
      readonly next: string | undefined;
    },
    visiting: Visiting,
    outcome: Pick<Bindings['states'], 'result' | 'errorOutput'>,
    attempt = 0,
  ): Promise<Way> {
    const way: { next?: string; output?: unknown; assigned?: Record<string, unknown> } = {};
    if (to.next !== undefined) way.next = to.next;
    if (!to.assign && !to.output) return way;
    const bindings = this.#bindings(visiting, outcome, attempt);
    if (to.assign) {
      way.assigned = (await to.assign(bindings)) as Record<string, unknown>;
      assertWithinLimit(way.assigned, `what ${visiting.entered.state} assigns`);
    }
    if (to.output) {
      way.output = await to.output(bindings);
      assertWithinLimit(way.output, `the output of ${visiting.entered.state}`);
    }
    return way;
  }

  #retry(
    retriers: readonly Retrier[],
    used: readonly number[],
    error: string,
  ): { retrier: number; due: string } | undefined {
    const index = retriers.findIndex(({ errorEquals }) => covers(errorEquals, error));
    const retrier = retriers[index];
    if (!retrier || used[index] >= retrier.maxAttempts) return undefined;
    const longest = Math.min(retrier.intervalSeconds * retrier.backoffRate ** used[index], retrier.maxDelaySeconds);
    const seconds = retrier.fullJitter ? longest * this.#options.random() : longest;
    return { retrier: index, due: new Date(this.#options.clock.now().getTime() + seconds * 1000).toISOString() };
  }

  async #wakeTime(state: WaitState, visiting: Visiting): Promise<Date> {
    if ('seconds' in state) {
      const seconds = await this.#number(state.seconds, 'Seconds', visiting);
      return new Date(Date.parse(visiting.entered.at) + seconds * 1000);
    }
    const text = await this.#text(state.timestamp, 'Timestamp', visiting);
    const time = Date.parse(text);
    if (Number.isNaN(time)) {
      throw new StatesError('States.QueryEvaluationError', `${state.name}: Timestamp is ${text}, not an ISO 8601 time`);
    }
    return new Date(time);
  }

  async #sleep(until: Date, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const abort = () => {
        cancel();
        reject(signal.reason);
      };
      const cancel = this.#options.clock.at(until, () => {
        signal.removeEventListener('abort', abort);
        resolve();
      });
      signal.addEventListener('abort', abort, { once: true });
    });
  }

  async #number(template: Template, field: string, visiting: Visiting): Promise<number> {
    const value = await template(this.#bindings(visiting, {}));
    if (typeof value === 'number' && value >= 0) return value;
    throw new StatesError('States.QueryEvaluationError', `${field} is no number of 0 or more but ${kindOf(value)}`);
  }

  async #text(template: Template, field: string, visiting: Visiting): Promise<string> {
    const value = await template(this.#bindings(visiting, {}));
    if (typeof value === 'string') return value;
    throw new StatesError('States.QueryEvaluationError', `${field} is no string but ${kindOf(value)}`);
  }

  #bindings(visiting: Visiting, outcome: Pick<Bindings['states'], 'result' | 'errorOutput'>, attempt = 0): Bindings {
    const { identity, clock } = this.#options;
    const { entered, frame, input } = visiting;
    const execution = frame.child ?? identity;
    const context = {
      Execution: {
        Id: execution.executionArn,
        Input: execution.input,
        Name: execution.name,
        RoleArn: identity.roleArn,
        StartTime: execution.startTime,
        ...(this.#redrive && { RedriveCount: this.#redrive.count, RedriveTime: this.#redrive.at }),
      },
      StateMachine: { Id: identity.stateMachineArn, Name: identity.stateMachineName },
      State: { EnteredTime: entered.at, Name: entered.state, RetryCount: attempt },
      ...(frame.item ? { Map: { Item: frame.item } } : {}),
    };
    return { states: { input, context, ...outcome }, variables: frame.variables, now: clock.now().getTime() };
  }

  #record(record: ExecutionRecord): void {
    if (!isOfChild(record) && ++this.#records > HISTORY_LIMIT) {
      throw new StatesError('States.Runtime', `the execution reached the maximum of ${HISTORY_LIMIT} history events`);
    }
    try {
      this.#options.record(record);
    } catch (error) {
      throw new NotRecorded(error);
    }
  }

  #now(): string {
    return this.#options.clock.now().toISOString();
  }
}

/** The path of what runs inside an attempt of a state. */
function attemptPath({ path, visit }: Visiting, attempt: number): string {
  return `${path}:${(visit?.attemptsBefore ?? 0) + attempt}`;
}

/** Whatever else is thrown inside the interpreter is an error of the run itself, which nothing retries. */
function statesErrorOf(thrown: unknown): StatesError {
  return thrown instanceof StatesError ? thrown : new StatesError('States.Runtime', String(thrown));
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : `a ${typeof value} (${JSON.stringify(value)?.slice(0, 80)})`;
}
