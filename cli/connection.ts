import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RadscoreClient } from './client.ts';
import { UsageProblem } from './failure.ts';

/** The repository: the folder that holds `cli/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What the flags of a networked command say. */
export interface ConnectionOptions {
  readonly api?: string;
  readonly token?: string;
  /** State directory of the local cloud. */
  readonly home?: string;
  /** Of the token that the local cloud is asked for. */
  readonly institution?: string;
}

/** What a token of the local cloud says. */
export interface TokenRequest {
  readonly institution: string;
  /** Institutions whose labelled studies may be pooled with the own ones. */
  readonly consortium?: readonly string[];
  readonly scopes?: readonly string[];
  readonly expiresInSeconds?: number;
}

/** Where a running local cloud answers; `local/cloud.ts` leaves it in the state directory. */
export interface LocalCloud {
  readonly pid: number;
  readonly api: string;
  readonly admin: string;
  /** Opens the admin endpoint; readable by the user who started the cloud only. */
  readonly operatorSecret: string;
}

/** Whose studies the commands show where nobody says: the institution of the examples and of the demonstration. */
export const DEFAULT_INSTITUTION = 'centre-1';

const TOKEN_SECONDS = 3600;
const RENEW_AFTER_MS = (TOKEN_SECONDS * 1000) / 2;

/** State directory of the local cloud: the flag, RADSCORE_HOME, or `.radscore` in the repository. */
export function homeDirectory(home = process.env.RADSCORE_HOME): string {
  return home ? resolve(home) : join(PROJECT_ROOT, '.radscore');
}

/** The API's address and token: flags, environment, else the running local cloud, which gives its own token. */
export function connect(options: ConnectionOptions = {}): RadscoreClient {
  const url = options.api ?? process.env.RADSCORE_API;
  const token = options.token ?? process.env.RADSCORE_TOKEN;
  if (url) return new RadscoreClient({ url, token });
  const cloud = requireLocalCloud(options.home);
  const institution = options.institution ?? process.env.RADSCORE_INSTITUTION ?? DEFAULT_INSTITUTION;
  return new RadscoreClient({ url: cloud.api, token: token ?? renewing(() => mintToken(cloud, { institution })) });
}

/** The local cloud that runs now. @throws UsageProblem where there is none */
export function requireLocalCloud(home?: string): LocalCloud {
  const directory = homeDirectory(home);
  const cloud = readEndpoints(directory);
  if (cloud && isRunning(cloud.pid)) return cloud;
  throw new UsageProblem(
    `got no address of an API and found no running local cloud in ${directory}; wanted either. ` +
      'Start the local cloud with `radscore up`, or name an API with --api and --token (RADSCORE_API, RADSCORE_TOKEN).',
  );
}

function readEndpoints(directory: string): LocalCloud | undefined {
  const file = join(directory, 'endpoints.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as LocalCloud) : undefined;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process lives, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Asks the local cloud's issuer for a token. On AWS, tokens come from the identity provider of the deployment. */
export async function mintToken(cloud: LocalCloud, request: TokenRequest): Promise<string> {
  const { token } = await askOperator<{ token: string }>(cloud, 'POST', '/tokens', {
    expiresInSeconds: TOKEN_SECONDS,
    ...request,
  });
  return token;
}

/** A call of the admin endpoint, which only the operator of this machine may make. */
export async function askOperator<T>(cloud: LocalCloud, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(cloud.admin + path, {
    method,
    headers: { authorization: `Bearer ${cloud.operatorSecret}`, 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`the local cloud answered ${response.status} to ${method} ${path}: ${text}`);
  return JSON.parse(text) as T;
}

/** A token that is asked for anew before it expires. */
function renewing(mint: () => Promise<string>): () => Promise<string> {
  let token: Promise<string> | undefined;
  let mintedAt = 0;
  return () => {
    if (!token || Date.now() - mintedAt > RENEW_AFTER_MS) {
      mintedAt = Date.now();
      token = mint();
    }
    return token;
  };
}
