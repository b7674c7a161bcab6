/** `radscore inspect STUDY_DIR`: reads a study's folder and reports what admission will. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type DrawRegion,
  type InspectionInWords,
  inspectionInWords,
  inspectStudy,
  type NamedBytes,
  pictureOfRegion,
  type StudyFinding,
  type StudyInspection,
} from '@radscore/imaging/node';
import { type Manifest, repeatedImage, repeatedSource } from '@radscore/pipeline';
import { inspectManifest, type ManifestInspection } from '@radscore/pipeline/inspection';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { readManifestFile } from './manifest-file.ts';
import { readStudyFiles } from './study-folder.ts';

export interface InspectFolderOptions {
  readonly json?: boolean;
  /** A folder for a picture of each region of interest on its image. */
  readonly pictures?: string;
}

const EXIT_OF_VERDICT = { accepted: EXIT.ok, quarantined: EXIT.quarantined, refused: EXIT.refused } as const;

/** Inspects the files of a study, against its manifest if there is one, and reports the verdict. @throws InputRefused */
export async function inspectFolder(
  folder: string,
  options: InspectFolderOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const manifest = readManifestFile(folder);
  const files = readStudyFiles(folder);
  const draw = options.pictures === undefined ? undefined : drawInto(options.pictures, terminal);
  const inspection = manifest ? inspectAgainst(files, manifest, draw) : inspectStudy(files, undefined, draw);
  const repairs = 'repairs' in inspection ? inspection.repairs : [];
  terminal.out(options.json ? jsonText(inspection) : inLines(inspectionInWords(inspection, repairs)));
  return EXIT_OF_VERDICT[inspection.verdict];
}

/** What admission and preparation will find of the files that a manifest lists. */
export function inspectAgainst(
  files: readonly NamedBytes[],
  manifest: Manifest,
  draw?: DrawRegion,
): ManifestInspection {
  return withRepeatedImage(withChecksums(inspectManifest(files, manifest, draw), files, manifest), manifest);
}

/** A PNG for each region, named by its file and label, and by the sequence if several may use one file. */
function drawInto(folder: string, terminal: Terminal): DrawRegion {
  mkdirSync(folder, { recursive: true });
  return ({ file, label, state, sequence }, image, mask) => {
    if (!mask.voxels.includes(1)) return;
    const name = `${sequence === undefined ? '' : `${sequence}-`}${file.replace(/[^\w.-]+/g, '_')}-${label}${state && `-${state}`}.png`;
    writeFileSync(join(folder, name), pictureOfRegion(image, mask));
    terminal.note(`→ ${join(folder, name)}`);
  };
}

/** Files with the length that the manifest lists, but other content. */
function withChecksums<T extends Found>(inspection: T, files: readonly NamedBytes[], manifest: Manifest): T {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const changed = files.flatMap(({ name, bytes }): StudyFinding[] => {
    const file = listed.get(name);
    const isAsLong = file?.bytes === bytes.length;
    if (!isAsLong || file.sha256 === createHash('sha256').update(bytes).digest('hex')) return [];
    const remedy = 'Write the manifest again with `radscore manifest`.';
    const message = `${name}: got another SHA-256; wanted the one that manifest.json lists. ${remedy}`;
    return [{ code: 'checksum-mismatch', file: name, message, remedy }];
  });
  return withFindings(inspection, changed);
}

/** One image that the manifest declares as two sequences. */
function withRepeatedImage<T extends Found>(inspection: T, manifest: Manifest): T {
  const repeated = repeatedSource(manifest, 'sha256');
  if (!repeated) return inspection;
  const { first, second, image } = repeated;
  const { code, message } = repeatedImage(first, second, `the image ${image}`);
  return withFindings(inspection, [{ code, file: image, message, remedy: 'Correct manifest.json.' }]);
}

function withFindings<T extends Found>(inspection: T, more: readonly StudyFinding[]): T {
  if (more.length === 0) return inspection;
  const verdict = inspection.verdict === 'quarantined' ? 'quarantined' : 'refused';
  return { ...inspection, verdict, findings: [...inspection.findings, ...more] };
}

type Found = Pick<StudyInspection, 'verdict' | 'findings'>;

function inLines({ verdict, findings, images, regions, proposal, notes, receipt }: InspectionInWords): string {
  const lines = [verdict, ...[...findings, ...images].map((line) => `  ${line}`)];
  for (const { region, more } of regions) lines.push(`  ${region}`, ...more.map((line) => `    ${line}`));
  lines.push(...[...proposal, ...notes, receipt].map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}
