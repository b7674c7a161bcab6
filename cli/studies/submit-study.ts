/** `radscore submit`: uploads a study with its manifest, and waits for the end of its analysis if asked to. */
import { findingsInWords, type StudyInspection } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { ApiProblem, type RadscoreClient, type Study } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode, exitCodeOfReason, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitFor } from '../terminal/waiting.ts';
import { archiveStudy } from './archive-study.ts';
import { composeStudy, requireDecided } from './compose-manifest.ts';
import { inspectAgainst } from './inspect-folder.ts';
import { type ManifestOptions, manifestOf, saveManifest } from './make-manifest.ts';
import { readManifestFile } from './manifest-file.ts';
import { readStudyFiles } from './study-folder.ts';
import { describeStudy, waitingText } from './study-report.ts';
import { uploadStudy } from './upload.ts';

export interface SubmitOptions extends ManifestOptions, ConnectionOptions {
  readonly wait?: boolean;
  /** One archive for each sequence; false for none, left out for sequences of many files. */
  readonly archive?: boolean;
  /** False: what may identify the patient or cannot be read is sent all the same. */
  readonly inspect?: boolean;
}

const ENDED: ReadonlySet<Study['status']> = new Set(['complete', 'partial', 'failed', 'quarantined']);

/** `radscore submit STUDY_DIR`: inspects a study and uploads it, its manifest last; nothing is sent of one that is not accepted. */
export async function submitStudy(folder: string, options: SubmitOptions, terminal: Terminal): Promise<ExitCode> {
  const inspected = inspectFirst(folder, options);
  if ('refused' in inspected) return sayRefused(inspected.refused, terminal);
  const client = connect(options);
  await inspected.save(terminal);
  const { manifest } = inspected;
  const { studyId } = manifest;
  const before = await findStudy(client, studyId);
  const { engineVersion } = await client.health();
  // A manifest of which the study is complete is analysed again only by another engine; an earlier service does not name its own.
  const isSameEngine = engineVersion === undefined || before?.engineVersion === engineVersion;
  const isDone = before?.status === 'complete' && isSameEngine;
  const manifestHash = await upload(client, await archiveStudy(folder, manifest, options.archive, terminal), terminal);
  if (!options.wait) {
    terminal.note(`${studyId} is uploaded, its analysis starts. \`radscore status ${studyId}\` shows how it goes.`);
    return EXIT.ok;
  }
  const study = await waitFor<Study>(terminal, async () => {
    const now = await client.study(studyId);
    const waits = now.waiting ? `, ${waitingText(now.waiting)}` : '';
    return hasEnded(now, { before, isDone }, manifestHash)
      ? { done: now }
      : { going: `${studyId}: ${now.status}${waits}` };
  });
  terminal.out(describeStudy(study));
  terminal.note(study.notice);
  if (study.status === 'quarantined') return EXIT.quarantined;
  if (study.waiting) return EXIT.unexpected;
  return study.status === 'failed' ? exitCodeOfReason(study.reason?.code ?? 'internal-error') : EXIT.ok;
}

/** Options that say what a manifest is to hold. */
const OF_MANIFEST = [
  ...(['protocol', 'studyId', 'patient', 'site', 'repeatOf', 'ki67', 'morphology', 'clinical', 'pcr'] as const),
  ...(['synthetic', 'sequence', 'select', 'phase', 'acceptRepair'] as const),
];

type Refused = Pick<StudyInspection, 'verdict' | 'findings' | 'receipt'>;

/** A study that may be sent, with what is left to be written to its folder; or why nothing is sent. */
type Inspected =
  | { readonly refused: Refused }
  | { readonly manifest: Manifest; readonly save: (terminal: Terminal) => Promise<void> };

/**
 * Reads a study once and inspects it before anything leaves this machine: against its manifest, or else as a folder whose
 * manifest inspection proposes, and then what that manifest would send.
 */
function inspectFirst(folder: string, options: SubmitOptions): Inspected {
  const isInspected = options.inspect !== false;
  const existing = readManifestFile(folder);
  if (existing) {
    requireNoOptions(folder, options);
    const found = isInspected ? inspectAgainst(readStudyFiles(folder), existing) : undefined;
    return found && found.verdict !== 'accepted'
      ? { refused: found }
      : { manifest: existing, save: () => Promise.resolve() };
  }
  const files = readStudyFiles(folder);
  const composed = composeStudy(folder, files, options);
  // With a sequence that is named, the manifest decides what counts: the folder may hold what it names nothing of.
  const isFolderMeant = options.sequence === undefined;
  if (isInspected && isFolderMeant && composed.inspection.verdict !== 'accepted')
    return { refused: composed.inspection };
  requireDecided(composed);
  const manifest = manifestOf(folder, files, composed, options);
  const found = isInspected ? inspectAgainst(files, manifest) : undefined;
  if (found && found.verdict !== 'accepted') return { refused: found };
  return { manifest, save: (terminal) => saveManifest(folder, manifest, composed, options, terminal) };
}

function requireNoOptions(folder: string, options: SubmitOptions): void {
  if (OF_MANIFEST.every((name) => options[name] === undefined)) return;
  throw new UsageProblem(
    `got options for the manifest, but ${folder} has one; wanted one or the other. Write it again with \`radscore manifest\`, or submit it as it is.`,
  );
}

/** Nothing was sent: the verdict, and everything that led to it. */
function sayRefused(found: Refused, terminal: Terminal): ExitCode {
  terminal.note(`nothing was sent. ${VERDICTS[found.verdict]}`);
  for (const line of findingsInWords(found)) terminal.note(`  ${line}`);
  return found.verdict === 'quarantined' ? EXIT.quarantined : EXIT.refused;
}

const VERDICTS = {
  accepted: '',
  quarantined: 'quarantined: something may identify the patient. Repair it; --no-inspect sends it all the same.',
  refused: 'refused: it cannot be processed as it is.',
} as const;

async function upload(
  client: RadscoreClient,
  { manifest, files }: Awaited<ReturnType<typeof archiveStudy>>,
  terminal: Terminal,
): Promise<string> {
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = startProgress(terminal, 'Uploading', total);
  try {
    return await uploadStudy(client, {
      studyId: manifest.studyId,
      files,
      manifest,
      progress: ({ bytes, files, totalFiles, arrived }) => {
        const before = arrived > 0 ? `, ${arrived} of them had arrived` : '';
        progress.show(Math.min(bytes, total), `${files} of ${totalFiles} files${before}`);
      },
    });
  } finally {
    progress.end();
  }
}

async function findStudy(client: RadscoreClient, studyId: string): Promise<Study | undefined> {
  try {
    return await client.study(studyId);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'study-not-found') return undefined;
    throw error;
  }
}

/**
 * Whether the status shown now is the end of this submission, not of an earlier one.
 *
 * @param isDone whether the study, as it was before, needs no analysis if its manifest is the same
 */
function hasEnded(
  now: Study,
  { before, isDone }: { readonly before: Study | undefined; readonly isDone: boolean },
  manifestHash: string,
): boolean {
  // Nothing happens any more until the operator has seen to it.
  if (now.waiting && now.waiting.retryAt === undefined) return now.waiting.since !== before?.waiting?.since;
  if (!ENDED.has(now.status)) return false;
  // A study that fails before its manifest could be read has none.
  if (now.manifestHash !== manifestHash) return now.manifestHash === undefined && now.updatedAt !== before?.updatedAt;
  return (isDone && before?.manifestHash === manifestHash) || now.updatedAt !== before?.updatedAt;
}
