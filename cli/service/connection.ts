/** Finds the API and a token for it: options, environment, else the local cloud that runs now. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Endpoints, RunningCloud } from '@radscore/local-cloud';
import { apiAddress, isApiAddress } from '../sign-in/authorization-server.ts';
import { loginToken } from '../sign-in/login-tokens.ts';
import { machineCredentials, machineToken } from '../sign-in/machine-tokens.ts';
import { hasLogin } from '../sign-in/stored-logins.ts';
import { UsageProblem } from '../terminal/failure.ts';
import { RadscoreClient } from './client.ts';
import { DEFAULT_INSTITUTION } from './defaults.ts';
import { DEFAULT_HOME } from './installation.ts';
import { renewedToken, type TokenSource } from './token-source.ts';

export { PROJECT_ROOT } from './installation.ts';

/** Options of every command that talks to the service. */
export interface ConnectionOptions {
  readonly api?: string;
  readonly token?: string;
  /** State directory of the local cloud. */
  readonly home?: string;
  /** How long the client goes on asking a service that is away or busy; by default the client's own time. */
  readonly patienceSeconds?: number;
  /** Of the token that the local cloud is asked for. */
  readonly institution?: string;
  readonly consortium?: readonly string[];
}

/** Claims of a token of the local cloud; the deployment's client decides what is left out. */
export interface TokenRequest {
  readonly institution: string;
  /** Institutions whose labelled studies may be pooled with the own ones. */
  readonly consortium?: readonly string[];
  /** `radscore/studies:read` … */
  readonly scopes?: readonly string[];
  readonly expiresInSeconds?: number;
}

/** A local cloud that runs now. */
export interface LocalCloud {
  readonly pid: number;
  readonly directory: string;
  readonly endpoints: Endpoints;
  /** Opens the operator's endpoint; readable by the user who started the cloud only. */
  readonly operatorToken: string;
  /** Keys with which SDK clients may do everything. */
  readonly credentials: RunningCloud['credentials'];
  /** Outputs of the stack. */
  readonly outputs: RunningCloud['outputs'];
}

const TOKEN_SECONDS = 3600;

/** State directory of the local cloud: the option, RADSCORE_HOME, or the default of this installation. */
export function homeDirectory(home = process.env.RADSCORE_HOME): string {
  return home ? resolve(home) : DEFAULT_HOME;
}

/**
 * The API with its token: flags and environment (a token, or a client with its secret), else the sign-in of this user, else
 * the running local cloud, which gives its owner a token without one.
 *
 * @throws UsageProblem if no address is named and no local cloud runs
 */
export function connect(options: ConnectionOptions = {}): RadscoreClient {
  const named = options.api ?? process.env.RADSCORE_API;
  const cloud = named ? undefined : requireLocalCloud(options.home);
  const url = named || cloud?.endpoints.api || '';
  return new RadscoreClient({ url, token: tokensFor(url, options, cloud), patienceSeconds: options.patienceSeconds });
}

/** A token for an API that this user, or the client of the environment, signs in to. @throws UsageProblem if neither does */
export async function accessTokenFor(api: string): Promise<string> {
  const tokens = tokensFor(apiAddress(api), {}, undefined);
  if (tokens) return typeof tokens === 'string' ? tokens : tokens.token();
  throw new UsageProblem(`got no sign-in to ${api}; wanted one. Sign in with \`radscore login --api ${api}\`.`);
}

function tokensFor(
  url: string,
  options: ConnectionOptions,
  cloud: LocalCloud | undefined,
): string | TokenSource | undefined {
  const given = options.token ?? process.env.RADSCORE_TOKEN;
  if (given) return given;
  const machine = machineCredentials();
  if (machine) {
    const api = apiAddress(url);
    return renewedToken(() => machineToken(api, machine));
  }
  // Who names an institution of the local cloud means it, whatever was chosen at a sign-in.
  const chosen = options.institution ?? process.env.RADSCORE_INSTITUTION;
  const meansOwn = cloud && (chosen !== undefined || options.consortium !== undefined);
  if (!meansOwn && isApiAddress(url) && hasLogin(apiAddress(url))) {
    const api = apiAddress(url);
    return renewedToken((refused) => loginToken(api, refused));
  }
  if (!cloud) return undefined;
  return renewedToken(async () => {
    const request = { institution: chosen ?? DEFAULT_INSTITUTION, consortium: options.consortium };
    return { token: await mintToken(cloud, request), expiresAt: Date.now() + TOKEN_SECONDS * 1000 };
  });
}

/** The local cloud that runs on a state directory. @throws UsageProblem if none does */
export function requireLocalCloud(home?: string): LocalCloud {
  const directory = homeDirectory(home);
  const cloud = findLocalCloud(directory);
  if (cloud) return cloud;
  throw new UsageProblem(
    `got no address of an API and found no running local cloud in ${directory}; wanted either. ` +
      'Start the local cloud with `radscore up`, or name an API with --api (RADSCORE_API) and sign in with `radscore login`.',
  );
}

/** `cloud.json` outlives a cloud that was killed; the lock names the process that holds the directory. */
export function findLocalCloud(directory: string): LocalCloud | undefined {
  const cloud = readJson<RunningCloud>(join(directory, 'cloud.json'));
  const lock = readJson<{ processId: number }>(join(directory, 'lock'));
  if (!cloud || !lock || !isRunning(lock.processId)) return undefined;
  const { endpoints, operatorToken, credentials, outputs } = cloud;
  return { pid: lock.processId, directory, endpoints, operatorToken, credentials, outputs };
}

function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    // Not there, or just being written: no cloud yet.
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is running as well.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Asks the local cloud's issuer for a token. On AWS, tokens come from the identity provider of the deployment. */
export async function mintToken(cloud: LocalCloud, request: TokenRequest): Promise<string> {
  const body = { subject: 'operator', expiresInSeconds: TOKEN_SECONDS, ...request };
  const { token } = await askOperator<{ token: string }>(cloud, 'POST', '/_local/tokens', body);
  return token;
}

/** A call of the operator's endpoint, which only the user who started the cloud may make. */
export async function askOperator<T>(
  cloud: LocalCloud,
  method: 'GET' | 'POST',
  path: string,
  body?: Readonly<Record<string, unknown>>,
): Promise<T> {
  const response = await fetch(cloud.endpoints.operator + path, {
    method,
    headers: { authorization: `Bearer ${cloud.operatorToken}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (response.ok) return answer;
  const message = `the local cloud answered ${response.status}: ${answer.message}.`;
  throw response.status === 400 ? new UsageProblem(message) : new Error(message);
}
