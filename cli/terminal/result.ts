/** Writes a result to standard output, or to a file that is there only if it is whole. */
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
 * @throws UsageProblem for a file that cannot be written
 */
export async function withResult<T>(
  file: string | undefined,
  terminal: Terminal,
  work: (write: ResultWriter) => T | Promise<T>,
): Promise<T> {
  if (file === undefined) return work((text) => terminal.out(text));
  // A device or a pipe cannot be renamed into place.
  const isSpecial = statSync(file, { throwIfNoEntry: false })?.isFile() === false;
  const draft = isSpecial ? file : `${file}.partial`;
  const handle = open(draft, file);
  try {
    const result = await work((text) => void writeSync(handle, text));
    closeSync(handle);
    if (!isSpecial) renameSync(draft, file);
    return result;
  } catch (error) {
    closeSync(handle);
    if (!isSpecial) rmSync(draft, { force: true });
    throw error;
  }
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
