import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
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
import { MANIFEST_FILE, type Manifest, repeatedImage, repeatedSource } from '@radscore/pipeline';
import { inspectManifest, type ManifestInspection } from '@radscore/pipeline/inspection';
import { EXIT, type ExitCode, UsageProblem } from '../failure.ts';
import { readImageFiles } from '../image-files.ts';
import { readManifestFile } from '../manifest-file.ts';
import { withResult } from '../result.ts';
import { jsonText, type Terminal } from '../terminal.ts';

export interface InspectOptions {
  readonly json?: boolean;
  /** A folder for a picture of each region of interest on its image. */
  readonly pictures?: string;
  /** Where to write the page that inspects studies in a browser. */
  readonly page?: string;
}

const EXIT_OF_VERDICT = { accepted: EXIT.ok, quarantined: EXIT.quarantined, refused: EXIT.refused } as const;

/** `radscore inspect STUDY_DIR`: what admission will say, before anything leaves this machine; or the page that says it. */
export async function inspect(
  folder: string | undefined,
  options: InspectOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if ((folder === undefined) === (options.page === undefined)) {
    throw new UsageProblem('wanted either the folder of a study, or --page with the file to write.');
  }
  return folder === undefined ? writePage(String(options.page), terminal) : inspectFolder(folder, options, terminal);
}

async function writePage(file: string, terminal: Terminal): Promise<ExitCode> {
  const { buildInspectionPage } = await import('@radscore/console/inspection-page');
  await withResult(file, terminal, async (write) => write(await buildInspectionPage()));
  terminal.note(`→ ${file}: open it in a browser and drop the folder of a study on it.`);
  return EXIT.ok;
}

async function inspectFolder(folder: string, options: InspectOptions, terminal: Terminal): Promise<ExitCode> {
  const manifest = readManifestFile(folder);
  const files = readImageFiles(folder, 'image')
    .map(({ name, bytes }) => ({ name: relative(folder, name).split(sep).join('/'), bytes }))
    .filter(({ name }) => name !== MANIFEST_FILE);
  const draw = options.pictures === undefined ? undefined : drawInto(options.pictures, terminal);
  const inspection: StudyInspection & Partial<ManifestInspection> = manifest
    ? withRepeatedImage(withChecksums(inspectManifest(files, manifest, draw), files, manifest), manifest)
    : inspectStudy(files, undefined, draw);
  terminal.out(options.json ? jsonText(inspection) : inLines(inspectionInWords(inspection, inspection.repairs)));
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
function withChecksums<T extends StudyInspection>(inspection: T, files: readonly NamedBytes[], manifest: Manifest): T {
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
function withRepeatedImage<T extends StudyInspection>(inspection: T, manifest: Manifest): T {
  const repeated = repeatedSource(manifest, 'sha256');
  if (!repeated) return inspection;
  const { first, second, image } = repeated;
  const { code, message } = repeatedImage(first, second, `the image ${image}`);
  return withFindings(inspection, [{ code, file: image, message, remedy: 'Correct manifest.json.' }]);
}

function withFindings<T extends StudyInspection>(inspection: T, more: readonly StudyFinding[]): T {
  if (more.length === 0) return inspection;
  const verdict = inspection.verdict === 'quarantined' ? 'quarantined' : 'refused';
  return { ...inspection, verdict, findings: [...inspection.findings, ...more] };
}

function inLines({ verdict, findings, images, regions, notes, receipt }: InspectionInWords): string {
  const lines = [verdict, ...[...findings, ...images].map((line) => `  ${line}`)];
  for (const { region, more } of regions) lines.push(`  ${region}`, ...more.map((line) => `    ${line}`));
  lines.push(...[...notes, receipt].map((line) => `  ${line}`));
  return `${lines.join('\n')}\n`;
}
