/** Writes the manifest of a study: which files are which sequence, and what the options add. */
import { join } from 'node:path';
import { findingsInWords, leftOutInWords, type NamedBytes, withoutPaths } from '@radscore/imaging';
import { MANIFEST_FILE, type Manifest, SEQUENCES } from '@radscore/pipeline';
import { DEFAULT_PROTOCOL } from '../service/defaults.ts';
import { writeResult } from '../terminal/result.ts';
import { formatBytes, type Terminal } from '../terminal/terminal.ts';
import { type ClinicalOptions, clinicalFrom, clinicalLines } from './clinical-options.ts';
import { type ComposedStudy, composeStudy, requireDecided, type SequenceOptions } from './compose-manifest.ts';
import { buildManifest } from './manifest-file.ts';
import { readStudyFiles } from './study-folder.ts';
import { encodeManifest } from './upload.ts';

export interface ManifestOptions extends ClinicalOptions, SequenceOptions {
  readonly protocol?: string;
  readonly studyId?: string;
  /** Pseudonym of the patient; site of the images; the study that this one repeats. */
  readonly patient?: string;
  readonly site?: string;
  readonly repeatOf?: string;
  readonly pcr?: boolean;
  readonly synthetic?: boolean;
}

/** Writes the manifest.json that inspection proposes for a study folder, and reports what is in it. */
export async function makeManifest(folder: string, options: ManifestOptions, terminal: Terminal): Promise<Manifest> {
  const files = readStudyFiles(folder);
  const composed = composeStudy(folder, files, options);
  if (composed.undecided.length > 0) sayFindings(composed, terminal);
  requireDecided(composed);
  const manifest = manifestOf(folder, files, composed, options);
  await saveManifest(folder, manifest, composed, options, terminal);
  sayFindings(composed, terminal);
  return manifest;
}

/** The manifest of a study as it was put together. @throws UsageProblem, ProtocolNotFound */
export function manifestOf(
  folder: string,
  files: readonly NamedBytes[],
  composed: ComposedStudy,
  options: ManifestOptions,
): Manifest {
  const { protocol = DEFAULT_PROTOCOL, studyId, patient, site, repeatOf, pcr, synthetic } = options;
  return buildManifest(folder, composed, files, {
    protocol,
    studyId,
    belongings: { patient, site, repeatOf },
    origin: synthetic ? 'synthetic' : undefined,
    clinical: clinicalFrom(protocol, options).clinical,
    outcome: pcr === undefined ? undefined : { pcr },
  });
}

/** Writes manifest.json and says what is in it, why, and what is left out. */
export async function saveManifest(
  folder: string,
  manifest: Manifest,
  { because, leftOut, paths }: ComposedStudy,
  options: ManifestOptions,
  terminal: Terminal,
): Promise<void> {
  const file = join(folder, MANIFEST_FILE);
  await writeResult(new TextDecoder().decode(encodeManifest(manifest)), file, terminal);
  const note = (line: string): void => terminal.note(withoutPaths(line, paths));
  describe(manifest, because, note);
  const { notes } = clinicalFrom(manifest.protocol, options);
  for (const one of notes) note(`  warning, clinical: ${one}`);
  for (const one of leftOut) terminal.note(leftOutInWords(one));
  terminal.note(`→ ${file}`);
}

/** What stands against the study as it is; a manifest is written all the same, for those who repair it. */
function sayFindings({ inspection }: ComposedStudy, terminal: Terminal): void {
  if (inspection.verdict === 'accepted') return;
  terminal.note(
    `inspection of the folder: ${inspection.verdict}. \`radscore submit\` sends nothing until this is repaired:`,
  );
  for (const line of findingsInWords(inspection)) terminal.note(`  ${line}`);
}

function describe(
  { studyId, protocol, origin, sequences, clinical, outcome, files }: Manifest,
  because: ComposedStudy['because'],
  note: (line: string) => void,
): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  note(`${studyId}, ${protocol}: ${files.length} files, ${formatBytes(bytes)}`);
  if (origin === 'synthetic') note('  synthetic: of no patient');
  for (const name of SEQUENCES) {
    const sequence = sequences[name];
    if (!sequence) {
      note(`  ${name.padEnd(5)} none: the study will be partial`);
      continue;
    }
    const { series, phase, roi } = sequence;
    const label = roi.label === undefined ? '' : ` label ${[roi.label].flat().join(' + ')}`;
    const volumeKeys = {
      ...(series && { series: typeof series === 'string' ? series : `of ${series.length} UIDs` }),
      ...sequence.volume,
      ...(phase !== undefined && { phase }),
    };
    const volume = Object.entries(volumeKeys).map(([key, value]) => `, ${key} ${value}`);
    const why = because[name] === undefined ? '' : ` (${because[name]})`;
    note(`  ${name.padEnd(5)} ${sequence.image}${volume.join('')}, ROI ${roi.file}${label}${why}`);
  }
  for (const line of clinicalLines(protocol, clinical ?? {})) note(`  ${line}`);
  if (outcome) note(`  outcome ${outcome.pcr ? 'pCR' : 'no pCR'}`);
}
