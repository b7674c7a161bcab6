/** `/oauth2/authorize`: checks a request, shows its page, and sends the browser back with a code. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenDefinition } from '../template/user-pool.ts';
import type { AuthorizationCodes, AuthorizationRequest } from './authorization-codes.ts';
import { formOf, OAuthError, type Parameters, parametersOf, scopesOf } from './parameters.ts';
import { randomSecret } from './secrets.ts';
import type { SignInCodes } from './sign-in-codes.ts';
import { faultPage, pageHeaders, signInPage } from './sign-in-page.ts';

export interface AuthorizationParts {
  readonly issuer: string;
  readonly definition: TokenDefinition;
  readonly codes: AuthorizationCodes;
  readonly signInCodes: SignInCodes;
  /** Keeps the consortium of an institution, as the operator's tokens do. */
  readonly keepConsortium: (institution: string, consortium: readonly string[]) => void;
}

const LIFETIME_MS = 15 * 60_000;
/** Requests that are open at the same time; the oldest gives way. */
const MOST_OPEN = 50;

/** Serves GET and POST of the endpoint (RFC 6749, 4.1; PKCE as RFC 7636 with S256 only; `iss` as RFC 9207). */
export function authorizationEndpoint(parts: AuthorizationParts) {
  const { issuer, definition, codes, signInCodes, keepConsortium } = parts;
  const open = new Map<string, { readonly request: AuthorizationRequest; readonly until: number }>();

  async function show(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let redirect: { readonly uri: string; readonly state: string | undefined } | undefined;
    try {
      const parameters = parametersOf(new URL(message.url ?? '', issuer).searchParams);
      const client = clientOf(parameters, definition);
      redirect = { uri: client.redirectUri, state: parameters.get('state') };
      const request = requestOf(parameters, client, definition.scopes);
      const id = randomSecret();
      if (open.size >= MOST_OPEN) open.delete([...open.keys()][0]);
      open.set(id, { request, until: Date.now() + LIFETIME_MS });
      showForm(response, 200, id, request, { institution: 'centre-1', consortium: '' });
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
        throw new OAuthError('invalid_request', 'This sign-in has ended. Start again with `radscore login`.');
      }
      const { request } = entry;
      if (form.get('decision') === 'deny') {
        open.delete(id);
        const { redirectUri, state } = request;
        return sendBack(response, redirectUri, { error: 'access_denied', error_description: 'cancelled', state });
      }
      const chosen = { institution: form.get('institution') ?? '', consortium: form.get('consortium') ?? '' };
      const fault = faultOf(chosen.institution);
      if (fault) return showForm(response, 400, id, request, { ...chosen, fault });
      if (!signInCodes.redeem(form.get('code') ?? '', request.codeChallenge)) {
        const wrong = 'This code is not that of this sign-in, or has expired. `radscore login` prints it.';
        return showForm(response, 403, id, request, { ...chosen, fault: wrong });
      }
      open.delete(id);
      const consortium = wordsOf(chosen.consortium);
      if (consortium) keepConsortium(chosen.institution, consortium);
      const { clientId, scopes, redirectUri, state } = request;
      const code = codes.give(request, { clientId, subject: 'owner', institution: chosen.institution, scopes });
      sendBack(response, redirectUri, { code, state });
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      showFault(response, error);
    }
  }

  function showForm(
    response: ServerResponse,
    status: number,
    id: string,
    { scopes, redirectUri }: AuthorizationRequest,
    chosen: { readonly institution: string; readonly consortium: string; readonly fault?: string },
  ): void {
    response.writeHead(status, pageHeaders(redirectUri));
    response.end(signInPage({ request: id, scopes, redirectUri, ...chosen }));
  }

  function sendBack(
    response: ServerResponse,
    redirectUri: string,
    answer: Readonly<Record<string, string | undefined>>,
  ): void {
    const location = new URL(redirectUri);
    for (const [name, value] of Object.entries({ ...answer, iss: issuer })) {
      if (value !== undefined) location.searchParams.set(name, value);
    }
    response.writeHead(303, { location: location.href, 'referrer-policy': 'no-referrer' }).end();
  }

  return { show, decide };
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
): { readonly clientId: string; readonly redirectUri: string } {
  if (parameters.get('client_id') !== clientId)
    throw new OAuthError('invalid_request', 'The client is not known here.');
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, redirectUris)) {
    throw new OAuthError('invalid_request', `The sign-in may return to ${redirectUris.join(' or ')} only.`);
  }
  return { clientId, redirectUri };
}

/** As it is in the template; of an address on this machine the port may be any (RFC 8252, 7.3). */
function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  if (registered.includes(redirectUri)) return true;
  const got = URL.parse(redirectUri);
  if (got?.protocol !== 'http:' || !isLoopback(got.hostname)) return false;
  return registered.some((one) => {
    const url = URL.parse(one);
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
  return { ...client, codeChallenge, scopes, state: parameters.get('state'), nonce: parameters.get('nonce') };
}

function faultOf(institution: string): string | undefined {
  if (/^(?!consortium-)[a-z0-9][a-z0-9-]{0,62}$/.test(institution)) return undefined;
  return 'An institution has 1 to 63 lower-case letters, digits or hyphens, and does not begin with consortium-.';
}

/** Words of the claim; `undefined` if it is to stay as it was. */
function wordsOf(consortium: string): string[] | undefined {
  const words = consortium.split(/[,\s]+/).filter((word) => word !== '');
  if (words.length === 0) return undefined;
  return words.join() === 'none' ? [] : words;
}
