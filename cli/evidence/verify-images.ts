/** The steps of a verification up to the table: engine, images, settings, and the features computed again. */
import { availableParallelism } from 'node:os';
import { ARTEFACTS, type CrateFiles, type RunRecord } from '@radscore/pipeline/evidence';
import { openTable, type TableFile } from '../files/table-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type EngineRecord, engineIdentity } from './engine-record.ts';
import { cellsOfFit } from './feature-files.ts';
import {
  computeAgain,
  hashCase,
  type ImagesDocument,
  imageCases,
  type RecordedCase,
  settingsDocument,
  settingsOfDocument,
} from './feature-record.ts';
import { type Step, StepDiffers, type StepLog } from './steps.ts';

interface ImageOptions {
  readonly images?: string;
  readonly jobs?: number;
}

type RequireHash = (step: Step, path: string) => void;

/** @throws StepDiffers; UsageProblem for images where the bundle speaks of none */
export async function verifyImages(
  files: CrateFiles,
  requireHash: RequireHash,
  table: TableFile,
  run: RunRecord,
  { images, jobs = availableParallelism() }: ImageOptions,
  log: StepLog,
  terminal: Terminal,
): Promise<void> {
  const document = parsed<ImagesDocument>(files, ARTEFACTS.images);
  if (images !== undefined && document === undefined) {
    throw new UsageProblem(
      'got --images for a bundle that speaks of none; wanted it without. radscore evidence --images makes a bundle that does.',
    );
  }
  if (document === undefined || images === undefined) {
    const why = document === undefined ? 'the bundle speaks of no images' : 'no images at hand (--images)';
    if (document !== undefined) requireHash('image', ARTEFACTS.images);
    log.notChecked('image', why);
    verifySettings(files, requireHash, document, log);
    verifyEngine(files, requireHash, log);
    log.notChecked('features', why);
    return;
  }
  requireHash('image', ARTEFACTS.images);
  const cases = imageCases(await openTable(images, 'a table with the columns ID, Image and Mask'));
  const recorded = document.cases.map((one) => {
    const found = cases.find(({ row, sequence }) => row === one.row && sequence === one.sequence);
    if (!found) throw new StepDiffers('image', `${nameOf(one)} is in the bundle and not among the images given.`);
    terminal.status(`Hashing ${one.row} …`);
    const again = hashCase(found);
    if (again.image !== one.image)
      throw new StepDiffers(
        'image',
        `${nameOf(one)}: the image has other voxels or another grid than that of the bundle.`,
      );
    if (again.region !== one.region)
      throw new StepDiffers(
        'image',
        `${nameOf(one)}: the region has other voxels or another grid than that of the bundle.`,
      );
    return found;
  });
  log.same('image', `${recorded.length} images and regions`);
  verifySettings(files, requireHash, document, log);
  verifyEngine(files, requireHash, log);
  const settings = settingsOfDocument(parsed<Record<string, unknown>>(files, ARTEFACTS.settings) ?? {});
  const { hashes, other } = await computeAgain(recorded, settings, cellsOfFit(table, run, files), jobs);
  terminal.status('');
  const at = document.cases.findIndex((one, i) => one.features !== hashes[i]);
  if (at >= 0) {
    const where = other
      ? ` First: ${other.column} of row ${other.row}, ${other.computed} where the table has ${other.inTable}.`
      : '';
    throw new StepDiffers('features', `${nameOf(document.cases[at])} gives other values than it gave.${where}`);
  }
  log.same('features', `${document.agreement.values} values, the same to the last bit`);
}

function verifySettings(
  files: CrateFiles,
  requireHash: RequireHash,
  images: ImagesDocument | undefined,
  log: StepLog,
): void {
  if (!files.has(ARTEFACTS.settings)) {
    log.notChecked('settings', 'the bundle has none');
    return;
  }
  const document = parsed<Record<string, unknown>>(files, ARTEFACTS.settings);
  requireHash('settings', ARTEFACTS.settings);
  const again = document && settingsDocument(settingsOfDocument(document)).sha256;
  if (!document || document.sha256 !== again) {
    throw new StepDiffers(
      'settings',
      `${ARTEFACTS.settings} has the SHA-256 ${again}; wanted ${document?.sha256}, as it says.`,
    );
  }
  if (images && images.settings !== again) {
    throw new StepDiffers(
      'settings',
      `the images were measured by the settings ${images.settings}; the bundle has ${again}.`,
    );
  }
  log.same('settings', String(again));
}

function verifyEngine(files: CrateFiles, requireHash: RequireHash, log: StepLog): void {
  requireHash('engine', ARTEFACTS.engine);
  const recorded = parsed<EngineRecord>(files, ARTEFACTS.engine);
  const own = engineIdentity();
  const parts: readonly [string, string | undefined, string][] = [
    ['version of the program', recorded?.program?.version, own.program.version],
    ['version of the engine', recorded?.features?.version, own.features.version],
    ['fingerprint of the features', recorded?.features?.fingerprint, own.features.fingerprint],
    ['fingerprint of the statistics', recorded?.statistics?.fingerprint, own.statistics.fingerprint],
  ];
  const other = parts.find(([, inBundle, here]) => inBundle !== here);
  if (other) {
    throw new StepDiffers(
      'engine',
      `the ${other[0]} is ${other[2]} here and ${other[1] ?? 'nothing'} in the bundle. Verify it with that version.`,
    );
  }
  log.same('engine', `radscore ${own.program.version}, engine ${own.features.version}`);
}

function nameOf({ row, sequence }: RecordedCase): string {
  return sequence === null ? `row ${row}` : `row ${row}, ${sequence}`;
}

function parsed<T>(files: CrateFiles, path: string): T | undefined {
  const bytes = files.get(path);
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}
