/** Writes the manifest of a study: which files are which sequence, and what the options add. */
import { join } from 'node:path';
import type { SeriesSelection } from '@radscore/imaging';
import { MANIFEST_FILE, type Manifest, REPAIRS, SEQUENCES } from '@radscore/pipeline';
import { ALL_SELECTION_FORMS, selectionFrom } from '../files/selection.ts';
import { DEFAULT_PROTOCOL } from '../service/defaults.ts';
import { UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { writeResult } from '../terminal/result.ts';
import { formatBytes, type Terminal } from '../terminal/terminal.ts';
import { type ClinicalOptions, clinicalFrom, clinicalLines } from './clinical-options.ts';
import { buildManifest } from './manifest-file.ts';
import { findSequences, parseSequences, type StudyFolder } from './study-folder.ts';
import { encodeManifest } from './upload.ts';

export interface ManifestOptions extends ClinicalOptions {
  readonly protocol?: string;
  readonly studyId?: string;
  /** Pseudonym of the patient; site of the images; the study that this one repeats. */
  readonly patient?: string;
  readonly site?: string;
  readonly repeatOf?: string;
  /** `t2fs=image:roi[:label]` or `t2fs=none`. */
  readonly sequence?: readonly string[];
  /** `dce=type=W,phase=1`: the volume of that sequence that is meant, in the forms of `--select`. */
  readonly select?: readonly string[];
  /** `t2fs=resample-to-image`: the repair of that sequence's region of interest that is accepted. */
  readonly acceptRepair?: readonly string[];
  readonly pcr?: boolean;
  readonly synthetic?: boolean;
}

/** Finds the sequences of a study folder, writes its manifest.json and reports what is in it. */
export async function makeManifest(folder: string, options: ManifestOptions, terminal: Terminal): Promise<Manifest> {
  const { protocol = DEFAULT_PROTOCOL, studyId, patient, site, repeatOf, pcr, synthetic } = options;
  const { clinical, notes } = clinicalFrom(protocol, options);
  const belongings = { patient, site, repeatOf };
  const sequencesFound = findSequences(folder, parseSequences(options.sequence ?? []));
  const found = withRepairs(withVolumes(sequencesFound, options.select ?? []), options.acceptRepair ?? []);
  const progress = startProgress(terminal, 'Reading', found.files.length);
  let manifest: Manifest;
  try {
    manifest = await buildManifest(
      folder,
      found,
      {
        protocol,
        studyId,
        belongings,
        origin: synthetic ? 'synthetic' : undefined,
        clinical,
        outcome: pcr === undefined ? undefined : { pcr },
      },
      (files) => progress.show(files, `${files} of ${found.files.length} files`),
    );
  } finally {
    progress.end();
  }
  const file = join(folder, MANIFEST_FILE);
  await writeResult(new TextDecoder().decode(encodeManifest(manifest)), file, terminal);
  describe(manifest, terminal);
  for (const note of notes) terminal.note(`  warning, clinical: ${note}`);
  if (found.leftOut.length > 0) terminal.note(`in no sequence, left out: ${found.leftOut.join(', ')}`);
  terminal.note(`→ ${file}`);
  return manifest;
}

/** Adds the selected volume to each sequence. @throws UsageProblem */
function withVolumes(found: StudyFolder, selected: readonly string[]): StudyFolder {
  const sequences = { ...found.sequences };
  for (const text of selected) {
    const at = text.indexOf('=');
    const sequence = SEQUENCES.find((known) => known === text.slice(0, at));
    const selection = selectionFrom(text.slice(at + 1));
    const own = sequence && sequences[sequence];
    if (!sequence || !selection || !own) {
      throw new UsageProblem(
        `got --select ${text}; wanted one of ${Object.keys(sequences).join(', ')}, = and ${ALL_SELECTION_FORMS}. \`radscore inspect\` lists them.`,
      );
    }
    sequences[sequence] = { ...own, ...volumeOf(selection) };
  }
  return { ...found, sequences };
}

/** A selection in the terms of a manifest. */
function volumeOf({ seriesUid, seriesNumber, bValue, channel, adc, ...others }: SeriesSelection): object {
  const volume = {
    ...others,
    ...(adc && { adc }),
    ...(bValue !== undefined && { b: bValue }),
    ...(seriesNumber !== undefined && { series: seriesNumber }),
  };
  return {
    ...(seriesUid !== undefined && { series: seriesUid }),
    ...(Object.keys(volume).length > 0 && { volume }),
  };
}

/** Adds the accepted repair to each sequence. @throws UsageProblem */
function withRepairs(found: StudyFolder, accepted: readonly string[]): StudyFolder {
  const sequences = { ...found.sequences };
  for (const text of accepted) {
    const [name, repair] = text.split('=');
    const sequence = SEQUENCES.find((known) => known === name);
    const known = REPAIRS.find((one) => one === repair);
    const own = sequence && sequences[sequence];
    if (!sequence || !known || !own) {
      throw new UsageProblem(
        `got --accept-repair ${text}; wanted one of ${Object.keys(sequences).join(', ')}, = and one of ${REPAIRS.join(', ')}. \`radscore inspect\` proposes one.`,
      );
    }
    sequences[sequence] = { ...own, repair: known };
  }
  return { ...found, sequences };
}

function describe(
  { studyId, protocol, origin, sequences, clinical, outcome, files }: Manifest,
  terminal: Terminal,
): void {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  terminal.note(`${studyId}, ${protocol}: ${files.length} files, ${formatBytes(bytes)}`);
  if (origin === 'synthetic') terminal.note('  synthetic: of no patient');
  for (const name of SEQUENCES) {
    const sequence = sequences[name];
    if (!sequence) {
      terminal.note(`  ${name.padEnd(5)} none: the study will be partial`);
      continue;
    }
    const label = sequence.roi.label === undefined ? '' : ` label ${sequence.roi.label}`;
    const volumeKeys = { ...(sequence.series && { series: sequence.series }), ...sequence.volume };
    const volume = Object.entries(volumeKeys).map(([key, value]) => `, ${key} ${value}`);
    terminal.note(`  ${name.padEnd(5)} ${sequence.image}${volume.join('')}, ROI ${sequence.roi.file}${label}`);
  }
  for (const line of clinicalLines(protocol, clinical ?? {})) terminal.note(`  ${line}`);
  if (outcome) terminal.note(`  outcome ${outcome.pcr ? 'pCR' : 'no pCR'}`);
}
