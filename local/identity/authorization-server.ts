/** The authorization server of this machine: its endpoints, clients, codes and tokens, put together. */
import { join } from 'node:path';
import type { KeyRing } from '../keys.ts';
import type { TokenDefinition } from '../template/user-pool.ts';
import { AuthorizationCodes } from './authorization-codes.ts';
import { authorizationEndpoint, faultOf } from './authorization-endpoint.ts';
import type { Issuer, SignInEndpoints } from './issuer.ts';
import { MachineClients } from './machine-clients.ts';
import { LINK_SECONDS, OwnerSessions, SCOPE_CHOICES, type SignedInAs } from './owner-sessions.ts';
import { RefreshTokens } from './refresh-tokens.ts';
import { LINK_PATH, sessionEndpoints } from './session-endpoints.ts';
import { SignInCodes } from './sign-in-codes.ts';
import { tokenEndpoints } from './token-endpoint.ts';
import { type TokenMint, TokenRefused } from './token-mint.ts';

export interface AuthorizationServerOptions {
  /** Where refresh tokens and clients are kept, without any secret. */
  readonly directory: string;
  readonly definition: TokenDefinition;
  readonly issuer: Issuer;
  readonly mint: TokenMint;
  readonly keys: KeyRing;
  /** Origin of the console, if one is served. */
  readonly console?: string;
}

export interface AuthorizationServer {
  readonly endpoints: SignInEndpoints;
  /** For the operator's endpoint: who asks there owns the machine's cloud. */
  readonly signInCodes: SignInCodes;
  readonly machineClients: MachineClients;
  /** A link that signs a browser in to the console, and a code to type instead. Throws `TokenRefused`. */
  consoleLink(request: ConsoleLinkRequest): ConsoleLink;
}

export interface ConsoleLinkRequest {
  readonly institution: string;
  /** As of `POST /_local/tokens`: kept for the institution's later tokens. */
  readonly consortium?: readonly string[];
  /** One of the page's choices. */
  readonly may?: string;
}

export interface ConsoleLink {
  readonly url: string;
  readonly code: string;
  readonly expiresInSeconds: number;
}

/** Signs people in (authorization code with PKCE, refresh tokens) and programs (client credentials). */
export function createAuthorizationServer(options: AuthorizationServerOptions): AuthorizationServer {
  const { directory, definition, issuer, mint, keys } = options;
  const consoleRedirect = definition.redirectUris.find((uri) => URL.parse(uri)?.origin === options.console);
  const sessions = new OwnerSessions();
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
    sessions,
    consoleRedirect,
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
    consoleLink,
    endpoints: {
      pagesOf: consoleRedirect && new URL(consoleRedirect).origin,
      metadata: {
        authorization_endpoint: endpoint('authorize'),
        token_endpoint: endpoint('token'),
        revocation_endpoint: endpoint('revoke'),
        response_types_supported: ['code'],
        response_modes_supported: ['query'],
        ...(consoleRedirect && { end_session_endpoint: `${issuer.url}/logout` }),
        prompt_values_supported: ['none', 'login', 'select_account'],
        grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
        code_challenge_methods_supported: ['S256'],
        scopes_supported: definition.scopes,
        token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
        authorization_response_iss_parameter_supported: true,
      },
      routes: {
        'GET /oauth2/authorize': authorization.show,
        'POST /oauth2/authorize': authorization.decide,
        'POST /oauth2/authorize/continue': authorization.goOn,
        'POST /oauth2/token': token,
        'POST /oauth2/revoke': revoke,
        // The script and the style of the page are needed without a console as well.
        ...sessionEndpoints({
          issuer: issuer.url,
          clientId: definition.clientId,
          sessions,
          consoleRedirect: consoleRedirect ?? '',
          logoutUris: definition.logoutUris,
        }),
      },
    },
  };

  function consoleLink({ institution, consortium, may = 'all' }: ConsoleLinkRequest): ConsoleLink {
    if (consoleRedirect === undefined) throw new TokenRefused('the template serves no console');
    const fault = faultOf(institution);
    if (fault) throw new TokenRefused(fault);
    if (!Object.hasOwn(SCOPE_CHOICES, may)) {
      throw new TokenRefused(`may is ${may}; wanted is one of ${Object.keys(SCOPE_CHOICES).join(', ')}`);
    }
    if (consortium) mint.keepConsortium(institution, consortium);
    const as: SignedInAs = { institution, may };
    const url = `${issuer.url}${LINK_PATH}#${sessions.giveLink(as)}`;
    return { url, code: signInCodes.give(undefined).code, expiresInSeconds: LINK_SECONDS };
  }
}
