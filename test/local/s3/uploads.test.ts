/** Presigned uploads and hostile bodies: nothing is stored that was not signed. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, OPERATOR, startTestS3, type TestS3 } from './s3-on-loopback.ts';

const BODY = 'twelve bytes';
const SHA256 = createHash('sha256').update(BODY).digest('base64');
let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(async () => {
  await s3.stop();
});
beforeEach(() => {
  s3.events.length = 0;
});

/** The signed headers are not in the URL: a client has to send them, and nothing else. */
function presign(input: { ContentLength?: number; ChecksumSHA256?: string; Metadata?: Record<string, string> } = {}) {
  return getSignedUrl(s3.client, new PutObjectCommand({ Bucket: BUCKET, Key: 'upload', ...input }), {
    expiresIn: 60,
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
    signableHeaders: new Set(['host', 'content-length', 'x-amz-checksum-sha256']),
  });
}

/** Sends exactly these headers and bytes, which `fetch` would not. */
function send(url: string, headers: Record<string, string | number>, body: string, method = 'PUT') {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

async function nothingIsLeft(): Promise<void> {
  await expect(s3.client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'upload' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
  expect(readdirSync(join(s3.directory, 'buckets', BUCKET, 'bytes'))).toEqual([]);
  expect(s3.events).toEqual([]);
}

describe('a presigned upload', () => {
  it('is refused and leaves nothing when it is longer than was signed', async () => {
    const url = await presign({ ContentLength: BODY.length });
    const longer = await send(url, { 'content-length': BODY.length + 1 }, `${BODY}!`);
    expect(longer.status).toBe(403);
    expect(longer.text).toContain('<Code>SignatureDoesNotMatch</Code>');
    await nothingIsLeft();
  });

  it('is refused when its length is not known beforehand', async () => {
    const url = await presign();
    const answer = await send(url, { 'transfer-encoding': 'chunked' }, BODY);
    expect([answer.status, answer.text]).toEqual([411, expect.stringContaining('MissingContentLength')]);
    await nothingIsLeft();
  });

  it('is refused when it ends before its declared length', async () => {
    const url = await presign({ ContentLength: BODY.length });
    const cut = new Promise((resolve) => {
      const sent = request(url, { method: 'PUT', headers: { 'content-length': BODY.length }, agent: false });
      sent.on('error', resolve);
      sent.write('half');
      setTimeout(() => sent.destroy(), 100);
    });
    await cut;
    await expect.poll(() => readdirSync(join(s3.directory, 'buckets', BUCKET, 'bytes'))).toEqual([]);
    await nothingIsLeft();
    expect(s3.faults).toEqual([]);
  });

  it('is refused when its bytes do not have the signed SHA-256', async () => {
    const url = await presign({ ContentLength: BODY.length, ChecksumSHA256: SHA256 });
    const headers = { 'content-length': BODY.length, 'x-amz-checksum-sha256': SHA256 };
    const changed = await send(url, headers, 'twelve BYTES');
    expect([changed.status, changed.text]).toEqual([400, expect.stringContaining('<Code>BadDigest</Code>')]);
    const unsent = await send(url, { 'content-length': BODY.length }, BODY);
    expect(unsent.status).toBe(403);
    const other = await send(url, { ...headers, 'x-amz-checksum-sha256': 'A'.repeat(43) }, BODY);
    expect(other.status).toBe(403);
    await nothingIsLeft();
  });

  it('is refused when its bytes do not have the SHA-256 in its URL', async () => {
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'upload', ChecksumSHA256: SHA256 });
    const url = await getSignedUrl(s3.client, command, { expiresIn: 60 });
    expect(url).toContain('x-amz-checksum-sha256');
    expect((await fetch(url, { method: 'PUT', body: 'twelve BYTES' })).status).toBe(400);
    await nothingIsLeft();
  });

  it('is refused with headers that were not signed', async () => {
    const url = await presign({ ContentLength: BODY.length });
    const headers = { 'content-length': BODY.length, 'x-amz-meta-added': 'by the holder of the URL' };
    const answer = await send(url, headers, BODY);
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('x-amz-meta-added')]);
    await nothingIsLeft();
  });

  it('is good for its own key and method only', async () => {
    const url = await presign({ ContentLength: BODY.length });
    const headers = { 'content-length': BODY.length };
    expect((await send(url.replace('/upload?', '/other?'), headers, BODY)).status).toBe(403);
    expect((await send(url, {}, '', 'DELETE')).status).toBe(403);
    expect((await send(url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'), headers, BODY)).status).toBe(403);
    await nothingIsLeft();
  });

  it('is refused after its time', async () => {
    const command = new PutObjectCommand({ Bucket: BUCKET, Key: 'upload' });
    const signingDate = new Date(Date.now() - 61_000);
    const url = await getSignedUrl(s3.client, command, { expiresIn: 60, signingDate });
    const response = await fetch(url, { method: 'PUT', body: BODY });
    expect([response.status, await response.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    await nothingIsLeft();
  });

  it('is taken when everything is as it was signed', async () => {
    const url = await presign({ ContentLength: BODY.length, ChecksumSHA256: SHA256 });
    const headers = { 'content-length': BODY.length, 'x-amz-checksum-sha256': SHA256 };
    expect(await send(url, headers, BODY)).toEqual({ status: 200, text: '' });
    expect(s3.events).toHaveLength(1);
  });
});

describe('a signature', () => {
  it.each([
    ['an unknown key', { accessKeyId: 'NOBODY', secretAccessKey: 'x' }, 'InvalidAccessKeyId'],
    ['a wrong secret', { ...OPERATOR, secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
  ])('of %s is refused', async (_, credentials, name) => {
    const put = s3.clientOf(credentials).send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'b' }));
    await expect(put).rejects.toMatchObject({ name });
  });

  it('of a client whose clock is wrong is refused', async () => {
    const client = s3.clientOf(OPERATOR, { systemClockOffset: 20 * 60 * 1000 });
    const put = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'b' }));
    await expect(put).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
  });

  it('of another region is refused', async () => {
    const put = s3
      .clientOf(OPERATOR, { region: 'eu-west-1' })
      .send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Body: 'b' }));
    await expect(put).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
  });

  it('is needed', async () => {
    expect((await fetch(`${s3.endpoint}/${BUCKET}/k`)).status).toBe(403);
    expect((await fetch(`${s3.endpoint}/${BUCKET}/k`, { method: 'PUT', body: 'b' })).status).toBe(403);
  });
});
