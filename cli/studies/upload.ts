/** Uploads a study to presigned URLs, its manifest last. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { type api, MANIFEST_FILE, type Manifest } from '@radscore/pipeline';
import type { RadscoreClient, StudyFile } from '../service/client.ts';

/** As many presigned URLs as one answer of the API holds. */
const BATCH = 500 satisfies typeof api.UPLOAD_BATCH;
const PARALLEL_UPLOADS = 4;

export interface StudyUpload {
  readonly studyId: string;
  /** The bytes by study-relative path, or the folder that holds the files. */
  readonly files: ReadonlyMap<string, Uint8Array> | string;
  readonly manifest: Manifest;
  /** Called after every file. */
  readonly progress?: (sent: UploadProgress) => void;
}

export interface UploadProgress {
  readonly path: string;
  readonly files: number;
  readonly totalFiles: number;
  readonly bytes: number;
  readonly totalBytes: number;
}

/** A file is not what the manifest declares: the service would refuse the study after the whole upload. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged';
  readonly file: string;

  constructor(file: string, got: string, wanted: string) {
    super(
      `${file}: got ${got}; wanted ${wanted}, as manifest.json declares. Write the manifest again with \`radscore manifest\`.`,
    );
    this.file = file;
  }
}

/** The bytes of manifest.json: the same manifest always gives the same bytes, and so the same analysis. */
export function encodeManifest(manifest: Manifest): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Uploads a study through the API's front door: the files that its manifest lists, then the manifest, whose arrival
 * starts the analysis. Gives the manifest's SHA-256, which the study bears as `manifestHash`.
 *
 * @throws FileChanged, ApiProblem, ApiUnreachable
 */
export async function uploadStudy(client: RadscoreClient, upload: StudyUpload): Promise<string> {
  const { studyId, manifest, progress } = upload;
  const manifestContent = encodeManifest(manifest);
  const totalFiles = manifest.files.length + 1;
  const totalBytes = manifest.files.reduce((sum, { bytes }) => sum + bytes, manifestContent.length);
  let files = 0;
  let bytes = 0;
  const sent = (file: StudyFile): void => {
    files++;
    bytes += file.bytes;
    progress?.({ path: file.path, files, totalFiles, bytes, totalBytes });
  };

  for (let start = 0; start < manifest.files.length; start += BATCH) {
    const batch = manifest.files.slice(start, start + BATCH);
    await uploadBatch(client, studyId, batch, (path) => contentOf(upload, path), sent);
  }
  const sha256 = createHash('sha256').update(manifestContent).digest('hex');
  const last = { path: MANIFEST_FILE, bytes: manifestContent.length, sha256 };
  await uploadBatch(client, studyId, [last], async () => manifestContent, sent);
  return sha256;
}

async function uploadBatch(
  client: RadscoreClient,
  studyId: string,
  batch: readonly StudyFile[],
  content: (path: string) => Promise<Uint8Array<ArrayBuffer> | Blob>,
  sent: (file: StudyFile) => void,
): Promise<void> {
  const declared = new Map(batch.map((file) => [file.path, file]));
  const { uploads } = await client.createStudy(studyId, batch);
  const queue = [...uploads];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const file = declared.get(next.path);
      if (!file) throw new Error(`got an upload URL for ${next.path}; wanted only the files of the request`);
      const body = await content(next.path);
      const length = body instanceof Blob ? body.size : body.length;
      if (length !== file.bytes) throw new FileChanged(next.path, `${length} bytes`, `${file.bytes} bytes`);
      try {
        await client.upload(next, body);
      } catch (error) {
        queue.length = 0; // the other workers end with the file that they are at
        throw error;
      }
      sent(file);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_UPLOADS, queue.length) }, worker));
}

async function contentOf({ files }: StudyUpload, path: string): Promise<Uint8Array<ArrayBuffer> | Blob> {
  if (typeof files !== 'string') {
    const bytes = files.get(path);
    if (!bytes) throw new FileChanged(path, 'no file', 'a file');
    return bytes as Uint8Array<ArrayBuffer>;
  }
  try {
    // A Blob of a file is read as it is sent, and again if a retry needs it.
    return await openAsBlob(join(files, path));
  } catch (cause) {
    throw Object.assign(new FileChanged(path, 'no file that can be read', 'a file'), { cause });
  }
}
