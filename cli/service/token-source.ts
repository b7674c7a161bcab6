/** Where bearer tokens come from, how they are renewed in time, and what replaces one that the API refused. */
import { type AccessToken, renewalTime } from '../sign-in/access-token.ts';

export interface TokenSource {
  /** The token for the next request: the last one, or a new one if that is about to expire. */
  token(): Promise<string>;
  /**
   * Another token after the API answered 401; `undefined` if there is none. Requests that ran at the same time are refused
   * together: the caller that names the `refused` token gets the one that another caller was given meanwhile.
   */
  refreshed(refused?: string): Promise<string | undefined>;
}

/** A token that the user handed over: nobody can renew it. */
export function fixedToken(token: string): TokenSource {
  return { token: async () => token, refreshed: async () => undefined };
}

/**
 * Tokens that `obtain` gives, each kept until it is about to expire or refused. `obtain` is asked by one caller at a time,
 * with the refused token if there is one; it gives `undefined` if nothing can replace that.
 */
export function renewedToken(obtain: (refused?: string) => Promise<AccessToken | undefined>): TokenSource {
  let current: (AccessToken & { readonly renewAt: number }) | undefined;
  let pending: Promise<string | undefined> | undefined;

  async function renew(refused?: string): Promise<string | undefined> {
    const got = await obtain(refused);
    if (!got) return undefined;
    current = { ...got, renewAt: renewalTime(Date.now(), got.expiresAt ?? Number.POSITIVE_INFINITY) };
    return got.token;
  }

  /** One renewal at a time; what failed is tried again by the next caller. */
  function renewal(refused?: string): Promise<string | undefined> {
    pending ??= renew(refused).finally(() => {
      pending = undefined;
    });
    return pending;
  }

  return {
    async token() {
      if (current && Date.now() < current.renewAt) return current.token;
      const token = await renewal();
      if (token === undefined) throw new Error('got no token; wanted one for the next request.');
      return token;
    },
    async refreshed(refused) {
      if (current && refused !== undefined && current.token !== refused) return current.token;
      return renewal(refused ?? current?.token);
    },
  };
}
