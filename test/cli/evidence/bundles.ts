/** A synthetic cohort of small images with its fit, and bundles that are changed as somebody might change them. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveInMemory, writeNrrd } from '@radscore/imaging';
import { type CrateFiles, crateZip, METADATA, sha256Of } from '@radscore/pipeline/evidence';
import { Random } from '@radscore/statistics';
import { parseCsv } from '@radscore/statistics/csv';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { radscore } from '../terminal.ts';

const SIZE = [8, 8, 4] as const;
const GRID = { size: SIZE, spacing: [1, 1, 2], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
const COUNT = SIZE[0] * SIZE[1] * SIZE[2];

/** A rerun is as long as the fit. */
const QUICK = ['--bootstrap', '1', '--permutations', '1', '--nested', '0'];

export interface SyntheticStudy {
  readonly images: string;
  readonly params: string;
  readonly table: string;
  readonly fit: string;
}

/** Voxels of one case: noise whose spread follows a latent property. */
export function voxelsOf(seed: number, spread: number): Int16Array {
  const random = new Random(seed);
  return Int16Array.from({ length: COUNT }, () => Math.round(100 + spread * random.normal()));
}

export function writeImage(file: string, voxels: Int16Array): void {
  writeFileSync(file, writeNrrd({ ...GRID, voxels }, { encoding: 'raw' }));
}

/** 36 cases, their features by the command itself, and a fit on them. */
export async function syntheticStudy(root: string): Promise<SyntheticStudy> {
  const at = (name: string) => join(root, name);
  mkdirSync(at('images'), { recursive: true });
  const random = new Random(5);
  const region = Uint8Array.from({ length: COUNT }, (_, i) => Number(i % SIZE[0] > 0 && i % SIZE[0] < 7));
  writeFileSync(at('images/region.nrrd'), writeNrrd({ ...GRID, voxels: region }, { encoding: 'raw' }));
  const patients = Array.from({ length: 36 }, (_, i) => {
    const spread = 10 + 8 * random.uniform();
    const event = random.uniform() < 1 / (1 + Math.exp(-1.2 * (spread - 14))) ? 1 : 0;
    writeImage(at(`images/P${i}.nrrd`), voxelsOf(i, spread));
    return { id: `P${i}`, event, age: Math.round(50 + 8 * random.normal()) };
  });
  const cases = patients.map(({ id }) => csvLine([id, `images/${id}.nrrd`, 'images/region.nrrd'])).join('');
  writeFileSync(at('cases.csv'), `ID,Image,Mask\n${cases}`);
  const params =
    'setting:\n  binWidth: 5\n  normalize: false\n  additionalInfo: false\nfeatureClass:\n  firstorder:\n  glcm: [Contrast, Idm, JointEnergy]\n';
  writeFileSync(at('params.yaml'), params);
  await radscore('extract', at('cases.csv'), '-p', at('params.yaml'), '-f', 'csv', '-o', at('features.csv'), '-j', '1');
  const features = parseCsv(readFileSync(at('features.csv'), 'utf8'));
  const names = features.header.filter((name) => name.startsWith('original_'));
  const rows = patients.map(({ id, event, age }, i) =>
    csvLine([id, event, age, ...names.map((name) => features.rows[i][features.header.indexOf(name)])]),
  );
  writeFileSync(at('table.csv'), csvLine(['pid', 'pCR', 'age', ...names]) + rows.join(''));
  await radscore(
    'fit',
    at('table.csv'),
    '--outcome',
    'pCR',
    '--id',
    'pid',
    '--clinical',
    'age',
    '--force-clinical',
    '--seed',
    '3',
    '-o',
    at('fit'),
    ...QUICK,
  );
  return { images: at('cases.csv'), params: at('params.yaml'), table: at('table.csv'), fit: at('fit') };
}

export function filesOf(zip: Uint8Array): Map<string, Uint8Array> {
  const archive = new ArchiveInMemory({ name: 'bundle.zip', bytes: zip });
  return new Map(archive.members.map((member) => [member.path, archive.whole(member)]));
}

export const textOf = (files: CrateFiles, path: string): string => new TextDecoder().decode(files.get(path));
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A bundle in which one file holds another text; `rehashed` also writes its new hash into the metadata. */
export function changed(zip: Uint8Array, path: string, edit: (text: string) => string, rehashed = false): Uint8Array {
  const files = filesOf(zip);
  const before = textOf(files, path);
  const after = edit(before);
  if (after === before) throw new Error(`nothing was changed in ${path}`);
  files.set(path, bytesOf(after));
  if (rehashed) rehash(files, path);
  return crateZip(files);
}

function rehash(files: Map<string, Uint8Array>, path: string): void {
  const metadata = JSON.parse(textOf(files, METADATA));
  const entity = metadata['@graph'].find((one: { '@id': string }) => one['@id'] === path);
  const bytes = files.get(path) as Uint8Array;
  Object.assign(entity, { sha256: sha256Of(bytes), contentSize: String(bytes.length) });
  files.set(METADATA, bytesOf(`${JSON.stringify(metadata, null, 2)}\n`));
}

/** A bundle with other metadata. */
export function withMetadata(zip: Uint8Array, edit: (graph: Record<string, unknown>[]) => void): Uint8Array {
  const files = filesOf(zip);
  const metadata = JSON.parse(textOf(files, METADATA));
  edit(metadata['@graph']);
  files.set(METADATA, bytesOf(JSON.stringify(metadata)));
  return crateZip(files);
}
