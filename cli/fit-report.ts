import type { Fitted } from '@radscore/pipeline/fitting';
import { NoFeatureSelected, patientTable, RESEARCH_USE, type SetEvaluation } from '@radscore/statistics';
import type { FitTable } from './fit-table.ts';

/** `report.json`: every intermediate of the protocol, at full precision. Numbers that do not exist are null. */
export function fitReport(table: FitTable, { model, evaluation, nested }: Fitted): Record<string, unknown> {
  // The protocol stands in the head, for fits that give no model as well.
  const { protocol: _protocol, ...fits } = model;
  return { ...head(table, 'fitted'), patients: patientsOf(table), ...evaluation, model: fits, nested };
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

function head({ protocol, source, cohort }: FitTable, result: string): Record<string, unknown> {
  const rowsOf = (split: 'train' | 'test') =>
    cohort.outcome.flatMap((outcome, i) => (outcome !== null && cohort.split[i] === split ? [i] : []));
  return {
    format: 'radscore-report/1',
    notice: RESEARCH_USE,
    result,
    source,
    // Numbers of rows with an outcome, from 0, among the rows that were read.
    trainRows: rowsOf('train'),
    testRows: rowsOf('test'),
    protocol,
  };
}

function patientsOf({ cohort }: FitTable): Record<string, unknown> {
  return { train: patientTable(cohort, 'train'), test: patientTable(cohort, 'test') };
}

/** A fit in a few lines. The apparent figure never stands alone: it proves nothing. */
export function describeFit({ model, evaluation, nested }: Fitted, folder: string): string {
  const { counts, train, test, optimism, permutation, warnings } = evaluation;
  const kind = model.nomogram ? 'nomogram' : 'radScore';
  const shown = (value: number | null | undefined) =>
    value === null || value === undefined ? 'none' : value.toFixed(3);
  const area = (set: SetEvaluation | null) => {
    const found = set?.models[kind]?.auc;
    if (!found) return 'none: no test rows of both classes';
    return `${shown(found.auc)} (95 % CI ${shown(found.shown?.[0])} to ${shown(found.shown?.[1])})`;
  };
  const rows = ({ n, events }: { n: number; events: number }) => `${n} (${events} responders)`;
  const lines = [
    `${model.nomogram ? 'Nomogram' : 'Rad-score'} of ${model.features.length} features; training rows ${rows(counts.train)}, test rows ${rows(counts.test)}, without outcome ${counts.missingOutcome}`,
    `  AUC in training rows (apparent)      ${area(train)}`,
    ...(optimism ? [`  AUC corrected by bootstrap           ${shown(optimism.models[kind]?.auc.corrected)}`] : []),
    ...(nested ? [`  AUC in nested cross-validation       ${shown(nested.meanAuc)}`] : []),
    `  AUC in test rows                     ${area(test)}`,
    ...(permutation ? [`  AUC in test rows, outcomes permuted  ${shown(permutation.meanTestAuc)}`] : []),
    ...model.features.map(({ name, coefficient }) => `  ${coefficient.toFixed(4).padStart(8)}  ${name}`),
    ...warnings.map(({ code, message }) => `  warning: ${code}: ${message}`),
    `Report, model and plots are in ${folder}.`,
  ];
  return `${lines.join('\n')}\n`;
}
