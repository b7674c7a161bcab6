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
  InputRefused,
} from '@radscore/imaging';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { listedPlace } from '../contracts/manifest.ts';
import { KEPT_FINDINGS, NAMED_FILES, type StoredReceipt } from '../contracts/receipt.ts';
import { StudyRefused } from '../errors.ts';
import { streamObject } from '../storage/objects.ts';
import { checkSha256, type NameFile, type StudyFiles, unlistedPlace } from './admission.ts';

/** Small files wait for the network more than they take memory. */
const SMALL_BYTES = 2 ** 21;
const PARALLEL_SMALL = 16;

/** Names a file by its path unless the path by itself may identify a person; the study need not be examined yet. */
export const nameable: NameFile = (path, place) => (examinePath(path).length > 0 ? place : path);

export interface Examination {
  readonly receipt: DeidentificationReceipt;
  /** Why listed files cannot be used, the first of them first. */
  readonly refusals: readonly StudyRefused[];
  /** Files that may not be named by their paths, and what stands for them. */
  readonly paths: IdentifyingPaths;
}

/**
 * Reads every file of a study once: its SHA-256 and what can hold an identity come from the same bytes. Small files are
 * read side by side, large ones one after the other, and of each only its findings are kept.
 */
export async function examineFiles(bucket: string, study: StudyKey, files: StudyFiles): Promise<Examination> {
  const check = new IdentityCheck();
  const refusals = new Map<string, StudyRefused>();
  const doubts: IdentityFinding[] = [];
  const all = [
    ...files.listed.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    ...files.unlisted.map(({ path, bytes }) => ({ path, bytes, sha256: undefined })),
  ];
  files.listed.forEach(({ path }, i) => {
    check.addPath(path, listedPlace(i));
  });
  files.unlisted.forEach(({ path }, i) => {
    check.addPath(path, unlistedPlace(i));
  });
  const examine = async ({ path, sha256 }: (typeof all)[number]): Promise<void> => {
    const body = await streamObject(bucket, studyPrefix(study) + path);
    const hash = createHash('sha256');
    const identifying = new IdentifyingBytes(path);
    let refusal: InputRefused | undefined;
    for await (const piece of body ?? []) {
      hash.update(piece);
      // A file that cannot be checked is read on: its checksum says whether the upload damaged it.
      refusal ??= refusalOf(() => identifying.push(piece));
    }
    const before = check.refusals.length;
    refusal ??= refusalOf(() => check.add(identifying.end()));
    refusal ??= check.refusals[before];
    if (sha256 === undefined) {
      if (refusal) doubts.push(inDoubt(path));
      return;
    }
    try {
      checkSha256(path, body && hash.digest('hex'), sha256);
      if (refusal) throw new StudyRefused(refusal, { cause: refusal });
    } catch (error) {
      if (!(error instanceof StudyRefused)) throw error;
      refusals.set(path, error);
    }
  };
  const isSmall = ({ bytes }: { bytes: number }): boolean => bytes <= SMALL_BYTES;
  const small = all.filter(isSmall);
  await Promise.all(
    Array.from({ length: PARALLEL_SMALL }, async () => {
      for (let file = small.shift(); file; file = small.shift()) await examine(file);
    }),
  );
  for (const file of all.filter((one) => !isSmall(one))) await examine(file);

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

function refusalOf(work: () => void): InputRefused | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof InputRefused) return error;
    throw error;
  }
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
