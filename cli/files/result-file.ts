/** The file of an extraction: new, or one of earlier results of the same columns, to which these are added. */
import {
  accessSync,
  appendFileSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { csvLine, InvalidTable, parseCsv } from '@radscore/statistics/csv';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import { type ResultWriter, withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import {
  csvHeader,
  firstRecordEnd,
  jsonNames,
  type ResultColumns,
  some,
  whyOtherHeader,
  without,
} from './columns-of-file.ts';
import { withLock } from './lock-file.ts';

export interface ResultFile {
  /** Standard output if none is named. */
  readonly path?: string;
  readonly format: 'csv' | 'json' | 'txt';
  readonly columns: ResultColumns;
  /** Whether cases lack names in the file: a JSON list from which NaN was left out. */
  readonly hasGaps?: boolean;
  /** Writes the file new, whatever it holds. */
  readonly force?: boolean;
}

/** The bytes that are read for a header: a hundred times the longest that settings give. */
const MOST_HEADER_BYTES = 1 << 24;

/**
 * Does some work whose results go to a file, or to standard output. A file that holds results already keeps them: rows are
 * added under the same header, at once and whole, and in turns with other commands that add to it; a file of another
 * header is refused before the work. Lines of text and cases of a JSON list are added likewise.
 *
 * @throws UsageProblem for a file that holds something else, or cannot be written
 */
export async function withResultFile<T>(
  file: ResultFile,
  terminal: Terminal,
  work: (write: ResultWriter) => T | Promise<T>,
): Promise<T> {
  const { path, force } = file;
  if (path === undefined || force || isSpecial(path)) return withResult(path, terminal, work);
  const why = whyNotAdded(path, file);
  if (why) throw new UsageProblem(refusal(path, why));
  return withResult(path, terminal, work, async (draft) => {
    const late = await withLock(path, (announce) => {
      if (sizeOf(path) === 0) return void renameSync(draft, path);
      return whyNotAdded(path, file) ?? add(path, readFileSync(draft, 'utf8'), file, announce);
    });
    if (late) throw new CommandFailed(`${refusal(path, late)} What was computed is in ${draft}.`, EXIT.refused);
    rmSync(draft, { force: true });
  });
}

function refusal(path: string, why: string): string {
  return `got ${path}, which has ${why}; wanted results of the same columns, to add to them. Name another file, or write this one new with --force.`;
}

/** A device or a pipe holds nothing that could be lost. */
function isSpecial(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === false;
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Why results cannot be added to a file; undefined if they can, or if it is empty or not there. */
function whyNotAdded(path: string, { format, columns, hasGaps }: ResultFile): string | undefined {
  if (sizeOf(path) === 0) return undefined;
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
  } catch {
    return 'no permission to be read and written';
  }
  if (format === 'txt') return undefined;
  if (format === 'csv') {
    const header = csvHeader(beginningOf(path));
    return header ? whyOtherHeader(header, columns, false) : 'no table of comma-separated values';
  }
  const found = jsonNames(readFileSync(path, 'utf8'));
  if (!found) return 'no JSON list of cases';
  if (!found.isList) return 'one case, a JSON object, to which no second can be added';
  const hasResults = found.names.some((name) => columns.names.includes(name) && name.includes('_'));
  return whyOtherHeader(found.names, columns, hasGaps === true || !hasResults);
}

/** Adds what a file of its own would hold. Gives the reason if the cases have names that the file lacks. */
function add(
  path: string,
  added: string,
  { format }: ResultFile,
  announce: (before: number, after: number) => void,
): string | undefined {
  if (format === 'json') {
    // A list is closed by its last bytes: it is written as a whole, and takes the place of the old one.
    replace(path, jsonTogether(readFileSync(path, 'utf8'), added));
    return undefined;
  }
  const rows = format === 'txt' ? added : rowsFor(path, added);
  if (typeof rows !== 'string') return rows.why;
  const text = endsLine(path) ? rows : `\n${rows}`;
  const before = sizeOf(path);
  announce(before, before + Buffer.byteLength(text));
  const handle = openSync(path, 'a');
  try {
    appendFileSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  return undefined;
}

/** The rows of a table in the order of the columns of a file; what a row lacks is empty. */
function rowsFor(path: string, added: string): string | { readonly why: string } {
  const header = csvHeader(beginningOf(path)) ?? [];
  const own = csvHeader(added) ?? [];
  if (!endsLine(path)) {
    try {
      parseCsv(readFileSync(path, 'utf8'));
    } catch (cause) {
      if (cause instanceof InvalidTable) return { why: `${cause.got}, as if a row were cut` };
      throw cause;
    }
  }
  if (own.length === header.length && own.every((name, i) => name === header[i])) {
    return added.slice(firstRecordEnd(added));
  }
  const missing = without(own, header);
  if (missing.length > 0) return { why: `no columns ${some(missing)}, which these cases give` };
  const places = header.map((name) => own.indexOf(name));
  return parseCsv(added)
    .rows.map((row) => csvLine(places.map((at) => (at < 0 ? '' : row[at]))))
    .join('');
}

function jsonTogether(present: string, added: string): string {
  const head = present.slice(0, present.lastIndexOf(']')).trimEnd();
  const list = added.trim();
  const [, open, indent] = /^(\[\s*?\n)( *)\{/.exec(list) ?? ['', '[', ''];
  const items = list.startsWith('[') ? list.slice(open.length, -1).trim() : list;
  if (items === '') return present;
  return `${head}${head.endsWith('[') ? '' : ','}\n${indent}${items}\n]${added.endsWith('\n') ? '\n' : ''}`;
}

function replace(path: string, text: string): void {
  const draft = `${path}.whole`;
  writeFileSync(draft, text, { flush: true });
  renameSync(draft, path);
}

function beginningOf(path: string): string {
  const handle = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(MOST_HEADER_BYTES, sizeOf(path)));
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(handle);
  }
}

/** A program that saved the file may have left out the last line end. */
function endsLine(path: string): boolean {
  const handle = openSync(path, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, sizeOf(path) - 1);
    return last[0] === 10 || last[0] === 13;
  } finally {
    closeSync(handle);
  }
}
