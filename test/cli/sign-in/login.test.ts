/** `radscore login` from the address that it prints to the requests of later commands, against the local issuer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { connect } from '../../../cli/service/connection.ts';
import { PROJECT_ROOT } from '../../../cli/service/installation.ts';
import { loginToken } from '../../../cli/sign-in/login-tokens.ts';
import { readLogin, type StoredLogin, writeLogin } from '../../../cli/sign-in/stored-logins.ts';
import { approve, MACHINE, type SignInService, startSignInService } from '../../local/identity/sign-in-service.ts';
import { type CommandResult, radscore } from '../terminal.ts';

let service: SignInService;
let config: string;
beforeEach(async () => {
  config = mkdtempSync(join(tmpdir(), 'radscore-config-'));
  vi.stubEnv('XDG_CONFIG_HOME', config);
  // No local cloud of this machine takes part.
  vi.stubEnv('RADSCORE_HOME', join(config, 'none'));
  for (const name of ['RADSCORE_API', 'RADSCORE_TOKEN', 'RADSCORE_INSTITUTION']) vi.stubEnv(name, undefined);
  service = await startSignInService();
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await service.close();
  rmSync(config, { recursive: true, force: true });
});

/** Runs `radscore login`; `visit` is the person with the browser. */
async function login(visit: (authorize: URL) => Promise<unknown>, ...more: string[]): Promise<CommandResult> {
  let out = '';
  const notes: string[] = [];
  const { main } = await import('../../../cli/main.ts');
  let visited: Promise<unknown> | undefined;
  let invite = (): void => {};
  const invited = new Promise<void>((resolve) => {
    invite = resolve;
  });
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    note: (line: string) => {
      notes.push(line);
      const [address] = /http\S+\/oauth2\/authorize\S+/.exec(line) ?? [];
      if (!address) return;
      visited ??= visit(new URL(address));
      invite();
    },
    status: () => {},
    interactive: false,
  };
  const ended = main(['login', '--api', service.api, '--no-browser', ...more], terminal);
  // A visit that fails would leave the command waiting.
  const failed = invited.then(() => visited).then(() => ended);
  const exitCode = await Promise.race([ended, failed]);
  return { exitCode, out, notes };
}

/** Fills in the page and follows it to where the command listens. */
async function signIn(authorize: URL, change: (back: URL) => void = () => {}): Promise<Response> {
  const { code } = service.server.signInCodes.give(authorize.searchParams.get('code_challenge') ?? '');
  const { location } = await approve(authorize, { code });
  if (!location) throw new Error('the page sent nobody on');
  change(location);
  return fetch(location);
}

const signedIn = () => login((authorize) => signIn(authorize));
const stored = (): StoredLogin => readLogin(service.api) as StoredLogin;
const expired = (): void => writeLogin({ ...stored(), renewAt: Date.now() - 1, expiresAt: Date.now() - 1 });

describe('radscore login', () => {
  it('needs nothing but the address of the API', async () => {
    let closing = '';
    const { exitCode, out, notes } = await login(async (authorize) => {
      closing = await (await signIn(authorize)).text();
    });
    expect([exitCode, out]).toEqual([
      0,
      `Signed in to ${service.api} for hospital-a. Tokens are renewed by themselves; \`radscore logout\` ends it.\n`,
    ]);
    expect(closing).toContain('You can close this window.');
    expect(notes[0]).toBe(
      `Signing in to ${service.api} at ${service.issuer.url}; the tokens will be sent to that API.`,
    );
    expect((await radscore('status', '--api', service.api)).exitCode).toBe(0);
    expect(service.claims().institution).toBe('hospital-a');
  });

  it('asks with PKCE, a state and a nonce that are others each time', async () => {
    const asked: URLSearchParams[] = [];
    for (let time = 0; time < 2; time++) {
      await login((authorize) => {
        asked.push(authorize.searchParams);
        return signIn(authorize);
      });
    }
    for (const name of ['state', 'nonce', 'code_challenge']) {
      const [first, second] = asked.map((parameters) => parameters.get(name));
      expect(first?.length).toBeGreaterThanOrEqual(43);
      expect(second).not.toBe(first);
    }
    expect(asked[0].get('code_challenge_method')).toBe('S256');
  });

  it('keeps the sign-in to the user', async () => {
    await signedIn();
    const folders = readdirSync(join(config, 'radscore', 'logins'));
    expect(folders).toHaveLength(1);
    const folder = join(config, 'radscore', 'logins', folders[0]);
    expect(readdirSync(folder)).toEqual(['login.json']);
    expect(statSync(join(folder, 'login.json')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('prints no token', async () => {
    const { out, notes } = await signedIn();
    const { accessToken, refreshToken = '' } = stored();
    for (const secret of [accessToken, refreshToken]) expect(out + notes.join('\n')).not.toContain(secret);
  });

  it('waits on when somebody returns with another state', async () => {
    let stray = 0;
    const { exitCode } = await login(async (authorize) => {
      const { code } = service.server.signInCodes.give(authorize.searchParams.get('code_challenge') ?? '');
      const { location } = await approve(authorize, { code });
      const wrong = new URL(location ?? '');
      wrong.searchParams.set('state', 'of-another-sign-in');
      stray = (await fetch(wrong)).status;
      await fetch(location ?? '');
    });
    expect([stray, exitCode]).toEqual([400, 0]);
  });

  it.each([
    ['a code that is another', (back: URL) => back.searchParams.set('code', 'stolen'), 'invalid_grant'],
    ['the answer of another issuer', (back: URL) => back.searchParams.set('iss', 'https://evil.example'), 'iss'],
  ])('ends without a sign-in for %s', async (_, change, reason) => {
    const { exitCode, notes } = await login((authorize) => signIn(authorize, change));
    expect(exitCode).toBe(1);
    expect(notes.at(-1)).toContain(reason);
    expect(readLogin(service.api)).toBeUndefined();
  });

  it('says that it was cancelled', async () => {
    const { exitCode, notes } = await login(async (authorize) => {
      const { location } = await approve(authorize, { code: '', decision: 'deny' });
      await fetch(location ?? '');
    });
    expect([exitCode, notes.at(-1)]).toEqual([
      1,
      `radscore: the sign-in to ${service.api} was not completed (access_denied: cancelled).`,
    ]);
  });

  it('asks for the scopes that are named', async () => {
    await login(
      (authorize) => {
        expect(authorize.searchParams.get('scope')).toBe('openid radscore/studies:read');
        return signIn(authorize);
      },
      ...['--scope', 'studies:read'],
    );
    expect((await radscore('status', '--api', service.api)).exitCode).toBe(0);
  });

  it('returns to the port that is named, and says so if it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    const { exitCode, notes } = await login(async () => {}, '--callback-port', taken);
    expect(exitCode).toBe(1);
    expect(notes.at(-1)).toContain(`http://localhost:${taken}/callback to return to, where another process listens`);
  });

  it.each([
    ['http://radscore.example', 2, 'wanted an https address'],
    ['ftp://radscore.example', 2, 'wanted an https address'],
    ['nonsense', 2, 'wanted an https address'],
  ])('sends no token to %s', async (api, code, words) => {
    const { exitCode, notes } = await radscore('login', '--api', api, '--no-browser');
    expect([exitCode, notes.at(-1)]).toEqual([code, expect.stringContaining(words)]);
  });

  it('names what is missing if an API does not say where to sign in', async () => {
    const silent = createServer((_, response) => void response.writeHead(404).end()).listen(0, '127.0.0.1');
    onTestFinished(() => void silent.close());
    await once(silent, 'listening');
    const api = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { exitCode, notes } = await radscore('login', '--api', api, '--no-browser');
    expect([exitCode, notes.at(-1)]).toEqual([1, expect.stringContaining('--issuer and --client-id')]);
  });
});

describe('a sign-in', () => {
  it('is renewed before its token expires, and every time with another refresh token', async () => {
    await signedIn();
    const [first] = [stored()];
    expired();
    await connect({ api: service.api }).studyPage();
    const second = stored();
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expired();
    await connect({ api: service.api }).studyPage();
    expect(stored().refreshToken).not.toBe(second.refreshToken);
  });

  it('goes on when its token expires between two requests of a command', async () => {
    await service.close();
    service = await startSignInService({ lifetimeSeconds: 1 });
    await signedIn();
    const client = connect({ api: service.api });
    await client.studyPage();
    const before = stored().accessToken;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await client.studyPage();
    expect(stored().accessToken).not.toBe(before);
  });

  it('goes on when the API refuses a token that looks good', async () => {
    await signedIn();
    writeLogin({ ...stored(), accessToken: 'of-another-key' });
    await connect({ api: service.api }).studyPage();
    expect(stored().accessToken).not.toBe('of-another-key');
  });

  it('is renewed once by ten clients at a time', async () => {
    await signedIn();
    expired();
    const tokens = await Promise.all(Array.from({ length: 10 }, () => loginToken(service.api)));
    expect(new Set(tokens.map((one) => one?.token)).size).toBe(1);
  });

  it('is renewed once by four processes at a time', async () => {
    await service.close();
    // Without grace a second use of a refresh token would end the sign-in.
    service = await startSignInService({ refreshGraceSeconds: 0 });
    await signedIn();
    expired();
    const run = async () => {
      const child = spawn(
        process.execPath,
        [
          '--input-type=module',
          '--eval',
          `
          import { loginToken } from ${JSON.stringify(join(PROJECT_ROOT, 'cli/sign-in/login-tokens.ts'))};
          process.stdout.write((await loginToken(${JSON.stringify(service.api)})).token);
        `,
        ],
        { stdio: ['ignore', 'pipe', 'inherit'], env: process.env },
      );
      let text = '';
      child.stdout.on('data', (part) => {
        text += part;
      });
      await once(child, 'close');
      return text;
    };
    const tokens = await Promise.all(Array.from({ length: 4 }, run));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).toBe(stored().accessToken);
    expired();
    await connect({ api: service.api }).studyPage();
  });

  it('that was revoked says how to go on, and names no token', async () => {
    await signedIn();
    const { refreshToken = '' } = stored();
    await fetch(new URL('/oauth2/revoke', service.issuer.url), {
      method: 'POST',
      body: new URLSearchParams({ token: refreshToken, client_id: 'people' }),
    });
    expired();
    const { exitCode, notes } = await radscore('status', '--api', service.api);
    expect(exitCode).toBe(1);
    expect(notes.at(-1)).toContain(`the sign-in to ${service.api} has ended (invalid_grant`);
    expect(notes.at(-1)).toContain(`radscore login --api ${service.api}`);
    expect(notes.join()).not.toContain(refreshToken);
  });

  it('whose file is damaged is named', async () => {
    await signedIn();
    const [folder] = readdirSync(join(config, 'radscore', 'logins'));
    writeFileSync(join(config, 'radscore', 'logins', folder, 'login.json'), '{"api":');
    const { exitCode, notes } = await radscore('status', '--api', service.api);
    expect([exitCode, notes.at(-1)]).toEqual([1, expect.stringContaining('which is damaged')]);
  });

  it('gives its token to other programs, renewed if need be', async () => {
    await signedIn();
    expired();
    const { exitCode, out } = await radscore('token', '--api', service.api);
    expect([exitCode, out]).toEqual([0, `${stored().accessToken}\n`]);
    const answered = await fetch(`${service.api}/v1/studies`, { headers: { authorization: `Bearer ${out.trim()}` } });
    expect(answered.status).toBe(200);
    const elsewhere = await radscore('token', '--api', 'https://radscore.example');
    expect([elsewhere.exitCode, elsewhere.notes.at(-1)]).toEqual([2, expect.stringContaining('got no sign-in to')]);
    expect((await radscore('token', '--api', service.api, '--expires', '1h')).exitCode).toBe(2);
  });

  it('is not used for another API, nor over a token that is handed over', async () => {
    await signedIn();
    const { exitCode } = await radscore('status', '--api', service.api, '--token', 'mine');
    expect(exitCode).toBe(1);
    expect(stored().accessToken).not.toBe('mine');
    expect(readLogin(service.api.replace('127.0.0.1', 'localhost'))).toBeUndefined();
  });
});

describe('radscore logout', () => {
  it('revokes the sign-in and deletes it', async () => {
    await signedIn();
    const { refreshToken = '' } = stored();
    expect((await radscore('logout', '--api', service.api)).exitCode).toBe(0);
    expect(readLogin(service.api)).toBeUndefined();
    const again = await fetch(new URL('/oauth2/token', service.issuer.url), {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', client_id: 'people', refresh_token: refreshToken }),
    });
    expect(again.status).toBe(400);
    expect((await radscore('logout', '--api', service.api)).notes).toEqual([`There is no sign-in to ${service.api}.`]);
  });

  it('deletes it when the issuer is out of reach as well', async () => {
    await signedIn();
    const { api } = service;
    writeLogin({ ...stored(), issuer: 'http://127.0.0.1:1' });
    const { exitCode, notes } = await radscore('logout', '--api', api);
    expect([exitCode, notes.at(-1)]).toEqual([0, expect.stringContaining('did not revoke the sign-in')]);
    expect(readLogin(api)).toBeUndefined();
  });
});

describe('a program with a client of its own', () => {
  beforeEach(() => {
    vi.stubEnv('RADSCORE_CLIENT_ID', MACHINE.clientId);
    vi.stubEnv('RADSCORE_CLIENT_SECRET', service.machineSecret);
  });

  it('needs no person, and its tokens are renewed', async () => {
    await service.close();
    service = await startSignInService({ machineClients: [{ ...MACHINE, lifetimeSeconds: 1 }] });
    vi.stubEnv('RADSCORE_CLIENT_SECRET', service.machineSecret);
    const client = connect({ api: service.api });
    await client.studyPage();
    const first = service.claims().jti;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await client.studyPage();
    expect(service.claims()).toMatchObject({ institution: 'hospital-a', client_id: 'gateway' });
    expect(service.claims().jti).not.toBe(first);
    expect(readdirSync(config)).toEqual([]);
  });

  it('gets no token for a wrong secret, and does not print it', async () => {
    const wrong = 'a-secret-that-is-wrong';
    vi.stubEnv('RADSCORE_CLIENT_SECRET', wrong);
    const { exitCode, out, notes } = await radscore('status', '--api', service.api);
    expect([exitCode, notes.at(-1)]).toEqual([
      1,
      expect.stringContaining('gave the client gateway no token (invalid_client)'),
    ]);
    expect(out + notes.join()).not.toContain(wrong);
  });

  it('needs both of its variables', async () => {
    vi.stubEnv('RADSCORE_CLIENT_SECRET', undefined);
    const { exitCode, notes } = await radscore('status', '--api', service.api);
    expect([exitCode, notes.at(-1)]).toEqual([
      2,
      'radscore: got RADSCORE_CLIENT_ID without RADSCORE_CLIENT_SECRET; wanted both, or neither.',
    ]);
  });

  it('has no option for its secret', async () => {
    const { out } = await radscore('login', '--help');
    const names = out.match(/--[a-z-]+/g) ?? [];
    expect(names).toContain('--client-id');
    expect(names.filter((name) => name.includes('secret'))).toEqual([]);
    expect(readFileSync(join(PROJECT_ROOT, 'cli/commands/login.ts'), 'utf8')).not.toContain("'--client-secret");
  });
});
