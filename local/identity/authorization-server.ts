/** The authorization server of this machine: its endpoints, clients, codes and tokens, put together. */
import { join } from 'node:path';
import type { KeyRing } from '../keys.ts';
import type { TokenDefinition } from '../template/user-pool.ts';
import { AuthorizationCodes } from './authorization-codes.ts';
import { authorizationEndpoint } from './authorization-endpoint.ts';
import type { Issuer, SignInEndpoints } from './issuer.ts';
import { MachineClients } from './machine-clients.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { tokenEndpoints } from './token-endpoint.ts';
import type { TokenMint } from './token-mint.ts';

export interface AuthorizationServerOptions {
  /** Where refresh tokens and clients are kept, without any secret. */
  readonly directory: string;
  readonly definition: TokenDefinition;
  readonly issuer: Issuer;
  readonly mint: TokenMint;
  readonly keys: KeyRing;
}

export interface AuthorizationServer {
  readonly endpoints: SignInEndpoints;
  /** For the operator's endpoint: who asks there owns the machine's cloud. */
  readonly signInCodes: SignInCodes;
  readonly machineClients: MachineClients;
}

/** Signs people in (authorization code with PKCE, refresh tokens) and programs (client credentials). */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { directory, definition, issuer, mint, keys } = options;
  const codes = new AuthorizationCodes();
  const signInCodes = new SignInCodes();
  const machineClients = new MachineClients({
    file: join(directory, 'machine-clients.json'),
    defined: definition.machineClients,
    lifetimeSeconds: definition.lifetimeSeconds,
    idOf: (scopes) => keys.clientId(scopes),
    secretOf: (clientId) => keys.clientSecret(clientId),
  });
  const refreshTokens = new RefreshTokens({
    file: join(directory, 'refresh-tokens.json'),
    lifetimeSeconds: definition.refreshTokenSeconds,
    graceSeconds: definition.refreshGraceSeconds,
  });
  const authorization = authorizationEndpoint({
    issuer: issuer.url,
    definition,
    codes,
    signInCodes,
    keepConsortium: (institution, consortium) => mint.keepConsortium(institution, consortium),
  });
  const { token, revoke } = tokenEndpoints({
    definition,
    issuer,
    codes,
    refreshTokens,
    machineClients,
    userToken: ({ subject, institution, scopes }, trigger) => mint.ofUser({ subject, institution, scopes }, trigger),
    machineToken: (client, scopes) => mint.ofMachine(client, scopes),
  });
  const endpoint = (path: string) => `${issuer.url}/oauth2/${path}`;
  return {
    signInCodes,
    machineClients,
    endpoints: {
      metadata: {
        authorization_endpoint: endpoint('authorize'),
        token_endpoint: endpoint('token'),
        revocation_endpoint: endpoint('revoke'),
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        code_challenge_methods_supported: ['S256'],
        scopes_supported: definition.scopes,
        token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
        authorization_response_iss_parameter_supported: true,
      },
      routes: {
        'GET /oauth2/authorize': authorization.show,
        'POST /oauth2/authorize': authorization.decide,
        'POST /oauth2/token': token,
        'POST /oauth2/revoke': revoke,
      },
    },
  };
}
