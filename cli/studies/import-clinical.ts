/** `radscore clinical import`: sends a table of clinical values to the service, study by study. */
import type { Protocol } from '@radscore/pipeline';
import { isMissingCell, readOutcome } from '@radscore/statistics';
import {
  isIdColumn,
  openTable,
  refusing,
  requireRows,
  sayFormat,
  type TableFile,
  type TableOptions,
} from '../files/table-file.ts';
import { ApiProblem, type RadscoreClient, type Study } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { type ClinicalColumn, doubledVariable, meantBy, readClinicalRow, variablesOf } from './clinical-table.ts';

export interface ImportClinicalOptions extends ConnectionOptions, TableOptions {
  readonly id?: string;
  /** Of studies without a manifest; of others it must be theirs. */
  readonly protocol?: string;
  readonly outcome?: string;
  /** Reads and compares, and sends nothing. */
  readonly check?: boolean;
  /** Sends the good rows although others are not. */
  readonly skipBad?: boolean;
  readonly json?: boolean;
}

type Values = Readonly<Record<string, number | string>>;

/** A row with what is to be sent, or why it cannot be. */
interface PlannedRow {
  /** In the file; the header is row 1. */
  readonly row: number;
  readonly study: string;
  readonly problems: readonly string[];
  /** What is other than what the service has now. */
  readonly clinical: Values;
  readonly outcome?: boolean;
  readonly protocol?: string;
}

/** Requests at a time. */
const AT_ONCE = 8;

/** A row per study, a column per variable. Nothing is sent if a row is wrong, unless the good ones are wanted. */
export async function importClinical(
  file: string,
  options: ImportClinicalOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const table = await openTable(file, 'a table of clinical values', options);
  sayFormat(table, terminal);
  requireRows(table);
  const client = connect(options);
  const plan = await planOf(client, table, options, terminal);
  const bad = plan.filter(({ problems }) => problems.length > 0);
  for (const { row, study, problems } of bad) {
    for (const problem of problems) terminal.note(`  row ${row} (${study}): ${problem}`);
  }
  const due = plan.filter((row) => row.problems.length === 0 && isDue(row));
  const same = plan.length - bad.length - due.length;
  const summary = { rows: plan.length, refused: bad.length, unchanged: same };
  if (options.check || (bad.length > 0 && !options.skipBad)) {
    report({ ...summary, wouldChange: due.length, sent: 0 }, plan, options, terminal);
    if (bad.length > 0 && !options.check) {
      terminal.note('Nothing was sent. Correct the rows, or send the others with --skip-bad.');
    }
    return bad.length > 0 ? EXIT.refused : EXIT.ok;
  }
  const failed = await send(client, due, terminal);
  report({ ...summary, sent: due.length - failed.length, failed: failed.length }, plan, options, terminal);
  for (const { row, study, why } of failed) terminal.note(`  row ${row} (${study}): not sent: ${why}`);
  return bad.length + failed.length > 0 ? EXIT.refused : EXIT.ok;
}

function isDue({ clinical, outcome }: PlannedRow): boolean {
  return Object.keys(clinical).length > 0 || outcome !== undefined;
}

async function planOf(
  client: RadscoreClient,
  table: TableFile,
  options: ImportClinicalOptions,
  terminal: Terminal,
): Promise<PlannedRow[]> {
  const { header, rows } = table;
  const idColumn = idOf(table, options.id);
  const outcomes = outcomesOf(table, options.outcome, idColumn);
  const columns = header.flatMap((heading, at): ClinicalColumn[] =>
    at === idColumn || heading === options.outcome ? [] : [{ heading, at }],
  );
  const ids = rows.map((row) => (row[idColumn] ?? '').trim());
  const studies = await studiesOf(client, ids, terminal);
  const protocols = new Map<string, Protocol>();
  const wanted = [options.protocol, ...[...studies.values()].map((study) => study?.protocol)];
  for (const id of new Set(wanted)) if (id !== undefined) protocols.set(id, await client.protocol(id));
  sayUnused(columns, [...protocols.values()], terminal);
  const seen = new Map<string, number>();
  return rows.map((cells, i): PlannedRow => {
    const [row, study] = [i + 2, ids[i]];
    const refused = (problem: string): PlannedRow => ({ row, study: study || '?', problems: [problem], clinical: {} });
    if (study === '') return refused(`got no ${header[idColumn]}; wanted the id of a study`);
    const earlier = seen.get(study);
    if (earlier !== undefined) return refused(`got ${study} in row ${earlier}, too; wanted one row of each study`);
    seen.set(study, row);
    const known = studies.get(study);
    if (!known) return refused('got no study of this id at the institution; wanted one that was announced or uploaded');
    const id = known.protocol ?? options.protocol;
    if (id === undefined)
      return refused('got a study without a manifest; wanted --protocol, by which to read its values');
    if (options.protocol !== undefined && options.protocol !== id) {
      return refused(`got a study of ${id}; wanted one of ${options.protocol}`);
    }
    const found = variablesOf(protocols.get(id) as Protocol, columns);
    const doubled = doubledVariable(found);
    if (doubled !== undefined) return refused(`got the columns ${doubled} for one variable; wanted one of them`);
    const { values, problems } = readClinicalRow(cells, found);
    const clinical = Object.fromEntries(
      Object.entries(values).filter(([name, value]) => known.clinical?.[name] !== value),
    );
    const outcome = outcomes[i];
    const isNew = outcome !== null && known.outcome?.pcr !== outcome;
    return { row, study, problems, clinical, ...(isNew && { outcome }), protocol: id };
  });
}

/** Where the ids of studies are. @throws UsageProblem, InputRefused */
function idOf({ header, file }: TableFile, named: string | undefined): number {
  const at = named === undefined ? header.findIndex(isStudyColumn) : header.indexOf(named);
  if (at >= 0) return at;
  throw new UsageProblem(
    named === undefined
      ? `got ${file} without a column called studyId, study_id or id; wanted the column of study ids: --id COLUMN.`
      : `got --id ${named}, which ${file} has not; wanted one of ${header.slice(0, 20).join(', ')}.`,
  );
}

function isStudyColumn(name: string): boolean {
  return /^study[ _-]?id$/i.test(name.trim()) || isIdColumn(name);
}

/** The outcome of each row; null where the cell is empty. @throws UsageProblem, InputRefused */
function outcomesOf(
  { header, rows, file }: TableFile,
  column: string | undefined,
  idColumn: number,
): (boolean | null)[] {
  if (column === undefined) return rows.map(() => null);
  const at = header.indexOf(column);
  if (at < 0) throw new UsageProblem(`got --outcome ${column}, which ${file} has not; wanted a column of it.`);
  const cells = rows.map((row) => row[at] ?? '');
  if (cells.every((cell) => isMissingCell(cell, 'words'))) return rows.map(() => null);
  const ids = rows.map((row) => row[idColumn] ?? '');
  const { values } = refusing(file, () => readOutcome(cells, ids, column));
  return values.map((value) => (value === null ? null : value === 1));
}

/** What the service has of each study; `undefined` of one that it does not know. */
async function studiesOf(
  client: RadscoreClient,
  ids: readonly string[],
  terminal: Terminal,
): Promise<Map<string, Study | undefined>> {
  const names = [...new Set(ids.filter((id) => id !== ''))];
  const progress = startProgress(terminal, 'Looking up studies', names.length);
  const found = new Map<string, Study | undefined>();
  try {
    await inParallel(names, async (id) => {
      found.set(id, await findStudy(client, id));
      progress.show(found.size, `${found.size} of ${names.length}`);
    });
  } finally {
    progress.end();
  }
  return found;
}

async function findStudy(client: RadscoreClient, id: string): Promise<Study | undefined> {
  try {
    return await client.study(id);
  } catch (error) {
    // An id that the API does not take is none of its studies.
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 410 || error.status === 400)) {
      return undefined;
    }
    throw error;
  }
}

/** Columns that no protocol of these studies declares: they are often meant for something. */
function sayUnused(columns: readonly ClinicalColumn[], protocols: readonly Protocol[], terminal: Terminal): void {
  const used = new Set(protocols.flatMap((protocol) => variablesOf(protocol, columns)).map(({ column }) => column.at));
  const others = columns.filter(({ at }) => !used.has(at));
  const names = protocols.map(({ id }) => id).join(', ');
  if (used.size > 0) {
    terminal.note(
      `Read by ${names}: ${columns
        .filter(({ at }) => used.has(at))
        .map(({ heading }) => heading)
        .join(', ')}.`,
    );
  }
  for (const { heading } of others) {
    const meant = protocols.map((protocol) => meantBy(heading, protocol)).find((one) => one !== undefined);
    terminal.note(
      `Not used: "${heading}", which ${names || 'no protocol'} does not declare${meant === undefined ? '' : `; did you mean ${meant}?`}.`,
    );
  }
}

interface FailedRow extends PlannedRow {
  readonly why: string;
}

/** One row that fails ends no other; the same table again sends what is left. */
async function send(client: RadscoreClient, due: readonly PlannedRow[], terminal: Terminal): Promise<FailedRow[]> {
  const progress = startProgress(terminal, 'Sending', due.length);
  const failed: FailedRow[] = [];
  let done = 0;
  try {
    await inParallel(due, async (row) => {
      try {
        const { study, clinical, protocol, outcome } = row;
        if (Object.keys(clinical).length > 0) await client.recordClinical(study, { clinical, protocol });
        if (outcome !== undefined) await client.recordOutcome(study, { pcr: outcome });
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        const issues = error.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
        failed.push({ ...row, why: issues || error.detail });
      }
      progress.show(++done, `${done} of ${due.length}`);
    });
  } finally {
    progress.end();
  }
  return failed;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: Math.min(AT_ONCE, items.length) }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

function report(
  counts: Readonly<Record<string, number>>,
  plan: readonly PlannedRow[],
  { json }: ImportClinicalOptions,
  terminal: Terminal,
): void {
  if (json) {
    const rows = plan.map(({ row, study, problems, clinical, outcome }) => ({
      row,
      study,
      problems,
      clinical,
      outcome,
    }));
    terminal.out(jsonText({ ...counts, plan: rows }));
    return;
  }
  const { rows, refused, unchanged, sent, failed = 0, wouldChange } = counts;
  const parts = [
    `${rows} rows`,
    wouldChange === undefined ? `${sent} sent` : `${wouldChange} to send`,
    `${unchanged} as they are already`,
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  terminal.out(`${parts.join(', ')}.\n`);
}
