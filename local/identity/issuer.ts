/** Issues and publishes tokens in place of the template's user pool. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWTVerifyGetKey, SignJWT } from 'jose';
import { listenOnLoopback } from '../loopback.ts';
import { ALGORITHM, openSigningKey, type SigningKey } from './signing-key.ts';

export interface TokenRequest {
  readonly subject: string;
  /** The institution whose studies the bearer may read and write; without one the API refuses the token. */
  readonly institution?: string;
  /** Further institutions whose models and cohorts the bearer may use. */
  readonly consortium?: readonly string[];
  readonly scopes: readonly string[];
  /** The client that the token is for. */
  readonly audience: string;
  readonly expiresInSeconds: number;
}

/** Who signed in, for the client that asked with `openid`. */
export interface IdTokenRequest {
  readonly subject: string;
  readonly audience: string;
  readonly nonce?: string;
  readonly expiresInSeconds: number;
}

export interface IssuerOptions {
  /** Where the signing key is kept. */
  readonly directory: string;
  /** 0 takes any free port; tokens stay valid over a restart only if it is the same. */
  readonly port: number;
}

export interface Issuer {
  readonly port: number;
  /** The `iss` of its tokens: `http://127.0.0.1:{port}`. */
  readonly url: string;
  /** What an authorizer verifies its tokens with. */
  readonly keys: JWTVerifyGetKey;
  mintToken(request: TokenRequest): Promise<string>;
  mintIdToken(request: IdTokenRequest): Promise<string>;
  /** Lets people and programs sign in. */
  serve(signIn: SignInEndpoints): void;
  close(): Promise<void>;
}

/** What an authorization server adds to the issuer of keys. */
export interface SignInEndpoints {
  /** Origin of the pages that may read what the issuer answers to their scripts. */
  readonly pagesOf?: string;
  /** Further members of the discovery document. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** By method and path: `POST /oauth2/token`. */
  readonly routes: Readonly<Record<string, (message: IncomingMessage, response: ServerResponse) => Promise<void>>>;
}

const DISCOVERY = '/.well-known/openid-configuration';
const KEYS = '/jwks.json';
const DOCUMENTS: readonly string[] = [DISCOVERY, KEYS];
/** What a page asks by itself; what a person is shown is read by no script. */
const ANSWERED_TO_SCRIPTS: readonly string[] = ['/oauth2/token', '/oauth2/revoke'];

/** The OpenID Connect issuer of this machine: discovery document, public key, tokens, and where to sign in. */
export async function startIssuer({ directory, port }: IssuerOptions): Promise<Issuer> {
  const key = await openSigningKey(directory);
  const jwks = { keys: [key.publicJwk] };
  let signIn: SignInEndpoints | undefined;
  const server = await listenOnLoopback((message, response) => answer(message, response), { port });
  const url = server.endpoint;
  return {
    port: server.port,
    url,
    keys: createLocalJWKSet(jwks),
    mintToken: (request) => mintToken(key, url, request),
    mintIdToken: ({ subject, audience, nonce, expiresInSeconds }) =>
      signed(key, url, { token_use: 'id', aud: audience, ...(nonce && { nonce }) }, subject, expiresInSeconds),
    serve: (endpoints) => {
      signIn = endpoints;
    },
    close: () => server.close(),
  };

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path] = (message.url ?? '').split('?');
    response.setHeader('vary', 'Origin');
    // Tokens are in bodies, never in cookies: a page can use what it may read only with a code or token of its own.
    const isForScripts = message.method === 'GET' ? DOCUMENTS.includes(path) : ANSWERED_TO_SCRIPTS.includes(path);
    if (signIn?.pagesOf !== undefined && message.headers.origin === signIn.pagesOf && isForScripts) {
      response.setHeader('access-control-allow-origin', signIn.pagesOf);
    }
    const key = `${message.method} ${path}`;
    const endpoint = signIn && Object.hasOwn(signIn.routes, key) ? signIn.routes[key] : undefined;
    if (!endpoint) return document(key, response);
    // A page of another name that resolves to this machine (DNS rebinding) has its own name in here.
    if (![`127.0.0.1:${server.port}`, `localhost:${server.port}`].includes(message.headers.host ?? '')) {
      return json(response, 421, { message: 'Misdirected Request' });
    }
    response.setHeader('cache-control', 'no-store');
    try {
      await endpoint(message, response);
    } catch {
      // The reason may hold what was sent: tokens and secrets are in no answer and no log.
      if (!response.headersSent) json(response, 500, { error: 'server_error' });
      else response.end();
    }
  }

  function document(key: string, response: ServerResponse): void {
    const documents: Readonly<Record<string, unknown>> = {
      [`GET ${KEYS}`]: jwks,
      [`GET ${DISCOVERY}`]: {
        issuer: url,
        jwks_uri: `${url}${KEYS}`,
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [ALGORITHM],
        ...signIn?.metadata,
      },
    };
    const found = Object.hasOwn(documents, key) ? documents[key] : undefined;
    json(response, found === undefined ? 404 : 200, found ?? { message: 'Not Found' });
  }
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/**
 * An access token with the claims of one from the Cognito user pool that the stack creates: `client_id` instead of
 * `aud`, scopes and consortium as words of one string.
 */
export async function mintToken(key: SigningKey, issuer: string, request: TokenRequest): Promise<string> {
  const { subject, institution, consortium = [], scopes, audience, expiresInSeconds } = request;
  const claims = {
    token_use: 'access',
    client_id: audience,
    scope: scopes.join(' '),
    ...(institution !== undefined && { institution }),
    ...(consortium.length > 0 && { consortium: consortium.join(' ') }),
  };
  return signed(key, issuer, claims, subject, expiresInSeconds);
}

/** By the machine's own time, which authorizers judge tokens by: the clock that an operator advances moves no token. */
async function signed(
  key: SigningKey,
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
  subject: string,
  expiresInSeconds: number,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresInSeconds)
    .setJti(randomUUID())
    .sign(key.privateKey);
}
