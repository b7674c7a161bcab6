/** What a fit reports: report.json, and the lines for the terminal. */
import type { Fitted } from '@radscore/pipeline/fitting';
import {
  type HeadlineFigure,
  headlineOf,
  NoFeatureSelected,
  outcomeWords,
  patientTable,
  RESEARCH_USE,
  sizeOfFit,
  splitDifferences,
} from '@radscore/statistics';
import { levelText } from '@radscore/statistics/wording';
import type { ExternalSet } from './external-rows.ts';
import type { FitTable } from './fit-table.ts';

/** `report.json`: every intermediate of the protocol, at full precision. Numbers that do not exist are null. */
export function fitReport(
  table: FitTable,
  { model, evaluation, nested }: Fitted,
  external: ExternalSet | null = null,
): Record<string, unknown> {
  // The protocol is in the head, which fits without a model have as well.
  const { protocol: _protocol, ...fits } = model;
  const judged = external && { external };
  const sampleSize = sizeOfFit(model, evaluation);
  return {
    ...head(table, 'fitted'),
    patients: patientsOf(table),
    ...evaluation,
    ...judged,
    sampleSize,
    model: fits,
    nested,
  };
}

/** `report.json` of a fit that ended in a result instead of a model. */
export function failureReport(table: FitTable, error: Error): Record<string, unknown> {
  return {
    ...head(table, error.name),
    reason: error.message,
    patients: patientsOf(table),
    selection: error instanceof NoFeatureSelected ? error.selection : null,
  };
}

function head({ about, protocol, source, cohort }: FitTable, result: string): Record<string, unknown> {
  const rowsOf = (split: 'train' | 'test') =>
    cohort.outcome.flatMap((outcome, i) => (outcome !== null && cohort.split[i] === split ? [i] : []));
  return {
    format: 'radscore-report/1',
    notice: RESEARCH_USE,
    about,
    result,
    source,
    // Numbers of rows with an outcome, from 0, among the rows that were read.
    trainRows: rowsOf('train'),
    testRows: rowsOf('test'),
    protocol,
  };
}

function patientsOf({ cohort }: FitTable): Record<string, unknown> {
  return {
    train: patientTable(cohort, 'train'),
    test: patientTable(cohort, 'test'),
    trainAgainstTest: splitDifferences(cohort),
  };
}

/** A fit in a few lines. The apparent figure comes last and never stands alone: it proves nothing. */
export function describeFit(
  { model, evaluation }: Fitted,
  folder: string,
  external: ExternalSet | null = null,
): string {
  const { about } = model;
  const { counts, selection, warnings } = evaluation;
  const { event } = outcomeWords(about);
  const headline = headlineOf(evaluation, about);
  const rows = ({ n, events }: { n: number; events: number }) => `${n} (${events} with ${event})`;
  const lines = [
    ...(about ? [`${about.table}: ${about.outcome} by ${about.protocol}, Radscore ${about.version}`] : []),
    `${model.nomogram ? 'Nomogram' : 'Rad-score'} of ${model.features.length} ${model.features.length === 1 ? 'feature' : 'features'} out of ${selection.columns.length} columns; training rows ${rows(counts.train)}, test rows ${rows(counts.test)}, without outcome ${counts.missingOutcome}`,
    ...headline.figures.flatMap(figureLines),
    ...(external ? externalLines(external, event) : []),
    ...headline.verdicts.map((verdict) => `  ${verdict}`),
    ...model.features.map(({ name, coefficient }) => `  ${coefficient.toFixed(4).padStart(8)}  ${name}`),
    ...warnings.map(({ code, message }) => `  warning: ${code}: ${message}`),
    `Report, model and plots are in ${folder}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function externalLines({ validation }: ExternalSet, event: string): string[] {
  const { rows, performance, model, omitted } = validation;
  const auc = performance?.models[model.final]?.auc;
  const interval = auc?.shown && `${auc.shown[0].toFixed(3)} to ${auc.shown[1].toFixed(3)}`;
  const level = levelText(validation.confidence);
  const shown = auc ? `${auc.auc.toFixed(3)}${interval ? ` (${level} CI ${interval})` : ''}` : (omitted ?? 'none');
  const count = `${rows.judged} of ${rows.given} external rows judge the model, ${rows.events} with ${event}: external.html`;
  return [`  ${'AUC in external rows'.padEnd(33)}${shown}`, `${' '.repeat(35)}${count}`];
}

const FIGURE_NAMES: Readonly<Record<HeadlineFigure['kind'], string>> = {
  validation: 'AUC in cross-validation',
  test: 'AUC in test rows',
  apparent: 'AUC in training rows (apparent)',
};

function figureLines({ kind, auc, interval, beside }: HeadlineFigure): string[] {
  const shown = auc === null ? 'none' : `${auc.toFixed(3)}${interval ? ` (${interval})` : ''}`;
  return [`  ${FIGURE_NAMES[kind].padEnd(33)}${shown}`, ...beside.map((words) => `${' '.repeat(35)}${words}`)];
}
