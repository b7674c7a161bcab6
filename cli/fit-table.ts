import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { modellingProtocolOf } from '@radscore/pipeline/fitting';
import {
  type About,
  type Cohort,
  DEFAULT_PROTOCOL,
  InvalidTable,
  type ModellingProtocol,
  parseCsv,
  readCohort,
} from '@radscore/statistics';
import type { ClinicalArgument } from './arguments.ts';
import { isIdColumn, readText } from './csv.ts';
import { UsageProblem } from './failure.ts';
import cli from './package.json' with { type: 'json' };

/** What the flags of `radscore fit` say about table and protocol. */
export interface FitTableOptions {
  readonly outcome: string;
  readonly id?: string;
  readonly clinical?: readonly ClinicalArgument[];
  readonly features?: readonly string[];
  readonly where?: readonly { readonly column: string; readonly equals: string }[];
  readonly split?: string;
  readonly testFraction?: number;
  readonly site?: string;
  readonly repeats?: string;
  readonly protocol?: string;
  /** False for --no-filter. */
  readonly filter: boolean;
  readonly forceClinical?: boolean;
  readonly seed?: number;
  readonly permutations?: number;
  readonly bootstrap?: number;
  /** Outer folds of the nested cross-validation of the training rows; 0 leaves it out. */
  readonly nested?: number;
}

/** A table, read as the flags say. */
export interface FitTable {
  readonly cohort: Cohort;
  readonly protocol: ModellingProtocol;
  readonly seed: number;
  /** Stands first in report.json and report.html, and in model.json. */
  readonly about: About;
  /** What was read from where; part of the report. */
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
  readonly id: string | null;
  readonly clinical: string[];
  readonly where: readonly { readonly column: string; readonly equals: string }[];
  readonly split:
    | { readonly by: 'column'; readonly column: string }
    | { readonly by: 'stratified'; readonly testFraction: number; readonly seed: number };
  readonly site: string | null;
  readonly repeats: { readonly table: string; readonly sha256: string } | null;
  /** Columns that are neither features nor anything else. */
  readonly ignored: string[];
}

/** @throws InputRefused, InvalidTable, InvalidValue, ModellingProtocolInvalid, UsageProblem */
export function readFitTable(file: string, options: FitTableOptions): FitTable {
  const { outcome, clinical = [], features, where = [], split, site, testFraction = 0.5, seed = 1 } = options;
  const text = readText(file, 'a table of features and outcomes');
  const protocol = protocolOf(options);
  if (protocol.harmonisation && site === undefined) {
    throw new UsageProblem(`got ${protocol.id}, which harmonises sites, without --site; wanted the column of sites.`);
  }
  const { header } = parseCsv(text);
  const id = options.id ?? header.find((name) => isIdColumn(name) && name !== outcome);
  const columns = { outcome, id, features, where };
  const all = { ...columns, clinical, split, site, seed, testShare: testFraction };
  const { cohort, ignored, outcomeWords } = readCohort(text, all);
  const { ids } = cohort.features;
  const repeated = ids.find((one, i) => ids.indexOf(one) !== i);
  if (repeated !== undefined) {
    throw new InvalidTable(
      `${id} ${repeated} in two rows`,
      'every id once: a patient in training and test rows would be known already',
      'Keep one row of each, or leave --id out.',
    );
  }
  const again = options.repeats === undefined ? undefined : readText(options.repeats, 'a table of repeated features');
  if (again !== undefined && id === undefined) {
    throw new UsageProblem('got --repeats without --id; wanted the column by which rows are matched.');
  }
  const unused = ignored.filter((name) => name !== split);
  const hash = sha256(text);
  const splitBy: FitSource['split'] =
    split === undefined ? { by: 'stratified', testFraction, seed } : { by: 'column', column: split };
  return {
    cohort: again === undefined ? cohort : { ...cohort, repeats: repeatsOf(again, id ?? '', cohort) },
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
    },
    source: {
      table: basename(file),
      sha256: hash,
      rows: ids.length,
      outcome,
      id: id ?? null,
      clinical: clinical.map(({ name }) => name),
      where,
      split: splitBy,
      site: site ?? null,
      repeats: again === undefined ? null : { table: basename(options.repeats ?? ''), sha256: sha256(again) },
      ignored: unused,
    },
    remarks: [
      ...(options.id === undefined && id !== undefined ? [`Rows are called by their ${id}.`] : []),
      ...(unused.length > 0 ? [`Not used, for they hold more than numbers: ${unused.join(', ')}.`] : []),
    ],
  };
}

/** The same features of some rows, measured again, in the order of the cohort's columns. */
function repeatsOf(text: string, id: string, cohort: Cohort): Cohort['repeats'] {
  const { header, rows } = parseCsv(text);
  const { columns } = cohort.features;
  const missing = [id, ...columns].find((name) => !header.includes(name));
  if (missing !== undefined) throw new InvalidTable(`repeats without the column "${missing}"`, 'those of the features');
  const places = columns.map((name) => header.indexOf(name));
  return {
    ids: rows.map((row) => row[header.indexOf(id)]),
    columns,
    values: Float64Array.from(rows.flatMap((row) => places.map((at) => Number(row[at])))),
  };
}

function protocolOf(options: FitTableOptions): ModellingProtocol {
  const base = options.protocol === undefined ? DEFAULT_PROTOCOL : modellingProtocolOf(readProtocol(options.protocol));
  const { seed, permutations, bootstrap, nested } = options;
  const { validation } = base;
  const resampled = (step: ModellingProtocol['bootstrap'], count = step.count) => ({ count, seed: seed ?? step.seed });
  return {
    ...base,
    nearDuplicates: options.filter ? base.nearDuplicates : null,
    clinical: { ...base.clinical, force: options.forceClinical ?? base.clinical.force },
    bootstrap: resampled(base.bootstrap, bootstrap),
    permutations: resampled(base.permutations, permutations),
    validation: { ...validation, folds: nested ?? validation.folds, seed: seed ?? validation.seed },
  };
}

function readProtocol(file: string): unknown {
  const text = readText(file, 'a modelling protocol (JSON)');
  try {
    return JSON.parse(text);
  } catch (cause) {
    const got = (cause as Error).message;
    const wanted = 'a modelling protocol as JSON';
    throw new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Correct the file.' }, { cause });
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
