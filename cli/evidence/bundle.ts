/** Writes a bundle: an RO-Crate as a folder or a ZIP archive, signed if a key is given. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import {
  ARTEFACTS,
  type CrateFiles,
  crateMetadata,
  crateZip,
  digestOf,
  METADATA,
  PUBLIC_KEY,
  type RunRecord,
  SIGNATURE,
  signatureOf,
  signingKey,
} from '@radscore/pipeline/evidence';
import { RESEARCH_USE } from '@radscore/statistics/wording';
import { openTable, type TableFile } from '../files/table-file.ts';
import { readBytes, readText } from '../files/text-file.ts';
import cli from '../package.json' with { type: 'json' };
import { CommandFailed, EXIT, UsageProblem } from '../terminal/failure.ts';
import { formatBytes } from '../terminal/terminal.ts';
import { bytesOf } from './study-artefacts.ts';

export interface BundleOptions {
  readonly bundle?: string;
  /** A file with a private key, PEM. */
  readonly key?: string;
  /** Of publication, ISO 8601. */
  readonly date?: string;
  readonly license?: string;
  /** False for --no-table-inside: the bundle holds hashes of the table alone. */
  readonly tableInside?: boolean;
  readonly repeats?: string;
}

export const CELLS = 'data/cells.json';
/** 1 January 1980, the first date of ZIP archives: when a bundle is made must not change its bytes. */
const NO_DATE = '1980-01-01';

const ENDINGS = { text: '.csv', xlsx: '.xlsx', parquet: '.parquet' } as const;

/** Path of the table in a bundle. */
export function tablePath({ table }: RunRecord): string {
  return `data/table${ENDINGS[table.found.format]}`;
}

/** Path of the repeated features. */
export function repeatsPath({ repeats }: RunRecord): string {
  const ending = extname(repeats?.name ?? '').toLowerCase();
  return `data/repeats${ending === '.xlsx' || ending === '.parquet' ? ending : '.csv'}`;
}

/**
 * The table and the repeats, if they are those of the fit.
 *
 * @throws CommandFailed for another table; UsageProblem for repeats that are missing
 */
export async function dataFiles(
  table: TableFile,
  run: RunRecord,
  options: BundleOptions,
): Promise<[string, Uint8Array][]> {
  if (table.sha256 !== run.table.sha256) {
    throw new CommandFailed(
      `got ${table.file} with the SHA-256 ${table.sha256}; wanted ${run.table.name} with ${run.table.sha256}, on which the model was fitted. Name that file.`,
      EXIT.refused,
    );
  }
  const inside = options.tableInside !== false;
  const found: [string, Uint8Array][] = [[CELLS, bytesOf(digestOf(table))]];
  if (inside) found.push([tablePath(run), new Uint8Array(readBytes(table.file, 'the table of the fit'))]);
  if (run.repeats === null) return found;
  if (options.repeats === undefined) {
    throw new UsageProblem(`got a fit with the repeats ${run.repeats.name} and no --repeats; wanted that table, too.`);
  }
  const repeats = await openTable(options.repeats, 'the repeats of the fit');
  if (repeats.sha256 !== run.repeats.sha256) {
    throw new CommandFailed(
      `got ${options.repeats}, which is not the ${run.repeats.name} of the fit; wanted that file.`,
      EXIT.refused,
    );
  }
  if (inside) found.push([repeatsPath(run), new Uint8Array(readBytes(options.repeats, 'the repeats of the fit'))]);
  return found;
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'fit/report.json': 'Every intermediate of the fit',
  'fit/model.json': 'The frozen model',
  'fit/run.json': 'How the fit was run: columns, split, seeds and protocol',
  [ARTEFACTS.engine]: 'The program: versions, and fingerprints of what it computes on fixed inputs',
  [ARTEFACTS.settings]: 'Settings of the extraction, defaults written out',
  [ARTEFACTS.images]: 'SHA-256 of each image and region; the images are not in the bundle',
  [ARTEFACTS.validation]: 'The frozen model on another table',
  [ARTEFACTS.study]: 'What the author states of the study',
  [CELLS]: 'Digests of the table by row and by column',
  [PUBLIC_KEY]: 'The public key of the signature',
};

/** Writes the bundle, and says what it is. @throws UsageProblem, CrateRefused `key-invalid` */
export function writeBundle(files: CrateFiles, run: RunRecord, options: BundleOptions): string {
  const {
    bundle = '',
    key,
    date = NO_DATE,
    license = 'Not stated. Ask the person who gave you this bundle.',
  } = options;
  if (!files.has(CELLS))
    throw new UsageProblem('got --bundle without --table; wanted the table of the fit, which a rerun needs.');
  const signing = key === undefined ? undefined : signingKey(readText(key, 'an Ed25519 private key in PEM'));
  const all = new Map(files);
  if (signing) all.set(PUBLIC_KEY, new TextEncoder().encode(signing.publicPem));
  const read = [tablePath(run), repeatsPath(run), 'fit/run.json'].filter((path) => all.has(path));
  const metadata = crateMetadata(all, {
    name: `Evidence of a Radscore model of ${run.columns.outcome}`,
    description: `${RESEARCH_USE} Table, protocol, seeds, model, report and sheets of one fit; radscore verify runs it again to the same bytes.`,
    date,
    license,
    program: {
      name: 'radscore',
      version: cli.version,
      description: 'Radiomics, and the modelling protocol of radscore fit',
    },
    read,
    written: [...all.keys()].filter((path) => path.startsWith('fit/') && path !== 'fit/run.json').sort(),
    descriptions: DESCRIPTIONS,
    isSigned: signing !== undefined,
  });
  all.set(METADATA, metadata);
  if (signing) all.set(SIGNATURE, signatureOf(metadata, signing));
  const isZip = /\.zip$/i.test(bundle);
  const zip = isZip ? crateZip(all) : undefined;
  if (zip) writeFileSync(bundle, zip);
  else writeIntoFolder(bundle, all);
  const size = formatBytes(zip?.length ?? [...all.values()].reduce((sum, bytes) => sum + bytes.length, 0));
  const signed = signing ? 'signed' : 'not signed (--key signs it)';
  return `Bundle ${bundle}: ${all.size} files, ${size}, ${signed}. radscore verify ${bundle} runs it again.\n`;
}

/** Another file in the folder would be one too many. @throws UsageProblem */
function writeIntoFolder(folder: string, files: CrateFiles): void {
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    throw new UsageProblem(
      `got ${folder} for the bundle, which is not empty; wanted a new folder, or the name of a .zip.`,
    );
  }
  for (const [path, bytes] of files) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
