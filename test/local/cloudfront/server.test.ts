/** A site as the local cloud serves it: fallback, headers, compression, conditional requests, and who is kept out. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { serveSite } from '../../../local/cloudfront/server.ts';
import type { SiteDefinition } from '../../../local/cloudfront/site.ts';
import type { LoopbackServer } from '../../../local/loopback.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const INDEX = '<!doctype html><title>Radscore</title>';
const SCRIPT = `console.log('${'x'.repeat(2000)}');`;
const IMMUTABLE = 'max-age=31536000, public, immutable';

const SITE: SiteDefinition = {
  files: new Map([
    ['/index.html', { contents: bytes(INDEX), cacheControl: 'no-cache' }],
    ['/assets/app-AAAA.js', { contents: bytes(SCRIPT), cacheControl: IMMUTABLE }],
    ['/assets/engine-AAAA.wasm', { contents: new Uint8Array(4), cacheControl: IMMUTABLE }],
  ]),
  root: '/index.html',
  headers: { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' },
  errorPages: new Map([[403, { status: 200, path: '/index.html' }]]),
  compress: true,
};

let server: LoopbackServer;
beforeAll(async () => {
  server = await serveSite(SITE, { port: 0 });
});
afterAll(() => server.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** As it is on the wire: `fetch` would unpack it and set a host of its own. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((answered, failed) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () =>
        answered({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    request.on('error', failed).end();
  });
}

it.each([
  '/',
  '/index.html',
  '/studies/BB-0042?tab=files',
  '/assets/gone-BBBB.js',
  '/%E0%A4%A',
])('answers %s with the page, which is asked for each time', async (path) => {
  const { status, headers, body } = await ask(path);
  expect([status, body.toString()]).toEqual([200, INDEX]);
  expect(headers).toMatchObject({ 'cache-control': 'no-cache', 'content-type': 'text/html' });
});

it('sends the headers of the policy with every answer, refusals too', async () => {
  for (const answer of [
    await ask('/'),
    await ask('/assets/app-AAAA.js'),
    await ask('/', { host: 'evil.example' }),
    await ask('/', {}, 'DELETE'),
  ]) {
    expect(answer.headers).toMatchObject(SITE.headers);
  }
});

it('keeps assets for a year, in their media types', async () => {
  const script = await ask('/assets/app-AAAA.js');
  expect(script.headers).toMatchObject({ 'cache-control': IMMUTABLE, 'content-type': 'text/javascript' });
  expect((await ask('/assets/engine-AAAA.wasm')).headers['content-type']).toBe('application/wasm');
});

it('compresses what is worth it, for who can read it', async () => {
  const packed = await ask('/assets/app-AAAA.js', { 'accept-encoding': 'br, gzip;q=0.8' });
  expect(packed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect(packed.headers['content-length']).toBe(String(packed.body.length));
  expect(gunzipSync(packed.body).toString()).toBe(SCRIPT);
  for (const accepted of ['identity', 'gzip;q=0', 'x-gzipped']) {
    const plain = await ask('/assets/app-AAAA.js', { 'accept-encoding': accepted });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(SCRIPT);
  }
  const short = await ask('/', { 'accept-encoding': 'gzip' });
  expect(short.headers['content-encoding']).toBeUndefined();
});

it('answers 304 to a browser that has the file, packed or not', async () => {
  const { etag = '' } = (await ask('/assets/app-AAAA.js')).headers;
  const packed = (await ask('/assets/app-AAAA.js', { 'accept-encoding': 'gzip' })).headers.etag ?? '';
  expect(packed).toBe(`W/${etag}`);
  for (const known of [etag, packed, `"other", ${etag}`, '*']) {
    const { status, body, headers } = await ask('/assets/app-AAAA.js', { 'if-none-match': known });
    expect([status, body.length, headers['cache-control']]).toEqual([304, 0, IMMUTABLE]);
  }
  expect((await ask('/assets/app-AAAA.js', { 'if-none-match': '"other"' })).status).toBe(200);
});

it('answers HEAD with the headers alone, and no other method', async () => {
  const head = await ask('/', {}, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(INDEX.length), 0]);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) expect((await ask('/', {}, method)).status).toBe(403);
});

it('leads localhost to the one address that sign-ins return to, and answers no other name', async () => {
  const own = await ask('/studies?view=all', { host: `localhost:${server.port}` });
  expect([own.status, own.headers.location]).toEqual([307, `http://127.0.0.1:${server.port}/studies?view=all`]);
  for (const host of ['evil.example', `evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`]) {
    expect((await ask('/', { host })).status).toBe(421);
  }
});

it('has no page for an error that names none', async () => {
  const bare = await serveSite({ ...SITE, errorPages: new Map() }, { port: 0 });
  try {
    expect((await fetch(`${bare.endpoint}/nowhere`)).status).toBe(403);
  } finally {
    await bare.close();
  }
});
