import { InputRefused } from '@radscore/imaging';
import type { ModelVersion, PredictionInput, Protocol } from './client.ts';
import type { CsvTable } from './csv.ts';

export interface PredictionRow {
  /** The row's own id, or its number from 1. */
  readonly id: string;
  readonly input: PredictionInput;
}

/**
 * The rows of a feature table as a model version needs them: the features that it selected, and the clinical variables
 * of its protocol where they are given. Other columns are passed over.
 *
 * @throws InputRefused `unreadable` for a column that is missing or a value that is no number
 */
export function predictionRows(
  { header, rows }: CsvTable,
  file: string,
  version: Pick<ModelVersion, 'name' | 'version' | 'selected'>,
  protocol: Pick<Protocol, 'clinical'>,
): PredictionRow[] {
  const column = (name: string): number => header.indexOf(name);
  const missing = version.selected.filter((name) => column(name) < 0);
  if (missing.length > 0) {
    throw refuse(
      file,
      `a table without ${missing.join(', ')}`,
      `a column for each of the ${version.selected.length} features of ${version.name}@${version.version}`,
    );
  }
  const idColumn = header.findIndex((name) => /^(study)?_?id$/i.test(name));
  return rows.map((row, i) => {
    const id = idColumn < 0 ? String(i + 1) : row[idColumn];
    const number = (name: string): number => {
      const text = row[column(name)].trim();
      const value = Number(text);
      if (text !== '' && Number.isFinite(value)) return value;
      throw refuse(file, `"${text}" for ${name} in row ${i + 1} (${id})`, 'a number');
    };
    const given = protocol.clinical.filter(({ name }) => column(name) >= 0 && row[column(name)].trim() !== '');
    const clinical = given.map(({ name, kind }) => [
      name,
      kind === 'continuous' ? number(name) : row[column(name)].trim(),
    ]);
    const features = Object.fromEntries(version.selected.map((name) => [name, number(name)]));
    return { id, input: { features, ...(given.length > 0 && { clinical: Object.fromEntries(clinical) }) } };
  });
}

function refuse(file: string, got: string, wanted: string): InputRefused {
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Complete the table.' });
}
