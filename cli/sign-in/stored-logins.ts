/** Sign-ins of this user: one folder for each API, readable by nobody else, written by one process at a time. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailed, EXIT } from '../terminal/failure.ts';

/** What is kept of a sign-in. */
export interface StoredLogin {
  readonly api: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly accessToken: string;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly expiresAt?: number;
  /** When the token is renewed, some time before it expires. */
  readonly renewAt?: number;
  /** Of an issuer that gives none, the sign-in ends with its access token. */
  readonly refreshToken?: string;
}

/** Where settings of this user are: XDG_CONFIG_HOME, APPDATA on Windows, else `~/.config`. */
function configFolder(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  // The XDG specification has relative paths ignored.
  if (XDG_CONFIG_HOME && isAbsolute(XDG_CONFIG_HOME)) return join(XDG_CONFIG_HOME, 'radscore');
  if (process.platform === 'win32' && APPDATA) return join(APPDATA, 'radscore');
  return join(homedir(), '.config', 'radscore');
}

/** The folder of an API: its host for people, a hash so that no two share one. */
function folderOf(api: string): string {
  const host = new URL(api).host.replace(/[^a-z0-9.-]/gi, '_');
  const hash = createHash('sha256').update(api).digest('hex').slice(0, 12);
  return join(configFolder(), 'logins', `${host}-${hash}`);
}

const fileOf = (api: string) => join(folderOf(api), 'login.json');

/** Whether this user has signed in to the API. */
export function hasLogin(api: string): boolean {
  return existsSync(fileOf(api));
}

/** The sign-in to an API, if there is one. @throws CommandFailed if its file is damaged */
export function readLogin(api: string): StoredLogin | undefined {
  let text: string;
  try {
    text = readFileSync(fileOf(api), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as StoredLogin;
  } catch {
    throw new CommandFailed(
      `got ${fileOf(api)}, which is damaged; wanted a sign-in. Sign in again with \`radscore login --api ${api}\`.`,
      EXIT.unexpected,
    );
  }
}

/** Replaces the sign-in at once: a reader sees the old one or the new one. */
export function writeLogin(login: StoredLogin): void {
  const folder = folderOf(login.api);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `login.json.${randomUUID()}`);
  // `wx`: never into a file or link that somebody else put there.
  writeFileSync(draft, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(draft, fileOf(login.api));
}

export function deleteLogin(api: string): void {
  rmSync(fileOf(api), { force: true });
}

const LONGEST_WAIT_MS = 60_000;

/** Does something to the sign-in that no other process does meanwhile: a refresh token is good for one use. */
export async function whileLocked<T>(api: string, work: () => Promise<T>): Promise<T> {
  const { FolderInUse, lockFolder } = await import('@radscore/local-cloud/lock');
  const folder = folderOf(api);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const until = Date.now() + LONGEST_WAIT_MS;
  for (;;) {
    let unlock: (() => void) | undefined;
    try {
      unlock = lockFolder(folder);
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      if (Date.now() > until) {
        throw new CommandFailed(
          `process ${error.processId} has held ${folder} for a minute; wanted it free. End that process.`,
          EXIT.unexpected,
        );
      }
      await delay(50);
      continue;
    }
    try {
      return await work();
    } finally {
      unlock();
    }
  }
}
