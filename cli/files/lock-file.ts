/** A lock beside a file, so that commands that run at the same time add to it one after the other. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { UsageProblem } from '../terminal/failure.ts';

/** An addition lasts milliseconds: a lock that is held longer was left by a machine that is gone. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 10;
/** A lock whose text is not there yet is being written. */
const WRITING_MS = 5_000;

interface Holder {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  /** Bytes of the file before the addition and after it. */
  readonly before?: number;
  readonly after?: number;
}

/** Says how long the file is before an addition and will be after it, in bytes: what a crash would leave half done. */
export type Announce = (before: number, after: number) => void;

/**
 * Does some work on a file while no other command does. If the one that held the lock before died within an addition,
 * what it had added by then is taken away first, unless it is whole.
 *
 * @param patienceMs how long a lock that somebody holds is waited for
 * @throws UsageProblem naming the lock, if it is held for too long
 */
export async function withLock<T>(
  file: string,
  work: (announce: Announce) => T,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const lock = `${file}.lock`;
  const own: Holder = { token: randomUUID(), pid: process.pid, host: hostname() };
  const until = Date.now() + patienceMs;
  while (!create(lock, own)) {
    const holder = read(lock);
    if (holder && isDead(holder) && takeAway(file, lock, holder)) continue;
    if (Date.now() > until) {
      throw new UsageProblem(
        `got ${lock}, which another command has held for ${patienceMs / 1000} s; wanted to add to ${file}. If none runs, delete that lock.`,
      );
    }
    await delay(PAUSE_MS);
  }
  try {
    return work((before, after) => writeFileSync(lock, JSON.stringify({ ...own, before, after })));
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Creates a file that is not there yet; false if it is. */
function create(path: string, holder: Holder): boolean {
  try {
    const handle = openSync(path, 'wx');
    writeFileSync(handle, JSON.stringify(holder));
    closeSync(handle);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

function read(lock: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(lock, 'utf8'));
  } catch {
    // Gone, or half written: by a process that writes now, or by one that died.
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    return age > WRITING_MS ? { token: 'unreadable', pid: 0, host: hostname() } : undefined;
  }
}

function isDead({ pid, host }: Holder): boolean {
  if (host !== hostname()) return false;
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/**
 * Takes a dead holder's lock away, and what it left half added. Of those who see it one does so: the one that creates the
 * mark with the holder's name. False if another does.
 */
function takeAway(file: string, lock: string, holder: Holder): boolean {
  const mark = `${lock}.${holder.token}`;
  if (!create(mark, holder)) return false;
  try {
    // Between the look and the mark another may have taken it away, and a third have the lock.
    if (read(lock)?.token !== holder.token) return true;
    const { before, after } = holder;
    const length = statSync(file, { throwIfNoEntry: false })?.size;
    if (before !== undefined && after !== undefined && length !== undefined && length > before && length < after) {
      truncateSync(file, before);
    }
    rmSync(lock, { force: true });
    return true;
  } finally {
    rmSync(mark, { force: true });
  }
}
