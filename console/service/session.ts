/** Who is signed in: by OIDC (code with PKCE), tokens in memory only. */
import { computed, signal } from '@preact/signals';
import type { User, UserManager } from 'oidc-client-ts';
import type { Tokens } from '../api/client.ts';
import type { Configuration } from './configuration.ts';

const user = signal<User | undefined>(undefined);
/** Whether a session was there and has ended: the view stays, and asks to sign in again. */
export const hasEnded = signal(false);

interface Claims {
  readonly institution?: string;
  readonly consortium?: string;
  readonly scope?: string;
}

/** The claims of the access token; it is the service that judges them. */
const claims = computed<Claims>(() => (user.value ? decodedClaims(user.value.access_token) : {}));

export const isSignedIn = computed(() => user.value !== undefined);
export const institution = computed(() => claims.value.institution ?? '');
/** Names of scopes, without the resource server in front of them: `studies:read`. */
export const scopes = computed(
  () => new Set((claims.value.scope ?? user.value?.scope ?? '').split(' ').map((scope) => scope.replace(/^.*\//, ''))),
);

/** Whether the sign-in covers this scope. */
export function may(scope: string): boolean {
  return scopes.value.has(scope);
}

let manager: Promise<UserManager> | undefined;

/** Prepares signing in. The library is loaded when it is needed. */
export function useIssuer(configuration: Configuration): void {
  manager = import('oidc-client-ts').then(({ UserManager, WebStorageStateStore, InMemoryWebStorage }) => {
    const made = new UserManager({
      authority: configuration.issuer,
      client_id: configuration.clientId,
      redirect_uri: `${location.origin}/sign-in`,
      response_type: 'code',
      scope: ['openid', ...configuration.scopes].join(' '),
      // Tokens are in memory; only the state of a sign-in under way survives the way to the issuer and back.
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: true,
    });
    made.events.addUserLoaded((loaded) => {
      user.value = loaded;
      hasEnded.value = false;
    });
    made.events.addAccessTokenExpired(() => {
      hasEnded.value = true;
    });
    return made;
  });
}

/** Goes to the issuer, and comes back to this place. */
export async function signIn(place = location.pathname + location.search): Promise<void> {
  await (await manager)?.signinRedirect({ state: place });
}

/** Ends a sign-in that the issuer answered. Gives the place that it began at. @throws Error as the issuer names it */
export async function completeSignIn(): Promise<string> {
  const made = await manager;
  if (!made) throw new Error('got no issuer; wanted config.json to name one');
  const signedIn = await made.signinRedirectCallback();
  user.value = signedIn;
  hasEnded.value = false;
  return typeof signedIn.state === 'string' ? signedIn.state : '/studies';
}

/** Forgets the tokens, and tells the issuer where it takes part in that. */
export async function signOut(): Promise<void> {
  const made = await manager;
  user.value = undefined;
  await made?.removeUser();
  await made?.revokeTokens().catch(() => {});
}

/** The session as the client of the API asks for it. */
export const sessionTokens: Tokens = {
  current: () => user.value?.access_token,
  renewed: async () => {
    const renewed = await (await manager)?.signinSilent().catch(() => null);
    if (!renewed) hasEnded.value = user.value !== undefined;
    return renewed?.access_token;
  },
};

function decodedClaims(token: string): Claims {
  try {
    const [, payload] = token.split('.');
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims;
  } catch {
    // An opaque token: the service knows its claims.
    return {};
  }
}
