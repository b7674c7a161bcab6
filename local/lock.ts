import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

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
  /** Tells a process from a later one with the same id; null where the system has no /proc. */
  readonly startedAt: string | null;
}

/** Takes the folder for this process, also from one that is dead; returns what gives it back. Throws `FolderInUse`. */
export function lockFolder(directory: string): () => void {
  const file = `${directory}/lock`;
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx');
      writeSync(
        descriptor,
        JSON.stringify({ processId: process.pid, startedAt: startOf(process.pid) } satisfies Holder),
      );
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = holderOf(file);
    if (holder && isAlive(holder)) throw new FolderInUse(directory, holder.processId);
    // The rename succeeds for one of several processes that find the same dead holder.
    renameSync(file, `${file}.${process.pid}`);
    rmSync(`${file}.${process.pid}`);
  }
}

/** `undefined` if its process died before it had written its name. */
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
