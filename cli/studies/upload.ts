/** Uploads a study to presigned URLs, its manifest last; what has arrived before is not sent again. */
import { createHash } from 'node:crypto';
import { type api, MANIFEST_FILE, type Manifest, PART_BYTES } from '@radscore/pipeline';
import { encodeManifest } from '@radscore/pipeline/upload';
import { ApiProblem, type RadscoreClient, type StudyFile, UploadUrlExpired } from '../service/client.ts';
import { uploadLargeFile } from './upload-parts.ts';
import {
  digestOf,
  FileChanged,
  type OpenSource,
  sourceOfBytes,
  sourcesOf,
  type UploadSource,
} from './upload-source.ts';

export { encodeManifest } from '@radscore/pipeline/upload';
export { FileChanged } from './upload-source.ts';

/** As many presigned URLs as one answer of the API holds. */
const BATCH = 500 satisfies typeof api.UPLOAD_BATCH;
const PARALLEL_UPLOADS = 4;
/** URLs live for an hour. So often they may expire without a single file sent in between. */
const MOST_FRUITLESS = 3;

export interface StudyUpload {
  readonly studyId: string;
  /** The bytes by study-relative path, the folder that holds the files, or what opens them. */
  readonly files: ReadonlyMap<string, Uint8Array> | string | OpenSource;
  readonly manifest: Manifest;
  /** Called after every file, and every part of a large one. */
  readonly progress?: (sent: UploadProgress) => void;
}

export interface UploadProgress {
  readonly path: string;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Files that had arrived before. */
  readonly arrived: number;
}

/**
 * Uploads a study through the API's front door: the files that its manifest lists, then the manifest, whose arrival
 * starts the analysis. Gives the manifest's SHA-256, which the study bears as `manifestHash`. After an upload that broke
 * off the same call sends what is missing.
 *
 * @throws FileChanged, ApiProblem, ApiUnreachable
 */
export async function uploadStudy(client: RadscoreClient, upload: StudyUpload): Promise<string> {
  const { studyId, manifest, files: given, progress } = upload;
  const open = typeof given === 'function' ? given : sourcesOf(given);
  const manifestContent = encodeManifest(manifest);
  const totalFiles = manifest.files.length + 1;
  const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, manifestContent.length);
  const count = { files: 0, bytes: 0, arrived: 0 };
  const report = (path: string, more: { files?: number; bytes?: number; arrived?: number }): void => {
    count.files += more.files ?? 0;
    count.bytes += more.bytes ?? 0;
    count.arrived += more.arrived ?? 0;
    progress?.({ path, ...count, totalFiles, totalBytes });
  };
  const sent = ({ path, bytes }: StudyFile, hadArrived: boolean): void =>
    report(path, { files: 1, bytes, arrived: hadArrived ? 1 : 0 });

  const small = manifest.files.filter(({ bytes }) => bytes <= PART_BYTES);
  for (let start = 0; start < small.length; start += BATCH) {
    await uploadBatch(client, studyId, small.slice(start, start + BATCH), open, sent);
  }
  for (const file of manifest.files) {
    if (file.bytes <= PART_BYTES) continue;
    const source = await openAsDeclared(open, file);
    try {
      await uploadLargeFile(client, { studyId, file, source, sent: (bytes) => report(file.path, { bytes }) });
      report(file.path, { files: 1 });
    } catch (error) {
      // An earlier service takes no parts: the file goes in one request.
      if (!(error instanceof ApiProblem && error.status === 404)) throw error;
      await uploadBatch(client, studyId, [file], async () => source, sent);
    }
  }
  const sha256 = createHash('sha256').update(manifestContent).digest('hex');
  const last = { path: MANIFEST_FILE, bytes: manifestContent.length, sha256 };
  await uploadBatch(client, studyId, [last], async () => sourceOfBytes(manifestContent), sent, true);
  return sha256;
}

async function openAsDeclared(open: OpenSource, { path, bytes }: StudyFile): Promise<UploadSource> {
  const source = await open(path);
  if (source.bytes !== bytes) throw new FileChanged(path, `${source.bytes} bytes`, `${bytes} bytes`);
  return source;
}

/** @param always a file that has arrived is sent all the same: its arrival starts something */
async function uploadBatch(
  client: RadscoreClient,
  studyId: string,
  batch: readonly StudyFile[],
  open: OpenSource,
  sent: (file: StudyFile, hadArrived: boolean) => void,
  always = false,
): Promise<void> {
  const left = new Map(batch.map((file) => [file.path, file]));
  for (let fruitless = 0; left.size > 0; ) {
    const before = left.size;
    const { uploads } = await client.createStudy(studyId, [...left.values()]);
    const queue = [...uploads];
    let expired: UploadUrlExpired | undefined;
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const file = left.get(next.path);
        if (!file) throw new Error(`got an upload URL for ${next.path}; wanted only the files of the request`);
        const source = await openAsDeclared(open, file);
        const hasArrived = !always && next.arrived && next.arrived.etag === (await digestOf(source)).etag;
        try {
          if (!hasArrived) await client.upload(next, await source.part(0, file.bytes));
        } catch (error) {
          queue.length = 0; // the other workers end with the file that they are at
          if (!(error instanceof UploadUrlExpired)) throw error;
          expired = error;
          return;
        }
        left.delete(file.path);
        sent(file, hasArrived === true);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL_UPLOADS, queue.length) }, worker));
    fruitless = left.size === before ? fruitless + 1 : 0;
    if (expired && fruitless >= MOST_FRUITLESS) throw expired;
  }
}
