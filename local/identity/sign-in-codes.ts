/** One-time codes that prove, on the sign-in page, that the owner of this machine started the sign-in. */
import { randomInt } from 'node:crypto';
import { areSame } from './secrets.ts';

/** Without letters and digits that are taken for others; nine of them have 44 bits. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 9;
const LIFETIME_SECONDS = 600;
/** Wrong codes after which all are withdrawn. */
const MOST_WRONG = 5;

interface Code {
  readonly code: string;
  /** Of the one request that it approves; `undefined` if it is for any of the console's. */
  readonly codeChallenge: string | undefined;
  readonly expiresAt: number;
}

/**
 * A code approves the one request that its bearer announced by its PKCE challenge: no other process and no page of another
 * site can have a request of its own approved by a person who types it in. The operator's endpoint gives codes, to the user
 * who started the cloud only. A code for the console names no challenge, as the console draws it later: it approves requests
 * that return to the console's own address only, where nobody else can listen.
 */
export class SignInCodes {
  #codes: Code[] = [];
  #wrong = 0;

  give(codeChallenge: string | undefined): { readonly code: string; readonly expiresInSeconds: number } {
    const now = Date.now();
    this.#codes = this.#codes.filter(({ expiresAt }) => expiresAt > now);
    const code = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    this.#codes.push({ code, codeChallenge, expiresAt: now + LIFETIME_SECONDS * 1000 });
    return { code: (code.match(/.{3}/g) ?? []).join('-'), expiresInSeconds: LIFETIME_SECONDS };
  }

  /** Whether the code is that of this request; it is gone then. */
  redeem(
    typed: string,
    { codeChallenge, isConsole }: { readonly codeChallenge: string; readonly isConsole: boolean },
  ): boolean {
    const wanted = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
    const now = Date.now();
    const matching = this.#codes.filter(
      (one) =>
        areSame(wanted, one.code) &&
        (one.codeChallenge === undefined ? isConsole : one.codeChallenge === codeChallenge) &&
        one.expiresAt > now,
    );
    if (matching.length === 0) {
      if (++this.#wrong >= MOST_WRONG) {
        this.#codes = [];
        this.#wrong = 0;
      }
      return false;
    }
    this.#codes = this.#codes.filter((one) => !matching.includes(one));
    this.#wrong = 0;
    return true;
  }
}
