/** Which browsers belong to the owner of this machine's cloud, by links that only the owner can be given. */
import { hashOf, randomSecret } from './secrets.ts';

/** Who a browser's sign-ins are for. */
export interface SignedInAs {
  readonly institution: string;
  /** Which of the scopes that a client asks for are granted; a name of `SCOPE_CHOICES`. */
  readonly may: string;
}

interface Link {
  readonly as: SignedInAs;
  readonly expiresAt: number;
}

interface Session {
  as: SignedInAs;
  /** Whether a sign-in goes on without asking; false after a sign-out, until the owner chooses again. */
  isSignedIn: boolean;
  expiresAt: number;
}

export const LINK_SECONDS = 3600;
/** After the last use. */
const SESSION_MS = 12 * 3_600_000;
const MOST_SESSIONS = 50;
const MOST_LINKS = 50;

/**
 * Links are good for one use, sessions until the cloud stops: both are kept in memory and by their hash. A browser keeps the
 * secret of its session in the storage of the issuer's origin, never in a cookie: cookies of 127.0.0.1 go to every port, so
 * that the server of another user of this machine could read them. Who takes the port over while the cloud is down can read
 * the storage, and gets a secret that is worth nothing to the next cloud.
 */
export class OwnerSessions {
  readonly #links = new Map<string, Link>();
  readonly #sessions = new Map<string, Session>();

  /** A secret for a link. The operator's endpoint gives it, to the user who started the cloud only. */
  giveLink(as: SignedInAs): string {
    const now = Date.now();
    for (const [hash, { expiresAt }] of this.#links) if (expiresAt <= now) this.#links.delete(hash);
    dropOldest(this.#links, MOST_LINKS);
    const secret = randomSecret();
    this.#links.set(hashOf(secret), { as, expiresAt: now + LINK_SECONDS * 1000 });
    return secret;
  }

  /** The secret of a new session, signed in as the link says; `undefined` for a link that was used, or is none. */
  redeemLink(secret: string): string | undefined {
    const hash = hashOf(secret);
    const link = this.#links.get(hash);
    this.#links.delete(hash);
    return link && link.expiresAt > Date.now() ? this.begin(link.as) : undefined;
  }

  begin(as: SignedInAs): string {
    const now = Date.now();
    for (const [hash, { expiresAt }] of this.#sessions) if (expiresAt <= now) this.#sessions.delete(hash);
    dropOldest(this.#sessions, MOST_SESSIONS);
    const secret = randomSecret();
    this.#sessions.set(hashOf(secret), { as, isSignedIn: true, expiresAt: now + SESSION_MS });
    return secret;
  }

  /** The session of a browser, which lives on. */
  find(secret: string): Readonly<Session> | undefined {
    return this.#use(secret);
  }

  /** The owner chose who to be. */
  signIn(secret: string, as: SignedInAs): void {
    const session = this.#use(secret);
    if (session) Object.assign(session, { as, isSignedIn: true });
  }

  /** The next sign-in asks again; the browser stays known. */
  signOut(secret: string): void {
    const session = this.#use(secret);
    if (session) session.isSignedIn = false;
  }

  #use(secret: string): Session | undefined {
    const session = this.#sessions.get(hashOf(secret));
    const now = Date.now();
    if (!session || session.expiresAt <= now) return undefined;
    session.expiresAt = now + SESSION_MS;
    return session;
  }
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  const [oldest] = map.keys();
  if (map.size >= most && oldest !== undefined) map.delete(oldest);
}

/** What the page offers to be granted, from everything to reading. The first is what is granted unless another is chosen. */
export const SCOPE_CHOICES: Readonly<
  Record<string, { readonly words: string; readonly grants: (scope: string) => boolean }>
> = {
  all: { words: 'all that is asked for', grants: () => true },
  use: {
    words: 'upload and read studies, read models, predict; not train',
    grants: (scope) => !scope.endsWith(':train'),
  },
  read: {
    words: 'read studies and models',
    grants: (scope) => scope.endsWith(':read') || !scope.includes(':'),
  },
};

export function scopesGranted(asked: readonly string[], may: string): readonly string[] {
  const choice = Object.hasOwn(SCOPE_CHOICES, may) ? SCOPE_CHOICES[may] : SCOPE_CHOICES.all;
  return asked.filter((scope) => choice.grants(scope));
}
