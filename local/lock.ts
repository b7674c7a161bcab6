/** One process for each folder: a lock that outlives no process. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Another local cloud runs on the same folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  readonly processId: number;

  constructor(directory: string, processId: number) {
    super(`a local cloud (process ${processId}) already runs on ${directory}; stop it, or give another folder`);
    this.processId = processId;
  }
}

interface Holder {
  readonly processId: number;
  /** Distinguishes a process from a later one with the same id; null if the system has no /proc. */
  readonly startedAt: string | null;
}

/** Takes the folder for this process, also from one that is dead; returns what gives it back. Throws `FolderInUse`. */
export function lockFolder(directory: string): () => void {
  const file = `${directory}/lock`;
  const draft = `${file}.${process.pid}`;
  const self: Holder = { processId: process.pid, startedAt: startOf(process.pid) };
  writeFileSync(draft, JSON.stringify(self));
  try {
    for (;;) {
      try {
        // A link appears with its whole content, or not at all.
        linkSync(draft, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (holder && isAlive(holder)) throw new FolderInUse(directory, holder.processId);
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(draft);
  }
}

/** Whether a process that is alive holds the folder. */
export function isInUse(directory: string): boolean {
  const holder = holderOf(`${directory}/lock`);
  return holder !== undefined && isAlive(holder);
}

/** `undefined` if the file is gone, or not what `lockFolder` writes. */
function holderOf(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

function isAlive({ processId, startedAt }: Holder): boolean {
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return startOf(processId) === startedAt;
}

/** When a process started, in ticks since the machine did: field 22 of /proc/{pid}/stat, after the name in brackets. */
function startOf(processId: number): string | null {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null;
  }
}
