/** The output of an extraction: its file, the text of each case in the shapes that are asked for, and files per case. */
import { canonicalSettings, ENGINE_VERSION } from '@radscore/radiomics';
import { chooseFormat } from '../files/output-format.ts';
import type { ResultFile } from '../files/result-file.ts';
import type { BatchTable, RowResult } from './batch-table.ts';
import { type CaseFeatures, FEATURE_FORMATS, type FeatureFormat, type ProfileSettings } from './case.ts';
import { CaseFiles } from './case-files.ts';
import { columnsOf } from './columns.ts';
import type { ExtractOptions } from './extract-options.ts';
import { BatchOutput, formatCase } from './feature-output.ts';
import type { LoadedProfile } from './feature-settings.ts';
import { pathWriter } from './path-format.ts';
import { configurationOfCase, type PythonConfiguration } from './pyradiomics/configuration.ts';
import { isOwnDiagnostic, type PyradiomicsRow, pyradiomicsRow } from './pyradiomics/pyradiomics-rows.ts';
import { pyradiomicsText } from './pyradiomics/pyradiomics-text.ts';
import { pythonStr } from './pyradiomics/python-value.ts';

/** Own columns of a case by name: ID, Image, Mask … */
type OwnCells = Readonly<Record<string, string>>;

export class OutputOfExtraction {
  readonly featureCount: number;
  readonly #table: BatchTable;
  readonly #isBatch: boolean;
  readonly #options: ExtractOptions;
  readonly #format: FeatureFormat;
  readonly #configuration: PythonConfiguration;
  readonly #settings: ProfileSettings;
  readonly #names: { readonly diagnostics: readonly string[]; readonly features: readonly string[] };
  readonly #native: BatchOutput;
  readonly #caseFiles?: CaseFiles;
  /** Their columns are known when all of them are there. */
  readonly #rows: PyradiomicsRow[] = [];

  /**
   * @param tableFile the batch table; without one the table is a case of the command line
   * @throws UsageProblem for a format, a folder or a file that cannot be meant
   */
  constructor(table: BatchTable, loaded: LoadedProfile, options: ExtractOptions, tableFile?: string) {
    this.#isBatch = tableFile !== undefined;
    this.#options = options;
    this.#settings = loaded.chosen;
    this.#configuration = loaded.configuration;
    this.#names = columnsOf(loaded.chosen);
    this.featureCount = this.#names.features.length;
    this.#format = this.#chosenFormat();
    const writePath = pathWriter(
      options.formatPath ?? (this.#isLike ? 'absolute' : undefined),
      options.unixPath,
      tableFile,
    );
    const isPath = table.columns.map((name) => /^(image|mask)$/i.test(name));
    const rows = table.rows.map(({ values, work }) => ({
      work,
      values: values.map((value, at) => (isPath[at] ? writePath(value) : value)),
    }));
    this.#table = { columns: table.columns, rows };
    const { diagnostics, features } = this.#names;
    this.#native = new BatchOutput(this.#table, diagnostics, features, this.#format, options.skipNans);
    if (options.outDir !== undefined) this.#caseFiles = new CaseFiles(options.outDir, options.force ?? false);
  }

  /** Where it goes, and which columns a file of earlier results has. */
  get file(): ResultFile {
    const { output, force, skipNans } = this.#options;
    const isOptional = (name: string): boolean =>
      this.#settings.profile === 'ibsi' ||
      /^diagnostics_(Mask-corrected_|Warnings$)|^log-sigma-|^lbp-|_shape2D_/.test(name);
    const columns = { names: this.#columns(), isOptional };
    return { path: output, format: this.#format, columns, hasGaps: skipNans, force };
  }

  /** Whether a row says itself why it has no results. */
  get hasErrorColumn(): boolean {
    return !this.#isLike;
  }

  get head(): string {
    return this.#isLike ? '' : this.#native.head;
  }

  get tail(): string {
    return this.#isLike
      ? pyradiomicsText(this.#rows, this.#format, this.#options.skipNans ?? false)
      : this.#native.tail;
  }

  /** The row of a case; rows come in the order of the table. */
  row(index: number, result: RowResult): string {
    if (!this.#isLike) return this.#native.row(index, result);
    this.#rows.push(this.#likeRow(index, 'failure' in result ? undefined : result));
    return '';
  }

  /** The whole output of one case. */
  ofOneCase(result: CaseFeatures): string {
    const { skipNans } = this.#options;
    if (this.#isLike) return pyradiomicsText([this.#likeRow(0, result)], this.#format, skipNans ?? false);
    return formatCase(result, this.#own(0), this.#format, skipNans);
  }

  /** What an earlier run computed for a case and left in the folder of results. @throws UsageProblem for another case's */
  earlier(index: number): CaseFeatures | undefined {
    const { work } = this.#table.rows[index];
    if (!this.#caseFiles || !('image' in work)) return undefined;
    return this.#caseFiles.earlier(
      index + 1,
      work,
      new Map(Object.entries(this.#own(index))),
      this.#settingCells(index),
    );
  }

  /** Keeps the results of a case in the folder of results, if there is one. A case that failed is tried again. */
  keep(index: number, result: RowResult): void {
    if (!this.#caseFiles || 'failure' in result) return;
    const text = this.#isLike
      ? pyradiomicsText([this.#likeRow(index, result)], 'csv', false)
      : formatCase(result, this.#own(index), 'csv');
    this.#caseFiles.write(index + 1, text);
  }

  get #isLike(): boolean {
    return this.#options.formatLike === 'pyradiomics';
  }

  #chosenFormat(): FeatureFormat {
    const { format, output } = this.#options;
    // PyRadiomics' command writes text unless another format is named, whatever the file is called.
    if (this.#isLike)
      return format ?? FEATURE_FORMATS.find((name) => output?.toLowerCase().endsWith(`.${name}`)) ?? 'txt';
    return chooseFormat(format, output, this.#isBatch ? 'csv' : 'json', FEATURE_FORMATS);
  }

  #columns(): readonly string[] {
    const { diagnostics, features } = this.#names;
    const own = this.#table.columns;
    if (this.#isLike) return [...own, ...diagnostics.filter((name) => !isOwnDiagnostic(name)), ...features];
    if (this.#isBatch && this.#format === 'csv') return this.#native.columns;
    const all = [...diagnostics, ...(diagnostics.length > 0 ? ['diagnostics_Warnings'] : []), ...features];
    if (this.#isBatch) return [...this.#native.columns, 'diagnostics_Warnings'];
    return this.#format === 'json' ? all : [...own, ...all];
  }

  #own(index: number): OwnCells {
    return Object.fromEntries(this.#table.columns.map((name, at) => [name, this.#table.rows[index].values[at]]));
  }

  #likeRow(index: number, result: CaseFeatures | undefined): PyradiomicsRow {
    return pyradiomicsRow(this.#own(index), result, this.#configurationOf(index, result));
  }

  /** A label that the settings leave open is the one that was found. */
  #configurationOf(index: number, result?: CaseFeatures): PythonConfiguration {
    const { work } = this.#table.rows[index];
    if (!('image' in work)) return this.#configuration;
    const label = work.label ?? labelIn(result);
    return configurationOfCase(this.#configuration, label, work.labelChannel);
  }

  /** What a file of results says of the settings and the engine. */
  #settingCells(index: number): ReadonlyMap<string, string> {
    const cells = new Map([['engine', ENGINE_VERSION]]);
    if (this.#isLike) {
      const { settings, imageTypes } = this.#configurationOf(index);
      // The label is that of the case.
      cells.set('diagnostics_Configuration_Settings', pythonStr(settings));
      cells.set('diagnostics_Configuration_EnabledImageTypes', pythonStr(imageTypes));
    } else {
      const { profile } = this.#settings;
      const canonical =
        profile === 'ibsi' ? JSON.stringify(this.#settings.configuration) : canonicalSettings(this.#settings.settings);
      cells.set('diagnostics_Configuration_Canonical', canonical);
    }
    return cells;
  }
}

/** The label that was measured, as the diagnostics have it. */
function labelIn(result: CaseFeatures | undefined): number | undefined {
  const text = result?.diagnostics.diagnostics_Configuration_Settings;
  if (typeof text !== 'string' || !text.startsWith('{"')) return undefined;
  const { label } = JSON.parse(text);
  return typeof label === 'number' ? label : undefined;
}
