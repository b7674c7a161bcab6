/** `radscore login` and `radscore logout`: authorization code with PKCE, and its end. */
import type { AuthorizationServer } from 'oauth4webapi';
import {
  apiAddress,
  authorizationServerOf,
  isLoopback,
  isNetworkFault,
  library,
  optionsFor,
  reasonOf,
  type SignInPoint,
  signInPointOf,
} from '../sign-in/authorization-server.ts';
import { openBrowser } from '../sign-in/browser.ts';
import { listenForCallback } from '../sign-in/callback.ts';
import { loginOf } from '../sign-in/login-tokens.ts';
import { deleteLogin, readLogin, type StoredLogin, whileLocked, writeLogin } from '../sign-in/stored-logins.ts';
import { CommandFailed, EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ApiUnreachable } from './client.ts';
import { askOperator, findLocalCloud, homeDirectory, requireLocalCloud } from './connection.ts';

export interface LoginOptions {
  readonly api?: string;
  readonly home?: string;
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scope?: readonly string[];
  readonly callbackPort?: number;
  /** `false` with --no-browser. */
  readonly browser?: boolean;
}

/** How long a person has for the page of the issuer: a first sign-in sets a password and an authenticator. */
const PATIENCE_MS = 15 * 60_000;

/** Signs in and keeps the sign-in for later commands. */
export async function login(options: LoginOptions, terminal: Terminal): Promise<ExitCode> {
  const api = apiOf(options);
  const point = await pointOf(api, options);
  const { issuer, clientId } = point;
  if (!clientId) {
    throw new UsageProblem(
      `got no client for people to sign in with from ${api}, whose issuer is ${issuer}; wanted --client-id ID, a public client of that issuer with PKCE.`,
    );
  }
  const server = await reaching(issuer, authorizationServerOf(issuer));
  const stored = await signIn({ ...point, api, clientId }, server, options, terminal);
  await whileLocked(api, async () => writeLogin(stored));
  terminal.out(`${describe(stored)}\n`);
  return EXIT.ok;
}

/** Ends the sign-in: the refresh token is revoked if the issuer can, and what is kept is deleted in any case. */
export async function logout(options: LoginOptions, terminal: Terminal): Promise<ExitCode> {
  const api = apiOf(options);
  return whileLocked(api, async () => {
    const kept = readLogin(api);
    if (!kept) {
      terminal.note(`There is no sign-in to ${api}.`);
      return EXIT.ok;
    }
    const fault = await revoke(kept).catch(reasonOf);
    deleteLogin(api);
    if (fault) terminal.note(`The issuer ${kept.issuer} did not revoke the sign-in: ${fault}. It is deleted here.`);
    terminal.out(`Signed out of ${api}. A token that was given already is good until it expires.\n`);
    return EXIT.ok;
  });
}

/** Gives why the sign-in could not be revoked. */
async function revoke({ issuer, clientId, refreshToken }: StoredLogin): Promise<string | undefined> {
  if (refreshToken === undefined) return undefined;
  const oauth = await library();
  const server = await authorizationServerOf(issuer);
  if (!server.revocation_endpoint) return 'it has no revocation endpoint';
  const client = { client_id: clientId };
  const options = optionsFor(oauth, new URL(issuer));
  await oauth.processRevocationResponse(
    await oauth.revocationRequest(server, client, oauth.None(), refreshToken, options),
  );
  return undefined;
}

function apiOf({ api = process.env.RADSCORE_API, home }: LoginOptions): string {
  return apiAddress(api || requireLocalCloud(home).endpoints.api);
}

/** Where to sign in: the options, and what the API says about the rest. */
async function pointOf(api: string, { issuer, clientId, scope }: LoginOptions): Promise<SignInPoint> {
  if (issuer && clientId) {
    // Its scopes may be those of the API all the same.
    const { scopes = [] } = (await signInPointOf(api).catch(() => undefined)) ?? {};
    return { issuer, clientId, scopes: scope ?? scopes, redirectUris: [] };
  }
  const point = await reaching(api, signInPointOf(api));
  if (issuer && issuer !== point.issuer) {
    throw new UsageProblem(`got the issuer ${issuer} without --client-id; wanted both, or ${point.issuer} of the API.`);
  }
  return { ...point, ...(clientId && { clientId }) };
}

/** A person waits for the answer: a network fault ends the command. @throws ApiUnreachable */
async function reaching<T>(address: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw isNetworkFault(error) ? new ApiUnreachable(address, error) : error;
  }
}

const DEFAULT_REDIRECT = 'http://localhost:8400/callback';

async function signIn(
  point: SignInPoint & { readonly api: string; readonly clientId: string },
  server: AuthorizationServer,
  options: LoginOptions,
  terminal: Terminal,
): Promise<StoredLogin> {
  const oauth = await library();
  const { api, issuer, clientId } = point;
  if (!server.authorization_endpoint) {
    throw new CommandFailed(`got no authorization endpoint from ${issuer}; wanted one to sign in at.`, EXIT.unexpected);
  }
  const callback = await listenForCallback(redirectsOf(point, options));
  try {
    const [state, nonce, verifier] = [
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
      oauth.generateRandomCodeVerifier(),
    ];
    const codeChallenge = await oauth.calculatePKCECodeChallenge(verifier);
    const scopes = scopesFor(point, server, options);
    const url = new URL(server.authorization_endpoint);
    const parameters = {
      ...{ response_type: 'code', client_id: clientId, redirect_uri: callback.redirectUri },
      ...{ scope: scopes.join(' '), state, nonce, code_challenge: codeChallenge, code_challenge_method: 'S256' },
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    // Before anybody is invited: a browser that is signed in already returns at once.
    const returning = callback.returned(state);
    await invite(url, codeChallenge, point, callback.redirectUri, options, terminal);
    const returned = await inTime(returning);
    const client = { client_id: clientId };
    const answered = oauth.validateAuthResponse(server, client, returned, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      answered,
      callback.redirectUri,
      verifier,
      optionsFor(oauth, new URL(issuer)),
    );
    const answer = await oauth.processAuthorizationCodeResponse(
      server,
      client,
      response,
      scopes.includes('openid') ? { expectedNonce: nonce, requireIdToken: true } : {},
    );
    return loginOf({ api, issuer, clientId }, answer);
  } catch (error) {
    if (error instanceof CommandFailed) throw error;
    throw new CommandFailed(`the sign-in to ${api} was not completed (${reasonOf(error)}).`, EXIT.unexpected);
  } finally {
    await callback.close();
  }
}

/** Issuers hold the address to what is registered; those on this machine leave the port open, as RFC 8252 has it. */
function redirectsOf({ issuer, redirectUris }: SignInPoint, { callbackPort }: LoginOptions): string[] {
  const registered = redirectUris.length > 0 ? redirectUris : [DEFAULT_REDIRECT];
  const port = callbackPort ?? (isLoopback(new URL(issuer)) ? 0 : undefined);
  if (port === undefined) return [...registered];
  const local = registered.map((uri) => new URL(uri)).find((url) => url.protocol === 'http:' && isLoopback(url));
  return [`http://${local?.hostname ?? 'localhost'}:${port}${local?.pathname ?? '/callback'}`];
}

/** `openid` for the nonce, `offline_access` if a refresh token is given for that only, and the scopes of the API. */
function scopesFor(point: SignInPoint, server: AuthorizationServer, { scope }: LoginOptions): string[] {
  const known = server.scopes_supported;
  const wanted = scope?.map((name) => (point.scopes.includes(`radscore/${name}`) ? `radscore/${name}` : name));
  const general = ['openid', 'offline_access'].filter((name) => known?.includes(name) ?? name === 'openid');
  return [...new Set([...general, ...(wanted ?? point.scopes)])];
}

/** Shows where to sign in, and on this machine the code that its page asks for. */
async function invite(
  url: URL,
  codeChallenge: string,
  { api, issuer }: SignInPoint & { readonly api: string },
  redirectUri: string,
  options: LoginOptions,
  terminal: Terminal,
): Promise<void> {
  // Both are shown: an API of somebody else could name an issuer that the user trusts, to be sent its tokens.
  terminal.note(`Signing in to ${api} at ${issuer}; the tokens will be sent to that API.`);
  const opened = options.browser !== false && (await openBrowser(url.href));
  terminal.note(
    opened ? 'The sign-in opens in your browser; if it does not, open:' : 'Open this address in a browser:',
  );
  terminal.note(`\n  ${url.href}\n`);
  if (isLoopback(new URL(issuer))) {
    const cloud = findLocalCloud(homeDirectory(options.home));
    if (cloud?.endpoints.issuer === issuer) {
      const { code } = await askOperator<{ code: string }>(cloud, 'POST', '/_local/sign-in-codes', { codeChallenge });
      terminal.note(`The page asks for this code: ${code}`);
    } else {
      terminal.note(`The page may ask for a code of its local cloud: name its folder with --home to get one.`);
    }
  }
  if (!opened) {
    const { port } = new URL(redirectUri);
    terminal.note(
      `On a machine without a browser, forward the port from yours first: ssh -L ${port}:localhost:${port} THIS_MACHINE`,
    );
  }
  terminal.note('Waiting for the sign-in. Ctrl-C ends it.');
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const minutes = PATIENCE_MS / 60_000;
    timer = setTimeout(
      () => reject(new CommandFailed(`nobody signed in within ${minutes} minutes; start again.`, EXIT.unexpected)),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Who signed in, by the token's claims: they are shown, not trusted. */
function describe({ api, accessToken, refreshToken, expiresAt }: StoredLogin): string {
  const claims = claimsOf(accessToken);
  const institution = typeof claims['institution'] === 'string' ? ` for ${claims['institution']}` : '';
  const until = expiresAt === undefined ? '' : ` until ${new Date(expiresAt).toISOString()}`;
  const lasts = refreshToken ? 'Tokens are renewed by themselves; `radscore logout` ends it.' : `It lasts${until}.`;
  return `Signed in to ${api}${institution}. ${lasts}`;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  } catch {
    return {}; // an opaque token
  }
}
