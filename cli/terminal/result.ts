/** Writes a result to standard output, or to a file that is there only if it is whole. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { UsageProblem } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Takes the text of a result, piece by piece. */
export type ResultWriter = (text: string) => void;

/**
 * Does some work whose result goes to a file, or to standard output if none is named. The file appears when it is whole:
 * until then it has another name, and if the work fails it is removed. Whether it can be written is checked before the
 * work.
 *
 * @param place puts the whole result, a file under another name, in its place
 * @throws UsageProblem for a file that cannot be written
 */
export async function withResult<T>(
  file: string | undefined,
  terminal: Terminal,
  work: (write: ResultWriter) => T | Promise<T>,
  place: (draft: string, file: string) => void | Promise<void> = renameSync,
): Promise<T> {
  if (file === undefined) return work((text) => terminal.out(text));
  // A device or a pipe cannot be renamed into place.
  const isSpecial = statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const draft = isSpecial ? file : `${file}.${randomUUID().slice(0, 8)}.partial`;
  const handle = open(draft, file);
  let result: T;
  try {
    result = await work((text) => void writeSync(handle, text));
  } catch (error) {
    closeSync(handle);
    if (!isSpecial) rmSync(draft, { force: true });
    throw error;
  }
  closeSync(handle);
  // What was computed is kept if it cannot be put in its place.
  if (!isSpecial) await place(draft, file);
  return result;
}

/** Writes a whole result at once. */
export async function writeResult(text: string, file: string | undefined, terminal: Terminal): Promise<void> {
  await withResult(file, terminal, (write) => write(text));
}

function open(path: string, file: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageProblem(
      `got ${file} to write to (${code}); wanted a file in a folder that is there and can be written.`,
    );
  }
}
