/** The sign-in of the local issuer: PKCE, codes, rotation, machine clients, and who is kept out. */
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { approve, CLIENT, MACHINE, type SignInService, startSignInService } from './sign-in-service.ts';

let service: SignInService;
beforeEach(async () => {
  service = await startSignInService();
});
afterEach(async () => {
  vi.useRealTimers();
  await service.close();
});

const REDIRECT = 'http://localhost:53682/callback';

function pkce() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

function authorizeUrl(challenge: string, changes: Record<string, string | undefined> = {}): URL {
  const url = new URL('/oauth2/authorize', service.issuer.url);
  const parameters = {
    ...{ response_type: 'code', client_id: CLIENT, redirect_uri: REDIRECT, state: 's-1', nonce: 'n-1' },
    ...{ scope: 'openid radscore/studies:read', code_challenge: challenge, code_challenge_method: 'S256' },
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) url.searchParams.set(name, value);
  return url;
}

async function post(path: string, form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(new URL(path, service.issuer.url), {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const token = (form: Record<string, string>, headers?: Record<string, string>) => post('/oauth2/token', form, headers);

/** Signs in up to the authorization code. */
async function codeFor({ challenge }: { challenge: string }): Promise<string> {
  const { code } = service.server.signInCodes.give(challenge);
  const { location } = await approve(authorizeUrl(challenge), { code });
  return location?.searchParams.get('code') ?? '';
}

const exchange = (code: string, verifier: string, changes: Record<string, string> = {}) =>
  token({
    grant_type: 'authorization_code',
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code,
    code_verifier: verifier,
    ...changes,
  });

const refresh = (refreshToken: string) =>
  token({ grant_type: 'refresh_token', client_id: CLIENT, refresh_token: refreshToken });

describe('a person signs in', () => {
  it('with a code and its verifier, and gets tokens with the institution that was chosen', async () => {
    const pair = pkce();
    const { code } = service.server.signInCodes.give(pair.challenge);
    const { status, location } = await approve(authorizeUrl(pair.challenge), {
      code: code.toLowerCase(),
      institution: 'hospital-b',
      consortium: 'hospital-a, hospital-b',
    });
    expect(status).toBe(303);
    expect(location?.href.startsWith(REDIRECT)).toBe(true);
    expect(location?.searchParams.get('state')).toBe('s-1');
    expect(location?.searchParams.get('iss')).toBe(service.issuer.url);
    const {
      status: exchanged,
      body,
      headers,
    } = await exchange(location?.searchParams.get('code') ?? '', pair.verifier);
    expect([exchanged, headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid radscore/studies:read' });
    expect(decodeJwt(body.id_token)).toMatchObject({ aud: CLIENT, nonce: 'n-1', iss: service.issuer.url });
    expect(decodeJwt(body.access_token)).toMatchObject({
      institution: 'hospital-b',
      consortium: 'hospital-a hospital-b',
      client_id: CLIENT,
      scope: 'openid radscore/studies:read',
    });
    const answered = await fetch(`${service.api}/v1/studies`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect([answered.status, service.claims().institution]).toEqual([200, 'hospital-b']);
  });

  it('not with another verifier, and the code is spent by the attempt', async () => {
    const pair = pkce();
    const code = await codeFor(pair);
    expect((await exchange(code, pkce().verifier)).body.error).toBe('invalid_grant');
    expect((await exchange(code, pair.verifier)).body.error).toBe('invalid_grant');
  });

  it('not with a code that is used twice, and the refresh tokens of its first use end', async () => {
    const pair = pkce();
    const code = await codeFor(pair);
    const first = await exchange(code, pair.verifier);
    expect(first.status).toBe(200);
    expect((await exchange(code, pair.verifier)).body.error).toBe('invalid_grant');
    expect((await refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it.each([
    ['for another address', { redirect_uri: 'http://localhost:1/callback' }],
    ['for another client', { client_id: 'other' }],
  ])('not with a code %s', async (_, changes) => {
    const pair = pkce();
    expect((await exchange(await codeFor(pair), pair.verifier, changes)).status).toBeGreaterThanOrEqual(400);
  });

  it('not with a code of six minutes ago', async () => {
    const pair = pkce();
    const code = await codeFor(pair);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 });
    expect((await exchange(code, pair.verifier)).body.error).toBe('invalid_grant');
  });

  it('or cancels, which the client gets in the words of OAuth', async () => {
    const { challenge } = pkce();
    const { location } = await approve(authorizeUrl(challenge), { code: '', decision: 'deny' });
    expect(location?.searchParams.get('error')).toBe('access_denied');
    expect(location?.searchParams.get('state')).toBe('s-1');
  });
});

describe('the page', () => {
  it('takes the code of its own request only, once', async () => {
    const [mine, other] = [pkce(), pkce()];
    const { code } = service.server.signInCodes.give(mine.challenge);
    expect((await approve(authorizeUrl(other.challenge), { code })).status).toBe(403);
    expect((await approve(authorizeUrl(mine.challenge), { code: 'ABC-DEF-GHJ' })).status).toBe(403);
    expect((await approve(authorizeUrl(mine.challenge), { code })).status).toBe(303);
    expect((await approve(authorizeUrl(mine.challenge), { code })).status).toBe(403);
  });

  it('withdraws all codes after five wrong ones', async () => {
    const { challenge } = pkce();
    const { code } = service.server.signInCodes.give(challenge);
    for (let wrong = 0; wrong < 5; wrong++) await approve(authorizeUrl(challenge), { code: `WRONG-${wrong}` });
    expect((await approve(authorizeUrl(challenge), { code })).status).toBe(403);
  });

  it('takes no code after ten minutes', async () => {
    const { challenge } = pkce();
    const { code } = service.server.signInCodes.give(challenge);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    expect((await approve(authorizeUrl(challenge), { code })).status).toBe(403);
  });

  it('cannot be framed, runs no script, and leads back to the client only', async () => {
    const { headers } = await fetch(authorizeUrl(pkce().challenge));
    expect(headers.get('x-frame-options')).toBe('DENY');
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:53682;");
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('writes what was typed as text', async () => {
    const { challenge } = pkce();
    const { page } = await approve(authorizeUrl(challenge), { code: 'x', consortium: '"><script>alert(1)</script>' });
    expect(page).not.toContain('<script>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
  });

  it.each([
    'Hospital',
    'consortium-a',
    '',
    'a b',
    'a'.repeat(64),
  ])('refuses the institution "%s"', async (institution) => {
    const { challenge } = pkce();
    const { code } = service.server.signInCodes.give(challenge);
    expect((await approve(authorizeUrl(challenge), { code, institution })).status).toBe(400);
  });

  it.each([
    ['elsewhere', 'https://evil.example/callback'],
    ['on another path of this machine', 'http://localhost:53682/other'],
    ['with a query', 'http://localhost:53682/callback?next=x'],
    ['with a user name', 'http://localhost@evil.example/callback'],
    ['of a name that begins like this machine', 'http://localhost.evil.example/callback'],
    ['that is no address', 'callback'],
  ])('sends nobody to an address %s', async (_, redirect_uri) => {
    const response = await fetch(authorizeUrl(pkce().challenge, { redirect_uri }), { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
  });

  it.each([
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the client does not have', { scope: 'radscore/institution:hospital-a' }, 'invalid_scope'],
  ])('answers %s with %3$s', async (_, changes, error) => {
    const response = await fetch(authorizeUrl(pkce().challenge, changes), { redirect: 'manual' });
    expect(response.status).toBe(303);
    expect(new URL(response.headers.get('location') ?? '').searchParams.get('error')).toBe(error);
  });
});

describe('pages of other sites', () => {
  /** fetch sets `host` itself. */
  const withHost = (host: string, path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(service.issuer.url);
      httpRequest({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  it('reach no endpoint by a name of theirs that resolves to this machine', async () => {
    const { pathname, search } = authorizeUrl(pkce().challenge);
    const { port } = new URL(service.issuer.url);
    expect(await withHost(`evil.example:${port}`, pathname + search)).toBe(421);
    expect(await withHost(`localhost:${port}`, pathname + search)).toBe(200);
  });

  it('send no form', async () => {
    const { challenge } = pkce();
    const { code } = service.server.signInCodes.give(challenge);
    const html = await (await fetch(authorizeUrl(challenge))).text();
    const [, request = ''] = /name="request" value="([^"]+)"/.exec(html) ?? [];
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      const answered = await fetch(new URL('/oauth2/authorize', service.issuer.url), {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ request, institution: 'hospital-a', code, decision: 'allow' }),
      });
      expect(answered.status).toBe(403);
    }
  });

  it('are given no right to read an answer', async () => {
    const { headers } = await token({ grant_type: 'client_credentials' }, { origin: 'https://evil.example' });
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('refresh tokens', () => {
  async function signedIn(): Promise<string> {
    const pair = pkce();
    return (await exchange(await codeFor(pair), pair.verifier)).body.refresh_token;
  }

  it('are good for one use, and for a minute more', async () => {
    const first = await signedIn();
    const second = await refresh(first);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first);
    expect(decodeJwt(second.body.access_token).institution).toBe('hospital-a');
    // An answer that was lost.
    expect((await refresh(first)).status).toBe(200);
    expect((await refresh(second.body.refresh_token)).status).toBe(200);
  });

  it('end together when one is used again after that', async () => {
    const first = await signedIn();
    const second = await refresh(first);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    expect((await refresh(first)).body.error).toBe('invalid_grant');
    expect((await refresh(second.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('end after thirty days, and when they are revoked', async () => {
    const first = await signedIn();
    expect((await post('/oauth2/revoke', { token: first, client_id: CLIENT })).status).toBe(200);
    expect((await post('/oauth2/revoke', { token: first, client_id: CLIENT })).status).toBe(200);
    expect((await refresh(first)).body.error).toBe('invalid_grant');
    const second = await signedIn();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * 86_400_000 });
    expect((await refresh(second)).body.error).toBe('invalid_grant');
  });

  it('give no scope that was not signed in for', async () => {
    const wide = { grant_type: 'refresh_token', client_id: CLIENT, scope: 'radscore/models:read' };
    expect((await token({ ...wide, refresh_token: await signedIn() })).body.error).toBe('invalid_scope');
  });
});

describe('a program signs in', () => {
  const grant = { grant_type: 'client_credentials' };
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });

  it('with its secret, and acts for the institution among its scopes', async () => {
    const { body } = await token(grant, basic(MACHINE.clientId, service.machineSecret));
    expect(body).toMatchObject({ expires_in: 3600, scope: MACHINE.scopes.join(' ') });
    expect(decodeJwt(body.access_token)).toMatchObject({
      institution: 'hospital-a',
      sub: 'gateway',
      client_id: 'gateway',
    });
    const posted = await token({ ...grant, client_id: MACHINE.clientId, client_secret: service.machineSecret });
    expect(posted.status).toBe(200);
  });

  it('and cannot name another institution, by scope or by metadata', async () => {
    const credentials = basic(MACHINE.clientId, service.machineSecret);
    const other = await token({ ...grant, scope: 'radscore/institution:hospital-b' }, credentials);
    expect([other.status, other.body.error]).toEqual([400, 'invalid_scope']);
    const aws_client_metadata = JSON.stringify({ institution: 'hospital-b', 'custom:institution': 'hospital-b' });
    const { body } = await token({ ...grant, aws_client_metadata, institution: 'hospital-b' }, credentials);
    expect(decodeJwt(body.access_token).institution).toBe('hospital-a');
    // Who leaves its institution out acts for none.
    const none = await token({ ...grant, scope: 'radscore/studies:read' }, credentials);
    expect(decodeJwt(none.body.access_token).institution).toBeUndefined();
  });

  it.each([
    ['another secret', () => basic(MACHINE.clientId, `${service.machineSecret.slice(0, -1)}x`)],
    ['no secret', () => basic(MACHINE.clientId, '')],
    ['an unknown client', () => basic('unknown', service.machineSecret)],
    ['the client of people', () => basic(CLIENT, service.machineSecret)],
  ])('not with %s', async (_, headers) => {
    const { status, body, headers: answered } = await token(grant, headers());
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(answered.get('www-authenticate')).toContain('Basic');
    expect(JSON.stringify(body)).not.toContain(service.machineSecret.slice(0, 8));
  });

  it('with a client that the operator registered, which is the same when asked for again', async () => {
    const scopes = ['radscore/studies:read', 'radscore/institution:centre-1'];
    const { clientId, clientSecret } = service.server.machineClients.register(scopes);
    expect(service.server.machineClients.register([...scopes].reverse())).toMatchObject({ clientId, clientSecret });
    const { body } = await token(grant, basic(clientId, clientSecret));
    const answered = await fetch(`${service.api}/v1/studies`, {
      headers: { authorization: `Bearer ${body.access_token}` },
    });
    expect([answered.status, service.claims().institution]).toEqual([200, 'centre-1']);
  });
});

describe('the token endpoint', () => {
  it.each([
    ['no form', '{"grant_type":"password"}', 'application/json', 'invalid_request'],
    ['an unknown grant', 'grant_type=password', 'application/x-www-form-urlencoded', 'unsupported_grant_type'],
    ['a member of objects', 'grant_type=constructor', 'application/x-www-form-urlencoded', 'unsupported_grant_type'],
    ['a parameter given twice', 'grant_type=a&grant_type=b', 'application/x-www-form-urlencoded', 'invalid_request'],
  ])('refuses %s', async (_, body, type, error) => {
    const response = await fetch(new URL('/oauth2/token', service.issuer.url), {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect([response.status, (await response.json()).error]).toEqual([400, error]);
  });

  it('takes a form of a client that sends as much as it likes, up to a limit', async () => {
    const { status, body } = await token({ grant_type: 'x'.repeat(70_000) });
    expect([status, body.error]).toEqual([413, 'invalid_request']);
  });
});

it('no token and no secret is on disk as it is', async () => {
  const pair = pkce();
  const { body } = await exchange(await codeFor(pair), pair.verifier);
  service.server.machineClients.register(['radscore/studies:read']);
  for (const name of ['refresh-tokens.json', 'machine-clients.json']) {
    expect(statSync(join(service.directory, name)).mode & 0o077).toBe(0);
  }
  const kept = readdirSync(service.directory).map((name) => readFileSync(join(service.directory, name), 'utf8'));
  const secrets = [body.refresh_token, body.access_token, service.machineSecret, pair.verifier];
  for (const text of kept) for (const secret of secrets) expect(text.includes(secret)).toBe(false);
});
