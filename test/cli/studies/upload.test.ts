/** Uploads: batches of presigned URLs, every file once, the manifest last. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RadscoreClient } from '../../../cli/service/client.ts';
import { encodeManifest, FileChanged, type UploadProgress, uploadStudy } from '../../../cli/studies/upload.ts';
import { json, type Received, startServer, type TestServer } from '../service/http-server.ts';

/** Announces what it is asked to, and takes what it announced. */
let server: TestServer;
beforeAll(async () => {
  server = await startServer(({ method, body }, response) => {
    if (method === 'PUT') return void response.end();
    const { studyId, files } = JSON.parse(body.toString()) as { studyId: string; files: { path: string }[] };
    const uploads = files.map(({ path }) => ({ path, url: `${server.url}/${studyId}/${path}`, headers: {} }));
    json(response, 201, { studyId, uploads });
  });
});
afterAll(() => server.close());

const content = (path: string): Uint8Array => new TextEncoder().encode(`content of ${path}`);

function manifestOf(studyId: string, paths: readonly string[]): Manifest {
  const files = paths.map((path) => {
    const bytes = content(path);
    return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const sequences = { t2fs: { image: paths[0], roi: { file: paths[1] } } };
  return { manifestVersion: 1, protocol: 'her2-pcr@1', studyId, sequences, files };
}

/** What came for a study: announcements by their number of files, uploads by their path. */
function requestsOf(studyId: string): { announced: number[]; uploaded: string[] } {
  const announces = ({ method, body }: Received): boolean =>
    method === 'POST' && JSON.parse(body.toString()).studyId === studyId;
  return {
    announced: server.received.filter(announces).map(({ body }) => JSON.parse(body.toString()).files.length),
    uploaded: server.received
      .filter(({ method, path }) => method === 'PUT' && path.startsWith(`/${studyId}/`))
      .map(({ path }) => path.slice(studyId.length + 2)),
  };
}

describe('uploadStudy', () => {
  it('announces at most 500 files at a time, sends every file once and the manifest last', async () => {
    const paths = Array.from({ length: 1001 }, (_, i) => `t2/${String(i).padStart(4, '0')}.dcm`);
    const manifest = manifestOf('LARGE', paths);
    const seen: UploadProgress[] = [];
    const hash = await uploadStudy(new RadscoreClient({ url: server.url }), {
      studyId: 'LARGE',
      files: new Map(paths.map((path) => [path, content(path)])),
      manifest,
      progress: (sent) => seen.push(sent),
    });
    const { announced, uploaded } = requestsOf('LARGE');
    expect(announced).toEqual([500, 500, 1, 1]);
    expect(uploaded.slice(0, -1).sort()).toEqual(paths);
    expect(uploaded.at(-1)).toBe('manifest.json');
    expect(hash).toBe(createHash('sha256').update(encodeManifest(manifest)).digest('hex'));
    const last = seen.at(-1);
    expect(last).toMatchObject({ path: 'manifest.json', files: 1002, totalFiles: 1002 });
    expect(last?.bytes).toBe(last?.totalBytes);
  });

  it('reads from a folder, and sends no manifest where a file is not what it declares', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-upload-'));
    try {
      const paths = ['t2.nrrd', 't2_mask.nrrd'];
      for (const path of paths) writeFileSync(join(folder, path), content(path));
      const client = new RadscoreClient({ url: server.url });
      const upload = (studyId: string) =>
        uploadStudy(client, { studyId, files: folder, manifest: manifestOf(studyId, paths) });
      await upload('FOLDER');
      expect(requestsOf('FOLDER').uploaded.sort()).toEqual(['manifest.json', ...paths]);

      writeFileSync(join(folder, 't2.nrrd'), 'longer than before, or shorter');
      await expect(upload('CHANGED')).rejects.toThrow(
        /t2\.nrrd: got 30 bytes; wanted 18 bytes, as manifest\.json declares/,
      );
      rmSync(join(folder, 't2.nrrd'));
      await expect(upload('MISSING')).rejects.toBeInstanceOf(FileChanged);
      for (const studyId of ['CHANGED', 'MISSING']) expect(requestsOf(studyId).uploaded).not.toContain('manifest.json');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
