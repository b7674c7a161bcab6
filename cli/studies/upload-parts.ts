/** Uploads a large file in parts, of which those that have arrived are not sent again. */
import { type RadscoreClient, type StudyFile, UploadUrlExpired } from '../service/client.ts';
import { digestOf, FileChanged, type UploadSource } from './upload-source.ts';

/** Parts on their way at once; of an archive each of them is in memory. */
const PARALLEL_PARTS = 4;
/** URLs live for an hour. So often they may expire, or parts be missing, without a single part sent in between. */
const MOST_FRUITLESS = 3;

export interface LargeFile {
  readonly studyId: string;
  readonly file: StudyFile;
  readonly source: UploadSource;
  /** Called with the bytes of every part that is sent, or had arrived before. */
  readonly sent: (bytes: number) => void;
}

/** Brings a file in, whatever of it is there already. @throws FileChanged, ApiProblem, ApiUnreachable */
export async function uploadLargeFile(
  client: RadscoreClient,
  { studyId, file, source, sent }: LargeFile,
): Promise<void> {
  const { sha256, parts, etag } = await digestOf(source);
  if (sha256 !== file.sha256) throw new FileChanged(file.path, `SHA-256 ${sha256}`, file.sha256);
  let counted = 0;
  const count = (bytes: number): void => {
    if (bytes > 0) sent(bytes);
    counted += bytes;
  };
  for (let fruitless = 0; ; ) {
    const answer = await client.uploadInParts(studyId, { ...file, parts: [...parts], etag });
    if (answer.complete) return count(file.bytes - counted);
    const missing = answer.parts.reduce((sum, { bytes }) => sum + bytes, 0);
    count(Math.max(0, file.bytes - missing - counted));
    const queue = [...answer.parts];
    let done = 0;
    let expired: UploadUrlExpired | undefined;
    const worker = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const { start, bytes } = next;
        try {
          await client.upload({ ...next, path: file.path }, await source.part(start, start + bytes));
        } catch (error) {
          queue.length = 0; // the other workers end with the part that they are at
          if (!(error instanceof UploadUrlExpired)) throw error;
          expired = error;
          return;
        }
        done++;
        count(bytes);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL_PARTS, queue.length) }, worker));
    fruitless = done === 0 ? fruitless + 1 : 0;
    if (fruitless < MOST_FRUITLESS) continue;
    throw expired ?? new Error(`got ${queue.length} parts of ${file.path} that do not arrive; wanted all of them`);
  }
}
