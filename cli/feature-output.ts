import type { BatchTable, RowResult } from './batch.ts';
import { csvLine } from './csv.ts';
import { type CaseFeatures, type FeatureCase, warningLine } from './feature-case.ts';
import { jsonText } from './terminal.ts';

export const FEATURE_FORMATS = ['json', 'csv', 'txt'] as const;
export type FeatureFormat = (typeof FEATURE_FORMATS)[number];

/** The format that is asked for, else that of the file's ending, else the first choice. */
export function chooseFormat(
  asked: FeatureFormat | undefined,
  file: string | undefined,
  otherwise: FeatureFormat,
): FeatureFormat {
  const ending = /\.([a-z]+)$/i.exec(file ?? '')?.[1].toLowerCase();
  return asked ?? FEATURE_FORMATS.find((format) => format === ending) ?? otherwise;
}

/** One case: a flat JSON object of name → number, a table of one row, or a line per feature. */
export function formatCase(
  { features, diagnostics }: CaseFeatures,
  work: FeatureCase,
  format: FeatureFormat,
  withDiagnostics: boolean,
): string {
  const entries = { ...(withDiagnostics ? diagnostics : {}), ...features };
  switch (format) {
    case 'json':
      return jsonText(entries);
    case 'csv':
      return (
        csvLine(['Image', 'Mask', ...Object.keys(features)]) +
        csvLine([work.image, work.mask, ...Object.values(features)])
      );
    case 'txt':
      return Object.entries(entries)
        .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : value}\n`)
        .join('');
  }
}

/** A batch table's results in the order of its rows, with the same columns whatever happens to single rows. */
export class BatchOutput {
  readonly #table: BatchTable;
  readonly #names: readonly string[];
  readonly #json: boolean;

  constructor(table: BatchTable, names: readonly string[], format: FeatureFormat) {
    this.#table = table;
    this.#names = names;
    this.#json = format === 'json';
  }

  get head(): string {
    return this.#json ? '[' : csvLine([...this.#table.columns, 'Error', 'Warnings', ...this.#names]);
  }

  get tail(): string {
    return this.#json ? '\n]\n' : '';
  }

  row(index: number, result: RowResult): string {
    const { values } = this.#table.rows[index];
    const failure = 'failure' in result ? `${result.failure.code}: ${result.failure.message}` : '';
    const warnings = 'failure' in result ? '' : result.warnings.map(warningLine).join(' | ');
    const features = 'failure' in result ? {} : result.features;
    if (!this.#json) {
      return csvLine([...values, failure, warnings, ...this.#names.map((name) => features[name] ?? Number.NaN)]);
    }
    const own = Object.fromEntries(this.#table.columns.map((column, i) => [column, values[i]]));
    const row = { ...own, Error: failure || null, Warnings: warnings || null, ...features };
    return `${index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`;
  }
}
