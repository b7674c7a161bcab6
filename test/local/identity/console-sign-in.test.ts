/** Signing in to the console on this machine: who proves to own it, what a browser keeps, and who is kept out. */
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approve, CLIENT, CONSOLE, type SignInService, startSignInService } from './sign-in-service.ts';

let service: SignInService;
beforeEach(async () => {
  service = await startSignInService();
});
afterEach(async () => {
  vi.useRealTimers();
  await service.close();
});

const REDIRECT = `${CONSOLE}/sign-in`;
const SCOPES = 'openid radscore/studies:read radscore/studies:write radscore/models:train';

function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

function authorizeUrl(challenge: string, changes: Record<string, string | undefined> = {}): URL {
  const url = new URL('/oauth2/authorize', service.issuer.url);
  const parameters = {
    ...{ response_type: 'code', client_id: CLIENT, redirect_uri: REDIRECT, state: 's-1', scope: SCOPES },
    ...{ code_challenge: challenge, code_challenge_method: 'S256', ...changes },
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

/** What the endpoints answer to scripts: what there is of it depends on the endpoint. */
interface Answered {
  readonly session: string;
  readonly location: string;
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
}

/** What a page of the issuer sends by its script. */
async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, service.issuer.url), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { origin: service.issuer.url, 'sec-fetch-site': 'same-origin', ...headers },
  });
  const body = (await response.json().catch(() => ({}))) as never as Answered;
  return { status: response.status, headers: response.headers, body };
}

const secretOf = (url: string): string => new URL(url).hash.slice(1);

/** The secret of a browser that opened a link of the owner. */
async function knownBrowser(institution = 'hospital-a', may?: string): Promise<string> {
  const { url } = service.server.consoleLink({ institution, may });
  return (await post('/session', { link: secretOf(url) })).body.session;
}

/** What the page at the authorization endpoint does for a browser. */
async function open(url: URL, session: string) {
  const html = await (await fetch(url)).text();
  const [, request = ''] = /name="request" value="([^"]+)"/.exec(html) ?? [];
  return { html, request, ...(await post('/oauth2/authorize/continue', { request, session })) };
}

async function tokensFor(location: string, verifier: string) {
  const { body } = await post('/oauth2/token', {
    grant_type: 'authorization_code',
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code: new URL(location).searchParams.get('code') ?? '',
    code_verifier: verifier,
  });
  return body;
}

describe('a link of the owner', () => {
  it('makes the browser known, which then signs in without a question', async () => {
    const { url } = service.server.consoleLink({ institution: 'hospital-b' });
    expect(url.startsWith(`${service.issuer.url}/sign-in#`)).toBe(true);
    const { status, body } = await post('/session', { link: secretOf(url) });
    expect([status, body.location]).toEqual([200, `${REDIRECT}?start`]);
    const { verifier, challenge } = pkce();
    const answer = await open(authorizeUrl(challenge), body.session);
    expect(new URL(answer.body.location).searchParams.get('state')).toBe('s-1');
    const tokens = await tokensFor(answer.body.location, verifier);
    expect(decodeJwt(tokens.access_token)).toMatchObject({ institution: 'hospital-b', scope: SCOPES });
    expect(tokens.refresh_token).toMatch(/^[\w.-]{32,}$/);
  });

  it('is good once, for an hour, and only by its secret', async () => {
    const { url, expiresInSeconds } = service.server.consoleLink({ institution: 'hospital-a' });
    expect(expiresInSeconds).toBe(3600);
    expect((await post('/session', { link: secretOf(url) })).status).toBe(200);
    expect((await post('/session', { link: secretOf(url) })).status).toBe(403);
    expect((await post('/session', { link: randomBytes(32).toString('base64url') })).status).toBe(403);
    const late = service.server.consoleLink({ institution: 'hospital-a' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3600_000 });
    expect((await post('/session', { link: secretOf(late.url) })).status).toBe(403);
  });

  it('leaves no secret in an address that a server sees, and no cookie', async () => {
    const { url } = service.server.consoleLink({ institution: 'hospital-a' });
    const page = await fetch(url);
    expect(page.headers.get('set-cookie')).toBeNull();
    expect(page.headers.get('cache-control')).toBe('no-store');
    const answered = await post('/session', { link: secretOf(url) });
    expect(answered.headers.get('set-cookie')).toBeNull();
  });

  it.each([
    [{ institution: 'Hospital A' }, 'lower-case'],
    [{ institution: 'consortium-x' }, 'consortium-'],
    [{ institution: 'hospital-a', may: 'own' }, 'all, use, read'],
  ])('is not given for %o', (request, words) => {
    expect(() => service.server.consoleLink(request)).toThrow(words);
  });
});

describe('the session of a browser', () => {
  it('grants what was chosen, and goes on doing so', async () => {
    const session = await knownBrowser('hospital-a', 'read');
    for (const prompt of [undefined, 'none']) {
      const { verifier, challenge } = pkce();
      const { body } = await open(authorizeUrl(challenge, { prompt }), session);
      const { access_token, scope } = await tokensFor(body.location, verifier);
      expect(scope).toBe('openid radscore/studies:read');
      expect(decodeJwt(access_token).scope).toBe('openid radscore/studies:read');
    }
  });

  it('asks again after a sign-out, and lets the owner choose another institution without a code', async () => {
    const session = await knownBrowser();
    expect((await post('/session/end', { session })).status).toBe(200);
    const silent = await open(authorizeUrl(pkce().challenge, { prompt: 'none' }), session);
    expect(new URL(silent.body.location).searchParams.get('error')).toBe('login_required');
    const { verifier, challenge } = pkce();
    const { body, request } = await open(authorizeUrl(challenge), session);
    expect(body).toEqual({ as: { institution: 'hospital-a', may: 'all' } });
    const chosen = await fetch(new URL('/oauth2/authorize', service.issuer.url), {
      method: 'POST',
      headers: { origin: service.issuer.url },
      body: new URLSearchParams({ request, session, institution: 'hospital-c', may: 'use', decision: 'allow' }),
    });
    const page = await chosen.text();
    expect([chosen.status, /data-session="([^"]+)"/.exec(page)?.[1]]).toEqual([200, session]);
    const location = (/data-location="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
    const tokens = await tokensFor(location, verifier);
    expect(decodeJwt(tokens.access_token).institution).toBe('hospital-c');
    expect(tokens.scope).not.toContain('train');
    expect((await open(authorizeUrl(pkce().challenge), session)).body.location).toContain('code=');
  });

  it('asks in any case if the console wants it to', async () => {
    const session = await knownBrowser();
    const { body } = await open(authorizeUrl(pkce().challenge, { prompt: 'login' }), session);
    expect(body).toEqual({ as: { institution: 'hospital-a', may: 'all' } });
  });

  it('ends twelve hours after its last use, and with the cloud', async () => {
    const session = await knownBrowser();
    const start = Date.now();
    vi.useFakeTimers({ toFake: ['Date'], now: start + 11 * 3_600_000 });
    expect((await open(authorizeUrl(pkce().challenge), session)).body.location).toContain('code=');
    vi.setSystemTime(start + 22 * 3_600_000);
    expect((await open(authorizeUrl(pkce().challenge), session)).body.location).toContain('code=');
    vi.setSystemTime(start + 35 * 3_600_000);
    expect((await open(authorizeUrl(pkce().challenge), session)).body).toEqual({});
    vi.useRealTimers();
    const other = await startSignInService();
    try {
      expect(other.server.consoleLink({ institution: 'hospital-a' }).url).not.toContain(session);
    } finally {
      await other.close();
    }
  });

  it.each(['', 'made-up', 'x'.repeat(43)])('of %j is none: the page asks for the code', async (session) => {
    const { html, body } = await open(authorizeUrl(pkce().challenge), session);
    expect(body).toEqual({});
    expect(html).toContain('radscore console');
  });
});

describe('a code to type', () => {
  it('approves a sign-in of the console, once, and makes the browser known', async () => {
    const { code } = service.server.consoleLink({ institution: 'hospital-a' });
    const { verifier, challenge } = pkce();
    const { status, page } = await approve(authorizeUrl(challenge), { code, institution: 'hospital-b' });
    expect(status).toBe(200);
    const location = (/data-location="([^"]+)"/.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');
    expect(decodeJwt((await tokensFor(location, verifier)).access_token).institution).toBe('hospital-b');
    const session = /data-session="([^"]+)"/.exec(page)?.[1] ?? '';
    expect((await open(authorizeUrl(pkce().challenge), session)).body.location).toContain('code=');
    expect((await approve(authorizeUrl(pkce().challenge), { code })).status).toBe(403);
  });

  it('approves nothing that returns elsewhere: another process could have started that', async () => {
    const elsewhere = { redirect_uri: 'http://localhost:53682/callback' };
    const { code } = service.server.consoleLink({ institution: 'hospital-a' });
    expect((await approve(authorizeUrl(pkce().challenge, elsewhere), { code })).status).toBe(403);
    const session = await knownBrowser();
    const { request } = await open(authorizeUrl(pkce().challenge, elsewhere), session);
    expect((await post('/oauth2/authorize/continue', { request, session })).status).toBe(400);
    const filled = { code: '', session } as never;
    expect((await approve(authorizeUrl(pkce().challenge, elsewhere), filled)).status).toBe(403);
  });
});

describe('other pages and processes', () => {
  it.each([
    'http://127.0.0.1:9999/sign-in',
    'http://localhost:8401/sign-in',
    'https://evil.example/sign-in',
    `${CONSOLE}/sign-in/more`,
  ])('get no code at %s', async (redirect_uri) => {
    const answered = await fetch(authorizeUrl(pkce().challenge, { redirect_uri }), { redirect: 'manual' });
    expect([answered.status, answered.headers.get('location')]).toEqual([400, null]);
  });

  it.each<Record<string, string>>([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:9999' },
    { origin: CONSOLE },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('send nothing to the endpoints of a session: %o', async (headers) => {
    const { url } = service.server.consoleLink({ institution: 'hospital-a' });
    const session = await knownBrowser();
    const html = await (await fetch(authorizeUrl(pkce().challenge))).text();
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(html) ?? [];
    expect((await post('/session', { link: secretOf(url) }, headers)).status).toBe(403);
    expect((await post('/session/end', { session }, headers)).status).toBe(403);
    expect((await post('/oauth2/authorize/continue', { request, session }, headers)).status).toBe(403);
  });

  it('reach no session by another name, not even localhost, at which another process may listen', async () => {
    const { port } = new URL(service.issuer.url);
    const { url } = service.server.consoleLink({ institution: 'hospital-a' });
    const body = new URLSearchParams({ link: secretOf(url) }).toString();
    for (const [host, status] of [
      [`evil.example:${port}`, 421],
      [`localhost:${port}`, 403],
    ] as const) {
      const headers = { host, 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
      const got = await new Promise((answered) => {
        const request = httpRequest(
          { host: '127.0.0.1', port, path: '/session', method: 'POST', headers },
          (response) => answered(response.resume().statusCode),
        );
        request.end(body);
      });
      expect(got).toBe(status);
    }
  });

  it('read what scripts are answered from the console only, and never what a person is shown', async () => {
    const paths = ['/.well-known/openid-configuration', '/jwks.json'];
    for (const path of paths) {
      const allowed = (origin: string) =>
        fetch(service.issuer.url + path, { headers: { origin } }).then(({ headers }) =>
          headers.get('access-control-allow-origin'),
        );
      expect(await allowed(CONSOLE)).toBe(CONSOLE);
      expect(await allowed('https://evil.example')).toBeNull();
    }
    for (const path of ['/oauth2/token', '/oauth2/revoke']) {
      expect((await post(path, {}, { origin: CONSOLE })).headers.get('access-control-allow-origin')).toBe(CONSOLE);
      expect(
        (await post(path, {}, { origin: 'http://127.0.0.1:1' })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    }
    const page = await fetch(authorizeUrl(pkce().challenge), { headers: { origin: CONSOLE } });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('frame no page and give it no script of theirs', async () => {
    for (const url of [authorizeUrl(pkce().challenge), new URL('/sign-in', service.issuer.url)]) {
      const { headers } = await fetch(url);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });

  it('are led by a sign-out to the console only', async () => {
    const logout = async (parameters: Record<string, string>) => {
      const url = new URL('/logout', service.issuer.url);
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      const response = await fetch(url);
      return [response.status, (await response.text()).includes('evil.example')];
    };
    expect(await logout({ client_id: CLIENT, logout_uri: REDIRECT })).toEqual([200, false]);
    expect(await logout({ client_id: CLIENT, post_logout_redirect_uri: REDIRECT })).toEqual([200, false]);
    expect(await logout({ client_id: CLIENT, logout_uri: 'https://evil.example/' })).toEqual([400, false]);
    expect(await logout({ client_id: 'other', logout_uri: REDIRECT })).toEqual([400, false]);
  });

  it('learn at once that nobody is signed in, if the sign-in is not the console’s', async () => {
    const elsewhere = { redirect_uri: 'http://localhost:53682/callback', prompt: 'none' };
    const answered = await fetch(authorizeUrl(pkce().challenge, elsewhere), { redirect: 'manual' });
    const location = new URL(answered.headers.get('location') ?? '');
    expect([answered.status, location.searchParams.get('error')]).toEqual([303, 'login_required']);
  });
});
