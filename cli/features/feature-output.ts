/** Features as text: one case as JSON, CSV or lines, a batch as CSV or JSON. */
import { csvLine } from '../files/csv-line.ts';
import { requireEnding } from '../files/output-ending.ts';
import { jsonText } from '../terminal/terminal.ts';
import type { BatchTable, RowResult } from './batch-table.ts';
import { type CaseFeatures, FEATURE_FORMATS, type FeatureCase, type FeatureFormat, warningLine } from './case.ts';

/** The format that is asked for, else that of the file's ending, else the first choice. @throws UsageProblem */
export function chooseFormat(
  asked: FeatureFormat | undefined,
  file: string | undefined,
  otherwise: FeatureFormat,
): FeatureFormat {
  requireEnding(file, FEATURE_FORMATS, asked !== undefined);
  const ending = /\.([a-z]+)$/i.exec(file ?? '')?.[1].toLowerCase();
  return asked ?? FEATURE_FORMATS.find((format) => format === ending) ?? otherwise;
}

type Value = CaseFeatures['diagnostics'][`diagnostics_`];

/** One case: a flat JSON object of name → number, a table of one row, or a line per feature; diagnostics come first. */
export function formatCase({ features, diagnostics }: CaseFeatures, work: FeatureCase, format: FeatureFormat): string {
  const entries: Record<string, Value> = { ...diagnostics, ...features };
  switch (format) {
    case 'json':
      return jsonText(entries);
    case 'csv':
      return (
        csvLine(['Image', 'Mask', ...Object.keys(entries)]) +
        csvLine([work.image, work.mask, ...Object.values(entries).map(cell)])
      );
    case 'txt':
      return Object.entries(entries)
        .map(([name, value]) => `${name}: ${cell(value)}\n`)
        .join('');
  }
}

/** Several numbers in one cell, in brackets as the pyradiomics command writes them. */
function cell(value: Value): string | number {
  return typeof value === 'object' ? `(${value.join(', ')})` : value;
}

/** A batch table's results in the order of its rows, with the same columns whatever happens to single rows. */
export class BatchOutput {
  readonly #table: BatchTable;
  readonly #diagnostics: readonly string[];
  readonly #names: readonly string[];
  readonly #json: boolean;

  /** @param diagnostics names of the columns before those of the features */
  constructor(table: BatchTable, diagnostics: readonly string[], names: readonly string[], format: FeatureFormat) {
    this.#table = table;
    this.#diagnostics = diagnostics;
    this.#names = names;
    this.#json = format === 'json';
  }

  get head(): string {
    return this.#json
      ? '['
      : csvLine([...this.#table.columns, 'Error', 'Warnings', ...this.#diagnostics, ...this.#names]);
  }

  get tail(): string {
    return this.#json ? '\n]\n' : '';
  }

  row(index: number, result: RowResult): string {
    const { values } = this.#table.rows[index];
    const failure = 'failure' in result ? `${result.failure.code}: ${result.failure.message}` : '';
    const warnings = 'failure' in result ? '' : result.warnings.map(warningLine).join(' | ');
    const features = 'failure' in result ? {} : result.features;
    const diagnostics: Record<string, Value> = 'failure' in result ? {} : result.diagnostics;
    if (!this.#json) {
      return csvLine([
        ...values,
        failure,
        warnings,
        ...this.#diagnostics.map((name) => cell(diagnostics[name] ?? '')),
        ...this.#names.map((name) => features[name] ?? Number.NaN),
      ]);
    }
    const own = Object.fromEntries(this.#table.columns.map((column, i) => [column, values[i]]));
    const row = { ...own, Error: failure || null, Warnings: warnings || null, ...diagnostics, ...features };
    return `${index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`;
  }
}
