/** Reads the table of `radscore fit` as its options say: cohort, protocol, and an account of both. */
import { basename } from 'node:path';
import type { DeclaredColumns } from '@radscore/pipeline/evidence';
import {
  type About,
  abbreviateNames,
  type Cohort,
  type CohortColumns,
  type ExcludedColumn,
  type FeatureTable,
  InvalidTable,
  type ModellingProtocol,
  readCohort,
  readOutcome,
  readRepeats,
  type TextTable,
} from '@radscore/statistics';
import {
  contentHash,
  type FoundFormat,
  isIdColumn,
  readTableFile,
  requireRows,
  type TableFile,
} from '../files/table-file.ts';
import cli from '../package.json' with { type: 'json' };
import { UsageProblem } from '../terminal/failure.ts';
import { type ColumnRoles, columnRoles, rolesLine } from './column-roles.ts';
import { divideExternal } from './external-rows.ts';
import { declaredColumns, type FitTableOptions } from './fit-options.ts';
import { protocolOf } from './fit-protocol.ts';
import { wordsOfColumns } from './variable-words.ts';

/** A table, read as the options say. */
export interface FitTable {
  readonly cohort: Cohort;
  /** Rows that judge the finished model, and take no other part. */
  readonly external: TableFile | null;
  readonly protocol: ModellingProtocol;
  readonly seed: number;
  /** Comes first in report.json and report.html, and in model.json. */
  readonly about: About;
  /** Which file gave what; part of the report. */
  readonly source: FitSource;
  /** For the person at the terminal. */
  readonly remarks: string[];
}

export interface FitSource {
  /** Name without folder. */
  readonly table: string;
  /** Of the file's bytes. */
  readonly sha256: string;
  /** SHA-256 of what the table holds, however it was saved. */
  readonly content: string;
  /** How the file was saved. */
  readonly found: FoundFormat;
  /** Rows that are fitted on, tested on, or without an outcome. */
  readonly rows: number;
  /** Rows of the external set, if a split marks any. */
  readonly externalRows?: number;
  readonly outcome: string;
  /** Values of the outcome column that mean each class. */
  readonly outcomeWords: { readonly positive: string[]; readonly negative: string[] };
  readonly id: string | null;
  readonly clinical: string[];
  readonly recorded?: string[];
  readonly where: readonly { readonly column: string; readonly equals: string }[];
  readonly split:
    | { readonly by: 'column'; readonly column: string }
    | { readonly by: 'stratified'; readonly testFraction: number; readonly seed: number };
  readonly site: string | null;
  /** Column of patients, if rows of one patient are kept together. */
  readonly group?: string;
  readonly repeats: {
    readonly table: string;
    readonly sha256: string;
    /** Rows of the table that are rows of the cohort, and their cells without a value. */
    readonly rows: number;
    readonly missing: number;
  } | null;
  /** How many columns are features, their names in few words, and whether they were named. */
  readonly features: { readonly count: number; readonly columns: string; readonly named: boolean };
  /** Columns that are neither features nor anything else. */
  readonly ignored: string[];
  /** The same, each with its reason. */
  readonly excluded: ExcludedColumn[];
  /** The part that each column plays. */
  readonly roles: ColumnRoles;
  /** What was said of columns beyond their names; absent if nothing was. */
  readonly declared?: DeclaredColumns;
}

/**
 * @param file a table, or the name of one of text
 * @param repeated the table that `--repeats` names, likewise
 * @throws InputRefused, InvalidTable, InvalidValue, ModellingProtocolInvalid, UsageProblem
 */
export function readFitTable(
  file: string | TableFile,
  options: FitTableOptions,
  repeated: string | TableFile | undefined = options.repeats,
): FitTable {
  const {
    outcome,
    clinical = [],
    recorded = [],
    features,
    where = [],
    split,
    site,
    group,
    testFraction = 0.5,
    seed = 1,
  } = options;
  const table = typeof file === 'string' ? readTableFile(file, 'a table of features and outcomes', options) : file;
  requireRows(table);
  const protocol = protocolOf(options);
  if (protocol.harmonisation && site === undefined) {
    throw new UsageProblem(`got ${protocol.id}, which harmonises sites, without --site; wanted the column of sites.`);
  }
  if (protocol.validation.by === 'site' && site === undefined) {
    throw new UsageProblem('got leave-one-site-out without --site; wanted the column of sites.');
  }
  if (options.weights !== undefined) throw new UsageProblem(WEIGHTS);
  const { fitted, external } = divideExternal(table, options);
  const id = options.id ?? table.header.find((name) => isIdColumn(name) && name !== outcome && name !== group);
  const coding = { positive: options.positive, negative: options.negative };
  const all = { outcome, coding, id, features, clinical, recorded, split, site, group, seed, testShare: testFraction };
  const { cohort, ignored, excluded, outcomeWords } = readCohort(fitted, all);
  const { ids } = cohort.features;
  if (external) requireOutcomes(fitted, external, all);
  if (id !== undefined) requireEachOnce([...ids, ...cellsOf(external, id)], id, group === undefined);
  const repeats = repeated === undefined ? null : repeatsOf(repeated, options, id, cohort);
  const variables = wordsOfColumns(
    options.labels,
    protocol,
    [...clinical, ...recorded].map(({ name }) => name),
  );
  const named = { count: cohort.features.columns.length, columns: abbreviateNames(cohort.features.columns) };
  const roles = columnRoles(options, id, cohort, named, external);
  const content = contentHash(table);
  const declared = declaredColumns(options);
  const splitBy: FitSource['split'] =
    split === undefined ? { by: 'stratified', testFraction, seed } : { by: 'column', column: split };
  return {
    cohort: repeats === null ? cohort : { ...cohort, repeats: repeats.table },
    external,
    protocol,
    seed,
    about: {
      version: cli.version,
      table: basename(table.file),
      sha256: content,
      outcome,
      positive: outcomeWords.positive.join(', '),
      negative: outcomeWords.negative.join(', '),
      split: splitBy,
      protocol: protocol.id,
      ...(variables && { variables }),
    },
    source: {
      table: basename(table.file),
      sha256: table.sha256,
      content,
      found: table.found,
      rows: ids.length,
      ...(external && { externalRows: external.rows.length }),
      outcome,
      outcomeWords,
      id: id ?? null,
      clinical: clinical.map(({ name }) => name),
      ...(recorded.length > 0 && { recorded: recorded.map(({ name }) => name) }),
      where,
      split: splitBy,
      site: site ?? null,
      ...(group !== undefined && { group }),
      repeats:
        repeats === null
          ? null
          : {
              table: basename(repeats.file.file),
              sha256: repeats.file.sha256,
              rows: repeats.rows,
              missing: repeats.missing,
            },
      features: { ...named, named: features !== undefined },
      ignored,
      excluded,
      roles,
      ...(declared && { declared }),
    },
    remarks: [
      ...(options.id === undefined && id !== undefined ? [`Rows are called by their ${id}.`] : []),
      ...outcomeRemarks(outcome, outcomeWords),
      rolesLine(roles),
      `${named.count} feature column${named.count === 1 ? '' : 's'}: ${named.columns}.`,
      ...notUsed(excluded),
      ...(repeats === null
        ? []
        : [
            protocol.robustness === null
              ? `The repeats are not used: ${protocol.id} asks for no robustness.`
              : `Repeats of ${repeats.rows} rows; ${repeats.missing} of their cells are empty and leave that pair of values out.`,
          ]),
    ],
  };
}

const WEIGHTS =
  "got --weights; weights of rows are not supported: the LASSO, the logistic models, DeLong's variance and every resampling " +
  'count each row once, and a weight that only some of them used would make figures that contradict each other. ' +
  'Leave --weights out.';

/** Every outcome of the external set can be read: asked before the fit, which takes longer. @throws InvalidTable, InvalidValue */
function requireOutcomes(fitted: TextTable, external: TableFile, { outcome, coding, id }: CohortColumns): void {
  const rows = [...fitted.rows, ...external.rows];
  const cells = rows.map((row) => row[fitted.header.indexOf(outcome)]);
  const names = rows.map((row, i) => (id === undefined ? String(i + 1) : row[fitted.header.indexOf(id)]));
  readOutcome(cells, names, outcome, coding);
}

function cellsOf(table: TableFile | null, column: string): string[] {
  const at = table?.header.indexOf(column) ?? -1;
  return table === null || at < 0 ? [] : table.rows.map((row) => row[at]);
}

function requireEachOnce(ids: readonly string[], id: string, isPatient: boolean): void {
  const seen = new Set<string>();
  for (const one of ids) {
    if (seen.has(one)) {
      throw new InvalidTable(
        one.trim() === '' ? `two rows without ${id}` : `${id} ${one} in two rows`,
        isPatient ? 'every id once: a patient in training and test rows would be known already' : 'every id once',
        isPatient
          ? `Keep one row of each patient, or say --group ${id} to keep the rows of a patient together.`
          : 'Give every row an id of its own, or leave --id out.',
      );
    }
    seen.add(one);
  }
}

/** The words of an outcome that is not coded 1 and 0. */
function outcomeRemarks(outcome: string, { positive, negative }: FitSource['outcomeWords']): string[] {
  if ([...positive, ...negative].every((word) => word === '1' || word === '0')) return [];
  const list = (words: readonly string[]) => words.map((word) => `"${word}"`).join(', ') || 'nothing';
  return [`Outcome ${outcome}: ${list(positive)} is the response, ${list(negative)} is no response.`];
}

/** Columns left out, by reason. */
function notUsed(excluded: readonly ExcludedColumn[]): string[] {
  const reasons = [...new Set(excluded.map(({ reason }) => reason))];
  return reasons.map((reason) => {
    const names = excluded.filter((one) => one.reason === reason).map(({ name }) => (name === '' ? '(no name)' : name));
    return `Not used (${reason}): ${abbreviateNames(names)}.`;
  });
}

/** The same features of some rows, measured again. */
interface Repeats {
  readonly file: TableFile;
  readonly table: FeatureTable;
  /** Rows that are rows of the cohort. */
  readonly rows: number;
  /** Their cells without a value. */
  readonly missing: number;
}

/** @throws UsageProblem if no column names the rows; InputRefused, InvalidTable, InvalidValue */
function repeatsOf(
  named: string | TableFile,
  options: FitTableOptions,
  id: string | undefined,
  cohort: Cohort,
): Repeats {
  const file = typeof named === 'string' ? readTableFile(named, 'a table of repeated features', options) : named;
  requireRows(file);
  if (id === undefined) {
    throw new UsageProblem('got --repeats without --id; wanted the column by which rows are matched.');
  }
  const { columns, ids } = cohort.features;
  const repeats = readRepeats(file, id, columns);
  const known = new Set(ids);
  const rows = repeats.ids.flatMap((one, i) => (known.has(one) ? [i] : []));
  let missing = 0;
  for (const i of rows)
    for (let j = 0; j < columns.length; j++) missing += Number(Number.isNaN(repeats.values[i * columns.length + j]));
  return { file, table: repeats, rows: rows.length, missing };
}
