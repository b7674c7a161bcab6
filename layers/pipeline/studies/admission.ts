/** Admission: the manifest is read and checked, and its files are awaited and verified. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { SequenceName } from '../contracts/choices.ts';
import { isDemonstration } from '../contracts/data-origin.ts';
import { MANIFEST_FILE, type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { issuesOf } from '../contracts/issues.ts';
import { imageFiles, isArchive, listedPlace, type Manifest, manifest } from '../contracts/manifest.ts';
import type { SequenceWork, StudyReference } from '../contracts/workflow.ts';
import { AlreadyRunning, StudyIncomplete, StudyRefused, Superseded } from '../errors.ts';
import { PROTOCOL_IDS, protocolById, readClinical, refusedWithout } from '../protocols/index.ts';
import { hasRepeatedKey } from '../storage/json-keys.ts';
import { LARGEST_OBJECT, listObjects, readObject } from '../storage/objects.ts';
import { type RepeatedSource, repeatedImage, repeatedSource } from './repeated-image.ts';
import { hasSeenEvent } from './studies.ts';

/** A manifest of 20,000 files is about 4 MB. */
const MANIFEST_BYTES = 16 * 1024 * 1024;
/** The most objects that may lie in a study: what a manifest can list, and as many again. */
export const MOST_OBJECTS = 40_000;

/** The bytes of a study's manifest and their SHA-256. @throws StudyRefused `manifest-missing`, `manifest-invalid` */
export async function readManifest(bucket: string, study: StudyKey): Promise<{ bytes: Uint8Array; hash: string }> {
  const bytes = await readObject(bucket, studyPrefix(study) + MANIFEST_FILE, MANIFEST_BYTES);
  if (!bytes) {
    throw new StudyRefused({
      code: 'manifest-missing',
      message: 'got no manifest.json; wanted the one whose upload started this analysis. Upload it again, last.',
    });
  }
  if (bytes.length > MANIFEST_BYTES) {
    throw refusedManifest(`more than ${MANIFEST_BYTES} bytes`, `at most ${MANIFEST_BYTES} bytes`);
  }
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * The manifest of an event.
 * @throws AlreadyRunning if the event was seen before and its manifest has gone to quarantine since
 * @throws StudyRefused `manifest-missing`, `manifest-invalid`
 */
export async function openManifest(
  bucket: string,
  study: StudyKey,
  sequencer: string,
): Promise<{ bytes: Uint8Array; hash: string }> {
  try {
    return await readManifest(bucket, study);
  } catch (error) {
    const isGone = error instanceof StudyRefused && error.code === 'manifest-missing';
    if (isGone && (await hasSeenEvent(study, sequencer))) throw new AlreadyRunning();
    throw error;
  }
}

/** The manifest that admission saw. @throws Superseded if it has been replaced since. */
export async function reloadManifest(bucket: string, study: StudyKey, hash: string): Promise<Manifest> {
  const current = await readManifest(bucket, study).catch((error: unknown) => {
    // It was moved to quarantine, or withdrawn: the execution that did so answers.
    throw error instanceof StudyRefused && error.code === 'manifest-missing' ? new Superseded() : error;
  });
  if (current.hash !== hash) throw new Superseded();
  return parseManifest(current.bytes, study);
}

/**
 * What a message calls a file: its path, or its place if the path may identify a person. What is said of a study before
 * its files are examined needs `nameable` of `examination.ts`, which the functions without images do not load.
 */
export type NameFile = (path: string, place: string) => string;

const byPath: NameFile = (path) => path;

/** What stands for a file that the manifest does not list, counted in the order of their paths. */
export function unlistedPlace(index: number): string {
  return `file ${index + 1} of those that manifest.json does not list`;
}

/** @throws StudyRefused `manifest-invalid`, `mask-missing`, `file-not-listed`, `image-repeated`, `patient-in-demonstration` */
export function parseManifest(bytes: Uint8Array, study: StudyKey, nameable: NameFile = byPath): Manifest {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw refusedManifest(`${bytes.length} bytes that are not JSON in UTF-8`, 'a JSON object');
  }
  if (hasRepeatedKey(text)) throw refusedManifest('an object with the same key twice', 'each key once');
  const parsed = manifest.safeParse(value);
  if (!parsed.success) throw refusedBySchema(parsed.error);
  const found = withClinicalRead(parsed.data);
  if (found.studyId !== study.studyId) {
    throw refusedManifest('another studyId', `${study.studyId}, the folder in which it lies`);
  }
  if (isDemonstration(study.institution) && found.origin !== 'synthetic') {
    throw refusedManifest(
      `a study of patients in the institution ${study.institution}`,
      'one with "origin": "synthetic" in institutions of the demonstration, or another institution',
      'patient-in-demonstration',
    );
  }
  const paths = new Set<string>();
  for (const [i, { path }] of found.files.entries()) {
    if (paths.has(path)) {
      throw refusedManifest(`the file ${nameable(path, listedPlace(i))} twice in "files"`, 'each file once');
    }
    paths.add(path);
  }
  for (const [i, { path }] of found.files.entries()) {
    const archive = archiveAbove(path, paths);
    if (archive === undefined) continue;
    throw refusedManifest(
      `the file ${nameable(path, listedPlace(i))}, which lies in an archive that "files" lists too`,
      'of what lies in an archive the archive alone',
    );
  }
  for (const [sequence, { image, roi }] of Object.entries(found.sequences)) {
    for (const [key, path] of [
      ['image', image],
      ['roi.file', roi.file],
    ]) {
      if (!isArchive(path)) continue;
      const place = `sequences.${sequence}.${key}`;
      throw refusedManifest(
        `the archive ${nameable(path, place)} as ${place}`,
        key === 'image'
          ? 'its path and a slash, for what lies in it'
          : 'a file: the path of the archive, a slash, the path in it',
      );
    }
    if (imageFiles(found, image).length === 0) {
      throw refusedManifest(
        `image ${nameable(image, `sequences.${sequence}.image`)} of ${sequence}, which "files" does not list`,
        'every file of the study in "files"',
        'file-not-listed',
      );
    }
    if (imageFiles(found, roi.file).length === 0) {
      throw refusedManifest(
        `ROI ${nameable(roi.file, `sequences.${sequence}.roi.file`)} of ${sequence}, which "files" does not list`,
        'every file of the study in "files"',
        'mask-missing',
      );
    }
  }
  refuseRepeated(repeatedSource(found, 'path'), nameable);
  return found;
}

/**
 * The manifest with its clinical values as its protocol writes them; of a protocol that is not known as they are, for the
 * study is refused for that.
 * @throws StudyRefused `manifest-invalid`
 */
function withClinicalRead(found: Manifest): Manifest {
  if (!PROTOCOL_IDS.includes(found.protocol)) return found;
  const protocol = protocolById(found.protocol);
  const { clinical, issues } = readClinical(protocol, found.clinical ?? {});
  const [issue] = issues;
  const what = `what ${protocol.id} declares: GET /v1/protocols/${protocol.id} lists it`;
  if (issue) {
    const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
    throw refusedManifest(`${issue.path} that does not fit: ${issue.message}${more}`, what);
  }
  const without = refusedWithout(protocol, clinical);
  if (without.length > 0) throw refusedManifest(`no clinical.${without[0]}`, what);
  return found.clinical === undefined ? found : { ...found, clinical };
}

/** The listed archive in which a path would lie, if any. */
function archiveAbove(path: string, listed: ReadonlySet<string>): string | undefined {
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const folder = path.slice(0, slash);
    if (isArchive(folder) && listed.has(folder)) return folder;
  }
  return undefined;
}

/** @throws StudyRefused `image-repeated` if the files of two sequences have the same content */
export function checkDistinctContent(manifest: Manifest, nameable: NameFile = byPath): void {
  refuseRepeated(repeatedSource(manifest, 'sha256'), nameable);
}

function refuseRepeated(repeated: RepeatedSource | undefined, nameable: NameFile): void {
  if (!repeated) return;
  const { first, second, image } = repeated;
  throw new StudyRefused(repeatedImage(first, second, `the image ${nameable(image, `sequences.${second}.image`)}`));
}

function refusedBySchema(error: z.ZodError): StudyRefused {
  const { path: place, message } = issuesOf(error)[0];
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  if (/^sequences\.\w+\.roi(\.file)?$/.test(place)) {
    return refusedManifest(`no ${place}`, 'a region of interest for every sequence', 'mask-missing');
  }
  return refusedManifest(
    `${place || 'a value'} that does not fit: ${message}${more}`,
    'what the schema Manifest of /v1/openapi.json says',
  );
}

function refusedManifest(got: string, wanted: string, code = 'manifest-invalid'): StudyRefused {
  return new StudyRefused({
    code,
    message: `${MANIFEST_FILE}: got ${got}; wanted ${wanted}. Write it again with \`radscore manifest\` and upload it last.`,
  });
}

/** What lies in a study's folder: the files of its manifest, and others. */
export interface StudyFiles {
  readonly listed: Manifest['files'];
  readonly unlisted: readonly { readonly path: string; readonly bytes: number }[];
}

/**
 * Whether everything that the manifest lists has arrived, as long as it was declared; and what else lies there.
 * @throws StudyIncomplete if files are missing
 * @throws StudyRefused `size-mismatch`, `too-large`, `too-many-files`
 */
export async function checkArrival(
  bucket: string,
  study: StudyKey,
  { files }: Manifest,
  { most = MOST_OBJECTS, nameable = byPath }: { most?: number; nameable?: NameFile } = {},
): Promise<StudyFiles> {
  const arrived = await listObjects(bucket, studyPrefix(study), most);
  if (arrived.size > most) throw tooManyFiles(most);
  const missing = files.flatMap(({ path }, i) => (arrived.has(path) ? [] : [nameable(path, listedPlace(i))]));
  if (missing.length > 0) throw new StudyIncomplete(missing, files.length);
  for (const [i, { path, bytes }] of files.entries()) {
    if (arrived.get(path) !== bytes) {
      throw refusedFile(
        'size-mismatch',
        nameable(path, listedPlace(i)),
        `${arrived.get(path)} bytes`,
        `${bytes} bytes, as manifest.json declares`,
      );
    }
  }
  for (const [path, bytes] of arrived) {
    if (bytes > LARGEST_OBJECT) {
      throw refusedFile(
        'too-large',
        nameable(path, 'a file'),
        `${bytes} bytes`,
        `at most ${LARGEST_OBJECT} in one file`,
      );
    }
  }
  const known = new Set([MANIFEST_FILE, ...files.map(({ path }) => path)]);
  const unlisted = [...arrived]
    .filter(([path]) => !known.has(path))
    .map(([path, bytes]) => ({ path, bytes }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { listed: files, unlisted };
}

/** A study with more files than one may have, those in archives counted. */
export function tooManyFiles(most: number): StudyRefused {
  const limit = most.toLocaleString('en-US');
  return new StudyRefused({
    code: 'too-many-files',
    message: `got more than ${limit} files in the study; wanted at most ${limit}. Remove files that do not belong to it.`,
  });
}

/** @throws StudyRefused `checksum-mismatch` */
export function checkSha256(path: string, got: string | undefined, wanted: string): void {
  if (got !== wanted) {
    throw refusedFile(
      'checksum-mismatch',
      path,
      `SHA-256 ${got ?? 'of no file'}`,
      `${wanted}, as manifest.json declares`,
    );
  }
}

function refusedFile(code: string, path: string, got: string, wanted: string): StudyRefused {
  return new StudyRefused({
    code,
    message: `${path}: got ${got}; wanted ${wanted}. Upload the file again, and manifest.json last.`,
  });
}

/** One piece of work for each sequence that the manifest names. */
export function workOf(
  { institution, studyId, executionArn, manifestHash }: StudyReference,
  { protocol, sequences }: Manifest,
): SequenceWork[] {
  return (Object.entries(sequences) as [SequenceName, SequenceWork['source']][]).map(([sequence, source]) => ({
    study: { institution, studyId },
    protocol,
    sequence,
    source,
    manifestHash,
    executionArn,
  }));
}
