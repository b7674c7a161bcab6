/** Finds the authorization server of an API: the API names its issuer, and the issuer its endpoints. */
import type * as OAuth from 'oauth4webapi';
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';

/** What the API says about signing in (RFC 9728), and two members of its own. */
export interface SignInPoint {
  readonly issuer: string;
  /** The public client of `radscore login`; a deployment with another identity provider may name none. */
  readonly clientId: string | undefined;
  /** Scopes of the API, as tokens hold them. */
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
}

/** Whether tokens may travel to an address: https, or http on this machine. */
export function isApiAddress(api: string): boolean {
  const url = URL.parse(api);
  return url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)));
}

/** An API as the key of what is kept for it: without a slash at its end. @throws UsageProblem if it is no such address */
export function apiAddress(api: string): string {
  if (isApiAddress(api)) {
    let { href } = new URL(api);
    while (href.endsWith('/')) href = href.slice(0, -1);
    return href;
  }
  throw new UsageProblem(`got the API ${api}; wanted an https address, or http on this machine: tokens travel to it.`);
}

/** Tokens cross no network unencrypted: http is for this machine only. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]';
}

/** The library, loaded when somebody signs in or a token is renewed. */
export function library(): Promise<typeof OAuth> {
  return import('oauth4webapi');
}

/** Options of a request to a server: http is allowed on this machine only. */
export function optionsFor(oauth: typeof OAuth, server: URL): { [OAuth.allowInsecureRequests]: boolean } {
  return { [oauth.allowInsecureRequests]: isLoopback(server), signal: AbortSignal.timeout(30_000) } as {
    [OAuth.allowInsecureRequests]: boolean;
  };
}

/** Asks the API where to sign in. @throws CommandFailed if it does not say */
export async function signInPointOf(api: string): Promise<SignInPoint> {
  const oauth = await library();
  const resource = new URL(api);
  try {
    const response = await oauth.resourceDiscoveryRequest(resource, optionsFor(oauth, resource));
    const metadata = await oauth.processResourceDiscoveryResponse(resource, response);
    const [issuer] = metadata.authorization_servers ?? [];
    if (!issuer) throw new Error('it names no issuer');
    const { radscore_client_id: clientId, radscore_redirect_uris: redirectUris } = metadata;
    return {
      issuer,
      clientId: typeof clientId === 'string' ? clientId : undefined,
      scopes: metadata.scopes_supported ?? [],
      redirectUris: Array.isArray(redirectUris) ? redirectUris.map(String) : [],
    };
  } catch (error) {
    if (isNetworkFault(error)) throw error;
    throw new CommandFailed(
      `got no place to sign in from ${api} (${reasonOf(error)}); wanted ${api}/.well-known/oauth-protected-resource. ` +
        'Name the issuer and its client with --issuer and --client-id, or check the address.',
      EXIT.unexpected,
    );
  }
}

/** The endpoints of an issuer (OpenID Connect Discovery, else RFC 8414). @throws CommandFailed */
export async function authorizationServerOf(issuer: string): Promise<OAuth.AuthorizationServer> {
  const oauth = await library();
  const url = URL.parse(issuer);
  if (!url || (url.protocol !== 'https:' && !isLoopback(url))) {
    throw new UsageProblem(`got the issuer ${issuer}; wanted an https address, or http on this machine.`);
  }
  try {
    const discovered = async (algorithm: 'oidc' | 'oauth2') =>
      oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, { algorithm, ...optionsFor(oauth, url) }));
    return await discovered('oidc').catch((error) => {
      if (isNetworkFault(error)) throw error;
      return discovered('oauth2');
    });
  } catch (error) {
    if (isNetworkFault(error)) throw error;
    throw new CommandFailed(
      `got no description of the issuer ${issuer} (${reasonOf(error)}); wanted its .well-known/openid-configuration.`,
      EXIT.unexpected,
    );
  }
}

/** Whether no answer came; the same request may get one later, and clients of the API make it again. */
export function isNetworkFault(error: unknown): error is TypeError {
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** Why a request of this folder failed, in words that hold neither tokens nor secrets. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'for a reason that it did not give';
  // Of oauth4webapi: RFC 6749's code of the answer.
  if ('error' in error && typeof error.error === 'string') {
    const description = 'error_description' in error ? error.error_description : undefined;
    return typeof description === 'string' ? `${error.error}: ${description}` : error.error;
  }
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return error.message === 'fetch failed' && cause ? cause : error.message;
}
