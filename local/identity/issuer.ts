/** Issues and publishes tokens in place of the template's user pool, in which nobody signs in here. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, type JWTVerifyGetKey, SignJWT } from 'jose';
import { listenOnLoopback } from '../loopback.ts';
import { ALGORITHM, openSigningKey, type SigningKey } from './signing-key.ts';

export interface TokenRequest {
  readonly subject: string;
  /** The institution whose studies the bearer may read and write. */
  readonly institution: string;
  /** Further institutions whose models and cohorts the bearer may use. */
  readonly consortium?: readonly string[];
  readonly scopes: readonly string[];
  /** The client that the token is for. */
  readonly audience: string;
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
  close(): Promise<void>;
}

/** The OpenID Connect issuer of this machine: discovery document, public key, and tokens for the owner of the folder. */
export async function startIssuer({ directory, port }: IssuerOptions): Promise<Issuer> {
  const key = await openSigningKey(directory);
  const jwks = { keys: [key.publicJwk] };
  const server = await listenOnLoopback((message, response) => answer(message, response), { port });
  const url = server.endpoint;
  return {
    port: server.port,
    url,
    keys: createLocalJWKSet(jwks),
    mintToken: (request) => mintToken(key, url, request),
    close: () => server.close(),
  };

  function answer(message: IncomingMessage, response: ServerResponse): void {
    const documents: Readonly<Record<string, unknown>> = {
      '/jwks.json': jwks,
      '/.well-known/openid-configuration': {
        issuer: url,
        jwks_uri: `${url}/jwks.json`,
        response_types_supported: ['token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: [ALGORITHM],
      },
    };
    const document = message.method === 'GET' ? documents[message.url ?? ''] : undefined;
    response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(document ?? { message: 'Not Found' }));
  }
}

/**
 * An access token with the claims of one from the Cognito user pool that the stack creates: `client_id` instead of
 * `aud`, scopes and consortium as words of one string.
 */
export async function mintToken(key: SigningKey, issuer: string, request: TokenRequest): Promise<string> {
  const { subject, institution, consortium = [], scopes, audience, expiresInSeconds } = request;
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    token_use: 'access',
    client_id: audience,
    scope: scopes.join(' '),
    institution,
    ...(consortium.length > 0 ? { consortium: consortium.join(' ') } : {}),
  })
    .setProtectedHeader({ alg: ALGORITHM, kid: key.kid, typ: 'JWT' })
    .setIssuer(issuer)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresInSeconds)
    .setJti(randomUUID())
    .sign(key.privateKey);
}
