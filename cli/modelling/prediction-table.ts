/** Reads the rows of a table as a model needs them: its features and its clinical variables. */
import { InputRefused } from '@radscore/imaging';
import { isMissingCell, levelOf, numberOf } from '@radscore/statistics';
import { isIdColumn, requireRows, type TableFile } from '../files/table-file.ts';
import type { PredictionInput } from '../service/client.ts';

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

/** A row as the model needs it, or why it cannot be had. One row's fault ends no other row. */
export type PredictionRow = {
  /** The row's own id, or its number from 1. */
  readonly id: string;
} & (
  | { readonly input: Extract<PredictionInput, { features: unknown }>; readonly site?: string }
  | { readonly abstained: { readonly code: 'invalid-value'; readonly message: string } }
);

/**
 * The rows of a feature table as a model needs them: its features, and its clinical variables if they are given.
 * Other columns are passed over. A row with a gap or with a cell that is no number is answered with that reason.
 *
 * @throws InputRefused `unreadable` for a column that is missing, or if there is no row that can be read
 */
export function predictionRows(
  table: Pick<TableFile, 'file' | 'header' | 'rows'>,
  inputs: ModelInputs,
): PredictionRow[] {
  const { file, header, rows } = table;
  const { model, features, clinical, site } = inputs;
  const column = (name: string): number => header.indexOf(name);
  const needed = [...features.map(({ name }) => name), ...(site === undefined ? [] : [site])];
  const missing = needed.filter((name) => column(name) < 0);
  if (missing.length > 0) {
    const wanted = `a column for each of the ${features.length} features of ${model}${site === undefined ? '' : ' and the site'}`;
    throw refuse(file, `a table without ${missing.join(', ')}`, wanted);
  }
  requireRows(table);
  const idColumn = header.findIndex(isIdColumn);
  const read = rows.map((row, i): PredictionRow => {
    const id = idColumn < 0 ? String(i + 1) : row[idColumn];
    const cell = (name: string) => row[column(name)];
    const isGiven = (name: string, words: boolean): boolean =>
      column(name) >= 0 && !isMissingCell(cell(name), words ? 'words' : 'numbers');
    let fault: string | undefined;
    const number = (name: string): number => {
      const value = isMissingCell(cell(name), 'numbers') ? null : numberOf(cell(name));
      fault ??= value === null ? `"${cell(name).trim()}" for ${name} in row ${i + 1} (${id})` : undefined;
      return value ?? Number.NaN;
    };
    const values = features
      .filter(({ name, imputed }) => !imputed || isGiven(name, false))
      .map(({ name }) => [name, number(name)]);
    const given = clinical
      .filter(({ name, kind }) => isGiven(name, kind !== 'continuous'))
      .map(({ name, kind }) => [name, kind === 'continuous' ? number(name) : levelOf(cell(name))]);
    if (fault !== undefined) {
      return {
        id,
        abstained: { code: 'invalid-value', message: `got ${fault}; wanted a number. Complete the table.` },
      };
    }
    const input = {
      features: Object.fromEntries(values),
      ...(given.length > 0 && { clinical: Object.fromEntries(given) }),
    };
    const named = site === undefined || isMissingCell(cell(site), 'numbers') ? '' : levelOf(cell(site));
    return { id, input, ...(site !== undefined && { site: named }) };
  });
  const [first] = read;
  if (first && 'abstained' in first && read.every((row) => 'abstained' in row)) {
    const [, got] = /^got (.*); wanted a number/s.exec(first.abstained.message) ?? [];
    throw refuse(file, got ?? first.abstained.message, 'a number, in some row');
  }
  return read;
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Complete the table.' });
}
