/** `/oauth2/token` and `/oauth2/revoke`: codes, refresh tokens and secrets of clients against tokens. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TokenDefinition } from '../template/user-pool.ts';
import type { AuthorizationCodes } from './authorization-codes.ts';
import type { Issuer } from './issuer.ts';
import type { MachineClients } from './machine-clients.ts';
import { answerJson, formOf, OAuthError, type Parameters, scopesOf } from './parameters.ts';
import type { Grant, RefreshTokens } from './refresh-tokens.ts';
import type { Trigger } from './token-mint.ts';

export interface TokenParts {
  readonly definition: TokenDefinition;
  readonly issuer: Issuer;
  readonly codes: AuthorizationCodes;
  readonly refreshTokens: RefreshTokens;
  readonly machineClients: MachineClients;
  readonly userToken: (grant: Grant, trigger: Trigger) => Promise<string>;
  readonly machineToken: (
    client: { readonly clientId: string; readonly scopes: readonly string[]; readonly lifetimeSeconds: number },
    scopes: readonly string[],
  ) => Promise<string>;
}

type TokenAnswer = Readonly<Record<string, unknown>>;

const INVALID_GRANT = () =>
  new OAuthError('invalid_grant', 'the code or refresh token is not valid, was used already or has expired');

/** Serves both endpoints (RFC 6749, 4 to 6; RFC 7009). */
export function tokenEndpoints(parts: TokenParts) {
  const { definition, issuer, codes, refreshTokens, machineClients, userToken, machineToken } = parts;

  const grants: Readonly<Record<string, (form: Parameters, message: IncomingMessage) => Promise<TokenAnswer>>> = {
    async authorization_code(form) {
      const clientId = publicClient(form);
      const exchanged = codes.exchange({
        code: form.get('code') ?? '',
        clientId,
        redirectUri: form.get('redirect_uri') ?? '',
        codeVerifier: form.get('code_verifier') ?? '',
      });
      if ('stolen' in exchanged) {
        if (exchanged.stolen) refreshTokens.withdraw(exchanged.stolen);
        throw INVALID_GRANT();
      }
      const { request, grant } = exchanged.approved;
      const { token, family } = refreshTokens.issue(grant);
      exchanged.used(family);
      return {
        ...(await tokensFor(grant, 'TokenGeneration_HostedAuth', request.nonce)),
        refresh_token: token,
      };
    },

    async refresh_token(form) {
      const clientId = publicClient(form);
      const used = refreshTokens.use(form.get('refresh_token') ?? '', clientId);
      if (!used) throw INVALID_GRANT();
      const scopes = scopesOf(form, used.grant.scopes);
      const answer = await tokensFor({ ...used.grant, scopes }, 'TokenGeneration_RefreshTokens');
      return { ...answer, ...(used.next && { refresh_token: used.next }) };
    },

    async client_credentials(form, message) {
      const { clientId, secret } = credentialsOf(form, message);
      const client = machineClients.authenticate(clientId, secret);
      if (!client) throw new OAuthError('invalid_client', 'the client is not known, or the secret is not its own', 401);
      const scopes = scopesOf(form, client.scopes);
      return {
        access_token: await machineToken(client, scopes),
        token_type: 'Bearer',
        expires_in: client.lifetimeSeconds,
        scope: scopes.join(' '),
      };
    },
  };

  async function tokensFor(grant: Grant, trigger: Trigger, nonce?: string): Promise<TokenAnswer> {
    const { subject, clientId: audience, scopes } = grant;
    const expiresInSeconds = definition.lifetimeSeconds;
    return {
      access_token: await userToken(grant, trigger),
      ...(scopes.includes('openid') && {
        id_token: await issuer.mintIdToken({ subject, audience, nonce, expiresInSeconds }),
      }),
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      scope: scopes.join(' '),
    };
  }

  function publicClient(form: Parameters): string {
    const clientId = form.get('client_id') ?? '';
    if (clientId !== definition.clientId) throw new OAuthError('invalid_client', 'the client is not known', 401);
    return clientId;
  }

  async function token(message: IncomingMessage, response: ServerResponse): Promise<void> {
    await answering(response, async () => {
      const form = await formOf(message);
      const type = form.get('grant_type') ?? '';
      if (!Object.hasOwn(grants, type)) {
        throw new OAuthError('unsupported_grant_type', `grant_type is to be one of ${Object.keys(grants).join(', ')}`);
      }
      const tokens = await grants[type](form, message);
      await refreshTokens.flush();
      answerJson(response, 200, tokens);
    });
  }

  async function revoke(message: IncomingMessage, response: ServerResponse): Promise<void> {
    await answering(response, async () => {
      const form = await formOf(message);
      // A token that is not known is revoked already (RFC 7009, 2.2).
      refreshTokens.revoke(form.get('token') ?? '', publicClient(form));
      await refreshTokens.flush();
      answerJson(response, 200, {});
    });
  }

  return { token, revoke };
}

async function answering(response: ServerResponse, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    if (error.status === 401) response.setHeader('www-authenticate', 'Basic realm="radscore"');
    answerJson(response, error.status, { error: error.code, error_description: error.message });
  }
}

/** `client_secret_basic` or `client_secret_post`, not both (RFC 6749, 2.3). */
function credentialsOf(form: Parameters, { headers }: IncomingMessage): { clientId: string; secret: string } {
  const [, basic] = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '') ?? [];
  if (basic === undefined) return { clientId: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  if (form.has('client_secret')) throw new OAuthError('invalid_request', 'the client authenticates in two ways');
  const [clientId = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decoded);
  return { clientId, secret };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
