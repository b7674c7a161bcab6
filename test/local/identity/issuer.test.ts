/** The token issuer: discovery, keys over restarts, and claims. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, describe, expect, it } from 'vitest';
import { type Issuer, startIssuer } from '../../../local/identity/issuer.ts';

const directory = mkdtempSync(join(tmpdir(), 'radscore-identity-'));
const REQUEST = {
  subject: 'ada',
  institution: 'north',
  scopes: ['a/read', 'b/write'],
  audience: 'client',
  expiresInSeconds: 60,
};
let issuer: Issuer;

afterEach(async () => {
  await issuer.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('startIssuer', () => {
  it('publishes a key with which anyone can verify its tokens', async () => {
    issuer = await startIssuer({ directory, port: 0 });
    const discovery = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as {
      issuer: string;
      jwks_uri: string;
    };
    expect(discovery.issuer).toBe(issuer.url);
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
    const token = await issuer.mintToken({ ...REQUEST, consortium: ['east', 'west'] });
    const { payload } = await jwtVerify(token, keys, { issuer: issuer.url, subject: 'ada' });
    expect(payload).toMatchObject({
      scope: 'a/read b/write',
      institution: 'north',
      consortium: 'east west',
      client_id: 'client',
    });
    expect(payload.aud).toBeUndefined();
  });

  it('never publishes the private part of its key', async () => {
    issuer = await startIssuer({ directory, port: 0 });
    const jwks = (await (await fetch(`${issuer.url}/jwks.json`)).json()) as { keys: object[] };
    expect(jwks.keys.map((key) => Object.keys(key).sort())).toEqual([['alg', 'e', 'kid', 'kty', 'n', 'use']]);
  });

  it('keeps its key over a restart, for its owner only', async () => {
    issuer = await startIssuer({ directory, port: 0 });
    const token = await issuer.mintToken(REQUEST);
    const { port, url } = issuer;
    await issuer.close();
    issuer = await startIssuer({ directory, port });
    const { protectedHeader } = await jwtVerify(token, issuer.keys, { issuer: url });
    expect(protectedHeader.kid).toBe(decodeProtectedHeader(await issuer.mintToken(REQUEST)).kid);
    if (process.platform !== 'win32') expect(statSync(join(directory, 'signing-key.json')).mode & 0o777).toBe(0o600);
  });
});
