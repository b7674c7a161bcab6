/** `radscore submit`: uploads a study with its manifest, and waits for the end of its analysis if asked to. */
import type { Manifest } from '@radscore/pipeline';
import { ApiProblem, type RadscoreClient, type Study } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode, exitCodeOfReason, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { waitFor } from '../terminal/waiting.ts';
import { type ManifestOptions, makeManifest } from './make-manifest.ts';
import { readManifestFile } from './manifest-file.ts';
import { describeStudy } from './study-report.ts';
import { uploadStudy } from './upload.ts';

export interface SubmitOptions extends ManifestOptions, ConnectionOptions {
  readonly wait?: boolean;
}

const ENDED: ReadonlySet<Study['status']> = new Set(['complete', 'partial', 'failed', 'quarantined']);

/** `radscore submit STUDY_DIR`: uploads a study, its manifest last. */
export async function submitStudy(folder: string, options: SubmitOptions, terminal: Terminal): Promise<ExitCode> {
  const client = connect(options);
  const manifest = await manifestOf(folder, options, terminal);
  const { studyId } = manifest;
  const before = await findStudy(client, studyId);
  const { engineVersion } = await client.health();
  // A manifest of which the study is complete is analysed again only by another engine; an earlier service does not name its own.
  const isSameEngine = engineVersion === undefined || before?.engineVersion === engineVersion;
  const isDone = before?.status === 'complete' && isSameEngine;
  const manifestHash = await upload(client, folder, manifest, terminal);
  if (!options.wait) {
    terminal.note(`${studyId} is uploaded, its analysis starts. \`radscore status ${studyId}\` shows how it goes.`);
    return EXIT.ok;
  }
  const study = await waitFor<Study>(terminal, async () => {
    const now = await client.study(studyId);
    return hasEnded(now, { before, isDone }, manifestHash) ? { done: now } : { going: `${studyId}: ${now.status}` };
  });
  terminal.out(describeStudy(study));
  terminal.note(study.notice);
  if (study.status === 'quarantined') return EXIT.quarantined;
  return study.status === 'failed' ? exitCodeOfReason(study.reason?.code ?? 'internal-error') : EXIT.ok;
}

/** Options that say what a manifest is to hold. */
const OF_MANIFEST = [
  ...(['protocol', 'studyId', 'patient', 'site', 'repeatOf', 'ki67', 'morphology', 'clinical', 'pcr'] as const),
  ...(['synthetic', 'sequence', 'select', 'acceptRepair'] as const),
];

async function manifestOf(folder: string, options: SubmitOptions, terminal: Terminal): Promise<Manifest> {
  const manifest = readManifestFile(folder);
  if (!manifest) return makeManifest(folder, options, terminal);
  if (OF_MANIFEST.every((name) => options[name] === undefined)) return manifest;
  throw new UsageProblem(
    `got options for the manifest, but ${folder} has one; wanted one or the other. Write it again with \`radscore manifest\`, or submit it as it is.`,
  );
}

async function upload(client: RadscoreClient, folder: string, manifest: Manifest, terminal: Terminal): Promise<string> {
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  const progress = startProgress(terminal, 'Uploading', total);
  try {
    return await uploadStudy(client, {
      studyId: manifest.studyId,
      files: folder,
      manifest,
      progress: ({ bytes, files, totalFiles }) =>
        progress.show(Math.min(bytes, total), `${files} of ${totalFiles} files`),
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
  if (!ENDED.has(now.status)) return false;
  // A study that fails before its manifest could be read has none.
  if (now.manifestHash !== manifestHash) return now.manifestHash === undefined && now.updatedAt !== before?.updatedAt;
  return (isDone && before?.manifestHash === manifestHash) || now.updatedAt !== before?.updatedAt;
}
