/** A folder of results that belong together, such as the report of a fit. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageProblem } from './failure.ts';

/** A folder of results that belong together. */
export interface OutputFolder {
  /** Writes these files, and removes any others that an earlier run left. */
  write(files: Readonly<Record<string, string>>): void;
}

/**
 * Opens a folder for results before the work, so that one that cannot be written is refused at once.
 *
 * @param names every file that a run may write; others in the folder stay as they are
 * @throws UsageProblem for a folder that cannot be made
 */
export function writeFolder(folder: string, names: readonly string[]): OutputFolder {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageProblem(`got ${folder} to write to (${code}); wanted a folder that is there or can be made.`);
  }
  return {
    write(files) {
      for (const name of names) if (!(name in files)) rmSync(join(folder, name), { force: true });
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    },
  };
}
