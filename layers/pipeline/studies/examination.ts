/** What admission finds out from the bytes of a study: whole as declared, and nothing that identifies the patient. */
import { createHash } from 'node:crypto';
import {
  type DeidentificationReceipt,
  examinePath,
  IDENTITY_CHECK_VERSION,
  IdentifyingBytes,
  type IdentifyingPaths,
  IdentityCheck,
  type IdentityFinding,
  type InputRefused,
} from '@radscore/imaging';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { isArchive, listedPlace } from '../contracts/manifest.ts';
import { KEPT_FINDINGS, NAMED_FILES, type StoredReceipt } from '../contracts/receipt.ts';
import { StudyRefused } from '../errors.ts';
import { streamObject } from '../storage/objects.ts';
import { checkSha256, MOST_OBJECTS, type NameFile, type StudyFiles, tooManyFiles, unlistedPlace } from './admission.ts';
import { examineArchive, refusalOf } from './archive-examination.ts';

/** Small files wait for the network more than they take memory. */
const SMALL_BYTES = 2 ** 21;
const PARALLEL_SMALL = 16;

/** Names a file by its path unless the path by itself may identify a person; the study need not be examined yet. */
export const nameable: NameFile = (path, place) => (examinePath(path).length > 0 ? place : path);

interface ListedOrNot {
  readonly path: string;
  readonly bytes: number;
  /** As the manifest declares it. */
  readonly sha256: string | undefined;
  readonly place: string;
}

export interface Examination {
  readonly receipt: DeidentificationReceipt;
  /** Why listed files cannot be used, the first of them first. */
  readonly refusals: readonly StudyRefused[];
  /** Files that may not be named by their paths, and what stands for them. */
  readonly paths: IdentifyingPaths;
}

/**
 * Reads every file of a study once: its SHA-256 and what can hold an identity come from the same bytes. Small files are
 * read side by side, large ones and archives one after the other, and of each only its findings are kept. What lies in an
 * archive is examined like any file, one member at a time.
 *
 * @throws StudyRefused `too-many-files` with what lies in archives
 */
export async function examineFiles(bucket: string, study: StudyKey, files: StudyFiles): Promise<Examination> {
  const check = new IdentityCheck();
  const refusals = new Map<string, StudyRefused>();
  const doubts: IdentityFinding[] = [];
  const all: ListedOrNot[] = [
    ...files.listed.map((file, i) => ({ ...file, place: listedPlace(i) })),
    ...files.unlisted.map(({ path, bytes }, i) => ({ path, bytes, sha256: undefined, place: unlistedPlace(i) })),
  ];
  for (const { path, place } of all) check.addPath(path, place);
  /** What was found out of a file once its last byte was read. */
  const conclude = (
    { path, sha256 }: ListedOrNot,
    got: string | undefined,
    refusal: InputRefused | undefined,
  ): void => {
    if (sha256 === undefined) {
      if (refusal) doubts.push(inDoubt(path));
      return;
    }
    try {
      checkSha256(path, got, sha256);
      if (refusal) throw new StudyRefused(refusal, { cause: refusal });
    } catch (error) {
      if (!(error instanceof StudyRefused)) throw error;
      refusals.set(path, error);
    }
  };
  const examine = async (file: ListedOrNot): Promise<void> => {
    const body = await streamObject(bucket, studyPrefix(study) + file.path);
    const hash = createHash('sha256');
    const identifying = new IdentifyingBytes(file.path);
    let refusal: InputRefused | undefined;
    for await (const piece of body ?? []) {
      hash.update(piece);
      // A file that cannot be checked is read on: its checksum says whether the upload damaged it.
      refusal ??= refusalOf(() => identifying.push(piece));
    }
    const before = check.refusals.length;
    refusal ??= refusalOf(() => check.add(identifying.end()));
    refusal ??= check.refusals[before];
    conclude(file, body && hash.digest('hex'), refusal);
  };
  const isSmall = ({ path, bytes }: ListedOrNot): boolean => bytes <= SMALL_BYTES && !isArchive(path);
  const small = all.filter(isSmall);
  await Promise.all(
    Array.from({ length: PARALLEL_SMALL }, async () => {
      for (let file = small.shift(); file; file = small.shift()) await examine(file);
    }),
  );
  let count = all.length;
  for (const file of all.filter((one) => !isSmall(one))) {
    if (!isArchive(file.path)) {
      await examine(file);
      continue;
    }
    const { sha256, refusal, members } = await examineArchive(bucket, study, file, check);
    conclude(file, sha256, refusal);
    count += members;
    if (count > MOST_OBJECTS) throw tooManyFiles(MOST_OBJECTS);
  }

  const found = check.receipt();
  const paths = check.identifyingPaths();
  const named = doubts.map((doubt) => ({ ...doubt, file: paths.get(doubt.file) ?? doubt.file }));
  const findings = [...found.findings, ...named].sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0));
  return {
    receipt: { ...found, verdict: findings.length > 0 ? 'quarantine' : 'clean', findings },
    refusals: files.listed.flatMap(({ path }) => refusals.get(path) ?? []),
    paths,
  };
}

/** A file that is not listed and cannot be checked is not missed by the study, and may be anything. */
function inDoubt(file: string): IdentityFinding {
  return {
    code: 'identity.file',
    file,
    files: 1,
    where: 'a file that manifest.json does not list and that cannot be checked',
    remedy: 'Leave it out, or list it if it belongs to the study.',
  };
}

/** The receipt as it is kept with the study. */
export function receiptOf(
  study: StudyKey,
  manifestHash: string,
  { receipt, paths }: Examination,
  { unlisted }: StudyFiles,
  now: Date,
): StoredReceipt {
  const { verdict, profile, declared, options, files, findings } = receipt;
  return {
    studyId: study.studyId,
    manifestHash,
    examinedAt: now.toISOString(),
    verdict,
    profile,
    checkVersion: IDENTITY_CHECK_VERSION,
    declared,
    options: [...options],
    files,
    unlisted: {
      files: unlisted.length,
      names: unlisted.slice(0, NAMED_FILES).map(({ path }) => paths.get(path) ?? path),
    },
    findings: findings.slice(0, KEPT_FINDINGS).map((finding) => ({ ...finding })),
    more: Math.max(0, findings.length - KEPT_FINDINGS),
  };
}
