/** Values that a signature scores: typed, from a table, or measured in images by the signature's settings. */
import { InputRefused } from '@radscore/imaging';
import {
  clinicalNames,
  featureKey,
  type Signature,
  SignatureOpen,
  type SignatureValues,
  settingsForFeatures,
  settingsOfImage,
} from '@radscore/pipeline/signatures';
import { isMissingCell, numberOf } from '@radscore/statistics';
import { isIdColumn, requireRows, type TableFile } from '../files/table-file.ts';
import { givenValues } from '../modelling/given-values.ts';
import { UsageProblem } from '../terminal/failure.ts';
import type { SignatureOnDisk } from './signature-file.ts';

export interface ValuesOfRow extends SignatureValues {
  readonly id: string;
}

/** `t2fs_original_glcm_Idm=0.3`, several of them. @throws UsageProblem for a name that is none of the signature's */
export function typedFeatures(signature: Signature, texts: readonly string[]): Record<string, number> {
  const features = signature.radScore.features ?? [];
  const isSingle = Object.keys(signature.images).length === 1;
  const known = new Set(features.flatMap((one) => [featureKey(one), ...(isSingle ? [String(one.name)] : [])]));
  const values: Record<string, number> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || value === '' || !Number.isFinite(Number(value))) {
      throw new UsageProblem(`got --value ${text}; wanted NAME=NUMBER.`);
    }
    if (!known.has(name)) {
      throw new UsageProblem(`got --value ${name}; wanted one of ${features.map(featureKey).join(', ')}.`);
    }
    if (Object.hasOwn(values, name)) throw new UsageProblem(`got --value ${name} twice; wanted one value of it.`);
    values[name] = Number(value);
  }
  return values;
}

/** Clinical values of `--clinical`. @throws UsageProblem for a name that is no term of the nomogram */
export function typedClinical(signature: Signature, texts: readonly string[]): Record<string, number | string> {
  const values = givenValues(texts);
  const known = clinicalNames(signature);
  const other = Object.keys(values).find((name) => !known.includes(name));
  if (other === undefined) return values;
  throw new UsageProblem(
    `got --clinical ${other}; wanted one of ${known.join(', ') || 'none: the signature uses none'}.`,
  );
}

/**
 * The rows of a table: a column for each feature, `{image}_{name}` or the bare name if the signature has one image.
 *
 * @throws InputRefused `unreadable` for a column that is missing or a cell that is no number
 */
export function rowsOfTable(
  signature: Signature,
  table: TableFile,
  clinical: Readonly<Record<string, number | string>>,
): ValuesOfRow[] {
  const { file, header, rows } = table;
  const isSingle = Object.keys(signature.images).length === 1;
  const columns = (signature.radScore.features ?? []).map((one) => {
    const names = [featureKey(one), ...(isSingle ? [String(one.name)] : [])];
    return { key: featureKey(one), at: header.findIndex((name) => names.includes(name)) };
  });
  const missing = columns.filter(({ at }) => at < 0).map(({ key }) => key);
  if (missing.length > 0) {
    const wanted = `a column for each of the ${columns.length} features of ${signature.name}`;
    throw refuse(file, `a table without ${missing.join(', ')}`, wanted);
  }
  requireRows(table);
  const idColumn = header.findIndex(isIdColumn);
  const variables = clinicalNames(signature).filter((name) => !Object.hasOwn(clinical, name) && header.includes(name));
  return rows.map((row, i) => {
    const id = idColumn < 0 ? String(i + 1) : row[idColumn];
    const features = columns.map(({ key, at }): [string, number] => {
      const value = isMissingCell(row[at], 'numbers') ? null : numberOf(row[at]);
      if (value === null) throw refuse(file, `"${row[at].trim()}" for ${key} in row ${i + 1} (${id})`, 'a number');
      return [key, value];
    });
    const own = variables.flatMap((name): [string, string][] => {
      const cell = row[header.indexOf(name)];
      return isMissingCell(cell, 'words') ? [] : [[name, cell.trim()]];
    });
    return { id, features: Object.fromEntries(features), clinical: { ...Object.fromEntries(own), ...clinical } };
  });
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Complete the table.' });
}

/** `t2fs=FILE`, or the file alone if the signature has one image. @throws UsageProblem */
export function filesByImage(
  signature: Signature,
  option: 'image' | 'mask',
  texts: readonly string[],
): Map<string, string> {
  const names = Object.keys(signature.images);
  const files = new Map<string, string>();
  for (const text of texts) {
    const named = names.find((name) => text.startsWith(`${name}=`));
    const name = named ?? (names.length === 1 ? names[0] : undefined);
    const file = named === undefined ? text : text.slice(named.length + 1);
    if (name === undefined || file === '') {
      throw new UsageProblem(`got --${option} ${text}; wanted NAME=FILE with NAME one of ${names.join(', ')}.`);
    }
    if (files.has(name)) throw new UsageProblem(`got --${option} of ${name} twice; wanted one.`);
    files.set(name, file);
  }
  return files;
}

/**
 * Measures the features of the images that are given, by the settings of the signature.
 *
 * @throws SignatureOpen while settings or region are open; UsageProblem for an image without a mask; InputRefused
 */
export async function measuredFeatures(
  { signature, open }: SignatureOnDisk,
  images: ReadonlyMap<string, string>,
  masks: ReadonlyMap<string, string>,
  label: number | undefined,
): Promise<{ readonly features: Record<string, number>; readonly warnings: readonly string[] }> {
  const alone = [...images.keys(), ...masks.keys()].find((name) => !images.has(name) || !masks.has(name));
  if (alone !== undefined) throw new UsageProblem(`got ${alone} with one of --image and --mask; wanted both.`);
  const lacking = open.filter(({ path }) => [...images.keys()].some((name) => path.startsWith(`images.${name}.`)));
  const needed = lacking.filter(({ path }) => !path.endsWith('.meaning'));
  if (needed.length > 0) {
    throw new SignatureOpen(
      'measuring an image',
      needed,
      'Complete the file, or give the values by --value or --table.',
    );
  }
  const { extractCase } = await import('../features/extract-case.ts');
  const features: Record<string, number> = {};
  const warnings: string[] = [];
  for (const [name, image] of images) {
    const names = (signature.radScore.features ?? []).flatMap((one) => (one.image === name ? [String(one.name)] : []));
    const settings = settingsOfImage(signature.images, name);
    if (!settings || names.length === 0) continue;
    const work = { image, mask: masks.get(name) ?? '', label };
    const measured = extractCase(work, { profile: 'pyradiomics', settings: settingsForFeatures(settings, names) });
    for (const one of names) features[`${name}_${one}`] = measured.features[one];
    warnings.push(...measured.warnings.map(({ code, message }) => `${name}: ${code}: ${message}`));
  }
  return { features, warnings };
}
