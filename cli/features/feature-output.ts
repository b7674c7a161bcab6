/** Features as text: one case or a batch, as JSON, CSV or lines. */
import { csvLine } from '@radscore/statistics/csv';
import { jsonText } from '../terminal/terminal.ts';
import type { BatchTable, RowResult } from './batch-table.ts';
import { type CaseFeatures, type FeatureFormat, warningLine } from './case.ts';

type Value = CaseFeatures['diagnostics'][`diagnostics_`];

/**
 * One case: a flat JSON object of name → number, a table of one row, or a line per feature; diagnostics come first.
 *
 * @param own what a table calls the case: Image, Mask …
 * @param skipNans leaves features out that are not defined for the ROI; a table leaves their cells empty anyway
 */
export function formatCase(
  { features, diagnostics }: CaseFeatures,
  own: Readonly<Record<string, string>>,
  format: FeatureFormat,
  skipNans = false,
): string {
  const kept = skipNans && format !== 'csv' ? defined(features) : features;
  const entries: Record<string, Value> = { ...diagnostics, ...kept };
  switch (format) {
    case 'json':
      return jsonText(entries);
    case 'csv':
      return (
        csvLine([...Object.keys(own), ...Object.keys(entries)]) +
        csvLine([...Object.values(own), ...Object.values(entries).map(cell)])
      );
    case 'txt':
      return Object.entries(entries)
        .map(([name, value]) => `${name}: ${cell(value)}\n`)
        .join('');
  }
}

function defined(features: CaseFeatures['features']): CaseFeatures['features'] {
  return Object.fromEntries(Object.entries(features).filter(([, value]) => !Number.isNaN(value)));
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
  readonly #format: FeatureFormat;
  readonly #skipNans: boolean;

  /** @param diagnostics names of the columns before those of the features */
  constructor(
    table: BatchTable,
    diagnostics: readonly string[],
    names: readonly string[],
    format: FeatureFormat,
    skipNans = false,
  ) {
    this.#table = table;
    this.#diagnostics = diagnostics;
    this.#names = names;
    this.#format = format;
    this.#skipNans = skipNans;
  }

  /** The columns of a table, and the names that a JSON case may have. */
  get columns(): readonly string[] {
    return [...this.#table.columns, 'Error', 'Warnings', ...this.#diagnostics, ...this.#names];
  }

  get head(): string {
    return { json: '[', csv: csvLine(this.columns), txt: '' }[this.#format];
  }

  get tail(): string {
    return this.#format === 'json' ? '\n]\n' : '';
  }

  row(index: number, result: RowResult): string {
    const { values: written } = this.#table.rows[index];
    const failure = 'failure' in result ? `${result.failure.code}: ${result.failure.message}` : '';
    const warnings = 'failure' in result ? '' : result.warnings.map(warningLine).join(' | ');
    const features = 'failure' in result ? {} : result.features;
    const diagnostics: Record<string, Value> = 'failure' in result ? {} : result.diagnostics;
    if (this.#format === 'csv') {
      return csvLine([
        ...written,
        failure,
        warnings,
        ...this.#diagnostics.map((name) => cell(diagnostics[name] ?? '')),
        ...this.#names.map((name) => features[name] ?? Number.NaN),
      ]);
    }
    const own = Object.fromEntries(this.#table.columns.map((column, i) => [column, written[i]]));
    const kept = this.#skipNans ? defined(features) : features;
    if (this.#format === 'json') {
      const row = { ...own, Error: failure || null, Warnings: warnings || null, ...diagnostics, ...kept };
      return `${index === 0 ? '\n' : ',\n'}${JSON.stringify(row)}`;
    }
    const said = { ...own, ...(failure && { Error: failure }), ...(warnings && { Warnings: warnings }) };
    return Object.entries<Value>({ ...said, ...diagnostics, ...kept })
      .map(([name, value]) => `Case-${index + 1}_${name}: ${cell(value)}\n`)
      .join('');
  }
}
