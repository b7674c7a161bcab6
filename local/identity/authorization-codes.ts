/** Authorization codes: one use, for the client, address and PKCE challenge that they were made for. */
import { createHash } from 'node:crypto';
import type { Grant } from './refresh-tokens.ts';
import { areSame, hashOf, randomSecret } from './secrets.ts';

/** A request that was checked when its page was shown. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  /** `none` asks nobody, `login` asks in any case (OpenID Connect Core, 3.1.2.1). */
  readonly prompt: string | undefined;
}

interface Approved {
  readonly request: AuthorizationRequest;
  readonly grant: Grant;
  readonly expiresAt: number;
  /** The refresh tokens that the first use gave. */
  family?: string;
}

export interface CodeExchange {
  readonly code: string;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

const LIFETIME_MS = 5 * 60_000;

export class AuthorizationCodes {
  readonly #approved = new Map<string, Approved>();

  give(request: AuthorizationRequest, grant: Grant): string {
    const now = Date.now();
    for (const [hash, { expiresAt }] of this.#approved) if (expiresAt <= now) this.#approved.delete(hash);
    const code = randomSecret();
    this.#approved.set(hashOf(code), { request, grant, expiresAt: now + LIFETIME_MS });
    return code;
  }

  /**
   * What was approved, to be marked with the refresh tokens that it gave. A code that comes a second time was stolen: then
   * the refresh tokens of the first use are named, to be withdrawn (RFC 6749, 4.1.2).
   */
  exchange({
    code,
    clientId,
    redirectUri,
    codeVerifier,
  }: CodeExchange):
    | { readonly approved: Pick<Approved, 'request' | 'grant'>; readonly used: (family: string) => void }
    | { readonly stolen: string | undefined } {
    const found = this.#approved.get(hashOf(code));
    if (!found || found.expiresAt <= Date.now()) return { stolen: undefined };
    if (found.family !== undefined) return { stolen: found.family };
    const { request } = found;
    // A wrong verifier spends the code as well: it is not guessed at.
    found.family = '';
    const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
    const right =
      areSame(challenge, request.codeChallenge) && request.clientId === clientId && request.redirectUri === redirectUri;
    if (!right) return { stolen: undefined };
    return {
      approved: found,
      used: (family) => {
        found.family = family;
      },
    };
  }
}
