/** `/oauth2/authorize`: checks a request, shows its page or goes on at once, and sends the browser back with a code. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenDefinition } from '../template/user-pool.ts';
import type { AuthorizationCodes, AuthorizationRequest } from './authorization-codes.ts';
import { type OwnerSessions, type SignedInAs, scopesGranted } from './owner-sessions.ts';
import { answerJson, formOf, OAuthError, type Parameters, parametersOf, scopesOf } from './parameters.ts';
import { randomSecret } from './secrets.ts';
import { answering, assertOwnPage } from './session-endpoints.ts';
import type { SignInCodes } from './sign-in-codes.ts';
import { faultPage, pageHeaders, passingPage, signInPage } from './sign-in-page.ts';

export interface AuthorizationParts {
  readonly issuer: string;
  readonly definition: TokenDefinition;
  readonly codes: AuthorizationCodes;
  readonly signInCodes: SignInCodes;
  readonly sessions: OwnerSessions;
  /** Where the console's sign-ins return to: browsers that are known may approve these, and no other. */
  readonly consoleRedirect: string | undefined;
  /** Keeps the consortium of an institution, as the operator's tokens do. */
  readonly keepConsortium: (institution: string, consortium: readonly string[]) => void;
}

const LIFETIME_MS = 15 * 60_000;
/** Requests that are open at the same time; the oldest gives way. */
const MOST_OPEN = 50;

/** Serves GET and POST of the endpoint (RFC 6749, 4.1; PKCE as RFC 7636 with S256 only; `iss` as RFC 9207). */
export function authorizationEndpoint(parts: AuthorizationParts) {
  const { issuer, definition, codes, signInCodes, sessions, consoleRedirect, keepConsortium } = parts;
  const open = new Map<string, { readonly request: AuthorizationRequest; readonly until: number }>();
  const isConsole = ({ redirectUri }: AuthorizationRequest): boolean => redirectUri === consoleRedirect;

  async function show(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let redirect: { readonly uri: string; readonly state: string | undefined } | undefined;
    try {
      const parameters = parametersOf(new URL(message.url ?? '', issuer).searchParams);
      const client = clientOf(parameters, definition, consoleRedirect);
      redirect = { uri: client.redirectUri, state: parameters.get('state') };
      const request = requestOf(parameters, client, definition.scopes);
      // Who has no session that the page could know is not asked.
      if (request.prompt === 'none' && !isConsole(request)) throw loginRequired();
      const id = randomSecret();
      if (open.size >= MOST_OPEN) open.delete([...open.keys()][0]);
      open.set(id, { request, until: Date.now() + LIFETIME_MS });
      showForm(response, 200, id, request, { institution: 'centre-1', consortium: '', may: 'all' });
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      // Before client and address are known to be right, the browser is sent nowhere (RFC 6749, 4.1.2.1).
      if (!redirect) return showFault(response, error);
      sendBack(response, redirect.uri, {
        error: error.code,
        error_description: error.message,
        state: redirect.state,
      });
    }
  }

  async function decide(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { origin, 'sec-fetch-site': site } = message.headers;
      // The code could not come from another site; this only keeps its pages from cancelling a sign-in.
      if ((origin !== undefined && new URL(issuer).port !== portOf(origin)) || site === 'cross-site') {
        throw new OAuthError('invalid_request', 'the form was sent by another site', 403);
      }
      const form = await formOf(message);
      const id = form.get('request') ?? '';
      const entry = open.get(id);
      if (!entry || entry.until <= Date.now()) {
        throw new OAuthError('invalid_request', 'This sign-in has ended. Start it again.');
      }
      const { request } = entry;
      if (isConsole(request)) assertOwnPage(message, issuer);
      if (form.get('decision') === 'deny') {
        open.delete(id);
        const { redirectUri, state } = request;
        return sendBack(response, redirectUri, { error: 'access_denied', error_description: 'cancelled', state });
      }
      const chosen = {
        institution: form.get('institution') ?? '',
        consortium: form.get('consortium') ?? '',
        may: form.get('may') ?? 'all',
      };
      const fault = faultOf(chosen.institution);
      if (fault) return showForm(response, 400, id, request, { ...chosen, fault });
      const session = isConsole(request) ? (form.get('session') ?? '') : '';
      const isKnown = session !== '' && sessions.find(session) !== undefined;
      const { codeChallenge } = request;
      if (!isKnown && !signInCodes.redeem(form.get('code') ?? '', { codeChallenge, isConsole: isConsole(request) })) {
        const command = isConsole(request) ? 'radscore console' : 'radscore login';
        const wrong = `This code is not that of this sign-in, or has expired. \`${command}\` prints it.`;
        return showForm(response, 403, id, request, { ...chosen, fault: wrong });
      }
      open.delete(id);
      const consortium = wordsOf(chosen.consortium);
      if (consortium) keepConsortium(chosen.institution, consortium);
      const { institution, may } = chosen;
      const location = approved(request, { institution, may });
      if (!isConsole(request)) return void response.writeHead(303, { location, ...NO_REFERRER }).end();
      if (isKnown) sessions.signIn(session, { institution, may });
      const kept = isKnown ? session : sessions.begin({ institution, may });
      response.writeHead(200, pageHeaders()).end(passingPage({ page: 'approved', session: kept, location }));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      showFault(response, error);
    }
  }

  /** The script of the page asks whether this browser needs to be asked. */
  const goOn = answering(async (message, response) => {
    assertOwnPage(message, issuer);
    const form = await formOf(message);
    const id = form.get('request') ?? '';
    const entry = open.get(id);
    if (!entry || entry.until <= Date.now() || !isConsole(entry.request)) {
      throw new OAuthError('invalid_request', 'there is no such sign-in');
    }
    const { request } = entry;
    const session = sessions.find(form.get('session') ?? '');
    if (session?.isSignedIn && request.prompt !== 'login' && request.prompt !== 'select_account') {
      open.delete(id);
      return answerJson(response, 200, { location: approved(request, session.as) });
    }
    if (request.prompt === 'none') {
      open.delete(id);
      const { code: error, message: error_description } = loginRequired();
      const location = returning(request.redirectUri, { error, error_description, state: request.state });
      return answerJson(response, 200, { location });
    }
    answerJson(response, 200, session ? { as: session.as } : {});
  });

  /** The address that a sign-in returns to, with its code. */
  function approved(request: AuthorizationRequest, { institution, may }: SignedInAs): string {
    const { clientId, redirectUri, state } = request;
    const scopes = scopesGranted(request.scopes, may);
    return returning(redirectUri, {
      code: codes.give(request, { clientId, subject: 'owner', institution, scopes }),
      state,
    });
  }

  function showForm(
    response: ServerResponse,
    status: number,
    id: string,
    asked: AuthorizationRequest,
    chosen: SignedInAs & { readonly consortium: string; readonly fault?: string },
  ): void {
    const { scopes, redirectUri } = asked;
    response.writeHead(status, pageHeaders(redirectUri));
    response.end(signInPage({ request: id, scopes, redirectUri, isConsole: isConsole(asked), ...chosen }));
  }

  function sendBack(
    response: ServerResponse,
    redirectUri: string,
    answer: Readonly<Record<string, string | undefined>>,
  ): void {
    response.writeHead(303, { location: returning(redirectUri, answer), ...NO_REFERRER }).end();
  }

  function returning(redirectUri: string, answer: Readonly<Record<string, string | undefined>>): string {
    const location = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...answer, iss: issuer })) {
      if (value !== undefined) location.searchParams.set(name, value);
    }
    return location.href;
  }

  return { show, decide, goOn };
}

const NO_REFERRER = { 'referrer-policy': 'no-referrer' };

/** OpenID Connect Core, 3.1.2.6. */
function loginRequired(): OAuthError {
  return new OAuthError('login_required', 'nobody is signed in here');
}

function showFault(response: ServerResponse, error: OAuthError): void {
  response.writeHead(error.status, pageHeaders()).end(faultPage(error.message));
}

function portOf(origin: string): string {
  const url = URL.parse(origin);
  return url && ['127.0.0.1', 'localhost'].includes(url.hostname) ? url.port : '';
}

function clientOf(
  parameters: Parameters,
  { clientId, redirectUris }: TokenDefinition,
  consoleRedirect: string | undefined,
): { readonly clientId: string; readonly redirectUri: string } {
  if (parameters.get('client_id') !== clientId)
    throw new OAuthError('invalid_request', 'The client is not known here.');
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, redirectUris, consoleRedirect)) {
    throw new OAuthError('invalid_request', `The sign-in may return to ${redirectUris.join(' or ')} only.`);
  }
  return { clientId, redirectUri };
}

/** As it is in the template; of the command's address on this machine the port may be any (RFC 8252, 7.3), not the console's. */
function isRegistered(
  redirectUri: string,
  registered: readonly string[],
  consoleRedirect: string | undefined,
): boolean {
  if (registered.includes(redirectUri)) return true;
  const got = URL.parse(redirectUri);
  if (got?.protocol !== 'http:' || !isLoopback(got.hostname)) return false;
  return registered.some((one) => {
    const url = one === consoleRedirect ? null : URL.parse(one);
    return url?.protocol === 'http:' && isLoopback(url.hostname) && redirectUri === `http://${got.host}${url.pathname}`;
  });
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function requestOf(
  parameters: Parameters,
  client: { readonly clientId: string; readonly redirectUri: string },
  allowed: readonly string[],
): AuthorizationRequest {
  if (parameters.get('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response_type is to be code');
  }
  const codeChallenge = parameters.get('code_challenge') ?? '';
  if (parameters.get('code_challenge_method') !== 'S256' || !/^[A-Za-z0-9_-]{43}$/.test(codeChallenge)) {
    throw new OAuthError('invalid_request', 'a code_challenge is wanted, with code_challenge_method S256');
  }
  const scopes = scopesOf(parameters, allowed);
  return {
    ...client,
    codeChallenge,
    scopes,
    state: parameters.get('state'),
    nonce: parameters.get('nonce'),
    prompt: parameters.get('prompt'),
  };
}

export function faultOf(institution: string): string | undefined {
  if (/^(?!consortium-)[a-z0-9][a-z0-9-]{0,62}$/.test(institution)) return undefined;
  return 'An institution has 1 to 63 lower-case letters, digits or hyphens, and does not begin with consortium-.';
}

/** Words of the claim; `undefined` if it is to stay as it was. */
function wordsOf(consortium: string): string[] | undefined {
  const words = consortium.split(/[,\s]+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return words.join() === 'none' ? [] : words;
}
