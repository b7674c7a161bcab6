/** Makes of a study's files what travels: an archive for each sequence, digests, and the manifest that lists them. */

import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { crc32 } from '@radscore/imaging';
import {
  archivedManifest,
  type ContentDigest,
  digestWith,
  encodeManifest,
  FileChanged,
  inHex,
  manifestOf,
  type OpenSource,
  openArchive,
  planArchives,
  type UploadHost,
  type UploadSource,
  withArchives,
} from '@radscore/pipeline/upload';
import { deflateSync } from 'fflate';
import type { PreparedStudy, UploadJob } from '../uploads/messages.ts';

/** Of pixels a higher level makes a few per cent less, and takes several times as long. */
const LEVEL = 3;

/** Scripts of the page: every browser makes the same bytes of the same files, so that what has arrived counts. */
export const pageHost: UploadHost = {
  sha256: () => sha256.create(),
  md5: () => md5.create(),
  crc32,
  deflate: async (bytes) => deflateSync(bytes, { level: LEVEL }) as Uint8Array<ArrayBuffer>,
};

/** The content does not make a manifest. */
export class ManifestUnfit extends Error {
  override readonly name = 'ManifestUnfit';
}

/** A study that can be sent: its manifest, and the bytes of every file that it lists. */
export interface PreparedSources {
  readonly prepared: PreparedStudy;
  readonly open: OpenSource;
}

/**
 * Reads every file once. Nothing is kept but lengths and digests: what is sent is read and deflated again, part by part.
 *
 * @param read called with the bytes that were read so far, and those of all files
 * @throws FileChanged, ManifestUnfit
 */
export async function prepareStudy(
  { content, files }: Omit<Extract<UploadJob, { readonly kind: 'prepare' }>, 'kind'>,
  read: (bytes: number, all: number) => void = () => {},
): Promise<PreparedSources> {
  const own = new Map(files.map(({ name, file }) => [name, file]));
  const open: OpenSource = async (path) => sourceOfFile(path, own.get(path));
  const all = files.reduce((sum, { file }) => sum + file.size, 0);
  let done = 0;
  const count = (bytes: number): void => {
    done += bytes;
    read(done, all);
  };
  read(0, all);
  const plain = files.map(({ name, file }) => ({ path: name, bytes: file.size }));
  const planned = planArchives({ sequences: content.sequences, files: plain });
  const archives = new Map<string, UploadSource>();
  const digests = new Map<string, ContentDigest>();
  const made: Parameters<typeof archivedManifest>[1][number][] = [];
  for (const one of planned) {
    const source = await openArchive(pageHost, open, one, count);
    archives.set(one.path, source);
    digests.set(one.path, source.digest);
    made.push({ ...one, sha256: source.digest.sha256, bytes: source.bytes });
  }
  const gone = new Set(planned.flatMap((one) => one.files.map(({ path }) => path)));
  const listed: { path: string; bytes: number; sha256: string }[] = [];
  for (const { path, bytes } of plain) {
    if (gone.has(path)) {
      listed.push({ path, bytes, sha256: '' });
      continue;
    }
    const digest = await digestWith(pageHost, await open(path), count);
    digests.set(path, digest);
    listed.push({ path, bytes, sha256: digest.sha256 });
  }
  const built = manifestOf(
    archivedManifest({ ...content, sequences: complete(content.sequences), files: listed }, made),
  );
  if (!('manifest' in built)) {
    throw new ManifestUnfit(built.issues.map(({ path, message }) => `${path}: ${message}`).join('; '));
  }
  const { manifest } = built;
  const hash = sha256(encodeManifest(manifest));
  const known = withArchives(open, archives);
  return {
    prepared: {
      manifest,
      manifestHash: inHex(hash),
      files: manifest.files.map(({ path, bytes, sha256: whole }) => {
        const { parts, etag } = digests.get(path) as ContentDigest;
        return { path, bytes, sha256: whole, parts, etag };
      }),
    },
    open: async (path) => ({ ...(await known(path)), digest: digests.get(path) }),
  };
}

/** Sequences that are undefined are none. */
function complete<Sequences extends object>(sequences: Sequences): Required<Sequences> {
  return Object.fromEntries(Object.entries(sequences).filter(([, one]) => one !== undefined)) as Required<Sequences>;
}

function sourceOfFile(path: string, file: File | undefined): UploadSource {
  if (!file) throw new FileChanged(path, 'no file', 'a file');
  return {
    bytes: file.size,
    part: async (start, end) => {
      const part = file.slice(start, end);
      try {
        return new Uint8Array(await part.arrayBuffer());
      } catch (cause) {
        throw new FileChanged(path, 'a file that cannot be read', 'the file as it was chosen', { cause });
      }
    },
  };
}
