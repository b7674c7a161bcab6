import type { Confusion } from './confusion.ts';
import { NoFeatureSelected } from './errors.ts';
import { type LogisticFit, oddsRatios } from './logistic.ts';
import type { Evaluation, FittedModel, SelectionTrace } from './model.ts';
import type { NestedValidation } from './nested-validation.ts';
import { type PatientRow, patientTable } from './patient-table.ts';
import { calibrationPlot } from './plots/calibration.ts';
import { correlationPlot } from './plots/correlation.ts';
import { decisionCurvePlot } from './plots/decision-curve.ts';
import { lassoPathPlot } from './plots/lasso-path.ts';
import { finalKind, fixed, MODEL_NAMES, pText, setsOf } from './plots/models.ts';
import { nomogramPlot } from './plots/nomogram.ts';
import { rocPlot } from './plots/roc.ts';
import { escapeText } from './plots/svg.ts';
import { waterfallPlot } from './plots/waterfall.ts';
import type { Proportion } from './proportions.ts';
import type { ModellingProtocol } from './protocol.ts';
import type { Cohort } from './table.ts';

/** What every report and answer says. */
export const RESEARCH_USE = 'Research use only. Not a medical device.';

/** The plots of a fit by file name; the nomogram only where there is one. */
export function plotsOf(model: FittedModel, evaluation: Evaluation): Record<string, string> {
  const nomogram = nomogramPlot(model);
  return {
    'roc.svg': rocPlot(evaluation),
    'calibration.svg': calibrationPlot(evaluation),
    'decision-curve.svg': decisionCurvePlot(evaluation),
    ...(nomogram ? { 'nomogram.svg': nomogram } : {}),
    'lasso-path.svg': lassoPathPlot(evaluation.selection),
    'waterfall.svg': waterfallPlot(model, evaluation),
    'correlation.svg': correlationPlot(evaluation.correlation),
  };
}

/**
 * The whole report as one HTML file that needs nothing else: tables, plots, and every choice made.
 *
 * @param nested cross-validation of the training rows, where it was done
 */
export function reportHtml(
  cohort: Cohort,
  model: FittedModel,
  evaluation: Evaluation,
  nested: NestedValidation | null = null,
): string {
  const { counts, selection, warnings, optimism, permutation } = evaluation;
  const final = finalKind(evaluation.train);
  const auc = (set: Evaluation['test']) => {
    const area = set?.models[final]?.auc;
    return area ? `${fixed(area.auc)} (${fixed(area.shown?.[0])}–${fixed(area.shown?.[1])})` : 'none';
  };
  const corrected = optimism?.models[final]?.auc.corrected;
  const body = [
    `<p><strong>${MODEL_NAMES[final]}</strong>: AUC ${auc(evaluation.test)} in test rows; ${auc(evaluation.train)} in the rows it was fitted on, which is too good` +
      `${corrected === undefined ? '' : `; ${fixed(corrected)} after correction by bootstrap`}` +
      `${permutation ? `; ${fixed(permutation.meanTestAuc)} in test rows when the training outcomes are permuted (p = ${fixed(permutation.p)})` : ''}.</p>`,
    `<p>${counts.rows} rows: ${counts.train.n} for training (${counts.train.events} with pCR), ${counts.test.n} for testing (${counts.test.events} with pCR), ${counts.missingOutcome} without an outcome left out.</p>`,
    warnings.length > 0
      ? `<ul class="warnings">${warnings.map(({ message }) => `<li>${escapeText(message)}</li>`).join('')}</ul>`
      : '',
    section('Patients', ...(['train', 'test'] as const).map((split) => patients(cohort, split))),
    section('Selection', selectionTable(selection), lassoPathPlot(selection), correlationPlot(evaluation.correlation)),
    section(
      'Models',
      fitTable('Rad-score (per standard deviation)', model.radScore),
      ...evaluation.univariate.map(({ variable, fit, p, entered }) =>
        fitTable(`${variable} alone: p ${pText(p)}, ${entered ? 'entered' : 'left out'}`, fit),
      ),
      model.clinical ? fitTable('Clinical model', model.clinical.fit) : '<p>No clinical variable entered.</p>',
      model.nomogram ? fitTable('Nomogram', model.nomogram.fit) : '',
      nomogramPlot(model) ?? '',
    ),
    section('Discrimination', performanceTable(evaluation), rocPlot(evaluation), waterfallPlot(model, evaluation)),
    section('Calibration', calibrationPlot(evaluation)),
    section('Clinical use', decisionCurvePlot(evaluation)),
    optimism || nested
      ? section('Optimism', optimism ? optimismTable(optimism) : '', nested ? nestedTable(nested) : '')
      : '',
    section('Protocol', protocolBlock(model.protocol)),
  ];
  return page('Radscore model report', body.join('\n'));
}

/** The report of a fit that ended in a result instead of a model: what was tried, and why nothing came of it. */
export function failureReportHtml(cohort: Cohort, protocol: ModellingProtocol, error: Error): string {
  const trace = error instanceof NoFeatureSelected ? error.selection : null;
  const body = [
    `<p class="warnings"><strong>${escapeText(error.name)}</strong>: ${escapeText(error.message)}</p>`,
    section('Patients', ...(['train', 'test'] as const).map((split) => patients(cohort, split))),
    trace ? section('Selection', selectionTable(trace), lassoPathPlot(trace)) : '',
    section('Protocol', protocolBlock(protocol)),
  ];
  return page('Radscore: no model', body.join('\n'));
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeText(title)}</title>
<style>
body{font:15px/1.45 Helvetica,Arial,sans-serif;color:#111;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.6rem 0 1.2rem}caption{text-align:left;font-weight:bold;padding:.3rem 0}
th,td{border-bottom:1px solid #ccc;padding:.2rem .7rem;text-align:right}th:first-child,td:first-child{text-align:left}
svg{max-width:100%;height:auto;display:block;margin:1rem 0}.warnings{border-left:4px solid #D55E00;padding-left:1.5rem}
pre{background:#f4f4f4;padding:.8rem;overflow:auto}footer{border-top:1px solid #999;margin-top:2rem}
@media print{body{max-width:none;margin:0}section{break-inside:avoid}}
</style></head><body><h1>${escapeText(title)}</h1><p><strong>${RESEARCH_USE}</strong></p>
${body}
<footer><p>${RESEARCH_USE}</p></footer></body></html>
`;
}

function section(title: string, ...parts: string[]): string {
  return `<section><h2>${escapeText(title)}</h2>${parts.join('\n')}</section>`;
}

function tableOf(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join('');
  const lines = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('');
  return `<table><caption>${escapeText(caption)}</caption><thead><tr>${cells(head, 'th')}</tr></thead><tbody>${lines}</tbody></table>`;
}

function patients(cohort: Cohort, split: 'train' | 'test'): string {
  const rows = patientTable(cohort, split).flatMap((row: PatientRow) =>
    row.lines.map(({ label, positive, negative }, k) => [
      k === 0 ? `${row.variable}: ${label}` : `— ${label}`,
      positive,
      negative,
      k === 0 && row.p !== null ? `${pText(row.p)} (${row.test})` : '',
    ]),
  );
  const name = split === 'train' ? 'Training rows' : 'Test rows';
  return rows.length > 0 ? tableOf(name, ['', 'pCR', 'no pCR', 'p'], rows) : '';
}

function selectionTable(trace: SelectionTrace): string {
  const at = (values: readonly (number | null)[], name: string) => values[trace.columns.indexOf(name)];
  const steps = [
    ['Columns', String(trace.columns.length)],
    ['Unstable between segmentations, dropped', String(trace.unstable.length)],
    ['Constant, dropped', String(trace.constant.length)],
    ['Near duplicates, dropped', String(trace.nearDuplicates.length)],
    [`Significant in the ANOVA`, String(trace.significant)],
    [`Candidates (${trace.rule})`, String(trace.candidates.length)],
    ['Kept by the LASSO', String(trace.survivors.length)],
    ['In the Rad-score', String(trace.selected.length)],
  ];
  const candidates = trace.candidates.map((name, j) => [
    name,
    fixed(at(trace.f, name), 2),
    pText(at(trace.p, name)),
    fixed(trace.lasso.coefficients[j], 5),
    trace.selected.includes(name) ? 'yes' : '',
  ]);
  const duplicates = trace.nearDuplicates.map(({ dropped, of, spearman }) => [dropped, of, fixed(spearman, 4)]);
  return [
    tableOf('Steps', ['', 'features'], steps),
    tableOf('Candidates', ['feature', 'F', 'p', 'LASSO', 'in the Rad-score'], candidates),
    duplicates.length > 0
      ? `<details><summary>${duplicates.length} near duplicates</summary>${tableOf('', ['dropped', 'repeats', 'Spearman'], duplicates)}</details>`
      : '',
  ].join('');
}

function fitTable(caption: string, fit: LogisticFit): string {
  const rows = oddsRatios(fit).map(({ term, oddsRatio, interval, p }, j) => [
    term,
    fixed(fit.coefficients[j], 4),
    fixed(fit.standardErrors[j], 4),
    `${fixed(oddsRatio, 2)} (${fixed(interval[0], 2)}–${fixed(interval[1], 2)})`,
    pText(p),
  ]);
  const method = fit.method === 'firth' ? ', Firth' : '';
  return tableOf(
    `${caption} (n = ${fit.n}, ${fit.events} events${method})`,
    ['term', 'coefficient', 'SE', 'odds ratio', 'p'],
    rows,
  );
}

function performanceTable(evaluation: Evaluation): string {
  const share = (value: Proportion) =>
    value.wilson ? `${fixed(value.value)} (${fixed(value.wilson[0])}–${fixed(value.wilson[1])})` : '–';
  const head = ['', 'AUC (DeLong)', 'sensitivity', 'specificity', 'PPV', 'NPV', 'accuracy'];
  return setsOf(evaluation)
    .map(({ name, set }) => {
      const rows = set.kinds.flatMap((kind) => {
        const model = set.models[kind];
        if (!model) return [];
        const { auc, shown } = model.auc;
        const c: Confusion = model.confusion;
        const shares = [c.sensitivity, c.specificity, c.ppv, c.npv, c.accuracy].map(share);
        return [[MODEL_NAMES[kind], `${fixed(auc)} (${fixed(shown?.[0])}–${fixed(shown?.[1])})`, ...shares]];
      });
      const tests = set.comparisons.map(({ a, b, difference, p }) => [
        `${MODEL_NAMES[a]} against ${MODEL_NAMES[b]}`,
        fixed(difference),
        pText(p),
      ]);
      return (
        tableOf(`${name}, at the threshold frozen in training; Wilson intervals`, head, rows) +
        (tests.length > 0 ? tableOf("DeLong's paired tests", ['', 'difference of areas', 'p'], tests) : '')
      );
    })
    .join('');
}

function optimismTable(optimism: NonNullable<Evaluation['optimism']>): string {
  const rows = Object.entries(optimism.models).flatMap(([kind, figures]) =>
    Object.entries(figures).map(([figure, { apparent, optimism: gap, corrected }]) => [
      `${MODEL_NAMES[kind as keyof typeof MODEL_NAMES]}: ${figure}`,
      fixed(apparent),
      fixed(gap),
      fixed(corrected),
    ]),
  );
  const caption = `${optimism.count} bootstrap refits of the whole protocol; in ${optimism.nothingSelected} nothing was selected`;
  return tableOf(caption, ['', 'apparent', 'optimism', 'corrected'], rows);
}

function nestedTable({ aucs, meanAuc, nothingSelected }: NestedValidation): string {
  const rows = [...aucs.map((auc, fold) => [`fold ${fold + 1}`, fixed(auc)]), ['mean', fixed(meanAuc)]];
  const caption = `Nested cross-validation of the training rows: everything is refitted without each fold; in ${nothingSelected} nothing was selected`;
  return tableOf(caption, ['held out', 'AUC'], rows);
}

function protocolBlock(protocol: ModellingProtocol): string {
  const text =
    'Where the paper being reproduced is silent, these values are this project’s own choices, not the paper’s.';
  return `<p>${text}</p><pre>${escapeText(JSON.stringify(protocol, null, 2))}</pre>`;
}
