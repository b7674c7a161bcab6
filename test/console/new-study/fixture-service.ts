/** A service in memory that takes uploads as the API does, and that can be cut off, end a session, or be slow. */
import { createHash } from 'node:crypto';
import { PART_BYTES, protocolById } from '@radscore/pipeline';
import type { Fixture, Fixtures } from '../harness.ts';

const NOTICE = 'Research use only. Not a medical device.';

export interface FixtureService {
  readonly fixtures: Fixtures;
  /** Files that have arrived, by path: their length. */
  readonly arrived: Map<string, number>;
  /** Paths of all PUTs that arrived, in their order; parts as `dce.zip 16777216`. */
  readonly puts: string[];
  /** Requests that are answered in place of the service. */
  intercept: (method: string, path: string) => Fixture | 'unreachable' | undefined;
  /** The study as it is there; undefined if there is none. */
  study: Record<string, unknown> | undefined;
  /** What else is answered, by method and path: `GET /v1/studies/S-1/files`. */
  readonly further: Record<string, Fixture>;
}

interface AnnouncedFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * @param studyId the study whose upload is expected
 * @param contents the files as they are on the disk: their tags are what the store calls plain files
 */
export function fixtureService(studyId: string, contents: ReadonlyMap<string, Uint8Array> = new Map()): FixtureService {
  const arrived = new Map<string, number>();
  const parts = new Map<string, Map<number, string>>();
  const tags = new Map<string, string>();
  const service: FixtureService = {
    arrived,
    puts: [],
    study: undefined,
    further: {},
    intercept: () => undefined,
    fixtures: ({ method, url, body }) => {
      const { pathname } = url;
      const answer = service.intercept(method, pathname + url.search);
      if (answer) return answer;
      const further = service.further[`${method} ${pathname}`];
      if (further) return further;
      if (method === 'PUT' && pathname === '/store') return stored(url);
      if (pathname.startsWith('/v1/protocols/')) {
        const id = decodeURIComponent(pathname.slice('/v1/protocols/'.length));
        return { body: { ...protocolById(id), notice: NOTICE } };
      }
      if (method === 'POST' && pathname === '/v1/studies') return announced(body as { files: AnnouncedFile[] });
      if (method === 'POST' && pathname === `/v1/studies/${studyId}/uploads`) return inParts(body as PartedBody);
      if (method === 'GET' && pathname === `/v1/studies/${studyId}`) {
        return service.study
          ? { body: service.study }
          : { status: 404, body: { status: 404, code: 'study-not-found', title: 'No such study' } };
      }
      if (method === 'GET' && pathname === '/v1/studies') return { body: { studies: [], notice: NOTICE } };
      return undefined;
    },
  };
  interface PartedBody extends AnnouncedFile {
    readonly parts: readonly string[];
    readonly etag?: string;
  }

  function announced({ files }: { readonly files: readonly AnnouncedFile[] }): Fixture {
    const uploads = files.map(({ path, bytes }) => ({
      path,
      url: `/api/store?path=${encodeURIComponent(path)}&bytes=${bytes}`,
      headers: { 'content-length': String(bytes) },
      ...(arrived.get(path) === bytes && { arrived: { etag: tags.get(path) ?? '' } }),
    }));
    return { body: { studyId, expiresInSeconds: 3600, uploads, notice: NOTICE } };
  }

  function inParts({ path, bytes, parts: wanted, etag = '' }: PartedBody): Fixture {
    const there = parts.get(path) ?? new Map<number, string>();
    parts.set(path, there);
    const all = wanted.map((sha256, k) => ({
      number: k + 1,
      start: k * PART_BYTES,
      bytes: Math.min(PART_BYTES, bytes - k * PART_BYTES),
      sha256,
    }));
    const missing = all.filter(({ start, sha256 }) => there.get(start) !== sha256);
    const isComplete = arrived.get(path) === bytes && tags.get(path) === etag;
    if (missing.length === 0 || isComplete) {
      arrived.set(path, bytes);
      tags.set(path, etag);
    }
    const answered = isComplete ? [] : missing;
    return {
      body: {
        studyId,
        path,
        complete: answered.length === 0,
        partBytes: PART_BYTES,
        expiresInSeconds: 3600,
        notice: NOTICE,
        parts: answered.map(({ number, start, bytes: length, sha256 }) => ({
          number,
          start,
          bytes: length,
          url: `/api/store?path=${encodeURIComponent(path)}&start=${start}&sha256=${sha256}`,
          headers: { 'content-length': String(length) },
        })),
      },
    };
  }

  /** The bytes are not looked at: that they are the right ones is what the tests against the real service show. */
  function stored({ searchParams }: URL): Fixture {
    const path = searchParams.get('path') ?? '';
    const start = searchParams.get('start');
    if (start === null) {
      service.puts.push(path);
      arrived.set(path, Number(searchParams.get('bytes')));
      tags.set(
        path,
        createHash('md5')
          .update(contents.get(path) ?? path)
          .digest('hex'),
      );
      if (path === 'manifest.json') service.study = studyOf(studyId);
    } else {
      service.puts.push(`${path} ${start}`);
      parts.get(path)?.set(Number(start), searchParams.get('sha256') ?? '');
    }
    return { body: '' };
  }
  return service;
}

function studyOf(studyId: string): Record<string, unknown> {
  const at = '2026-11-27T09:41:00.000Z';
  return { studyId, status: 'analysing', receivedAt: at, updatedAt: at, notice: NOTICE };
}
