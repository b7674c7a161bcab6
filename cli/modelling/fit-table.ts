/** Reads the table of `radscore fit` as its options say: cohort, protocol, and an account of both. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import {
  type About,
  abbreviateNames,
  type Cohort,
  type ExcludedColumn,
  type FeatureTable,
  InvalidTable,
  type ModellingProtocol,
  readCohort,
  readRepeats,
} from '@radscore/statistics';
import { isIdColumn, readTableFile, requireRows, type TableFile } from '../files/table-file.ts';
import cli from '../package.json' with { type: 'json' };
import { UsageProblem } from '../terminal/failure.ts';
import type { FitTableOptions } from './fit-options.ts';
import { protocolOf } from './fit-protocol.ts';
import { wordsOfColumns } from './variable-words.ts';

/** A table, read as the options say. */
export interface FitTable {
  readonly cohort: Cohort;
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
  readonly sha256: string;
  readonly rows: number;
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
}

/** @throws InputRefused, InvalidTable, InvalidValue, ModellingProtocolInvalid, UsageProblem */
export function readFitTable(file: string, options: FitTableOptions): FitTable {
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
  const table = readTableFile(file, 'a table of features and outcomes');
  requireRows(table);
  const protocol = protocolOf(options);
  if (protocol.harmonisation && site === undefined) {
    throw new UsageProblem(`got ${protocol.id}, which harmonises sites, without --site; wanted the column of sites.`);
  }
  if (protocol.validation.by === 'site' && site === undefined) {
    throw new UsageProblem('got leave-one-site-out without --site; wanted the column of sites.');
  }
  const id = options.id ?? table.header.find((name) => isIdColumn(name) && name !== outcome && name !== group);
  const coding = { positive: options.positive, negative: options.negative };
  const columns = { outcome, coding, id, features, where };
  const all = { ...columns, clinical, recorded, split, site, group, seed, testShare: testFraction };
  const { cohort, ignored, excluded, outcomeWords } = readCohort(table, all);
  const { ids } = cohort.features;
  if (id !== undefined) requireEachOnce(ids, id, group === undefined);
  const repeats = options.repeats === undefined ? null : repeatsOf(options.repeats, id, cohort);
  const variables = wordsOfColumns(
    options.labels,
    protocol,
    [...clinical, ...recorded].map(({ name }) => name),
  );
  const named = { count: cohort.features.columns.length, columns: abbreviateNames(cohort.features.columns) };
  const hash = sha256(table.text);
  const splitBy: FitSource['split'] =
    split === undefined ? { by: 'stratified', testFraction, seed } : { by: 'column', column: split };
  return {
    cohort: repeats === null ? cohort : { ...cohort, repeats: repeats.table },
    protocol,
    seed,
    about: {
      version: cli.version,
      table: basename(file),
      sha256: hash,
      outcome,
      positive: outcomeWords.positive.join(', '),
      negative: outcomeWords.negative.join(', '),
      split: splitBy,
      protocol: protocol.id,
      ...(variables && { variables }),
    },
    source: {
      table: basename(file),
      sha256: hash,
      rows: ids.length,
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
              sha256: sha256(repeats.file.text),
              rows: repeats.rows,
              missing: repeats.missing,
            },
      features: { ...named, named: features !== undefined },
      ignored,
      excluded,
    },
    remarks: [
      ...(options.id === undefined && id !== undefined ? [`Rows are called by their ${id}.`] : []),
      ...outcomeRemarks(outcome, outcomeWords),
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
function repeatsOf(name: string, id: string | undefined, cohort: Cohort): Repeats {
  const file = readTableFile(name, 'a table of repeated features');
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

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
