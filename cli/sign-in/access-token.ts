/** An access token with its end, and when it is time for the next one. */

export interface AccessToken {
  readonly token: string;
  /** Milliseconds since 1970 by this machine's clock; without it the token is used until it is refused. */
  readonly expiresAt?: number;
}

/** An answer takes a while to reach the API, and clocks differ: a token is renewed this long before its end. */
const MARGIN_MS = 60_000;

/** When a token that is got now is to be renewed; one that lives shorter than twice the margin is used for half of its life. */
export function renewalTime(now: number, expiresAt: number): number {
  const left = expiresAt - now;
  return now + Math.max(left - MARGIN_MS, left / 2);
}
