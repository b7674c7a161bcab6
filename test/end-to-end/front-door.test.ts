import { createHash } from 'node:crypto';
import { api, type Manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiProblem, type RadscoreClient } from '../../cli/service/client.ts';
import { mintToken, requireLocalCloud } from '../../cli/service/connection.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import { breachesOf } from '../workflow/service/answer-contract.ts';
import { smallStudy } from '../workflow/service/small-study.ts';
import { type LocalService, startLocalService } from './local-service.ts';

let service: LocalService;
let centre1: RadscoreClient;
let centre2: RadscoreClient;

beforeAll(async () => {
  service = await startLocalService();
  centre1 = service.client('centre-1');
  centre2 = service.client('centre-2');
  await submit(centre1, 'S-1');
});
afterAll(() => service?.stop());

async function submit(client: RadscoreClient, studyId: string, options = {}): Promise<void> {
  const { files, manifest } = smallStudy({ studyId, ...options });
  await uploadStudy(client, { studyId, files, manifest: manifest as unknown as Manifest });
  const ended = async () => expect((await client.study(studyId)).status).toMatch(/^(complete|partial|failed)$/);
  await vi.waitFor(ended, { timeout: 60_000, interval: 100 });
}

async function statusOf(work: Promise<unknown>): Promise<number> {
  try {
    await work;
    return 200;
  } catch (error) {
    if (error instanceof ApiProblem) return error.status;
    throw error;
  }
}

describe('the front door', () => {
  it('shows a study to its institution, and 404 on every study route to another', async () => {
    expect((await centre1.study('S-1')).status).toBe('complete');
    expect(Object.keys((await centre1.features('S-1')).features)).toHaveLength(3375);

    expect(await statusOf(centre2.study('S-1'))).toBe(404);
    expect(await centre1.receipt('S-1')).toMatchObject({ studyId: 'S-1', verdict: 'clean', files: 6, findings: [] });
    expect(await statusOf(centre1.receipt('S-9'))).toBe(404);
    expect(await statusOf(centre2.receipt('S-1'))).toBe(404);
    expect(await statusOf(centre2.features('S-1'))).toBe(404);
    expect(await statusOf(centre2.featuresCsv('S-1'))).toBe(404);
    expect(await statusOf(centre2.recordOutcome('S-1', { pcr: true }))).toBe(404);
    expect((await centre2.studyPage()).studies).toEqual([]);
    expect((await centre1.study('S-1')).outcome).toBeUndefined();
  });

  it('gives the files of a study by URLs that the role of the API can sign for, and a URL for no other file', async () => {
    const cloud = requireLocalCloud(service.home);
    const read = async (institution: string) => {
      const authorization = `Bearer ${await mintToken(cloud, { institution })}`;
      return fetch(`${cloud.endpoints.api}/v1/studies/S-1/files`, { headers: { authorization } });
    };
    expect((await read('centre-2')).status).toBe(404);
    const { files } = api.studyFiles.parse(await (await read('centre-1')).json());
    expect(files).toHaveLength(6);
    for (const { url, sha256 } of files) {
      const got = await fetch(url);
      expect(got.headers.get('content-type')).toBe('application/octet-stream');
      expect(
        createHash('sha256')
          .update(Buffer.from(await got.arrayBuffer()))
          .digest('hex'),
      ).toBe(sha256);
    }
    const other = new URL(files[0].url);
    other.pathname = other.pathname.replace(/[^/]+$/, 'manifest.json');
    expect((await fetch(other)).status).toBe(403);
    const { sequences } = await centre1.study('S-1');
    expect(Object.values(sequences ?? {}).map(({ state }) => state)).toEqual(['done', 'done', 'done']);
  });

  it('does not take another institution’s cursor', async () => {
    await submit(centre1, 'S-2', { seed: 2 });
    const { cursor } = await centre1.studyPage({ limit: 1 });
    expect(cursor).toBeTypeOf('string');
    expect(await statusOf(centre2.studyPage({ limit: 1, cursor }))).toBe(400);
    const second = await centre1.studyPage({ limit: 1, cursor });
    expect(second.studies.map(({ studyId }) => studyId)).toEqual(['S-2']);
  });

  it('gives the same values as JSON and as CSV', async () => {
    const { features, manifestHash, engineVersion } = await centre1.features('S-1');
    const [header, row] = (await centre1.featuresCsv('S-1'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    expect(header).toEqual(['studyId', 'manifestHash', 'engineVersion', ...Object.keys(features)]);
    expect(row.slice(0, 3)).toEqual(['S-1', manifestHash, engineVersion]);
    expect(row.slice(3).map(Number)).toEqual(Object.values(features));
    const table = (await centre1.featureTable()).trimEnd().split('\n');
    expect(table).toHaveLength(3);
    expect(table[0].split(',').slice(0, 6)).toEqual([
      'studyId',
      'manifestHash',
      'engineVersion',
      'pCR',
      'ki67',
      'morphology',
    ]);
    expect(table[1].split(',').slice(6)).toEqual(row.slice(3));
  });

  it('serves nothing of an earlier manifest once a newer one is refused', async () => {
    await submit(centre1, 'S-5', { seed: 5, pcr: true, ki67: 10 });
    const before = await centre1.study('S-5');
    const { files, manifest } = smallStudy({ studyId: 'S-5', seed: 6, pcr: false, ki67: 90 });
    const { t2fs, ...others } = manifest.sequences as Record<string, object>;
    const wrong = { ...manifest, sequences: { ...others, t2fs, dwi: t2fs } };
    await uploadStudy(centre1, { studyId: 'S-5', files, manifest: wrong as unknown as Manifest });
    const ended = async () => expect((await centre1.study('S-5')).status).toBe('failed');
    await vi.waitFor(ended, { timeout: 60_000, interval: 100 });
    const after = await centre1.study('S-5');
    expect(after).toMatchObject({ reason: { code: 'image-repeated' } });
    expect(after.outcome ?? after.clinical ?? after.features).toBeUndefined();
    expect(after.manifestHash).not.toBe(before.manifestHash);
    await expect(centre1.features('S-5')).rejects.toMatchObject({ status: 409, code: 'study-not-analysed' });
    await expect(centre1.featuresCsv('S-5')).rejects.toMatchObject({ status: 409 });
  });

  it('asks for a token, and for the scope of the route', async () => {
    const cloud = requireLocalCloud(service.home);
    const ask = (path: string, token?: string, method = 'GET') =>
      fetch(cloud.endpoints.api + path, { method, headers: token ? { authorization: `Bearer ${token}` } : {} }).then(
        ({ status }) => status,
      );
    expect(await ask('/v1/studies')).toBe(401);
    expect(await ask('/v1/studies', 'not.a.token')).toBe(401);
    const reader = await mintToken(cloud, { institution: 'centre-1', scopes: ['radscore/studies:read'] });
    expect(await ask('/v1/studies', reader)).toBe(200);
    expect(await ask('/v1/models', reader)).toBe(403);
    expect(await ask('/v1/studies', reader, 'POST')).toBe(403);
    expect(await ask('/v1/health')).toBe(200);
    expect(await ask('/v1/openapi.json')).toBe(200);
    expect(await ask('/v1/nowhere', reader)).toBe(404);
  });

  it('answers what it cannot do with problem details', async () => {
    const problem = await centre1.createStudy('../etc', []).catch((error: unknown) => error);
    if (!(problem instanceof ApiProblem)) throw problem;
    expect(problem.status).toBe(400);
    expect(problem.issues.map(({ path }) => path)).toEqual(['studyId', 'files']);
    await expect(centre1.protocol('her2-pcr@9')).rejects.toThrow(/her2-pcr@9.*wanted one of her2-pcr@1/);
    await expect(centre1.predict('her2-pcr', { studyId: 'S-1' })).rejects.toMatchObject({
      status: 404,
      code: 'model-not-found',
    });
    const forbidden = { split: { by: 'institution' as const, train: ['centre-1'], test: ['centre-2'] } };
    await expect(centre1.train(forbidden)).rejects.toMatchObject({ status: 403, code: 'institution-forbidden' });
  });

  it.each([
    ['longer than it declared', 3],
    ['shorter than it declared', -3],
    ['of the declared length but other content', 0],
  ])('does not take an upload %s, and keeps nothing of it', async (_, difference) => {
    const declared = new Uint8Array(100).fill(7);
    const sent = new Uint8Array(100 + difference).fill(8);
    const sha256 = createHash('sha256').update(declared).digest('hex');
    const { uploads } = await centre1.createStudy('S-3', [{ path: 't2/image.nii', bytes: 100, sha256 }]);
    const { 'content-length': _length, ...headers } = uploads[0].headers;
    const refused = await fetch(uploads[0].url, { method: 'PUT', headers, body: sent });
    expect(refused.status).toBeGreaterThanOrEqual(400);
    await refused.body?.cancel();
    const kept = await fetch(uploads[0].url, { method: 'PUT', headers, body: declared });
    expect(kept.status).toBe(200);
  });

  it('refuses an upload without the signed checksum', async () => {
    const body = new Uint8Array(10);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const { uploads } = await centre1.createStudy('S-4', [{ path: 'a.nii', bytes: 10, sha256 }]);
    const refused = await fetch(uploads[0].url, { method: 'PUT', body });
    expect(refused.status).toBe(403);
  });

  it('lets the deployed engine check itself against the IBSI consensus', async () => {
    const cloud = requireLocalCloud(service.home);
    const authorization = `Bearer ${await mintToken(cloud, { institution: 'centre-1' })}`;
    const answer = await fetch(`${cloud.endpoints.api}/v1/conformance`, { headers: { authorization } });
    expect(await answer.json()).toMatchObject({ standard: 'IBSI-1 digital phantom', passed: 482, failed: 0 });
  });

  it('answers by its own document, also where API Gateway answers', async () => {
    const cloud = requireLocalCloud(service.home);
    const token = await mintToken(cloud, { institution: 'centre-1' });
    const reader = await mintToken(cloud, { institution: 'centre-1', scopes: ['radscore/studies:read'] });
    const version = '/v1/models/none/versions/1';
    const requests: (readonly [status: number, method: string, path: string, body?: unknown, bearer?: string])[] = [
      [401, 'GET', '/v1/studies', undefined, ''],
      [401, 'POST', '/v1/models', {}, 'not.a.token'],
      [403, 'POST', '/v1/models', {}, reader],
      [403, 'POST', '/v1/models', { institutions: ['centre-7'] }],
      [400, 'POST', '/v1/models', 'no recipe'],
      [400, 'POST', '/v1/studies', { studyId: '../x' }],
      [400, 'GET', '/v1/studies?limit=0'],
      [400, 'GET', '/v1/studies?cursor=x'],
      [400, 'PUT', '/v1/studies/S-1/outcome', { pcr: 'yes' }],
      [404, 'PUT', '/v1/studies/S-9/outcome', { pcr: true }],
      ...['', '/features', '/features.csv', '/receipt', '/files', '/history'].map(
        (of) => [404, 'GET', `/v1/studies/S-9${of}`] as const,
      ),
      ...['', '/evaluation', '/card', '/roc.svg', '/model', '/reference', '/cohort'].map(
        (of) => [404, 'GET', version + of] as const,
      ),
      [404, 'POST', '/v1/models/none/predictions', { studyId: 'S-1' }],
      [404, 'GET', '/v1/protocols/her2-pcr@9'],
      [404, 'GET', '/v1/features?protocol=her2-pcr@9'],
      [201, 'POST', '/v1/studies', { studyId: 'S-8', files: [{ path: 'a.nii', bytes: 1, sha256: '0'.repeat(64) }] }],
      [409, 'GET', '/v1/studies/S-8/features'],
      [409, 'GET', '/v1/studies/S-8/files'],
      [409, 'GET', '/v1/studies/S-8/features.csv'],
      ...['', '/features', '/features.csv', '/receipt', '/files', '/history'].map(
        (of) => [200, 'GET', `/v1/studies/S-1${of}`] as const,
      ),
      ...['her2-pcr@1', 'her2-pcr@2', 'her2-pcr-3d@1'].map((id) => [200, 'GET', `/v1/protocols/${id}`] as const),
      ...['/v1/studies', '/v1/models', '/v1/health', '/v1/openapi.json'].map((path) => [200, 'GET', path] as const),
      [303, 'GET', '/v1/features'],
    ];
    for (const [wanted, method, path, body, bearer = token] of requests) {
      const headers = { 'content-type': 'application/json', ...(bearer && { authorization: `Bearer ${bearer}` }) };
      const init = {
        method,
        headers,
        redirect: 'manual' as const,
        body: body === undefined ? body : JSON.stringify(body),
      };
      const answer = await fetch(cloud.endpoints.api + path, init);
      const { status } = answer;
      const got = { status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
      expect(status, `${method} ${path}`).toBe(wanted);
      expect(breachesOf(method, path.replace(/\?.*/, ''), got), `${method} ${path}`).toEqual([]);
    }
  });

  it('says research use only on every answer', async () => {
    for (const answer of [
      await centre1.study('S-1'),
      await centre1.studyPage(),
      await centre1.models(),
      await centre1.health(),
    ]) {
      expect(answer.notice).toBe('Research use only. Not a medical device.');
    }
  });
});
