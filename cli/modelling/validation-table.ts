/** Reads the table of `radscore validate`: rows as the model needs them, their outcomes, and what divides them. */
import { basename } from 'node:path';
import {
  type FittedModel,
  InvalidTable,
  InvalidValue,
  isMissingCell,
  kindOfColumn,
  type LabelledRow,
  type LeftOutRow,
  levelOf,
  type OutcomeCoding,
  orDidYouMean,
  readNumber,
  readOutcome,
  type SubgroupVariable,
} from '@radscore/statistics';
import {
  contentHash,
  type FoundFormat,
  isIdColumn,
  refusing,
  type TableFile,
  type TableOptions,
} from '../files/table-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import { predictionRows } from './prediction-table.ts';

export interface ValidateTableOptions extends TableOptions {
  readonly outcome?: string;
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly site?: string;
  /** Column of patients, if some have several rows. */
  readonly group?: string;
  readonly subgroups?: readonly { readonly name: string; readonly cuts?: readonly number[] }[];
  readonly keepTrainingRows?: boolean;
}

export interface ValidationTable {
  readonly rows: readonly LabelledRow[];
  /** Rows with a cell that cannot be read. */
  readonly unread: readonly LeftOutRow[];
  readonly subgroups: readonly SubgroupVariable[];
  readonly table: string;
  /** Of the file's bytes. */
  readonly sha256: string;
  /** SHA-256 of what the table holds, however it was saved. */
  readonly content: string;
  readonly found: FoundFormat;
  readonly outcome: string;
  /** Values of the outcome column that mean each class. */
  readonly outcomeWords: { readonly positive: string[]; readonly negative: string[] };
}

/** @throws InputRefused, InvalidValue, UsageProblem */
export function readValidationTable(
  table: TableFile,
  folder: string,
  model: FittedModel,
  options: ValidateTableOptions,
): ValidationTable {
  const outcome = options.outcome ?? model.about?.outcome;
  if (outcome === undefined) throw new UsageProblem(`${folder} does not say what its outcome is; wanted --outcome.`);
  if (model.harmonisation && options.site === undefined) {
    throw new UsageProblem(`got ${folder}, which harmonises sites, without --site; wanted the column of sites.`);
  }
  const { file } = table;
  const asked = predictionRows(table, {
    model: folder,
    features: model.features.map(({ name, imputed }) => ({ name, imputed: imputed !== null })),
    clinical: model.clinical?.variables ?? [],
    site: options.site,
  });
  const cells = cellsOf(table, outcome, '--outcome');
  const ids = asked.map(({ id }) => id);
  const coding = options.positive || options.negative ? options : codingOf(model, outcome, cells);
  const read = refusing(file, () => readOutcome(cells, ids, outcome, coding));
  const patients = options.group === undefined ? undefined : patientsIn(table, options.group, ids);
  const readable = asked.flatMap((row, i) => ('input' in row ? [i] : []));
  const rows = asked.flatMap((row, i): LabelledRow[] =>
    'input' in row
      ? [
          {
            id: row.id,
            ...row.input,
            ...(row.site !== undefined && { site: row.site }),
            outcome: read.values[i],
            ...(patients && { patient: patients[i] }),
          },
        ]
      : [],
  );
  const unread = asked.flatMap((row) => ('abstained' in row ? [{ id: row.id, ...row.abstained }] : []));
  const variables = options.subgroups ?? knownSubgroups(table, outcome);
  return {
    rows,
    unread,
    subgroups: variables.map((variable) => {
      const values = subgroupValues(cellsOf(table, variable.name, '--subgroups'), ids, variable);
      return { ...variable, values: readable.map((i) => values[i]) };
    }),
    table: basename(file),
    sha256: table.sha256,
    content: contentHash(table),
    found: table.found,
    outcome,
    outcomeWords: read.words,
  };
}

/** @throws InputRefused `unreadable`, InvalidValue for a row without a patient */
function patientsIn(table: TableFile, column: string, ids: readonly string[]): string[] {
  return cellsOf(table, column, '--group').map((cell, i) => {
    if (cell.trim() !== '') return cell.trim();
    throw new InvalidValue(ids[i], column, '""', 'a patient', 'Name the patient of every row, or drop the row.');
  });
}

/** @throws InputRefused `unreadable` */
function cellsOf({ header, rows, file }: TableFile, name: string, option: string): string[] {
  const at = header.indexOf(name);
  if (at >= 0) return rows.map((row) => row[at]);
  return refusing(file, () => {
    throw new InvalidTable(
      `no column "${name}"`,
      'one of the columns of the table',
      `Name another with ${option}.${orDidYouMean(name, header)}`,
    );
  });
}

/** The words of the fit, if the column is the same and has no others; only those that occur in it. */
function codingOf({ about }: FittedModel, outcome: string, cells: readonly string[]): OutcomeCoding | undefined {
  if (about?.outcome !== outcome) return undefined;
  const split = (words: string) => words.split(',').map((word) => levelOf(word));
  const [positive, negative] = [split(about.positive), split(about.negative)];
  const kind = kindOfColumn(cells);
  const found = new Set(cells.filter((cell) => !isMissingCell(cell, kind)).map(levelOf));
  if (![...found].every((word) => positive.includes(word) || negative.includes(word))) return undefined;
  const present = (words: string[]) => words.filter((word) => found.has(word));
  return { positive: present(positive), negative: present(negative) };
}

/** Columns that divide patients in most tables, by their usual names; `cuts` where a bound is customary. */
const KNOWN: readonly { readonly form: RegExp; readonly cuts?: readonly number[]; readonly cutsFrom?: string }[] = [
  { form: /^age(_?(at_?)?(diagnosis|years))?$/i, cuts: [50], cutsFrom: 'customary' },
  { form: /^(hr|er|pr|her2)([_ -]?(status|pos|positive))?$/i },
  { form: /^(tumou?r[_ -]?)?morphology$/i },
  { form: /^(site|cent(re|er)|institution|hospital)([_ -]?id)?$/i },
  { form: /^(scanner|manufacturer|vendor|field[_ -]?strength)([_ -]?model)?$/i },
];

/** Known columns with at least two values and no more than a table of subgroups can show. */
function knownSubgroups(table: TableFile, outcome: string): Omit<SubgroupVariable, 'values'>[] {
  return table.header.flatMap((name) => {
    const known = KNOWN.find(({ form }) => form.test(name.trim()));
    if (!known || name === outcome || isIdColumn(name)) return [];
    const cells = cellsOf(table, name, '--subgroups');
    const kind = kindOfColumn(cells);
    const distinct = new Set(cells.filter((cell) => !isMissingCell(cell, kind)).map(levelOf));
    if (distinct.size < 2 || (kind === 'words' && distinct.size > MOST_LEVELS)) return [];
    const { cuts, cutsFrom } = known;
    return [{ name, ...(cuts && kind === 'numbers' && distinct.size > FEW_VALUES && { cuts, cutsFrom }) }];
  });
}

const MOST_LEVELS = 20;
/** A column of numbers with so few values codes levels (HR 0 and 1, 1.5 and 3 tesla). */
const FEW_VALUES = 5;

/** @throws InvalidValue for a word in a column of numbers */
function subgroupValues(
  cells: readonly string[],
  ids: readonly string[],
  { name, cuts }: { readonly name: string; readonly cuts?: readonly number[] },
): (string | number | null)[] {
  const kind = kindOfColumn(cells);
  const distinct = new Set(cells.filter((cell) => !isMissingCell(cell, kind)).map(levelOf));
  const asNumbers = kind === 'numbers' && (cuts !== undefined || distinct.size > FEW_VALUES);
  return cells.map((cell, i) => {
    if (isMissingCell(cell, kind)) return null;
    return asNumbers ? readNumber(cell, ids[i], name, 'Correct the cell, or leave the subgroup out.') : levelOf(cell);
  });
}
