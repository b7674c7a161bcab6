/** What the session decides without a browser: what a token says, whose word ends a session, where a sign-out goes. */

export interface Claims {
  readonly institution?: string;
  readonly consortium?: string;
  readonly scope?: string;
}

/** The claims of a JWT, unverified: they are shown, and judged by the service. None of a token that is no JWT. */
export function claimsOf(token: string): Claims {
  try {
    const [, payload] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    return {};
  }
}

/** Names of scopes, without the resource server in front of them: `studies:read`. */
export function scopeNames(scope: string): ReadonlySet<string> {
  return new Set(
    scope
      .split(' ')
      .filter((one) => one !== '')
      .map((one) => one.replace(/^.*\//, '')),
  );
}

/**
 * Whether a failed renewal ends the session. Only the issuer's word does, or that there is nothing to renew with: a dead
 * network ends nothing, and the next request tries again.
 */
export function endsSession(failure: unknown): boolean {
  const { name, message = '' } = failure as { readonly name?: string; readonly message?: string };
  return name === 'ErrorResponse' || message.includes('silent_redirect_uri');
}

/** Answers of an issuer that was asked not to ask the visitor, and would have to (OpenID Connect Core, 3.1.2.6). */
export function wantsVisitor(failure: unknown): boolean {
  const { error } = failure as { readonly error?: unknown };
  return ['login_required', 'interaction_required', 'consent_required', 'account_selection_required'].includes(
    String(error),
  );
}

export interface EndOfSession {
  readonly issuer: string;
  readonly clientId: string;
  /** Where the issuer sends the visitor then. */
  readonly returnTo: string;
  readonly idToken?: string;
}

/** The address that ends the issuer's own session: Cognito has its own words, others those of RP-Initiated Logout 1.0. */
export function endSessionAddress(endpoint: string, { issuer, clientId, returnTo, idToken }: EndOfSession): string {
  const url = new URL(endpoint);
  url.searchParams.set('client_id', clientId);
  if (new URL(issuer).hostname.startsWith('cognito-idp.')) {
    url.searchParams.set('logout_uri', returnTo);
    return url.href;
  }
  url.searchParams.set('post_logout_redirect_uri', returnTo);
  if (idToken !== undefined) url.searchParams.set('id_token_hint', idToken);
  return url.href;
}
