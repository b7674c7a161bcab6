/** The one place where the local cloud waits for the machine's disk: what was synced outlasts a power cut. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasync, fsync, openSync } from 'node:fs';

/**
 * What a power cut leaves is what was synced through this interface; a test puts one in its place that forgets the rest.
 * A file's content and its name are two things: the name is kept once its folder is synced.
 */
export interface StableStorage {
  syncFile(path: string): Promise<void>;
  /** Names that came, went or changed in a folder. */
  syncFolder(path: string): Promise<void>;
  /** All of these files and folders below `home`; those that are gone by now are passed over. */
  syncAll(home: string, paths: readonly string[]): Promise<void>;
}

/** More than this, and one call for the whole file system costs less. */
const MOST_SINGLY = 64;

export const machineStorage: StableStorage = {
  syncFile: (path) => synced(path, 'r+', fdatasync),

  async syncFolder(path) {
    // Windows has no way to sync a folder and keeps its names in the order in which they were made.
    if (process.platform !== 'win32') await synced(path, 'r', fsync);
  },

  async syncAll(home, paths) {
    if (paths.length > MOST_SINGLY && process.platform === 'linux' && (await syncFileSystem(home))) return;
    const left = paths[Symbol.iterator]();
    const strand = async () => {
      for (const path of left) await synced(path, 'r', fsync).catch(unlessGone);
    };
    await Promise.all([strand(), strand(), strand()]);
  },
};

/** Only the sync itself is waited for in another thread: to open and to close take less time than to hand them over. */
async function synced(
  path: string,
  flags: string,
  sync: (descriptor: number, done: (error: NodeJS.ErrnoException | null) => void) => void,
): Promise<void> {
  const descriptor = openSync(path, flags);
  try {
    await new Promise<void>((resolve, reject) => sync(descriptor, (error) => (error ? reject(error) : resolve())));
  } finally {
    closeSync(descriptor);
  }
}

function unlessGone(error: NodeJS.ErrnoException): void {
  // EISDIR: Windows opens no folder.
  if (error.code !== 'ENOENT' && error.code !== 'EISDIR' && error.code !== 'EPERM') throw error;
}

/** syncfs(2), which Node does not offer; false if the machine's `sync` cannot do it. */
async function syncFileSystem(home: string): Promise<boolean> {
  try {
    const child = spawn('sync', ['-f', home], { stdio: 'ignore' });
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}
