/** Where executions are on disk, running and ended. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, diskOf } from '../disk/disk.ts';
import { StateDamaged } from '../disk/state-damaged.ts';
import { Journal } from '../journal.ts';
import type { Ended, ExecutionRecord, Redriven, Started } from './records.ts';
import { redrivesOf } from './redrive.ts';

/** One line per ended execution: what a list of executions shows without opening their journals. */
export interface EndedSummary {
  readonly name: string;
  readonly status: Ended['status'];
  readonly startedAt: string;
  readonly endedAt: string;
  readonly inputHash: string;
  /** Of an execution that was redriven: how often, and when last. */
  readonly redriveCount?: number;
  readonly redrivenAt?: string;
}

/** A running execution's journal as it was found or made. */
export interface OpenExecution {
  readonly started: Started;
  readonly records: readonly ExecutionRecord[];
  readonly journal: Journal<ExecutionRecord>;
}

/**
 * The executions of one state machine on disk: `running/` and `ended/` hold a journal each, `ended.jsonl` is the index
 * of the second, `definitions/` what running executions started with.
 */
export class ExecutionStore {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #index: Journal<EndedSummary>;
  readonly #ended: Map<string, EndedSummary>;
  /** Name → the journal's file: that of an execution that was redriven has a name of its own. */
  readonly #files = new Map<string, string>();

  constructor(directory: string) {
    this.#directory = directory;
    this.#disk = diskOf(directory);
    for (const folder of [...FOLDERS, 'definitions']) mkdirSync(join(directory, folder), { recursive: true });
    const { journal, entries } = Journal.open<EndedSummary>(join(directory, 'ended.jsonl'));
    this.#index = journal;
    this.#ended = new Map(entries.map((summary) => [summary.name, summary]));
    for (const folder of FOLDERS) {
      for (const file of journalsIn(join(directory, folder))) this.#files.set(nameOf(file), file);
    }
    this.#completeIndex();
  }

  /** In the order in which they ended. */
  get ended(): ReadonlyMap<string, EndedSummary> {
    return this.#ended;
  }

  /** The executions that an earlier process left running; those that it had ended are filed away. */
  recover(): OpenExecution[] {
    const found: OpenExecution[] = [];
    for (const file of journalsIn(join(this.#directory, 'running'))) {
      const { journal, entries } = Journal.open<ExecutionRecord>(join(this.#directory, 'running', file));
      const [started, last] = [entries[0], entries.at(-1)];
      if (started?.type !== 'started') {
        // No caller ever received the name of this execution, or its journal was damaged.
        journal.close();
        this.#disk.note(`${journal.file}: holds no execution and is removed; if one ran, start it again`);
        this.#disk.remove(journal.file);
      } else if (last?.type === 'ended') {
        this.#file({ started, records: entries, journal }, last);
      } else {
        // It may have ended before, and been redriven.
        this.#ended.delete(started.name);
        found.push({ started, records: entries, journal });
      }
    }
    return found;
  }

  create(started: Started): OpenExecution {
    const { name } = started;
    this.#files.set(name, fileName(name));
    const { journal } = Journal.open<ExecutionRecord>(this.#path('running', name));
    journal.append(started);
    return { started, records: [started], journal };
  }

  /** Writes the terminal record, unless it is there, and files the execution away. */
  end(execution: OpenExecution, ended: Ended): void {
    if (execution.records.at(-1)?.type !== 'ended') execution.journal.append(ended);
    this.#file(execution, ended);
  }

  /** A running execution as its journal has it, after a write that failed. */
  reopen(name: string): OpenExecution {
    const { journal, entries } = Journal.open<ExecutionRecord>(this.#path('running', name));
    const [started] = entries;
    if (started?.type !== 'started') throw new Error(`${journal.file} holds no execution`);
    return { started, records: entries, journal };
  }

  /**
   * Takes an ended execution up again. Its journal gets a new name, since the disk uses none twice. If the record cannot be
   * written the execution is ended as before, under that name.
   */
  redrive(name: string, redriven: Redriven): OpenExecution {
    const ended = this.#path('ended', name);
    this.#files.set(name, fileName(name, this.#takings(name) + 1));
    this.#disk.move(ended, this.#path('running', name));
    const execution = this.reopen(name);
    try {
      execution.journal.append(redriven);
    } catch (error) {
      execution.journal.close();
      this.#disk.move(execution.journal.file, this.#path('ended', name));
      throw error;
    }
    this.#ended.delete(name);
    return { ...execution, records: [...execution.records, redriven] };
  }

  /** How often an execution was taken up again, or was about to be. */
  #takings(name: string): number {
    return Number(TAKEN_UP.exec(this.#files.get(name) ?? '')?.[1] ?? 0);
  }

  /** The records of an execution, running or ended. */
  records(name: string): ExecutionRecord[] {
    return Journal.read(this.fileOf(name));
  }

  /** The journal of an execution, running or ended. */
  fileOf(name: string): string {
    return this.#path(this.#ended.has(name) ? 'ended' : 'running', name);
  }

  /** Keeps a definition and returns its hash. */
  keepDefinition(definition: unknown): string {
    const text = JSON.stringify(definition);
    const hash = hashOf(definition);
    const file = join(this.#directory, 'definitions', `${hash}.json`);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) this.#disk.replace(file, text);
    return hash;
  }

  definition(hash: string): unknown {
    const file = join(this.#directory, 'definitions', `${hash}.json`);
    const text = this.#disk.read(file)?.toString('utf8');
    if (text !== undefined && createHash('sha256').update(text).digest('hex') === hash) return JSON.parse(text);
    throw new StateDamaged(file, text === undefined ? 'missing' : 'cut', LOST_DEFINITION);
  }

  close(): void {
    this.#index.close();
  }

  /** The index is written before the move: a crash in between is repaired by `recover`. */
  #file({ started, records, journal }: OpenExecution, ended: Ended): void {
    const { name } = started;
    const summary = summaryOf(records, ended);
    if (this.#ended.get(name)?.endedAt !== ended.at) this.#index.append(summary);
    this.#ended.set(name, summary);
    journal.close();
    this.#disk.move(journal.file, this.#path('ended', name));
  }

  /** Executions that are filed away, but not in the index: it was lost, or the last lines of it. */
  #completeIndex(): void {
    let found = 0;
    for (const file of journalsIn(join(this.#directory, 'ended'))) {
      if (this.#ended.has(nameOf(file))) continue;
      const records = Journal.read<ExecutionRecord>(join(this.#directory, 'ended', file));
      const [started, last] = [records[0], records.at(-1)];
      if (started?.type !== 'started' || last?.type !== 'ended') continue;
      const summary = summaryOf(records, last);
      this.#index.append(summary);
      this.#ended.set(summary.name, summary);
      found++;
    }
    if (found > 0)
      this.#disk.note(`${this.#index.file}: lacked ${found} executions; they were entered again from ended/`);
  }

  #path(folder: 'running' | 'ended', name: string): string {
    return join(this.#directory, folder, this.#files.get(name) ?? fileName(name));
  }
}

const FOLDERS = ['running', 'ended'] as const;
const JOURNAL = '.jsonl';
/** No execution's name has a tilde. */
const TAKEN_UP = /~(\d+)\.jsonl$/;

function fileName(name: string, takings = 0): string {
  return `${encodeURIComponent(name)}${takings > 0 ? `~${takings}` : ''}${JOURNAL}`;
}

/** The execution whose journal has that name. */
function nameOf(file: string): string {
  return decodeURIComponent(file.replace(TAKEN_UP, JOURNAL).slice(0, -JOURNAL.length));
}

const LOST_DEFINITION =
  'Restore it from a copy of the state folder; executions that started with it cannot be shown or go on without it.';

/** Next to the journals may lie what was cut off one. */
function journalsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith(JOURNAL));
}

/** @param records of an execution, the first that of its start */
function summaryOf(records: readonly ExecutionRecord[], ended: Ended): EndedSummary {
  const { name, input, at } = records[0] as Started;
  const redrive = redrivesOf(records).at(-1);
  return {
    name,
    status: ended.status,
    startedAt: at,
    endedAt: ended.at,
    inputHash: hashOf(input),
    ...(redrive && { redriveCount: redrive.count, redrivenAt: redrive.at }),
  };
}

export function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
