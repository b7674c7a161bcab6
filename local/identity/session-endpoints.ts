/** What a browser of the owner asks the issuer beside OAuth: a link's session, its end, the page's script and style. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { OwnerSessions } from './owner-sessions.ts';
import { PAGE_SCRIPT } from './page-script.ts';
import { PAGE_STYLE } from './page-style.ts';
import { answerJson, formOf, OAuthError } from './parameters.ts';
import { faultPage, linkPage, pageHeaders, passingPage } from './sign-in-page.ts';

export interface SessionParts {
  readonly issuer: string;
  readonly clientId: string;
  readonly sessions: OwnerSessions;
  /** Where the console's sign-ins return to. */
  readonly consoleRedirect: string;
  /** Where a sign-out may return to. */
  readonly logoutUris: readonly string[];
}

export const LINK_PATH = '/sign-in';

type Endpoint = (message: IncomingMessage, response: ServerResponse) => Promise<void>;

export function sessionEndpoints(parts: SessionParts): Readonly<Record<string, Endpoint>> {
  const { issuer, clientId, sessions, consoleRedirect, logoutUris } = parts;
  return {
    [`GET ${LINK_PATH}`]: async (_message, response) => {
      response.writeHead(200, pageHeaders()).end(linkPage());
    },
    'GET /sign-in.js': async (_message, response) => {
      response.writeHead(200, { ...pageHeaders(), 'content-type': 'text/javascript' }).end(PAGE_SCRIPT);
    },
    'GET /sign-in.css': async (_message, response) => {
      response.writeHead(200, { ...pageHeaders(), 'content-type': 'text/css' }).end(PAGE_STYLE);
    },
    'POST /session': answering(async (message, response) => {
      assertOwnPage(message, issuer);
      const session = sessions.redeemLink((await formOf(message)).get('link') ?? '');
      if (session === undefined) throw new OAuthError('access_denied', 'the link was used or has expired', 403);
      answerJson(response, 200, { session, location: `${consoleRedirect}?start` });
    }),
    'POST /session/end': answering(async (message, response) => {
      assertOwnPage(message, issuer);
      sessions.signOut((await formOf(message)).get('session') ?? '');
      answerJson(response, 200, {});
    }),
    // In Cognito's words (`logout_uri`), and in those of OpenID Connect.
    'GET /logout': async (message, response) => {
      const parameters = new URL(message.url ?? '', issuer).searchParams;
      const location = parameters.get('logout_uri') ?? parameters.get('post_logout_redirect_uri') ?? '';
      if (parameters.get('client_id') !== clientId || !logoutUris.includes(location)) {
        response
          .writeHead(400, pageHeaders())
          .end(faultPage('The client or the address to return to is not known here.'));
        return;
      }
      response.writeHead(200, pageHeaders()).end(passingPage({ page: 'signedOut', location }));
    },
  };
}

/**
 * Only pages of the issuer's own address send these: by the name `localhost` a browser may reach another process, which
 * listens on ::1, and what it keeps for that name is not for this one.
 */
export function assertOwnPage({ headers }: IncomingMessage, issuer: string): void {
  const { host, origin, 'sec-fetch-site': site } = headers;
  const isOwn =
    host === new URL(issuer).host &&
    (origin === undefined || origin === issuer) &&
    (site === undefined || site === 'same-origin');
  if (!isOwn) throw new OAuthError('invalid_request', 'the request was sent by another site', 403);
}

export function answering(work: Endpoint): Endpoint {
  return async (message, response) => {
    try {
      await work(message, response);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      answerJson(response, error.status, { error: error.code, error_description: error.message });
    }
  };
}
