/** Serves the built console on loopback, signs visitors in by itself, and opens its pages in Chromium. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { buildSite } from '@radscore/console/site';
import type { RunningCloud } from '@radscore/local-cloud';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../browser/page.ts';
import { type SentRequest, SentRequests } from '../browser/sent-requests.ts';

/** The policy that the console is served with: `connect-src` as on one machine. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self' http://127.0.0.1:*",
  "worker-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

const ALL_SCOPES = ['studies:read', 'studies:write', 'models:read', 'models:train', 'predictions:create'];

/** What answers in place of a service: the body of an answer by method and path, `GET /v1/studies`. */
export interface Fixture {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until it answers. */
  readonly after?: number;
}
export type Fixtures = (request: {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}) => Fixture | undefined | 'unreachable';

export interface ConsoleOptions {
  /** Address of the API of a cloud that runs; without it `fixtures` answer. */
  readonly api?: string;
  /** An access token for that API; of fixtures it is made up. */
  readonly token?: (scopes: readonly string[]) => Promise<string>;
  readonly fixtures?: Fixtures;
  readonly institution?: string;
  readonly scopes?: readonly string[];
}

export interface ServedConsole {
  readonly url: string;
  /** Requests of all pages and their workers, in order; the bytes of bodies are known after `settled`. */
  readonly requests: SentRequest[];
  settled(): Promise<void>;
  /** Opens a view, signed in unless `signedIn` is false. Errors of the page are kept in `faults`. */
  open(path: string, options?: BrowserContextOptions & { readonly signedIn?: boolean }): Promise<Page>;
  /** What pages wrote to the console as errors, threw, or what the policy refused. */
  readonly faults: string[];
  close(): Promise<void>;
}

/** Builds and serves the console, with one Chromium for all its pages. */
export async function serveConsole(options: ConsoleOptions): Promise<ServedConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-console-'));
  await buildSite(folder);
  const { institution = 'demo-console', scopes = ALL_SCOPES } = options;
  const watched = new SentRequests();
  const faults: string[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api = options.api ?? `${url}/api`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '/', url);
    const json = (status: number, body: unknown): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (asked.pathname.startsWith('/issuer')) return issue(asked, request, response, json);
    if (asked.pathname.startsWith('/api/')) return answerByFixture(asked, request, response);
    if (asked.pathname === '/config.json') {
      return json(200, { api, issuer: `${url}/issuer`, clientId: 'console', scopes, stage: 'local' });
    }
    const name = extname(asked.pathname) === '' ? 'index.html' : asked.pathname.slice(1);
    let contents: Buffer;
    try {
      contents = readFileSync(join(folder, name));
    } catch {
      return void response.writeHead(404).end();
    }
    response.writeHead(200, {
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    });
    response.end(contents);
  }

  /** An issuer that signs everybody in: a redirect back, and a token. */
  async function issue(
    asked: URL,
    request: IncomingMessage,
    response: ServerResponse,
    json: (status: number, body: unknown) => void,
  ): Promise<void> {
    const issuer = `${url}/issuer`;
    if (asked.pathname.endsWith('/openid-configuration')) {
      return json(200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
      });
    }
    if (asked.pathname.endsWith('/authorize')) {
      const back = new URL(asked.searchParams.get('redirect_uri') ?? url);
      back.searchParams.set('code', randomUUID());
      back.searchParams.set('state', asked.searchParams.get('state') ?? '');
      return void response.writeHead(302, { location: back.href }).end();
    }
    if (asked.pathname.endsWith('/token') && request.method === 'POST') {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: issuer, sub: 'visitor', aud: 'console', iat: now, exp: now + 3600 };
      const scope = scopes.map((one) => `radscore/${one}`).join(' ');
      const token =
        (await options.token?.(scopes)) ?? unsigned({ ...claims, institution, scope, client_id: 'console' });
      return json(200, {
        access_token: token,
        id_token: unsigned(claims),
        token_type: 'Bearer',
        expires_in: 3600,
        scope: `openid ${scope}`,
      });
    }
    return json(404, {});
  }

  async function answerByFixture(asked: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
    const there = new URL(asked.pathname.slice('/api'.length) + asked.search, 'http://api.invalid');
    const fixture = options.fixtures?.({ method: request.method ?? 'GET', url: there, body });
    if (fixture === 'unreachable') return void request.socket.destroy();
    if (fixture?.after) await new Promise((over) => setTimeout(over, fixture.after));
    const { status = 200, body: answered, headers } = fixture ?? { status: 404, body: { title: 'Not Found' } };
    const isText = typeof answered === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
    response.end(isText ? answered : JSON.stringify(answered));
  }

  let browser: Browser | undefined;
  const contexts: BrowserContext[] = [];
  return {
    url,
    requests: watched.requests,
    settled: () => watched.settled(),
    faults,
    async open(path, { signedIn = true, ...settings } = {}) {
      browser ??= await launchChromium();
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...settings });
      contexts.push(context);
      watched.watch(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => void faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await page.goto(url + path);
      if (signedIn) {
        await page.locator('.who .btn').click();
        // On a phone the name of the institution is not shown.
        await page.locator('.who .sub').waitFor({ state: 'attached' });
      }
      // A page is loaded when it is visited: before its heading there is nothing to look at.
      await page.locator('h1').first().waitFor();
      return page;
    },
    async close() {
      for (const context of contexts) await context.close();
      await browser?.close();
      await new Promise((closed) => server.close(closed));
      server.closeAllConnections();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The API of a local cloud that runs, for a visitor of an institution. `home` is its state directory. */
export function runningCloud(home: string, institution: string): ConsoleOptions {
  const { endpoints, operatorToken } = JSON.parse(readFileSync(join(home, 'cloud.json'), 'utf8')) as RunningCloud;
  return {
    api: endpoints.api,
    institution,
    async token(scopes) {
      const response = await fetch(`${endpoints.operator}/_local/tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ subject: 'visitor', institution, scopes: scopes.map((scope) => `radscore/${scope}`) }),
      });
      const { token, message } = (await response.json()) as { token?: string; message?: string };
      if (token === undefined) throw new Error(message);
      return token;
    },
  };
}

/** A token that only a page reads: nobody checks its signature. */
function unsigned(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}
