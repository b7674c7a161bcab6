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

describe('an upload that goes on', () => {
  const bytes = (path: string): Uint8Array => content(path);
  const etagOf = (path: string): string => createHash('md5').update(bytes(path)).digest('hex');

  it('sends no file that has arrived as it is, and every other', async () => {
    const paths = ['a.dcm', 'b.dcm', 'c.dcm'];
    const sent: string[] = [];
    const own = await startServer(({ method, path, body }, response) => {
      if (method === 'PUT') {
        sent.push(path);
        return void response.end();
      }
      const { files } = JSON.parse(body.toString()) as { files: { path: string }[] };
      const arrived: Record<string, object> = {
        'a.dcm': { etag: etagOf('a.dcm') },
        'b.dcm': { etag: etagOf('x.dcm') },
      };
      const uploads = files.map(({ path: of }) => ({
        path: of,
        url: `${own.url}/${of}`,
        headers: {},
        arrived: arrived[of],
      }));
      json(response, 201, { studyId: 'ON', uploads });
    });
    try {
      let last: UploadProgress | undefined;
      await uploadStudy(new RadscoreClient({ url: own.url }), {
        studyId: 'ON',
        files: new Map(paths.map((path) => [path, bytes(path)])),
        manifest: manifestOf('ON', paths),
        progress: (now) => {
          last = now;
        },
      });
      expect([...sent.slice(0, 2).sort(), ...sent.slice(2)]).toEqual(['/b.dcm', '/c.dcm', '/manifest.json']);
      expect(last).toMatchObject({ files: 4, totalFiles: 4, arrived: 1 });
    } finally {
      await own.close();
    }
  });

  it('asks for URLs again that are too old, and gives up if none is taken', async () => {
    const paths = ['a.dcm', 'b.dcm', 'c.dcm'];
    const expired = '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';
    const run = async (isTaken: (path: string, announced: number) => boolean) => {
      let announced = 0;
      const sent: string[] = [];
      const own = await startServer(({ method, path, body }, response) => {
        if (method === 'PUT') {
          if (!isTaken(path, announced)) return void response.writeHead(403).end(expired);
          sent.push(path);
          return void response.end();
        }
        announced++;
        const { files } = JSON.parse(body.toString()) as { files: { path: string }[] };
        json(response, 201, {
          studyId: 'OLD',
          uploads: files.map(({ path: of }) => ({ path: of, url: `${own.url}/${of}`, headers: {} })),
        });
      });
      try {
        await uploadStudy(new RadscoreClient({ url: own.url }), {
          studyId: 'OLD',
          files: new Map(paths.map((path) => [path, bytes(path)])),
          manifest: manifestOf('OLD', paths),
        });
        return { announced, sent: sent.sort() };
      } finally {
        await own.close();
      }
    };
    // The first URLs of b and c are too old.
    expect(await run((path, announced) => path === '/a.dcm' || announced > 1)).toEqual({
      announced: 3,
      sent: ['/a.dcm', '/b.dcm', '/c.dcm', '/manifest.json'],
    });
    await expect(run(() => false)).rejects.toThrow(
      /AccessDenied \(Request has expired\).*Submit again: what arrived stays/,
    );
  });

  it('sends a large file in one request to a service that takes no parts', async () => {
    const large = new Uint8Array(17 * 2 ** 20).fill(5);
    const sent: string[] = [];
    const own = await startServer(({ method, path, body }, response) => {
      if (method === 'PUT') {
        sent.push(`${path} ${body.length}`);
        return void response.end();
      }
      if (path.endsWith('/uploads')) return json(response, 404, { message: 'Not Found' });
      const { files } = JSON.parse(body.toString()) as { files: { path: string }[] };
      const uploads = files.map(({ path: of }) => ({ path: of, url: `${own.url}/${of}`, headers: {} }));
      json(response, 201, { studyId: 'LARGE-1', uploads });
    });
    try {
      const manifest = manifestOf('LARGE-1', ['a.nii', 'roi.nii']);
      const file = { path: 'a.nii', bytes: large.length, sha256: createHash('sha256').update(large).digest('hex') };
      await uploadStudy(new RadscoreClient({ url: own.url }), {
        studyId: 'LARGE-1',
        files: new Map([
          ['a.nii', large],
          ['roi.nii', bytes('roi.nii')],
        ]),
        manifest: { ...manifest, files: [file, manifest.files[1]] },
      });
      expect(sent.slice(0, 2)).toEqual([`/roi.nii ${bytes('roi.nii').length}`, `/a.nii ${large.length}`]);
      expect(sent).toHaveLength(3);
    } finally {
      await own.close();
    }
  });
});
