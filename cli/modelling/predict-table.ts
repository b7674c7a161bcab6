/** Predictions by a model of the service for each row of a table: in one request, or as a job. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { csvLine, parseCsv, type TextTable } from '@radscore/statistics/csv';
import { requireEnding } from '../files/output-ending.ts';
import { isIdColumn, openTable, requireRows, sayFormat, type TableOptions } from '../files/table-file.ts';
import type { ModelVersion, PredictionJob, RadscoreClient } from '../service/client.ts';
import { connect } from '../service/connection.ts';
import { percent } from '../service/model-report.ts';
import { CommandFailed, EXIT, type ExitCode } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { alignColumns, jsonText, type Terminal } from '../terminal/terminal.ts';
import { withGivenValues } from './given-values.ts';
import type { PredictByServiceOptions } from './predict-study.ts';

export interface PredictTableOptions extends PredictByServiceOptions, TableOptions {
  /** Column of sites, for a model that harmonises them. */
  readonly site?: string;
  readonly output?: string;
}

/** What one request takes; more goes as a job. */
const AT_ONCE = { rows: 1000, bytes: 5_000_000 };
const MOST_ROWS = 10_000;
const POLL_MS = 500;

/** An answer, or the reason for having none, for each row. @throws InputRefused, ApiProblem, ApiUnreachable */
export async function predictTable(file: string, options: PredictTableOptions, terminal: Terminal): Promise<ExitCode> {
  const { model, site: siteColumn, certain, json, output } = options;
  requireEnding(output, ['csv'], false);
  const client = connect(options);
  const read = await openTable(file, 'a table of features', options);
  sayFormat(read, terminal);
  const version = await client.version(model.name, model.version ?? (await promotedVersion(client, model.name)));
  const clinical = (await client.protocol(version.protocol)).clinical.map(({ name }) => name);
  const table = withGivenValues(read, options.clinical, clinical);
  requireRows(table);
  const csv = narrowed(table, version, [...clinical, ...(siteColumn === undefined ? [] : [siteColumn])]);
  const { length: rows } = table.rows;
  const isSmall = rows <= AT_ONCE.rows && Buffer.byteLength(csv) <= AT_ONCE.bytes;
  const answers = isSmall
    ? await client.predictTable(model.name, version.version, csv, { siteColumn, ...(certain && { certain: 'true' }) })
    : await predictAsJob(client, csv, rows, version, options, terminal);
  const answered = parseCsv(answers);
  if (output !== undefined) {
    writeFileSync(output, answers);
    terminal.note(`answers for ${rows} rows → ${output}`);
  } else {
    terminal.out(json ? jsonText(objectsOf(answered)) : tabulated(answered));
  }
  terminal.note(version.notice);
  const probability = answered.header.indexOf('probability');
  return answered.rows.some((row) => row[probability] !== '') ? EXIT.ok : EXIT.notEnoughData;
}

async function promotedVersion(client: RadscoreClient, name: string): Promise<number> {
  const { promoted } = await client.versions(name);
  if (promoted !== null) return promoted;
  throw new CommandFailed(
    `got the model ${name}, which has no promoted version; wanted one. \`radscore models\` lists what there is.`,
    EXIT.refused,
  );
}

/** The columns that the service reads: a table of all features would be too large to send, and leaves the house for nothing. */
function narrowed({ header, rows }: TextTable, version: ModelVersion, others: readonly string[]): string {
  const features = [...version.selected, ...(version.submodels ?? []).flatMap(({ selected = [] }) => selected)];
  const wanted = new Set([...features, ...others]);
  const id = header.findIndex(isIdColumn);
  const kept = header.flatMap((name, at) => (at === id || wanted.has(name) ? [at] : []));
  // A column of its own keeps a table of ids only readable: the service says which columns are missing.
  return [header, ...rows].map((row) => csvLine(kept.length > 0 ? kept.map((at) => row[at]) : [row[0]])).join('');
}

async function predictAsJob(
  client: RadscoreClient,
  csv: string,
  rows: number,
  { name, version }: ModelVersion,
  { model, site: siteColumn, certain }: PredictTableOptions,
  terminal: Terminal,
): Promise<string> {
  if (rows > MOST_ROWS) {
    const message = `got ${rows} rows; wanted at most ${MOST_ROWS} in one table. Split the table.`;
    throw new CommandFailed(message, EXIT.refused);
  }
  const bytes = new TextEncoder().encode(csv);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  let job = await client.createPredictionJob(model.name, { bytes: bytes.length, sha256, version, certain, siteColumn });
  if (job.upload) await client.upload({ path: 'table.csv', ...job.upload }, bytes);
  const progress = startProgress(terminal, `Predicting with ${name}@${version}`, rows);
  try {
    for (; isUnderWay(job); job = await client.predictionJob(model.name, job.jobId)) await delay(POLL_MS);
  } finally {
    progress.end();
  }
  if (job.answers) return client.download(job.answers);
  const why = job.reason ? `${job.reason.code}: ${job.reason.message}` : `it is ${job.status}`;
  throw new CommandFailed(`got no answers from prediction job ${job.jobId}: ${why}`, EXIT.refused);
}

function isUnderWay({ status }: PredictionJob): boolean {
  return status === 'awaiting-upload' || status === 'running';
}

/** Answers as JSON has them: numbers, pairs and lists, and nothing for an empty cell. */
function objectsOf({ header, rows }: TextTable): Record<string, unknown>[] {
  return rows.map((cells) => {
    const cell = (name: string) => cells[header.indexOf(name)] ?? '';
    const number = (name: string) => (cell(name) === '' ? undefined : Number(cell(name)));
    const text = (name: string) => cell(name) || undefined;
    const [owner, name, version] = /^(?:([^~]*)~)?([^@]*)@(\d+)$/.exec(cell('model'))?.slice(1) ?? [];
    const submodel = text('submodel') && {
      sequences: cell('submodel').split(' '),
      area: { auc: number('submodelAuc') },
    };
    const answer = {
      id: cell('id'),
      model: { owner, name, version: Number(version), dataOrigin: text('dataOrigin') },
      submodel,
    };
    if (cell('abstained') !== '') {
      return { ...answer, abstained: { code: cell('abstained'), message: cell('message') } };
    }
    return {
      ...answer,
      source: text('source'),
      probability: number('probability'),
      interval: [number('intervalLow'), number('intervalHigh')],
      confidence: number('confidence'),
      class: text('class'),
      threshold: { probability: number('threshold'), model: text('source') },
      radScore: number('radScore'),
      points: cell('points') === '' ? undefined : { total: number('points') },
      inTraining: cell('inTraining') === 'true',
      warnings: cell('warnings').split(' ').filter(Boolean),
    };
  });
}

function tabulated({ header, rows }: TextTable): string {
  const lines = rows.map((cells) => {
    const cell = (name: string) => cells[header.indexOf(name)] ?? '';
    const by = cell('submodel') === '' ? cell('source') : `${cell('source')} of ${cell('submodel')}`;
    if (cell('abstained') !== '')
      return [cell('id'), 'none', '', '', '', '', `${cell('abstained')}: ${cell('message')}`];
    const share = (name: string) => percent(Number(cell(name)));
    const interval = `${share('intervalLow')} to ${share('intervalHigh')}`;
    const score = Number(cell('radScore')).toFixed(3);
    return [
      cell('id'),
      share('probability'),
      interval,
      score,
      by,
      cell('class'),
      cell('warnings').split(' ').join(', '),
    ];
  });
  const level = rows.map((cells) => cells[header.indexOf('confidence')]).find((one) => one !== '') ?? '0.95';
  return `${alignColumns([['id', 'probability', `${Number((100 * Number(level)).toPrecision(6))} % CI`, 'Rad-score', 'by', 'class', 'warnings'], ...lines])}\n`;
}
