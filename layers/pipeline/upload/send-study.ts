/** Sends a study to presigned URLs, its manifest last; what has arrived before is not sent again. */
import { MANIFEST_FILE } from '../contracts/identifiers.ts';
import type { Manifest } from '../contracts/manifest.ts';
import { PART_BYTES, UPLOAD_BATCH } from '../contracts/upload-limits.ts';
import { inHex, type UploadHost } from './content-digest.ts';
import { allEnded, sendInParts } from './send-parts.ts';
import { encodeManifest } from './study-manifest.ts';
import type { StudyFile, UploadService } from './upload-service.ts';
import { digestWith, FileChanged, type OpenSource, type UploadSource } from './upload-source.ts';

const PARALLEL_UPLOADS = 4;
/** URLs live for an hour. So often they may expire without a single file sent in between. */
const MOST_FRUITLESS = 3;

export interface StudyToSend {
  readonly studyId: string;
  readonly manifest: Manifest;
  readonly open: OpenSource;
  /** Called after every file and every part of a large one, and as bytes leave if the service reports that. */
  readonly progress?: (sent: SentSoFar) => void;
  /** Ends the upload between two requests; those on their way are the service's to end. */
  readonly signal?: AbortSignal;
}

export interface SentSoFar {
  readonly path: string;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
  /** Files that had arrived before. */
  readonly arrived: number;
}

/**
 * Sends a study through the API's front door: the files that its manifest lists, then the manifest, whose arrival starts
 * the analysis. Gives the manifest's SHA-256, which the study bears as `manifestHash`. After an upload that broke off the
 * same call sends what is missing.
 *
 * @throws FileChanged, and what the service throws
 */
export async function sendStudy(
  service: UploadService,
  host: Pick<UploadHost, 'sha256' | 'md5'>,
  study: StudyToSend,
): Promise<string> {
  const { studyId, manifest, open, progress, signal } = study;
  const manifestContent = encodeManifest(manifest);
  const totalFiles = manifest.files.length + 1;
  const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, manifestContent.length);
  const count = { files: 0, bytes: 0, arrived: 0 };
  const underWay = new Map<string, number>();
  const report = (path: string, more: { files?: number; bytes?: number; arrived?: number } = {}): void => {
    count.files += more.files ?? 0;
    count.bytes += more.bytes ?? 0;
    count.arrived += more.arrived ?? 0;
    const leaving = [...underWay.values()].reduce((sum, bytes) => sum + bytes, 0);
    progress?.({ path, ...count, bytes: count.bytes + leaving, totalFiles, totalBytes });
  };
  const leaving = (name: string, bytes: number): void => {
    if (bytes > 0) underWay.set(name, bytes);
    else underWay.delete(name);
    if (bytes > 0) report(name);
  };
  const sent = ({ path, bytes }: StudyFile, hadArrived: boolean): void =>
    report(path, { files: 1, bytes, arrived: hadArrived ? 1 : 0 });
  const batch = { service, host, studyId, sent, leaving, signal };

  const small = manifest.files.filter(({ bytes }) => bytes <= PART_BYTES);
  for (let start = 0; start < small.length; start += UPLOAD_BATCH) {
    await sendBatch({ ...batch, files: small.slice(start, start + UPLOAD_BATCH), open });
  }
  for (const file of manifest.files) {
    if (file.bytes <= PART_BYTES) continue;
    const source = await openAsDeclared(open, file);
    try {
      const digest = await digestWith(host, source);
      const counted = (bytes: number): void => report(file.path, { bytes });
      await sendInParts(service, { studyId, file, source, digest, sent: counted, leaving, signal });
      report(file.path, { files: 1 });
    } catch (error) {
      // An earlier service takes no parts: the file goes in one request.
      if (!service.takesNoParts(error)) throw error;
      await sendBatch({ ...batch, files: [file], open: async () => source });
    }
  }
  const hash = host.sha256();
  hash.update(manifestContent);
  const sha256 = inHex(hash.digest());
  const last = { path: MANIFEST_FILE, bytes: manifestContent.length, sha256 };
  const source: UploadSource = {
    bytes: last.bytes,
    part: async (start, end) => manifestContent.subarray(start, end),
  };
  await sendBatch({ ...batch, files: [last], open: async () => source, always: true });
  return sha256;
}

async function openAsDeclared(open: OpenSource, { path, bytes }: StudyFile): Promise<UploadSource> {
  const source = await open(path);
  if (source.bytes !== bytes) throw new FileChanged(path, `${source.bytes} bytes`, `${bytes} bytes`);
  return source;
}

interface Batch {
  readonly service: UploadService;
  readonly host: Pick<UploadHost, 'sha256' | 'md5'>;
  readonly studyId: string;
  readonly files: readonly StudyFile[];
  readonly open: OpenSource;
  readonly sent: (file: StudyFile, hadArrived: boolean) => void;
  readonly leaving: (name: string, bytes: number) => void;
  /** A file that has arrived is sent all the same: its arrival starts something. */
  readonly always?: boolean;
  readonly signal?: AbortSignal;
}

async function sendBatch(batch: Batch): Promise<void> {
  const { service, host, studyId, files, open, sent, leaving, always = false, signal } = batch;
  const left = new Map(files.map((file) => [file.path, file]));
  for (let fruitless = 0; left.size > 0; ) {
    signal?.throwIfAborted();
    const before = left.size;
    const { uploads } = await service.announce(studyId, [...left.values()]);
    const queue = [...uploads];
    let expired: unknown;
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const file = left.get(next.path);
        if (!file) throw new Error(`got an upload URL for ${next.path}; wanted only the files of the request`);
        try {
          signal?.throwIfAborted();
          const source = await openAsDeclared(open, file);
          const hasArrived = !always && next.arrived && next.arrived.etag === (await digestWith(host, source)).etag;
          const { path, url, headers } = next;
          if (!hasArrived) {
            const content = await source.part(0, file.bytes);
            await service.put({ path, url, headers }, content, (bytes) => leaving(path, bytes));
          }
          leaving(path, 0);
          left.delete(path);
          sent(file, hasArrived === true);
        } catch (error) {
          queue.length = 0; // the other workers end with the file that they are at
          leaving(next.path, 0);
          if (!service.isUrlExpired(error)) throw error;
          expired = error;
          return;
        }
      }
    };
    await allEnded(Array.from({ length: Math.min(PARALLEL_UPLOADS, queue.length) }, worker));
    fruitless = left.size === before ? fruitless + 1 : 0;
    if (expired !== undefined && fruitless >= MOST_FRUITLESS) throw expired;
  }
}
