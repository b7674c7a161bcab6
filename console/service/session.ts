/** Who is signed in: by OIDC (code with PKCE), tokens in memory only. */
import { computed, signal } from '@preact/signals';
import type { User, UserManager } from 'oidc-client-ts';
import type { Tokens } from '../api/client.ts';
import type { Configuration } from './configuration.ts';
import { claimsOf, endSessionAddress, endsSession, scopeNames, wantsVisitor } from './session-rules.ts';

const user = signal<User | undefined>(undefined);
/** Whether a session was there and has ended: the view stays, and asks to sign in again. */
export const hasEnded = signal(false);

/** The claims of the access token; it is the service that judges them. */
const claims = computed(() => (user.value ? claimsOf(user.value.access_token) : {}));

export const isSignedIn = computed(() => user.value !== undefined);
export const institution = computed(() => claims.value.institution ?? '');
export const scopes = computed(() => scopeNames(claims.value.scope ?? user.value?.scope ?? ''));

/** Whether the sign-in covers this scope. */
export function may(scope: string): boolean {
  return scopes.value.has(scope);
}

interface Issuer {
  readonly manager: UserManager;
  readonly configuration: Configuration;
  /** A sign-in as it is kept: what the other tab sent. */
  readonly read: (kept: string) => User;
}

let issuer: Promise<Issuer> | undefined;

/** That somebody was signed in here, no token: after a reload the issuer is asked whether it still knows the visitor. */
const WAS_SIGNED_IN = 'radscore-was-signed-in';
/** The state of a sign-in that another tab waits for. */
const FOR_OTHER_TAB = 'for-other-tab';
/** Tabs of this origin, to which a sign-in is handed that was made in a tab of its own. */
const CHANNEL = 'radscore-session';

/** Prepares signing in. The library is loaded when it is needed. */
export function useIssuer(configuration: Configuration): void {
  issuer = import('oidc-client-ts').then(({ User, UserManager, WebStorageStateStore, InMemoryWebStorage }) => {
    const manager = new UserManager({
      authority: configuration.issuer,
      client_id: configuration.clientId,
      redirect_uri: `${location.origin}/sign-in`,
      response_type: 'code',
      scope: ['openid', ...configuration.scopes].join(' '),
      // Tokens are in memory; only the state of a sign-in under way survives the way to the issuer and back.
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: false,
      // Cognito revokes refresh tokens only; what was given with one ends with it.
      revokeTokenTypes: ['refresh_token'],
    });
    manager.events.addUserLoaded(keep);
    manager.events.addAccessTokenExpiring(() => void renew());
    manager.events.addAccessTokenExpired(() => void renew());
    return { manager, configuration, read: (kept) => User.fromStorageString(kept) };
  });
}

function keep(signedIn: User): void {
  user.value = signedIn;
  hasEnded.value = false;
  localStorage.setItem(WAS_SIGNED_IN, 'yes');
}

/**
 * After a reload: goes to the issuer, without asking the visitor, if somebody was signed in here. Resolves if the page is to
 * be shown; if the browser leaves it for the issuer, it comes back to this place.
 */
export async function returnSilently(): Promise<void> {
  if (localStorage.getItem(WAS_SIGNED_IN) === null || location.pathname === '/sign-in') return;
  try {
    await goToIssuer(location.pathname + location.search, 'none');
    await new Promise(() => {});
  } catch {
    // The issuer cannot be reached: the page says that nobody is signed in, and its button tries again.
  }
}

/**
 * Signs in: goes to the issuer and comes back to this place. A session that has ended leaves its view as it is, with what was
 * typed and what is being sent: then the sign-in opens in a tab of its own.
 */
export async function signIn(place = location.pathname + location.search): Promise<void> {
  if (user.value) signInInOtherTab();
  else await goToIssuer(place);
}

async function goToIssuer(place: string, prompt?: 'none'): Promise<void> {
  await (await issuer)?.manager.signinRedirect({ state: place, ...(prompt && { prompt }) });
}

function signInInOtherTab(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', async ({ data }) => {
    const made = await issuer;
    const signedIn = made?.read(String(data));
    // What is in this tab is of one institution.
    if (!made || !signedIn || claimsOf(signedIn.access_token).institution !== institution.value) return;
    channel.close();
    await made.manager.storeUser(signedIn);
    await made.manager.events.load(signedIn);
  });
  window.open('/sign-in?for=other-tab', '_blank', 'noopener');
}

/** Signs in for the tab that waits. */
export async function signInForOtherTab(): Promise<void> {
  await goToIssuer(FOR_OTHER_TAB);
}

/** Where a sign-in leads: to a place of the console, to the visitor who is to be asked, or back to the tab that waits. */
export type Completed =
  | { readonly kind: 'signed-in'; readonly place: string }
  | { readonly kind: 'ask'; readonly place: string }
  | { readonly kind: 'handed-over' };

/** Ends a sign-in that the issuer answered. @throws Error as the issuer names it */
export async function completeSignIn(): Promise<Completed> {
  const made = await issuer;
  if (!made) throw new Error('got no issuer; wanted config.json to name one');
  try {
    const signedIn = await made.manager.signinRedirectCallback();
    if (signedIn.state === FOR_OTHER_TAB) {
      new BroadcastChannel(CHANNEL).postMessage(signedIn.toStorageString());
      await made.manager.removeUser();
      user.value = undefined;
      return { kind: 'handed-over' };
    }
    keep(signedIn);
    return { kind: 'signed-in', place: placeOf(signedIn.state) };
  } catch (error) {
    if (!wantsVisitor(error)) throw error;
    localStorage.removeItem(WAS_SIGNED_IN);
    return { kind: 'ask', place: placeOf((error as { readonly state?: unknown }).state) };
  }
}

function placeOf(state: unknown): string {
  return typeof state === 'string' && /^\/(?!\/|sign-in)/.test(state) ? state : '/studies';
}

/** Ends the refresh token and forgets the rest, then ends the issuer's own session, if it has an address for that. */
export async function signOut(): Promise<void> {
  const made = await issuer;
  const idToken = user.value?.id_token;
  localStorage.removeItem(WAS_SIGNED_IN);
  await made?.manager.revokeTokens().catch(() => {});
  await made?.manager.removeUser();
  user.value = undefined;
  hasEnded.value = false;
  if (!made) return;
  const { configuration, manager } = made;
  const endpoint = await manager.metadataService.getEndSessionEndpoint().catch(() => undefined);
  if (endpoint === undefined) return;
  const { issuer: address, clientId } = configuration;
  location.assign(
    endSessionAddress(endpoint, { issuer: address, clientId, returnTo: `${location.origin}/sign-in`, idToken }),
  );
}

let renewing: Promise<string | undefined> | undefined;

/** Another access token, by the refresh token; one renewal at a time, as a refresh token is good for one use. */
function renew(): Promise<string | undefined> {
  renewing ??= renewOnce().finally(() => {
    renewing = undefined;
  });
  return renewing;
}

async function renewOnce(): Promise<string | undefined> {
  const made = await issuer;
  if (!made || !user.value) return undefined;
  try {
    return (await made.manager.signinSilent())?.access_token;
  } catch (error) {
    if (endsSession(error)) hasEnded.value = true;
    return undefined;
  }
}

/** The session as the client of the API asks for it. */
export const sessionTokens: Tokens = { current: () => user.value?.access_token, renewed: renew };
