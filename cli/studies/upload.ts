/** Uploads a study from this machine to the presigned URLs of the service, its manifest last. */
import type { Manifest } from '@radscore/pipeline';
import { type OpenSource, type SentSoFar, sendStudy, type UploadService } from '@radscore/pipeline/upload';
import { ApiProblem, type RadscoreClient, UploadUrlExpired } from '../service/client.ts';
import { hashesOfNode, sourcesOf } from './upload-source.ts';

export { encodeManifest, type SentSoFar as UploadProgress } from '@radscore/pipeline/upload';
export { FileChanged } from './upload-source.ts';

export interface StudyUpload {
  readonly studyId: string;
  /** The bytes by study-relative path, the folder that holds the files, or what opens them. */
  readonly files: ReadonlyMap<string, Uint8Array> | string | OpenSource;
  readonly manifest: Manifest;
  /** Called after every file, and every part of a large one. */
  readonly progress?: (sent: SentSoFar) => void;
}

/**
 * Uploads a study, as `sendStudy` does it. Gives the manifest's SHA-256, which the study bears as `manifestHash`.
 *
 * @throws FileChanged, ApiProblem, ApiUnreachable
 */
export function uploadStudy(client: RadscoreClient, { files, ...upload }: StudyUpload): Promise<string> {
  const open = typeof files === 'function' ? files : sourcesOf(files);
  return sendStudy(serviceOf(client), hashesOfNode, { ...upload, open });
}

function serviceOf(client: RadscoreClient): UploadService {
  return {
    announce: (studyId, files) => client.createStudy(studyId, files),
    missingParts: (studyId, file) => client.uploadInParts(studyId, file),
    put: (to, content) => client.upload(to, content),
    isUrlExpired: (error) => error instanceof UploadUrlExpired,
    takesNoParts: (error) => error instanceof ApiProblem && error.status === 404,
  };
}
