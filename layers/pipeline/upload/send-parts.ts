/** Sends a large file in parts, of which those that have arrived are not sent again. */
import type { ContentDigest } from './content-digest.ts';
import type { StudyFile, UploadService } from './upload-service.ts';
import { FileChanged, type UploadSource } from './upload-source.ts';

/** Parts on their way at once; of an archive each of them is in memory. */
const PARALLEL_PARTS = 4;
/** URLs live for an hour. So often they may expire, or parts be missing, without a single part sent in between. */
const MOST_FRUITLESS = 3;

export interface LargeFile {
  readonly studyId: string;
  readonly file: StudyFile;
  readonly source: UploadSource;
  readonly digest: ContentDigest;
  /** Called with the bytes of every part that is sent, or had arrived before. */
  readonly sent: (bytes: number) => void;
  /** Called with the bytes that have left of a part that is on its way. */
  readonly leaving: (part: string, bytes: number) => void;
  readonly signal?: AbortSignal;
}

/** Brings a file in, whatever of it is there already. @throws FileChanged, and what the service throws */
export async function sendInParts(service: UploadService, large: LargeFile): Promise<void> {
  const { studyId, file, source, digest, sent, leaving, signal } = large;
  const { sha256, parts, etag } = digest;
  if (sha256 !== file.sha256) throw new FileChanged(file.path, `SHA-256 ${sha256}`, file.sha256);
  let counted = 0;
  const count = (bytes: number): void => {
    if (bytes > 0) sent(bytes);
    counted += bytes;
  };
  for (let fruitless = 0; ; ) {
    signal?.throwIfAborted();
    const answer = await service.missingParts(studyId, { ...file, parts: [...parts], etag });
    if (answer.complete) return count(file.bytes - counted);
    const missing = answer.parts.reduce((sum, { bytes }) => sum + bytes, 0);
    count(Math.max(0, file.bytes - missing - counted));
    const queue = [...answer.parts];
    let done = 0;
    let expired: unknown;
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { start, bytes, url, headers } = next;
        const name = `${file.path} ${start}`;
        try {
          const content = await source.part(start, start + bytes);
          signal?.throwIfAborted();
          await service.put({ path: file.path, url, headers }, content, (left) => leaving(name, left));
        } catch (error) {
          queue.length = 0; // the other workers end with the part that they are at
          if (!service.isUrlExpired(error)) throw error;
          expired = error;
          return;
        } finally {
          leaving(name, 0);
        }
        done++;
        count(bytes);
      }
    };
    await allEnded(Array.from({ length: Math.min(PARALLEL_PARTS, queue.length) }, worker));
    fruitless = done === 0 ? fruitless + 1 : 0;
    if (fruitless < MOST_FRUITLESS) continue;
    throw expired ?? new Error(`got ${queue.length} parts of ${file.path} that do not arrive; wanted all of them`);
  }
}

/** Waits for all, so that nothing is on its way when a failure is reported, then throws the first of them. */
export async function allEnded(running: readonly Promise<void>[]): Promise<void> {
  for (const one of await Promise.allSettled(running)) if (one.status === 'rejected') throw one.reason;
}
