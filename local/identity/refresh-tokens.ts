/** Refresh tokens: rotated with each use, kept over restarts, and withdrawn when one is used twice. */
import { randomUUID } from 'node:crypto';
import { diskOf } from '../disk/disk.ts';
import { readKept } from '../disk/kept-json.ts';
import { hashOf, randomSecret } from './secrets.ts';

/** What a person has signed in to. */
export interface Grant {
  readonly clientId: string;
  readonly subject: string;
  readonly institution: string;
  readonly scopes: readonly string[];
}

interface Family {
  readonly id: string;
  readonly grant: Grant;
  readonly expiresAt: number;
  /** By hash. `usedAt` is when the token was exchanged for the next. */
  tokens: { readonly hash: string; usedAt?: number }[];
}

export interface RefreshTokensOptions {
  readonly file: string;
  readonly lifetimeSeconds: number;
  /** How long a used token still counts; `undefined` if tokens are not rotated. */
  readonly graceSeconds: number | undefined;
}

/**
 * A sign-in is a family of refresh tokens, each good for one use. One that is used a second time after the grace period was
 * stolen, or its successor was: the whole family ends (RFC 9700, 4.14.2). The file holds hashes only.
 */
export class RefreshTokens {
  readonly #options: RefreshTokensOptions;
  #families: Family[];

  constructor(options: RefreshTokensOptions) {
    this.#options = options;
    this.#families = readKept(options.file, isFamilies, 'people and programs have to sign in again') ?? [];
  }

  /** A first token; `family` withdraws all that follow from it. */
  issue(grant: Grant): { readonly token: string; readonly family: string } {
    const token = randomSecret();
    const expiresAt = Date.now() + this.#options.lifetimeSeconds * 1000;
    const family = { id: randomUUID(), grant, expiresAt, tokens: [{ hash: hashOf(token) }] };
    this.#families = this.#families.filter((one) => one.expiresAt > Date.now());
    this.#families.push(family);
    this.#save();
    return { token, family: family.id };
  }

  /** The grant of a token and the token for the next time; `undefined` if it is of this client no longer, or never was. */
  use(token: string, clientId: string): { readonly grant: Grant; readonly next?: string } | undefined {
    const hash = hashOf(token);
    const family = this.#find(hash, clientId);
    const used = family?.tokens.find((one) => one.hash === hash);
    const now = Date.now();
    if (!family || !used || family.expiresAt <= now) return undefined;
    const { graceSeconds } = this.#options;
    if (graceSeconds === undefined) return { grant: family.grant };
    if (used.usedAt !== undefined && now - used.usedAt > graceSeconds * 1000) {
      this.withdraw(family.id);
      return undefined;
    }
    used.usedAt ??= now;
    const next = randomSecret();
    family.tokens.push({ hash: hashOf(next) });
    this.#save();
    return { grant: family.grant, next };
  }

  /** Ends the sign-in that a token is of. */
  revoke(token: string, clientId: string): void {
    const family = this.#find(hashOf(token), clientId);
    if (family) this.withdraw(family.id);
  }

  withdraw(familyId: string): void {
    this.#families = this.#families.filter(({ id }) => id !== familyId);
    this.#save();
  }

  /** Resolves once what was issued, used or revoked lasts. */
  flush(): Promise<void> {
    return diskOf(this.#options.file).flush();
  }

  #find(hash: string, clientId: string): Family | undefined {
    return this.#families.find(
      ({ tokens, grant }) => grant.clientId === clientId && tokens.some((one) => one.hash === hash),
    );
  }

  #save(): void {
    const { file } = this.#options;
    diskOf(file).replace(file, JSON.stringify(this.#families));
  }
}

function isFamilies(kept: object): kept is Family[] {
  return Array.isArray(kept) && kept.every((one) => typeof one?.id === 'string' && Array.isArray(one.tokens));
}
