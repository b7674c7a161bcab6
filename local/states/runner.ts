/** Hosts the state machines: starts, stops, lists and resumes their executions. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ACCOUNT, type Caller, type PolicyStatement, REGION, type StateMachineRunner } from '../contracts.ts';
import { diskOf } from '../disk/disk.ts';
import { StateDamaged } from '../disk/state-damaged.ts';
import type { Faults } from '../faults/faults.ts';
import type { Machine } from './definition.ts';
import type { RoleObjects } from './distributed-map.ts';
import { PAYLOAD_LIMIT, StatesError } from './errors.ts';
import { NotRecorded, runExecution, Stopped } from './execution.ts';
import { historyOf } from './history.ts';
import { loadMachine } from './load.ts';
import type { Ended, ExecutionRecord, Redriven, Started, Status } from './records.ts';
import { type Redrivability, redrivabilityOf, redrivesOf, sameRequest } from './redrive.ts';
import { roleObjects } from './role-objects.ts';
import { statusChange } from './status-change.ts';
import { ExecutionStore, hashOf, type OpenExecution } from './store.ts';
import { createIntegrations, type Integrations, type TaskPorts } from './tasks.ts';

/** A state machine of the template, with its placeholders filled in. */
export interface StateMachineSettings {
  readonly name: string;
  readonly definition: unknown;
  readonly roleArn: string;
  /** Statements of the role; without them it may do everything. */
  readonly policies?: readonly PolicyStatement[];
  /** Of the role, for objects in S3. */
  readonly keys?: Pick<Caller, 'accessKeyId' | 'secretAccessKey'>;
}

export interface RunnerOptions extends TaskPorts {
  readonly directory: string;
  readonly machines: readonly StateMachineSettings[];
  /** In [0, 1), for the jitter of retries. */
  readonly random?: () => number;
  /** Receives a line for each execution that ends; names and statuses only. */
  readonly log?: (message: string) => void;
  /** Whether the disk is to be full. */
  readonly faults?: Faults;
  /** Address of S3, for distributed Maps that read and write objects. */
  readonly store?: string;
}

/** A request that Step Functions refuses; `code` is the name that its API gives. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface ExecutionDescription {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly name: string;
  readonly status: Status;
  readonly startedAt: string;
  readonly input: unknown;
  readonly ended: Ended | undefined;
  /** The oldest first. */
  readonly redrives: readonly Redriven[];
  readonly redrivability: Redrivability;
}

export type ExecutionSummary = Pick<
  ExecutionDescription,
  'executionArn' | 'stateMachineArn' | 'name' | 'status' | 'startedAt'
> & {
  readonly endedAt: string | undefined;
  readonly redriveCount?: number;
  readonly redrivenAt?: string;
};

interface Running extends OpenExecution {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

interface Hosted extends StateMachineSettings {
  readonly arn: string;
  readonly machine: Machine;
  readonly definitionHash: string;
  readonly store: ExecutionStore;
  readonly integrations: Integrations;
  readonly running: Map<string, Running>;
}

/** After a record that could not be written, until the next attempt. */
const WAIT_FOR_DISK_SECONDS = 10;

/** White space, brackets, wildcards, `"#%\^|~$&,;:/` and control characters are not allowed in an execution's name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/;

/** Hosts the template's state machines: executions start, survive the death of the process, and end exactly once. */
export class StateMachines implements StateMachineRunner {
  readonly #options: RunnerOptions;
  readonly #hosted: ReadonlyMap<string, Hosted>;
  #phase: 'new' | 'open' | 'closed' = 'new';

  /** Throws `StateMachineRefused` for a definition that cannot be honoured. Nothing runs before `resume` or the first start. */
  constructor(options: RunnerOptions) {
    this.#options = options;
    const hosted = options.machines.map((settings): Hosted => {
      const arn = stateMachineArn(settings.name);
      const machine = loadMachine(settings.name, settings.definition);
      const store = new ExecutionStore(join(options.directory, settings.name));
      const definitionHash = store.keepDefinition(settings.definition);
      const integrations = createIntegrations(options, settings, {
        start: (arn, input, name) => this.start(arn, input, name),
        ended: (arn) => this.ended(arn),
        // As on AWS: an execution that is stopped stops those that it waits for.
        abandon: (arn, reason) => {
          if (reason instanceof Stopped || reason instanceof StatesError)
            void this.stop(arn, reason instanceof Stopped ? reason.error : 'States.Aborted');
        },
      });
      return { ...settings, arn, machine, definitionHash, store, integrations, running: new Map() };
    });
    this.#hosted = new Map(hosted.map((machine) => [machine.arn, machine]));
  }

  /** Goes on, once, with the executions that an earlier process left running; returns how many these are. */
  resume(): number {
    if (this.#phase !== 'new') return 0;
    this.#phase = 'open';
    let resumed = 0;
    for (const hosted of this.#hosted.values()) {
      for (const found of hosted.store.recover()) {
        this.#run(hosted, found);
        resumed++;
      }
    }
    return resumed;
  }

  get machines(): readonly Hosted[] {
    return [...this.#hosted.values()];
  }

  start(
    stateMachineArn: string,
    input: unknown,
    name: string = randomUUID(),
  ): { executionArn: string; startedAt: string } {
    if (this.#phase === 'closed') throw new RequestRefused('ServiceUnavailable', 'the local cloud is being stopped');
    this.resume();
    const hosted = this.#host(stateMachineArn);
    if (!NAME.test(name)) throw new RequestRefused('InvalidName', `Invalid Name: '${name}'`);
    const known = hosted.running.get(name)?.started ?? hosted.store.ended.get(name);
    if (known) {
      const inputHash = 'inputHash' in known ? known.inputHash : hashOf(known.input);
      if (inputHash !== hashOf(input)) {
        throw new RequestRefused('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(hosted, name)}'`);
      }
      return { executionArn: executionArn(hosted, name), startedAt: 'at' in known ? known.at : known.startedAt };
    }
    if (Buffer.byteLength(JSON.stringify(input)) > PAYLOAD_LIMIT) {
      throw new RequestRefused('InvalidExecutionInput', `the input is longer than ${PAYLOAD_LIMIT} bytes`);
    }
    const at = this.#options.clock.now().toISOString();
    this.#options.faults?.write('states');
    this.#run(hosted, hosted.store.create({ type: 'started', at, name, input, definition: hosted.definitionHash }));
    this.#announce(executionArn(hosted, name));
    return { executionArn: executionArn(hosted, name), startedAt: at };
  }

  /** `undefined` if there is no execution of that name. */
  status(stateMachineArn: string, name: string): Status | undefined {
    const hosted = this.#host(stateMachineArn);
    return hosted.running.has(name) ? 'RUNNING' : hosted.store.ended.get(name)?.status;
  }

  /** Ends a running execution as ABORTED; an ended one stays as it is. */
  async stop(arn: string, error?: string, cause?: string): Promise<void> {
    const { hosted, name } = this.#find(arn);
    const running = hosted.running.get(name);
    running?.controller.abort(new Stopped(error, cause));
    await running?.done;
  }

  /**
   * Runs an execution that failed, timed out or was stopped again from the states that it has not left, with the same
   * definition and input. A repeated request with the same token changes nothing.
   */
  redrive(arn: string, token?: string): { redrivenAt: string } {
    if (this.#phase === 'closed') throw new RequestRefused('ServiceUnavailable', 'the local cloud is being stopped');
    const { hosted, name, records } = this.#read(arn);
    const now = this.#options.clock.now();
    const same = token === undefined ? undefined : sameRequest(records, token, now);
    if (same) return { redrivenAt: same.at };
    const { redriveStatusReason } = this.#redrivability(hosted, records);
    if (redriveStatusReason !== undefined) throw new RequestRefused('ExecutionNotRedrivable', redriveStatusReason);
    const count = redrivesOf(records).length + 1;
    const redriven: Redriven = {
      type: 'redriven',
      at: now.toISOString(),
      count,
      ...(token !== undefined && { token }),
    };
    this.#run(hosted, hosted.store.redrive(name, redriven));
    this.#announce(arn);
    return { redrivenAt: redriven.at };
  }

  /** Resolves when the execution has ended. */
  async ended(arn: string): Promise<ExecutionDescription> {
    const { hosted, name } = this.#find(arn);
    await hosted.running.get(name)?.done;
    return this.describe(arn);
  }

  describe(arn: string): ExecutionDescription {
    const { hosted, name, started, records } = this.#read(arn);
    const last = records.at(-1);
    const ended = last?.type === 'ended' ? last : undefined;
    const status = ended?.status ?? 'RUNNING';
    const { at: startedAt, input } = started;
    return {
      executionArn: arn,
      stateMachineArn: hosted.arn,
      name,
      status,
      startedAt,
      input,
      ended,
      redrives: redrivesOf(records),
      redrivability: this.#redrivability(hosted, records),
    };
  }

  #redrivability(hosted: Hosted, records: readonly ExecutionRecord[]): Redrivability {
    // A record gives one event, or two: only a journal of half the limit has to be written out.
    const events =
      records.length < 10_000 || records[0].type !== 'started'
        ? records.length
        : historyOf(this.#machineOf(hosted, records[0].definition), records).length;
    return redrivabilityOf(records, events, this.#options.clock.now());
  }

  /** The event on the bus is sent as well as it can be, as Step Functions sends it: nothing depends on it. */
  #announce(arn: string): void {
    try {
      this.#options.events.publish(statusChange(this.describe(arn), this.#options.clock.now()));
    } catch (error) {
      this.#options.log?.(`${arn}: got ${String(error)}; its change of status was not announced`);
    }
  }

  history(arn: string): { machine: Machine; records: readonly ExecutionRecord[] } {
    const { hosted, started, records } = this.#read(arn);
    return { machine: this.#machineOf(hosted, started.definition), records };
  }

  /** The executions of one machine, the latest first. */
  list(stateMachineArn: string, status?: string): ExecutionSummary[] {
    const hosted = this.#host(stateMachineArn);
    const place = (name: string) => ({ executionArn: executionArn(hosted, name), stateMachineArn, name });
    const running = [...hosted.running.values()].map(({ started, records }): ExecutionSummary => {
      const redrive = redrivesOf(records).at(-1);
      return {
        ...place(started.name),
        status: 'RUNNING',
        startedAt: started.at,
        endedAt: undefined,
        ...(redrive && { redriveCount: redrive.count, redrivenAt: redrive.at }),
      };
    });
    const ended = [...hosted.store.ended.values()].map(
      (summary): ExecutionSummary => ({ ...place(summary.name), ...summary }),
    );
    return [...running, ...ended]
      .filter((summary) => status === undefined || summary.status === status)
      .sort((a, b) => (a.startedAt < b.startedAt ? 1 : a.startedAt > b.startedAt ? -1 : 0));
  }

  /** Resolves once all that was started, stopped or recorded lasts. */
  flush(): Promise<void> {
    return diskOf(this.#options.directory).flush();
  }

  /** Leaves what runs for the next process; nothing can be started any more. */
  async close(): Promise<void> {
    this.#phase = 'closed';
    const left = this.machines.flatMap(({ running }) => [...running.values()]);
    for (const { controller } of left) controller.abort(new Error('the local cloud stops'));
    await Promise.all(left.map(({ done }) => done));
    for (const { store } of this.machines) store.close();
  }

  #run(hosted: Hosted, execution: OpenExecution): void {
    const controller = new AbortController();
    const { promise: done, resolve } = Promise.withResolvers<void>();
    hosted.running.set(execution.started.name, { ...execution, controller, done });
    resolve(this.#live(hosted, execution, controller.signal));
  }

  /** Runs an execution to its end. If the disk takes no records it waits, and goes on from the last that it took. */
  async #live(hosted: Hosted, execution: OpenExecution, signal: AbortSignal): Promise<void> {
    const { name } = execution.started;
    for (let open = execution; ; open = hosted.store.reopen(name)) {
      try {
        const last = open.records.at(-1);
        const ended = last?.type === 'ended' ? last : await this.#runOnce(hosted, open, signal);
        if (!ended) {
          hosted.running.delete(name);
          return open.journal.close();
        }
        this.#end(hosted, open, ended);
        return;
      } catch (failure) {
        open.journal.close();
        if (!(failure instanceof NotRecorded)) throw failure;
        this.#options.log?.(`${hosted.name} ${name}: got ${failure.message}; waiting for the disk`);
        await this.#waitForDisk(signal);
        if (signal.aborted && !(signal.reason instanceof Stopped)) {
          hosted.running.delete(name);
          return;
        }
      }
    }
  }

  #end(hosted: Hosted, open: OpenExecution, ended: Ended): void {
    const { name } = open.started;
    try {
      this.#options.faults?.write('states');
      hosted.store.end(open, ended);
    } catch (error) {
      throw new NotRecorded(error);
    }
    hosted.running.delete(name);
    this.#options.log?.(`${hosted.name} ${name} ${ended.status}${ended.error ? ` ${ended.error}` : ''}`);
    this.#announce(executionArn(hosted, name));
  }

  #waitForDisk(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    return new Promise((resolve) => {
      const over = () => {
        cancel();
        resolve();
      };
      const cancel = clock.at(new Date(clock.now().getTime() + WAIT_FOR_DISK_SECONDS * 1000), () => {
        signal.removeEventListener('abort', over);
        resolve();
      });
      if (signal.aborted) over();
      else signal.addEventListener('abort', over, { once: true });
    });
  }

  #runOnce(hosted: Hosted, { started, records, journal }: OpenExecution, signal: AbortSignal) {
    return runExecution({
      machine: this.#machineOf(hosted, started.definition),
      identity: {
        executionArn: executionArn(hosted, started.name),
        name: started.name,
        input: started.input,
        roleArn: hosted.roleArn,
        startTime: started.at,
        stateMachineArn: hosted.arn,
        stateMachineName: hosted.name,
      },
      clock: this.#options.clock,
      integrations: hosted.integrations,
      objects: this.#options.store && hosted.keys ? roleObjects(this.#options.store, hosted.keys) : noObjects,
      random: this.#options.random ?? Math.random,
      record: (record: ExecutionRecord) => {
        this.#options.faults?.write('states');
        journal.append(record);
      },
      past: records,
      signal,
    });
  }

  /** An execution keeps the definition with which it started, as on AWS. */
  #machineOf(hosted: Hosted, definitionHash: string): Machine {
    if (definitionHash === hosted.definitionHash) return hosted.machine;
    return loadMachine(hosted.name, hosted.store.definition(definitionHash));
  }

  #host(arn: string): Hosted {
    const hosted = this.#hosted.get(arn);
    if (!hosted) throw new RequestRefused('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return hosted;
  }

  #find(arn: string): { hosted: Hosted; name: string } {
    const [, machine, name] = /^arn:aws:states:[^:]*:[^:]*:execution:([^:]+):([^:]+)$/.exec(arn) ?? [];
    if (!machine) throw new RequestRefused('InvalidArn', `Invalid Arn: '${arn}'`);
    const hosted = this.#hosted.get(stateMachineArn(machine));
    if (!hosted || !(hosted.running.has(name) || hosted.store.ended.has(name))) {
      throw new RequestRefused('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    }
    return { hosted, name };
  }

  #read(arn: string): { hosted: Hosted; name: string; started: Started; records: readonly ExecutionRecord[] } {
    const { hosted, name } = this.#find(arn);
    const records = hosted.store.records(name);
    const [started] = records;
    const isCut = hosted.store.ended.has(name) && records.at(-1)?.type !== 'ended';
    if (started?.type !== 'started' || isCut) {
      const remedy = 'Restore it from a copy of the state folder; without one its history is lost.';
      throw new StateDamaged(hosted.store.fileOf(name), started ? 'cut' : 'empty', remedy);
    }
    return { hosted, name, started, records };
  }
}

export function stateMachineArn(name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
}

function executionArn({ name: machine }: Hosted, name: string): string {
  return `arn:aws:states:${REGION}:${ACCOUNT}:execution:${machine}:${name}`;
}

const noObjects: RoleObjects = {
  read: async () => Promise.reject(new StatesError('States.ItemReaderFailed', 'there is no store')),
  write: async () => Promise.reject(new StatesError('States.ResultWriterFailed', 'there is no store')),
};
