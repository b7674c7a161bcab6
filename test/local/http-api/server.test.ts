/** The HTTP API as clients see it: events, answers, authorizer, CORS, limits. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FunctionFailed } from '../../../local/contracts.ts';
import { startHttpApi } from '../../../local/http-api/server.ts';
import { type Issuer, mintToken, startIssuer, type TokenRequest } from '../../../local/identity/issuer.ts';
import { ALGORITHM, openSigningKey } from '../../../local/identity/signing-key.ts';
import type { LoopbackServer } from '../../../local/loopback.ts';

type Event = APIGatewayProxyEventV2WithJWTAuthorizer;

const directory = mkdtempSync(join(tmpdir(), 'radscore-http-api-'));
const faults: unknown[] = [];
let issuer: Issuer;
let api: LoopbackServer;
/** What the function answers, given its event. */
let respond: (event: Event) => unknown = (event) => ({ statusCode: 200, body: JSON.stringify(event) });

beforeAll(async () => {
  issuer = await startIssuer({ directory, port: 0 });
  const authorizer = { issuer: issuer.url, audience: ['client'], scopes: ['studies/read', 'studies/write'] };
  api = await startHttpApi({
    port: 0,
    keys: issuer.keys,
    timeoutSeconds: 1.5,
    cors: { allowOrigins: ['http://localhost:5173'], allowMethods: ['GET', 'PUT'], allowHeaders: ['authorization'] },
    onFault: (error) => faults.push(error),
    routes: [
      { routeKey: 'GET /open/{id}', functionName: 'f' },
      { routeKey: 'POST /open/{id}', functionName: 'f' },
      { routeKey: 'GET /closed/{id}', functionName: 'f', authorizer },
      { routeKey: 'GET /any-scope', functionName: 'f', authorizer: { ...authorizer, scopes: [] } },
    ],
    invoker: { invoke: async (_, event) => respond(event as Event) },
  });
});

afterAll(async () => {
  await api.close();
  await issuer.close();
  rmSync(directory, { recursive: true });
});

const echo = (event: Event) => ({ statusCode: 200, body: JSON.stringify(event) });

async function eventOf(path: string, init?: RequestInit): Promise<Event> {
  respond = echo;
  const response = await fetch(api.endpoint + path, init);
  expect(response.status).toBe(200);
  return (await response.json()) as Event;
}

describe('the event', () => {
  it('has payload format 2.0', async () => {
    const event = await eventOf('/open/a%20b?x=1&y=a%2Cb&x=2', {
      headers: { Cookie: 'a=1; b=2', 'X-Custom': 'Value', 'user-agent': 'tester' },
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /open/{id}',
      rawPath: '/open/a b',
      rawQueryString: 'x=1&y=a%2Cb&x=2',
      cookies: ['a=1', 'b=2'],
      queryStringParameters: { x: '1,2', y: 'a,b' },
      pathParameters: { id: 'a b' },
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        routeKey: 'GET /open/{id}',
        http: { method: 'GET', path: '/open/a b', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'tester' },
      },
    });
    expect(event.headers['x-custom']).toBe('Value');
    expect(event.headers).not.toHaveProperty('cookie');
    expect(event).not.toHaveProperty('body');
    expect(event.requestContext).not.toHaveProperty('authorizer');
    expect(event.requestContext.time).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
  });

  it('carries JSON as text and other bytes as base64', async () => {
    const json = await eventOf('/open/a', {
      method: 'POST',
      body: '{"é":1}',
      headers: { 'content-type': 'application/problem+json' },
    });
    expect([json.body, json.isBase64Encoded]).toEqual(['{"é":1}', false]);
    const bytes = await eventOf('/open/a', {
      method: 'POST',
      body: Buffer.from([0xff, 0]),
      headers: { 'content-type': 'application/octet-stream' },
    });
    expect([bytes.body, bytes.isBase64Encoded]).toEqual(['/wA=', true]);
  });
});

describe('the answer', () => {
  async function answered(output: unknown) {
    respond = () => output;
    const response = await fetch(`${api.endpoint}/open/a`, { redirect: 'manual' });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }

  it('is what the function describes', async () => {
    const { status, headers, body } = await answered({
      statusCode: 303,
      headers: { Location: '/x' },
      cookies: ['a=1', 'b=2'],
      body: '/wA=',
      isBase64Encoded: true,
    });
    expect(status).toBe(303);
    expect(headers.get('location')).toBe('/x');
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([...body]).toEqual([255, 0]);
  });

  it('is 200 and the JSON of an output without statusCode', async () => {
    const { status, headers, body } = await answered({ a: 1 });
    expect([status, headers.get('content-type'), body.toString()]).toEqual([200, 'application/json', '{"a":1}']);
  });

  it.each([[{ statusCode: 'many' }], [{ statusCode: 200, body: { a: 1 } }]])('is 500 for %j', async (output) => {
    const { status, body } = await answered(output);
    expect([status, body.toString()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it('is 500 when the function fails, and says why to the log only', async () => {
    faults.length = 0;
    respond = () => {
      throw new FunctionFailed('TypeError', 'secret detail', '{}');
    };
    const response = await fetch(`${api.endpoint}/open/a`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
    expect(faults).toEqual([expect.objectContaining({ message: 'secret detail' })]);
  });

  it('is 503 when the function takes longer than the limit', async () => {
    respond = () => new Promise((resolve) => setTimeout(resolve, 2500, { statusCode: 200 }));
    const response = await fetch(`${api.endpoint}/open/a`);
    expect([response.status, await response.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  it('is 404 for a path or method without a route', async () => {
    for (const [path, method] of [
      ['/nothing', 'GET'],
      ['/open/a', 'DELETE'],
    ]) {
      const response = await fetch(api.endpoint + path, { method });
      expect([response.status, await response.text()]).toEqual([404, '{"message":"Not Found"}']);
    }
  });

  it('is 413 for a body over 10 MB', async () => {
    respond = echo;
    const response = await fetch(`${api.endpoint}/open/a`, { method: 'POST', body: Buffer.alloc(10 * 1024 ** 2 + 1) });
    expect([response.status, await response.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  it('is 400 for a path that is not percent-encoded UTF-8', async () => {
    expect((await fetch(`${api.endpoint}/open/%ff`)).status).toBe(400);
  });
});

describe('the authorizer', () => {
  const REQUEST: TokenRequest = {
    subject: 'ada',
    institution: 'north',
    consortium: ['east', 'west'],
    scopes: ['studies/read', 'models/read'],
    audience: 'client',
    expiresInSeconds: 60,
  };
  const minted = (changes: Partial<TokenRequest> = {}) => issuer.mintToken({ ...REQUEST, ...changes });

  async function signed(claims: Record<string, unknown>): Promise<string> {
    const { privateKey, kid } = await openSigningKey(directory);
    return new SignJWT({ scope: 'studies/read', aud: 'client', ...claims })
      .setProtectedHeader({ alg: ALGORITHM, kid })
      .setIssuer(issuer.url)
      .setExpirationTime('1m')
      .sign(privateKey);
  }

  const get = (token: string | undefined, path = '/closed/a') =>
    fetch(api.endpoint + path, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

  it('passes claims on as strings, and the scopes', async () => {
    const { requestContext } = await eventOf('/closed/a', { headers: { authorization: `Bearer ${await minted()}` } });
    const { claims, scopes } = requestContext.authorizer.jwt;
    expect(scopes).toEqual(['studies/read', 'models/read']);
    expect(claims).toMatchObject({
      iss: issuer.url,
      sub: 'ada',
      client_id: 'client',
      institution: 'north',
      consortium: 'east west',
      scope: 'studies/read models/read',
    });
    expect(claims['exp']).toMatch(/^\d{10}$/);
  });

  it('writes lists and objects as API Gateway does', async () => {
    const token = await signed({ groups: ['a', 'b'], address: { town: 'x', code: 7 }, admin: true });
    const { requestContext } = await eventOf('/any-scope', { headers: { authorization: token } });
    expect(requestContext.authorizer.jwt.claims).toMatchObject({
      groups: '[a b]',
      address: 'map[code:7 town:x]',
      admin: 'true',
    });
    expect(requestContext.authorizer.jwt.scopes).toBeNull();
  });

  it('answers 401 without a token', async () => {
    const response = await get(undefined);
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each([
    ['expired', () => minted({ expiresInSeconds: -60 }), 'expired'],
    ['for another client', () => minted({ audience: 'other' }), 'audience'],
    [
      'whose aud is wrong though its client_id is right',
      () => signed({ aud: 'other', client_id: 'client' }),
      'audience',
    ],
    ['not yet valid', () => signed({ nbf: Math.floor(Date.now() / 1000) + 600 }), 'nbf'],
    ['issued in the future', () => signed({ iat: Math.floor(Date.now() / 1000) + 600 }), 'future'],
    ['of another issuer', async () => mintToken(await openSigningKey(directory), 'http://other', REQUEST), 'iss'],
    ['without a signature', async () => (await minted()).replace(/[^.]+$/, ''), 'valid'],
    [
      'with a changed payload',
      async () => (await minted()).replace(/\.[^.]+\./, `.${btoa('{"exp":9999999999}')}.`),
      'valid',
    ],
    ['that is no token', async () => 'nonsense', 'verified'],
  ])('answers 401 for a token %s', async (_, token, reason) => {
    const response = await get(await token());
    expect([response.status, await response.text()]).toEqual([401, '{"message":"Unauthorized"}']);
    const challenge = response.headers.get('www-authenticate');
    expect(challenge).toContain('error="invalid_token"');
    expect(challenge).toContain(reason);
  });

  it('answers 403 for a token without one of the scopes', async () => {
    const response = await get(await minted({ scopes: ['models/read'] }));
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(response.headers.get('www-authenticate')).toContain('insufficient_scope');
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${api.endpoint}/closed/a`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });

  it('answers preflights without a token', async () => {
    const response = await preflight('http://localhost:5173');
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-allow-headers')).toBe('authorization');
  });

  it('names no origin to a page from elsewhere', async () => {
    expect((await preflight('http://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
  });

  it('lets an allowed page read errors too', async () => {
    const response = await fetch(`${api.endpoint}/nothing`, { headers: { origin: 'http://localhost:5173' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });
});
