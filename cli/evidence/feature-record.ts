/** Images and regions behind a table: their hashes, and the features computed again from them. */
import { createHash } from 'node:crypto';
import { InputRefused, type Volume } from '@radscore/imaging';
import { canonicalSettings, DEFAULT_SETTING, type ExtractionSettings, settingsFrom } from '@radscore/radiomics';
import { isMissingCell, numberOf } from '@radscore/statistics';
import { batchOf } from '../features/batch-table.ts';
import type { FeatureCase } from '../features/case.ts';
import { loadSettings } from '../features/feature-settings.ts';
import { readCase } from '../features/read-case.ts';
import { runBatch } from '../features/run-batch.ts';
import { naming } from '../files/refusal.ts';
import type { TableFile } from '../files/table-file.ts';
import { UsageProblem } from '../terminal/failure.ts';

/** A region of a row of the table. Plain JSON. */
export interface ImageRecord {
  /** As the table calls the row. */
  readonly row: string;
  /** What its features' names begin with; null if with nothing. */
  readonly sequence: string | null;
  /** SHA-256 of the image: size, spacing, origin, direction and voxels, whatever the format of the file. */
  readonly image: string;
  /** The same of the region on the grid of the image. */
  readonly region: string;
}

/** A case of a bundle: its hashes, and that of the values that were computed from it. */
export type RecordedCase = ImageRecord & { readonly features: string };

export interface ImagesDocument {
  readonly format: 'radscore-images/1';
  readonly settings: string;
  readonly cases: readonly RecordedCase[];
  /** Of the values that the fit used. */
  readonly agreement: {
    /** True if every value of every row was computed again, and is the same to the last bit. */
    readonly equal: boolean;
    readonly values: number;
    readonly rowsWithoutImages: number;
    readonly columnsWithoutImages: number;
  };
}

export interface ImageCase {
  readonly row: string;
  readonly sequence: string | null;
  readonly work: FeatureCase;
}

/** The cases of `--images`: as for `radscore extract BATCH.csv`, with the columns ID and, of several sequences, Sequence. */
export function imageCases(file: TableFile): ImageCase[] {
  const column = (name: string) => file.header.findIndex((found) => found.toLowerCase() === name);
  const [id, sequence] = [column('id'), column('sequence')];
  if (id < 0)
    throw new UsageProblem(`got ${file.file} without a column ID; wanted the row of the table for each image.`);
  return batchOf(file).rows.map(({ values, work }, i) => {
    if (!('image' in work)) {
      const message = 'failure' in work ? work.failure.message : 'no image';
      throw new InputRefused({
        code: 'unreadable',
        file: file.file,
        got: `row ${i + 1}: ${message}`,
        wanted: 'an image and a region in every row',
        remedy: 'Correct the table.',
      });
    }
    return { row: values[id].trim(), sequence: sequence < 0 ? null : values[sequence].trim() || null, work };
  });
}

/** The settings of each sequence of the cases. @throws UsageProblem, InputRefused, ProtocolNotFound */
export async function settingsOfCases(
  cases: readonly ImageCase[],
  source: { readonly params?: string; readonly protocol?: string },
): Promise<Map<string | null, ExtractionSettings>> {
  if (source.params === undefined && source.protocol === undefined) {
    throw new UsageProblem(
      'got --images without settings; wanted --params FILE or --protocol ID: how the features were computed.',
    );
  }
  const found = new Map<string | null, ExtractionSettings>();
  for (const { sequence } of cases) {
    if (found.has(sequence)) continue;
    if (source.protocol !== undefined && !isSequence(sequence)) {
      throw new UsageProblem(
        `got the sequence ${sequence ?? '(none)'} with --protocol; wanted t2fs, dwi or dce in the column Sequence.`,
      );
    }
    found.set(
      sequence,
      await loadSettings(source.protocol === undefined ? source : { ...source, sequence: sequence as 't2fs' }),
    );
  }
  return found;
}

function isSequence(name: string | null): boolean {
  return name === 't2fs' || name === 'dwi' || name === 'dce';
}

/** `features/settings.json`: every setting, defaults written out, with one hash. */
export function settingsDocument(settings: ReadonlyMap<string | null, ExtractionSettings>): Record<string, unknown> {
  const texts = [...settings].map(([sequence, one]) => [sequence, canonicalSettings(one)] as const);
  const sha256 = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  const parsed = texts.map(([sequence, text]) => [sequence, JSON.parse(text)] as const);
  const [[, first]] = parsed;
  const isPlain = parsed.length === 1 && parsed[0][0] === null;
  return {
    format: 'radscore-settings/1',
    sha256,
    ...first,
    ...(!isPlain && { sequences: Object.fromEntries(parsed.map(([sequence, one]) => [sequence ?? '', one])) }),
  };
}

/** The settings that such a document holds. @throws InputRefused `settings-invalid` */
export function settingsOfDocument(document: Record<string, unknown>): Map<string | null, ExtractionSettings> {
  const { format: _format, sha256: _hash, sequences, ...plain } = document;
  if (typeof sequences !== 'object' || sequences === null) return new Map([[null, settingsFrom(plain)]]);
  return new Map(
    Object.entries(sequences).map(([sequence, one]) => [sequence === '' ? null : sequence, settingsFrom(one)]),
  );
}

/** Hashes of a case as it is read. @throws InputRefused */
export function hashCase({ row, sequence, work }: ImageCase): ImageRecord {
  const { image, mask } = naming(work.image, () => readCase(work, DEFAULT_SETTING));
  return { row, sequence, image: hashVolume(image), region: hashVolume(mask) };
}

const CHUNK = 65_536;

function hashVolume({ size, spacing, origin, direction, voxels }: Volume): string {
  const hash = createHash('sha256').update(
    JSON.stringify([size, spacing, origin, direction].map((part) => [...part].map((one) => one + 0))),
  );
  const chunk = new Float64Array(CHUNK);
  for (let from = 0; from < voxels.length; from += CHUNK) {
    const count = Math.min(CHUNK, voxels.length - from);
    // Adding zero makes a negative zero an ordinary one.
    for (let i = 0; i < count; i++) chunk[i] = voxels[from + i] + 0;
    hash.update(new Uint8Array(chunk.buffer, 0, 8 * count));
  }
  return hash.digest('hex');
}

/** A value that images do not give again. */
export interface OtherValue {
  readonly row: string;
  readonly column: string;
  readonly inTable: string;
  readonly computed: number | string;
}

/** The columns of the table that the fit read as features, and its rows by their ids. */
export interface FeatureCells {
  readonly columns: readonly string[];
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

export function featureCells(table: TableFile, id: string | null, columns: readonly string[]): FeatureCells {
  const places = columns.map((name) => table.header.indexOf(name));
  const at = id === null ? -1 : table.header.indexOf(id);
  const rows = table.rows.map((row, i): [string, string[]] => [
    at < 0 ? String(i + 1) : row[at].trim(),
    places.map((place) => row[place] ?? ''),
  ]);
  return { columns, rows: new Map(rows) };
}

/** What came of computing cases again. */
export interface ComputedAgain {
  readonly agreement: ImagesDocument['agreement'];
  /** SHA-256 of the values of each case that the fit used, in the order of the cases. */
  readonly hashes: readonly string[];
  /** The first value that is another one in the table. */
  readonly other?: OtherValue;
}

/** Computes every case again and holds it against the table. @throws InputRefused for a case that cannot be computed */
export async function computeAgain(
  cases: readonly ImageCase[],
  settings: ReadonlyMap<string | null, ExtractionSettings>,
  { columns, rows }: FeatureCells,
  threads: number,
): Promise<ComputedAgain> {
  const hashes = new Array<string>(cases.length);
  const given = new Set<string>();
  const seen = new Set<string>();
  const others: OtherValue[] = [];
  let values = 0;
  for (const [sequence, one] of settings) {
    const own = cases.flatMap((each, index) => (each.sequence === sequence ? [{ ...each, index }] : []));
    const results = await extractAll(own, one, threads);
    for (const [i, { row, index }] of own.entries()) {
      const features = results[i];
      const found = columns.flatMap((column, at): { column: string; at: number; value: number }[] => {
        const name = featureOf(column, sequence);
        return Object.hasOwn(features, name) ? [{ column, at, value: features[name] }] : [];
      });
      hashes[index] = createHash('sha256')
        .update(JSON.stringify(found.map(({ column, value }) => [column, String(value)])))
        .digest('hex');
      const cells = rows.get(row);
      if (!cells) {
        others.push({ row, column: 'every feature', inTable: 'no such row', computed: 'values' });
        continue;
      }
      seen.add(row);
      for (const { column, at, value } of found) {
        given.add(column);
        if (isSame(cells[at], value)) values++;
        else others.push({ row, column, inTable: cells[at], computed: value });
      }
    }
  }
  const rowsWithoutImages = [...rows.keys()].filter((row) => !seen.has(row)).length;
  const columnsWithoutImages = columns.length - given.size;
  const equal = others.length === 0 && values === rows.size * columns.length;
  const [other] = others;
  return { agreement: { equal, values, rowsWithoutImages, columnsWithoutImages }, hashes, ...(other && { other }) };
}

/** The name of a column without its sequence; empty for a column of another one. */
function featureOf(column: string, sequence: string | null): string {
  if (sequence === null) return column;
  return column.startsWith(`${sequence}_`) ? column.slice(sequence.length + 1) : '';
}

/** A value that does not exist is an empty cell. */
function isSame(cell: string, value: number): boolean {
  return Number.isNaN(value) ? isMissingCell(cell, 'numbers') : numberOf(cell) === value;
}

async function extractAll(
  cases: readonly ImageCase[],
  settings: ExtractionSettings,
  threads: number,
): Promise<Readonly<Record<string, number>>[]> {
  const features = new Array<Readonly<Record<string, number>>>(cases.length);
  const failed: string[] = [];
  const rows = cases.map(({ work }) => ({ values: [], work }));
  await runBatch(rows, { profile: 'pyradiomics', settings }, threads, (i, result) => {
    if ('failure' in result) failed.push(`row ${cases[i].row}: ${result.failure.message}`);
    else features[i] = result.features;
  });
  if (failed.length === 0) return features;
  const got = `a case that gives no features (${failed.sort()[0]})`;
  throw new InputRefused({
    code: 'unreadable',
    got,
    wanted: 'features of every case',
    remedy: 'Correct it, or leave it out.',
  });
}
