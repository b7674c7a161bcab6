import { InputRefused } from '@radscore/imaging';
import type { PredictionInput } from './client.ts';
import { type CsvTable, isIdColumn } from './csv.ts';

/** What a model reads from a table. */
export interface ModelInputs {
  /** As messages call it: `her2-pcr@2`, or a folder. */
  readonly model: string;
  /** A feature that the model imputes may be empty. */
  readonly features: readonly { readonly name: string; readonly imputed?: boolean }[];
  readonly clinical: readonly { readonly name: string; readonly kind: 'continuous' | 'ordered' | 'categorical' }[];
  /** The column that names each row's site. */
  readonly site?: string;
}

export interface PredictionRow {
  /** The row's own id, or its number from 1. */
  readonly id: string;
  readonly input: Extract<PredictionInput, { features: unknown }>;
  readonly site?: string;
}

/** Cells that say that there is no value. */
const MISSING = /^(na|nan|null|none)?$/i;

/**
 * The rows of a feature table as a model needs them: its features, and its clinical variables where they are given.
 * Other columns are passed over.
 *
 * @throws InputRefused `unreadable` for a column that is missing or a value that is no number
 */
export function predictionRows({ header, rows }: CsvTable, file: string, inputs: ModelInputs): PredictionRow[] {
  const { model, features, clinical, site } = inputs;
  const column = (name: string): number => header.indexOf(name);
  const needed = [...features.map(({ name }) => name), ...(site === undefined ? [] : [site])];
  const missing = needed.filter((name) => column(name) < 0);
  if (missing.length > 0) {
    const wanted = `a column for each of the ${features.length} features of ${model}${site === undefined ? '' : ' and the site'}`;
    throw refuse(file, `a table without ${missing.join(', ')}`, wanted);
  }
  const idColumn = header.findIndex(isIdColumn);
  return rows.map((row, i) => {
    const id = idColumn < 0 ? String(i + 1) : row[idColumn];
    const isGiven = (name: string): boolean => column(name) >= 0 && !MISSING.test(row[column(name)].trim());
    const number = (name: string): number => {
      const text = row[column(name)].trim();
      const value = Number(text);
      if (text !== '' && Number.isFinite(value)) return value;
      throw refuse(file, `"${text}" for ${name} in row ${i + 1} (${id})`, 'a number');
    };
    const values = features
      .filter(({ name, imputed }) => !imputed || isGiven(name))
      .map(({ name }) => [name, number(name)]);
    const given = clinical
      .filter(({ name }) => isGiven(name))
      .map(({ name, kind }) => [name, kind === 'continuous' ? number(name) : row[column(name)].trim()]);
    const input = {
      features: Object.fromEntries(values),
      ...(given.length > 0 && { clinical: Object.fromEntries(given) }),
    };
    return { id, input, ...(site !== undefined && { site: row[column(site)].trim() }) };
  });
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Complete the table.' });
}
