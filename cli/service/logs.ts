/** Reads the log of the local cloud: filters its entries, and writes each as one line. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { homeDirectory } from './connection.ts';
import { type LogEntry, lineOf, nameOf, readEntry } from './log-entry.ts';

export interface LogsOptions {
  readonly home?: string;
  readonly study?: string;
  readonly execution?: string;
  readonly function?: string;
  /** Seconds before now. */
  readonly since?: number;
  readonly follow?: boolean;
  readonly json?: boolean;
}

const LOOK_EVERY_MS = 300;

/** Prints the entries that are wanted. With `follow` it ends when `signal` or Ctrl-C says so. */
export async function showLogs(options: LogsOptions, terminal: Terminal, signal?: AbortSignal): Promise<ExitCode> {
  const file = join(homeDirectory(options.home), 'log.jsonl');
  if (!existsSync(file)) {
    throw new UsageProblem(
      `got no log at ${file}; wanted the folder of a local cloud that has run. Name it with --home, or start one with \`radscore up\`.`,
    );
  }
  const wanted = filterOf(options);
  const show = (line: string): void => {
    const entry = readEntry(line);
    if (!entry || !wanted(entry)) return;
    const text = options.json ? line : lineOf(entry);
    if (text !== undefined) terminal.out(`${text}\n`);
  };
  let at = await readLines(file, 0, show);
  if (!options.follow) return EXIT.ok;
  const ended = signal ?? interrupted();
  while (!ended.aborted) {
    await delay(LOOK_EVERY_MS, undefined, { signal: ended }).catch(() => {});
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size < at) at = 0; // a new file
    if (size > at) at = await readLines(file, at, show);
  }
  return EXIT.ok;
}

/** Gives whole lines from a place of the file on, and the place behind the last of them. */
async function readLines(file: string, start: number, show: (line: string) => void): Promise<number> {
  const { size } = statSync(file);
  if (size <= start) return start;
  const stream = createReadStream(file, { start, end: size - 1 });
  let at = start;
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    const next = at + Buffer.byteLength(line) + 1;
    if (next > size) break; // a line that is still being written
    show(line);
    at = next;
  }
  return at;
}

function filterOf(options: LogsOptions): (entry: LogEntry) => boolean {
  const { study, execution, since, function: functionName } = options;
  const from = since === undefined ? undefined : new Date(Date.now() - since * 1000).toISOString();
  const part = functionName?.toLowerCase().replaceAll('-', '');
  // Some states of a study's execution carry keys only, no study.
  const ofStudy = new Set<string>();
  const isOfStudy = ({ studyId, executionArn }: LogEntry): boolean => {
    if (studyId === study && executionArn !== undefined) ofStudy.add(executionArn);
    return studyId === study || (studyId === undefined && executionArn !== undefined && ofStudy.has(executionArn));
  };
  return (entry) =>
    (study === undefined || isOfStudy(entry)) &&
    (from === undefined || entry.time >= from) &&
    (execution === undefined ||
      entry.executionArn === execution ||
      entry.executionArn?.endsWith(`:${execution}`) === true) &&
    (part === undefined || nameOf(entry).replaceAll('-', '').includes(part));
}

/** Ctrl-C ends following, and is no failure. */
function interrupted(): AbortSignal {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return controller.signal;
}
