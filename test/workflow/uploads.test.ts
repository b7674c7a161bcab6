/** What the API answers to an upload: what has arrived, and large files in parts. */
import { createHash } from 'node:crypto';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { api, PART_BYTES } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, sourceOfBytes } from '../../cli/studies/upload-source.ts';
import { callApi, problemOf } from './service/api-caller.ts';
import { STUDY_BUCKET, startWorkflows, type Workflows } from './service/in-process.ts';

const institution = 'centre-1';
const keyOf = (studyId: string, path: string) => `institutions/${institution}/studies/${studyId}/${path}`;

let workflows: Workflows;
let s3: S3Client;
beforeAll(async () => {
  workflows = await startWorkflows();
  s3 = new S3Client({ forcePathStyle: true });
});
afterAll(async () => {
  s3.destroy();
  await workflows.stop();
});

/** Two parts and a little: not the same bytes twice. */
const content = Uint8Array.from({ length: 2 * PART_BYTES + 1000 }, (_, i) => Math.imul(i, 2654435761) >>> 24);

async function ask(studyId: string, change: object = {}) {
  const { sha256, parts, etag } = await digestOf(sourceOfBytes(content));
  const body = { path: 'dce.zip', bytes: content.length, sha256, parts, etag, ...change };
  return callApi(institution, 'POST', `/v1/studies/${studyId}/uploads`, { body });
}

async function put(
  part: { url: string; headers: Record<string, string>; start: number; bytes: number },
  bytes = content,
) {
  const { 'content-length': _, ...headers } = part.headers;
  const response = await fetch(part.url, {
    method: 'PUT',
    headers,
    body: bytes.slice(part.start, part.start + part.bytes),
  });
  await response.text();
  return response.status;
}

describe('POST /v1/studies/{id}/uploads', () => {
  it('begins an upload, goes on with it and ends it, by the same request', async () => {
    const first = (await ask('PARTS-1')).json(api.partedUploadAnswer);
    expect(first).toMatchObject({ complete: false, partBytes: PART_BYTES, path: 'dce.zip' });
    expect(first.parts.map(({ number, start, bytes }) => [number, start, bytes])).toEqual([
      [1, 0, PART_BYTES],
      [2, PART_BYTES, PART_BYTES],
      [3, 2 * PART_BYTES, 1000],
    ]);
    expect(await put(first.parts[1])).toBe(200);
    // A part that is not what was announced is not taken.
    expect(await put(first.parts[0], content.toReversed())).toBe(400);
    const second = (await ask('PARTS-1')).json(api.partedUploadAnswer);
    expect(second.parts.map(({ number }) => number)).toEqual([1, 3]);
    for (const part of second.parts) expect(await put(part)).toBe(200);
    const open = await s3.send(new ListMultipartUploadsCommand({ Bucket: STUDY_BUCKET }));
    expect(open.Uploads).toHaveLength(1);
    const third = (await ask('PARTS-1')).json(api.partedUploadAnswer);
    expect(third).toMatchObject({ complete: true, parts: [] });
    const Key = keyOf('PARTS-1', 'dce.zip');
    const { Body, ChecksumType } = await s3.send(
      new GetObjectCommand({ Bucket: STUDY_BUCKET, Key, ChecksumMode: 'ENABLED' }),
    );
    expect(ChecksumType).toBe('COMPOSITE');
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.from(content))).toBe(true);
    // What has arrived begins no other upload.
    expect((await ask('PARTS-1')).json(api.partedUploadAnswer)).toMatchObject({ complete: true, parts: [] });
    const ended = await s3.send(new ListMultipartUploadsCommand({ Bucket: STUDY_BUCKET }));
    expect(ended.Uploads ?? []).toHaveLength(0);
  });

  it('takes no part of another content that an earlier attempt left', async () => {
    const Key = keyOf('PARTS-2', 'dce.zip');
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket: STUDY_BUCKET, Key, ChecksumAlgorithm: 'SHA256' }),
    );
    for (const PartNumber of [1, 2, 3, 4]) {
      const Body = PartNumber === 2 ? content.slice(PART_BYTES, 2 * PART_BYTES) : new Uint8Array(PART_BYTES);
      const part = { Bucket: STUDY_BUCKET, Key, UploadId, PartNumber, Body, ChecksumAlgorithm: 'SHA256' as const };
      await s3.send(new UploadPartCommand(part));
    }
    const { parts } = (await ask('PARTS-2')).json(api.partedUploadAnswer);
    expect(parts.map(({ number }) => number)).toEqual([1, 3]);
    for (const part of parts) await put(part);
    expect((await ask('PARTS-2')).json(api.partedUploadAnswer).complete).toBe(true);
    const { ContentLength } = await s3.send(new HeadObjectCommand({ Bucket: STUDY_BUCKET, Key }));
    expect(ContentLength).toBe(content.length);
  });

  it('begins again if the upload was deleted meanwhile', async () => {
    const before = (await ask('PARTS-3')).json(api.partedUploadAnswer);
    await put(before.parts[0]);
    const Key = keyOf('PARTS-3', 'dce.zip');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: STUDY_BUCKET, Prefix: Key }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket: STUDY_BUCKET, Key, UploadId: Uploads[0].UploadId }));
    expect(await put(before.parts[1])).toBe(404);
    const after = (await ask('PARTS-3')).json(api.partedUploadAnswer);
    expect(after.parts).toHaveLength(3);
  });

  it('replaces an object of another content', async () => {
    await workflows.put(keyOf('PARTS-4', 'dce.zip'), content.slice().fill(1));
    expect((await ask('PARTS-4')).json(api.partedUploadAnswer).parts).toHaveLength(3);
  });

  it.each([
    ['another number of parts', { parts: ['0'.repeat(64)] }],
    ['more than S3 takes', { bytes: 5_000_000_001 }],
    ['a path that leads elsewhere', { path: '../x.zip' }],
    ['no bytes', { bytes: 0, parts: [] }],
    ['a tag that is none', { etag: 'x' }],
  ])('refuses %s', async (_, change) => {
    const answer = await ask('PARTS-5', change);
    expect(problemOf(answer)).toMatchObject({ status: 400, type: 'urn:radscore:problem:request-invalid' });
  });

  it('of a withdrawn study begins nothing', async () => {
    await ask('PARTS-6');
    expect((await callApi(institution, 'DELETE', '/v1/studies/PARTS-6')).status).toBe(202);
    expect(await workflows.erased()).toContain('SUCCEEDED');
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: STUDY_BUCKET }));
    expect(Uploads.filter(({ Key }) => Key?.includes('PARTS-6'))).toEqual([]);
    expect((await ask('PARTS-6')).status).toBe(409);
  });
});

describe('POST /v1/studies', () => {
  const file = (path: string, bytes: Uint8Array) => ({
    path,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });

  it('says which files have arrived, by their length and tag', async () => {
    const bytes = new Uint8Array(1000).fill(7);
    const paths = ['a.dcm', 'b/ä.dcm', 'b/Z.dcm', 'z.dcm'];
    for (const path of paths.slice(1)) await workflows.put(keyOf('ARRIVED', path), bytes);
    await workflows.put(keyOf('ARRIVED', 'b/Z.dcm'), bytes.slice(1));
    const body = { studyId: 'ARRIVED', files: paths.map((path) => file(path, bytes)) };
    const { uploads } = (await callApi(institution, 'POST', '/v1/studies', { body })).json(api.uploads);
    const etag = createHash('md5').update(bytes).digest('hex');
    expect(uploads.map(({ path, arrived }) => [path, arrived])).toEqual([
      ['a.dcm', undefined],
      ['b/ä.dcm', { etag }],
      ['b/Z.dcm', undefined],
      ['z.dcm', { etag }],
    ]);
    expect((await digestOf(sourceOfBytes(bytes))).etag).toBe(etag);
  });

  it('says nothing of the files of another study', async () => {
    await workflows.put(keyOf('OTHER-STUDY', 'a.dcm'), new Uint8Array(3));
    const body = { studyId: 'OTHER', files: [file('a.dcm', new Uint8Array(3))] };
    const { uploads } = (await callApi(institution, 'POST', '/v1/studies', { body })).json(api.uploads);
    expect(uploads[0].arrived).toBeUndefined();
  });
});
