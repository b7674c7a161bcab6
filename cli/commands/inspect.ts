import '@radscore/imaging/node';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { type DrawRegion, inspectStudy, type NamedBytes, pictureOfRegion, type StudyFinding } from '@radscore/imaging';
import { MANIFEST_FILE, type Manifest } from '@radscore/pipeline';
import { inspectManifest, type ManifestInspection } from '@radscore/pipeline/inspection';
import { EXIT, type ExitCode } from '../failure.ts';
import { readImageFiles } from '../image-files.ts';
import { readManifestFile } from '../manifest-file.ts';
import { jsonText, short, type Terminal } from '../terminal.ts';

export interface InspectOptions {
  readonly json?: boolean;
  /** A folder for a picture of each region of interest on its image. */
  readonly pictures?: string;
}

/** What is known of a study; notes only where a manifest says what to read. */
type Inspection = Omit<ManifestInspection, 'notes' | 'repairs'> &
  Partial<Pick<ManifestInspection, 'notes' | 'repairs'>>;

const EXIT_OF_VERDICT = { accepted: EXIT.ok, quarantined: EXIT.quarantined, refused: EXIT.refused } as const;

/** `radscore inspect STUDY_DIR`: what admission will say, before anything leaves this machine. */
export async function inspect(folder: string, options: InspectOptions, terminal: Terminal): Promise<ExitCode> {
  const manifest = readManifestFile(folder);
  const files = readImageFiles(folder, 'image')
    .map(({ name, bytes }) => ({ name: relative(folder, name).split(sep).join('/'), bytes }))
    .filter(({ name }) => name !== MANIFEST_FILE);
  const draw = options.pictures === undefined ? undefined : drawInto(options.pictures, terminal);
  const inspection = manifest
    ? withChecksums(inspectManifest(files, manifest, draw), files, manifest)
    : inspectStudy(files, undefined, draw);
  terminal.out(options.json ? jsonText(inspection) : inWords(inspection));
  return EXIT_OF_VERDICT[inspection.verdict];
}

/** A PNG for each region, named by its file and label, and by the sequence where several may use one file. */
function drawInto(folder: string, terminal: Terminal): DrawRegion {
  mkdirSync(folder, { recursive: true });
  return ({ file, label, state, sequence }, image, mask) => {
    if (!mask.voxels.includes(1)) return;
    const name = `${sequence === undefined ? '' : `${sequence}-`}${file.replace(/[^\w.-]+/g, '_')}-${label}${state && `-${state}`}.png`;
    writeFileSync(join(folder, name), pictureOfRegion(image, mask));
    terminal.note(`→ ${join(folder, name)}`);
  };
}

/** Files that are as long as the manifest says, but of other content. */
function withChecksums(
  inspection: ManifestInspection,
  files: readonly NamedBytes[],
  manifest: Manifest,
): ManifestInspection {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const changed = files.flatMap(({ name, bytes }): StudyFinding[] => {
    const file = listed.get(name);
    const isAsLong = file?.bytes === bytes.length;
    if (!isAsLong || file.sha256 === createHash('sha256').update(bytes).digest('hex')) return [];
    const remedy = 'Write the manifest anew with `radscore manifest`.';
    const message = `${name}: got another SHA-256; wanted the one that manifest.json lists. ${remedy}`;
    return [{ code: 'checksum-mismatch', file: name, message, remedy }];
  });
  if (changed.length === 0) return inspection;
  const verdict = inspection.verdict === 'quarantined' ? 'quarantined' : 'refused';
  return { ...inspection, verdict, findings: [...inspection.findings, ...changed] };
}

function inWords({ verdict, findings, series, rois, receipt, notes = [], repairs = [] }: Inspection): string {
  const lines = [`${verdict}: ${MEANING[verdict]}`];
  for (const { code, file, message, remedy } of findings) {
    const isWhole = message.includes(remedy);
    const place = file !== undefined && !message.includes(file) ? `${file}: ` : '';
    lines.push(`  ${code}: ${place}${message}${isWhole ? '' : `. ${remedy}`}`);
  }
  for (const { name, sequence, because, size, spacing, orientation } of series) {
    const kind = sequence ? `${sequence}${because ? ` (${because})` : ''}, ` : '';
    lines.push(
      `  image ${name}: ${kind}${size.join(' × ')} voxels of ${spacing.map(short).join(' × ')} mm, ${orientation}`,
    );
  }
  for (const { sequence, file, image, label, voxels, slices, millilitres, placement, repair } of rois) {
    lines.push(
      `  ROI ${file}, label ${label}, on ${image}: ${voxels} voxels, ${slices} slices, ${short(millilitres)} ml`,
    );
    if (placement && (repair || placement.fractionOutside > 0)) {
      const { size, spacing, orientation, displacementMm, fractionOutside } = placement;
      const displaced = displacementMm === undefined ? '' : `, displaced by up to ${short(displacementMm)} mm`;
      lines.push(
        `    stored as ${size.join(' × ')} voxels of ${spacing.map(short).join(' × ')} mm, ${orientation}${displaced}, ${short(100 * fractionOutside)} % outside the image`,
      );
    }
    if (repair) {
      const overlap = `overlap ${short(repair.overlapBefore)} before, ${short(repair.overlapAfter)} after`;
      const isAccepted = repairs.some((applied) => applied.sequence === sequence && applied.file === file);
      const means = isAccepted ? 'is repaired, as manifest.json accepts, by' : 'can be repaired by';
      lines.push(`    ${means} "${repair.name}" (${overlap}): ${repair.says}`);
    }
  }
  for (const { sequence, code, message } of notes) lines.push(`  note, ${sequence}: ${code}: ${message}`);
  lines.push(`  identities: ${receipt.files} files checked against ${receipt.profile}: ${receipt.verdict}`);
  return `${lines.join('\n')}\n`;
}

const MEANING = {
  accepted: 'nothing stands against uploading this study.',
  quarantined: 'something may tell who the patient is. Do not upload it before it is mended.',
  refused: 'it cannot be processed as it is.',
} as const;
