/** Tokens of a person who has signed in: kept, renewed before they expire, and shared by all processes of the user. */
import { CommandFailed, EXIT } from '../terminal/failure.ts';
import { type AccessToken, renewalTime } from './access-token.ts';
import { authorizationServerOf, library, optionsFor, reasonOf } from './authorization-server.ts';
import { readLogin, type StoredLogin, whileLocked, writeLogin } from './stored-logins.ts';

/** The token of the sign-in to an API, which `hasLogin` said there is; another one than `refused`, or `undefined`. */
export async function loginToken(api: string, refused?: string): Promise<AccessToken | undefined> {
  const kept = readLogin(api);
  if (kept && isUsable(kept, refused)) return accessTokenOf(kept);
  return whileLocked(api, async () => {
    // Another process may have renewed it meanwhile.
    const login = readLogin(api);
    if (!login) throw notSignedIn(api, 'there is no sign-in any more');
    if (isUsable(login, refused)) return accessTokenOf(login);
    if (login.refreshToken === undefined) return refused ? undefined : accessTokenOf(login);
    return accessTokenOf(await renewed(login, refused));
  });
}

function isUsable({ accessToken, renewAt }: StoredLogin, refused: string | undefined): boolean {
  return accessToken !== refused && (renewAt === undefined || Date.now() < renewAt);
}

function accessTokenOf({ accessToken, expiresAt }: StoredLogin): AccessToken {
  return { token: accessToken, ...(expiresAt !== undefined && { expiresAt }) };
}

/** Exchanges the refresh token; the next one is on disk before the new access token is used. */
async function renewed(login: StoredLogin, refused: string | undefined): Promise<StoredLogin> {
  const oauth = await library();
  const { api, issuer, clientId, refreshToken = '', expiresAt = 0 } = login;
  try {
    const server = await authorizationServerOf(issuer);
    const client = { client_id: clientId };
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      oauth.None(),
      refreshToken,
      optionsFor(oauth, new URL(issuer)),
    );
    const answer = await oauth.processRefreshTokenResponse(server, client, response);
    const next = loginOf(login, answer);
    writeLogin(next);
    return next;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) throw notSignedIn(api, reasonOf(error));
    // The issuer cannot be reached, but the token is good for a while.
    if (refused === undefined && Date.now() < expiresAt) return login;
    throw error;
  }
}

/** What an answer of the token endpoint makes of a sign-in; without a new refresh token the old one stays. */
export function loginOf(
  login: Omit<StoredLogin, 'accessToken'>,
  answer: { readonly access_token: string; readonly expires_in?: number; readonly refresh_token?: string },
): StoredLogin {
  const { api, issuer, clientId } = login;
  const refreshToken = answer.refresh_token ?? login.refreshToken;
  const now = Date.now();
  const expiresAt = answer.expires_in === undefined ? undefined : now + answer.expires_in * 1000;
  return {
    ...{ api, issuer, clientId, accessToken: answer.access_token },
    ...(expiresAt !== undefined && { expiresAt, renewAt: renewalTime(now, expiresAt) }),
    ...(refreshToken !== undefined && { refreshToken }),
  };
}

function notSignedIn(api: string, why: string): CommandFailed {
  return new CommandFailed(
    `the sign-in to ${api} has ended (${why}). Sign in again with \`radscore login --api ${api}\`.`,
    EXIT.unexpected,
  );
}
