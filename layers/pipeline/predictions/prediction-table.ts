/** Tables of values: read row by row as a version needs them, and written with an answer or a reason for each row. */

import { csvLine, InvalidTable, isIdColumn, isMissingCell, levelOf, numberOf, readTable } from '@radscore/statistics';
import type { Answer } from '../api/schemas/index.ts';
import { SEQUENCES } from '../contracts/choices.ts';
import { sequenceOf } from '../contracts/sequence-of-feature.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { ModelVersionRow } from '../models/models.ts';
import { protocolById, readValue } from '../protocols/index.ts';
import type { Values } from './fitted-answer.ts';
import { submodelFor } from './ladder.ts';
import { neededSequences } from './values-answer.ts';

/** A row as a version needs it, or why it cannot be had. One row's fault ends no other row. */
export interface TableRow {
  /** The row's own id, or its number from 1. */
  readonly id: string;
  readonly values?: Values;
  readonly site?: string;
  readonly fault?: Reason;
}

/**
 * The rows of a table as a version needs them: the features of its model and of its submodels, the clinical variables of
 * its protocol, if they are given, and the site. Other columns are passed over.
 *
 * @param siteColumn the column that names each row's site
 * @throws InvalidTable for what is no such table, too many rows, or columns from which no row can be answered
 */
export function readPredictionTable(
  table: Uint8Array | string,
  version: ModelVersionRow,
  { mostRows, siteColumn }: { readonly mostRows: number; readonly siteColumn?: string },
): TableRow[] {
  const { header, rows } = readTable(table);
  requireColumns(header, version, siteColumn);
  if (rows.length === 0) throw new InvalidTable('a header without rows', 'at least one row', 'Send the whole table.');
  if (rows.length > mostRows) {
    const remedy = 'Send the table in parts, or as a prediction job, which takes 10,000 rows.';
    throw new InvalidTable(`${rows.length} rows`, `at most ${mostRows}`, remedy);
  }
  const places = new Map(header.map((name, at) => [name, at]));
  const own = version.selected.flatMap((name) => placeOf(places, name));
  const others = columnsOfSubmodels(version).flatMap((name) => placeOf(places, name));
  const clinical = protocolById(version.protocol).clinical.flatMap((variable) =>
    placeOf(places, variable.name).map((place) => ({ ...place, variable })),
  );
  const idColumn = header.findIndex(isIdColumn);
  return rows.map((row, i) => {
    const id = idColumn < 0 ? String(i + 1) : row[idColumn].trim();
    let fault: string | undefined;
    const number = (name: string, cell: string): number | undefined => {
      if (isMissingCell(cell, 'numbers')) return undefined;
      const value = numberOf(cell);
      if (value === null) fault ??= `"${cell.trim().slice(0, 100)}" for ${name} in row ${i + 1} (${id})`;
      return value ?? undefined;
    };
    const features: Record<string, number> = {};
    for (const { name, at } of own) {
      const value = number(name, row[at]);
      if (value !== undefined) features[name] = value;
    }
    // A cell that only a submodel reads is a gap if it is no number: most rows need none of them.
    for (const { name, at } of others) {
      const value = numberOf(row[at]);
      if (value !== null) features[name] = value;
    }
    const given: Record<string, number | string> = {};
    for (const { name, at, variable } of clinical) {
      const isNumber = variable.kind === 'continuous';
      if (isMissingCell(row[at], isNumber ? 'numbers' : 'words')) continue;
      // A word that is no level is the model's to name.
      const value = isNumber ? number(name, row[at]) : (readValue(variable, levelOf(row[at])) ?? levelOf(row[at]));
      if (value !== undefined) given[name] = value;
    }
    if (fault !== undefined) {
      return { id, fault: { code: 'invalid-value', message: `got ${fault}; wanted a number. Complete the table.` } };
    }
    const site = siteColumn === undefined ? undefined : row[places.get(siteColumn) as number];
    return { id, values: { features, clinical: given }, site: site === undefined ? undefined : siteOfCell(site) };
  });
}

function siteOfCell(cell: string): string | undefined {
  return isMissingCell(cell, 'numbers') ? undefined : levelOf(cell);
}

function placeOf(places: ReadonlyMap<string, number>, name: string): { name: string; at: number }[] {
  const at = places.get(name);
  return at === undefined ? [] : [{ name, at }];
}

function columnsOfSubmodels({ selected, submodels = [] }: ModelVersionRow): string[] {
  const names = new Set(
    submodels.flatMap((submodel) => (submodel.status === 'answers' ? (submodel.selected ?? []) : [])),
  );
  return [...names].filter((name) => !selected.includes(name));
}

/** A column that is missing is a gap in every row: better one refusal than ten thousand. @throws InvalidTable */
function requireColumns(header: readonly string[], version: ModelVersionRow, siteColumn: string | undefined): void {
  const has = new Set(header);
  const model = `${version.name}@${version.version}`;
  const present = SEQUENCES.filter((sequence) => header.some((name) => sequenceOf(name) === sequence));
  const absent = neededSequences(version).filter((sequence) => !present.includes(sequence));
  const submodel = absent.length > 0 && present.length > 0 ? submodelFor(version, present, absent) : undefined;
  if (submodel && 'code' in submodel) {
    throw new InvalidTable(
      `a table that no model of ${model} answers for (${submodel.code})`,
      'other columns',
      submodel.message,
    );
  }
  const needed = [...(submodel ?? version).selected, ...(siteColumn === undefined ? [] : [siteColumn])];
  const missing = needed.filter((name) => !has.has(name));
  if (missing.length === 0) return;
  const wanted = `a column for each of the ${(submodel ?? version).selected.length} features of ${model}${siteColumn === undefined ? '' : ' and the site'}`;
  throw new InvalidTable(`a table without ${missing.join(', ')}`, wanted, 'Complete the table.');
}

/** Columns of a table of answers, in their order. */
export const ANSWER_COLUMNS = [
  'id',
  'probability',
  'intervalLow',
  'intervalHigh',
  'confidence',
  'class',
  'threshold',
  'source',
  'radScore',
  'points',
  'submodel',
  'submodelAuc',
  'inTraining',
  'dataOrigin',
  'model',
  'abstained',
  'message',
  'warnings',
] as const;

/** The header of a table of answers. */
export const ANSWER_HEADER = csvLine(ANSWER_COLUMNS);

/** A row of a table of answers; texts that a spreadsheet would run as a formula are guarded. */
export function answerLine(id: string, answer: Answer): string {
  const { owner, name, version, dataOrigin } = answer.model;
  const model = `${owner}~${name}@${version}`;
  const submodel = answer.submodel?.sequences.join(' ');
  const submodelAuc = answer.submodel?.area.auc;
  const cells: Partial<Record<(typeof ANSWER_COLUMNS)[number], string | number | boolean | null>> =
    'abstained' in answer
      ? { id, submodel, submodelAuc, model, abstained: answer.abstained.code, message: answer.abstained.message }
      : {
          id,
          probability: answer.probability,
          intervalLow: answer.interval[0],
          intervalHigh: answer.interval[1],
          confidence: answer.confidence,
          class: answer.class,
          threshold: answer.threshold.probability,
          source: answer.source,
          radScore: answer.radScore,
          points: answer.points?.total,
          submodel,
          submodelAuc,
          inTraining: answer.inTraining,
          dataOrigin,
          model,
          warnings: answer.warnings.map(({ code }) => code).join(' '),
        };
  return csvLine(ANSWER_COLUMNS.map((column) => cells[column]));
}
