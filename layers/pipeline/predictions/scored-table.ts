/** A whole table answered by one version. */
import { InvalidTable } from '@radscore/statistics';
import type { Reason } from '../contracts/workflow.ts';
import { siteOf } from '../models/cohort-table.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { type Asked, abstentionOf } from './fitted-answer.ts';
import { ANSWER_HEADER, answerLine, readPredictionTable } from './prediction-table.ts';
import type { StoredModels } from './stored-models.ts';
import { answerForRow } from './values-answer.ts';

/** Rows that are answered within one request. */
export const MOST_ROWS_AT_ONCE = 1000;
/** Rows that a job answers. */
export const MOST_ROWS_OF_JOB = 10_000;

export interface TableQuestion extends Pick<Asked, 'certain'> {
  /** Whose table it is: sites of different institutions are different. */
  readonly institution: string;
  readonly siteColumn?: string;
  readonly mostRows: number;
  /** Why the version answers nothing: then every row has this reason. */
  readonly silent?: Reason;
}

/** The answers as CSV, in the order of the rows, and how they ended, by reason code. */
export interface ScoredTable {
  readonly csv: string;
  readonly rows: number;
  readonly answered: number;
  readonly abstained: Readonly<Record<string, number>>;
}

/** An answer, or the reason for having none, for each row of a table of text. @throws InvalidTable */
export async function scoreTable(
  models: StoredModels,
  version: ModelVersionRow,
  table: Uint8Array,
  { institution, certain, siteColumn, mostRows, silent }: TableQuestion,
): Promise<ScoredTable> {
  const rows = readPredictionTable(table, version, { mostRows, siteColumn });
  const lines: string[] = [ANSWER_HEADER];
  const abstained: Record<string, number> = {};
  let answered = 0;
  for (const { id, values, site, fault } of rows) {
    const unread = silent ?? fault;
    const answer =
      unread || !values
        ? abstentionOf(version, unread ?? { code: 'invalid-value', message: 'got a row without values; wanted some.' })
        : await answerForRow(models, version, values, { certain, site: siteOf({ institution, site }) });
    if ('abstained' in answer) abstained[answer.abstained.code] = (abstained[answer.abstained.code] ?? 0) + 1;
    else answered++;
    lines.push(answerLine(id, answer));
  }
  return { csv: lines.join(''), rows: rows.length, answered, abstained };
}

/** Why a table cannot be answered at all; `undefined` for any other error. */
export function refusalOfTable(error: unknown): Reason | undefined {
  return error instanceof InvalidTable ? { code: 'invalid-table', message: error.message } : undefined;
}
