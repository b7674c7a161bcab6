/** The files of a study as they were uploaded: those that its present manifest lists, for its own institution. */
import type { z } from 'zod';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { type Manifest, manifestFields } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';
import { RequestInvalid, StudyNotAnalysed, StudyRefused } from '../errors.ts';
import { presignRead } from '../storage/objects.ts';
import { readManifest } from './admission.ts';
import { currentReceipt } from './receipts.ts';
import { requireStudy } from './studies.ts';
import type { StudyRow } from './study-row.ts';
import { whyNotAnalysed } from './vectors.ts';

const manifestWithoutFiles = manifestFields.omit({ files: true });

/** A page of a study's files. */
export interface StudyFilesPage {
  readonly manifestHash: string;
  readonly manifest: z.infer<typeof manifestWithoutFiles>;
  readonly total: number;
  readonly files: readonly (Manifest['files'][number] & { readonly url: string })[];
  readonly cursor?: string;
}

/**
 * A page of the files that a study's present manifest lists, each with a URL to get it. The manifest is as it was
 * uploaded: it passed the examination with the files, so that it names no patient.
 *
 * @param seconds how long the URLs live
 * @throws StudyNotFound, StudyWithdrawn
 * @throws StudyNotAnalysed if the study is in quarantine, or its manifest was not examined or is another by now
 * @throws RequestInvalid for a cursor of another manifest
 */
export async function filesOfStudy(
  bucket: string,
  study: StudyKey,
  { cursor, limit, seconds }: { readonly cursor?: string; readonly limit: number; readonly seconds: number },
): Promise<StudyFilesPage> {
  const row = await requireStudy(study);
  const why = await whyNoFiles(row);
  if (why) throw new StudyNotAnalysed(row, why);
  const { bytes, hash } = await readManifest(bucket, study).catch((error: unknown) => {
    throw error instanceof StudyRefused ? new StudyNotAnalysed(row, REPLACED) : error;
  });
  if (hash !== row.manifestHash) throw new StudyNotAnalysed(row, REPLACED);
  const uploaded: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const files = manifestFields.shape.files.parse((uploaded as { files: unknown }).files);
  const start = startOf(cursor, hash, files.length);
  const page = await Promise.all(
    files.slice(start, start + limit).map(async ({ path, bytes: length, sha256 }) => ({
      path,
      bytes: length,
      sha256,
      url: await presignRead(bucket, studyPrefix(study) + path, seconds),
    })),
  );
  const next = start + page.length;
  return {
    manifestHash: hash,
    manifest: manifestWithoutFiles.parse(uploaded),
    total: files.length,
    files: page,
    ...(next < files.length && { cursor: `${next}-${shortOf(hash)}` }),
  };
}

const REPLACED: Reason = {
  code: 'study-analysing',
  message:
    'got a study of which another manifest.json has arrived and is about to be examined; wanted one that was. Ask again when its status has changed.',
};

/** Files may be given once their examination found nothing; whether the analysis went through does not matter. */
async function whyNoFiles(row: StudyRow): Promise<Reason | undefined> {
  if (row.status === 'quarantined' || row.status === 'awaiting-upload') return whyNotAnalysed(row);
  if (row.status === 'complete' || row.status === 'partial') {
    const { verdict } = await currentReceipt(row);
    return verdict === 'clean' ? undefined : QUARANTINED;
  }
  return row.receipt?.verdict === 'clean' ? undefined : whyNotAnalysed(row);
}

const QUARANTINED: Reason = {
  code: 'study-quarantined',
  message: 'got a study whose files may identify the patient; wanted one whose examination found nothing.',
};

const shortOf = (hash: string): string => hash.slice(0, 12);

/** Where a page begins. A cursor holds the manifest that it is of: pages of two manifests would be no list of either. */
function startOf(cursor: string | undefined, hash: string, total: number): number {
  if (cursor === undefined) return 0;
  const [, place, of] = /^([1-9]\d{0,5})-([0-9a-f]{12})$/.exec(cursor) ?? [];
  if (of === shortOf(hash) && Number(place) < total) return Number(place);
  const message = 'got a cursor that no answer about this manifest gave; wanted the one of the last page, or none';
  throw new RequestInvalid([{ path: 'cursor', message }]);
}
