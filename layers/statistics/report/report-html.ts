/** The report of a fit as one HTML file, and its plots as SVG files. */
import type { Cohort } from '../cohort/cohort.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import { type About, outcomeWords, splitText } from '../model/about.ts';
import type { Evaluation, FittedModel, SelectionTrace } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import {
  calibrationCaption,
  correlationCaption,
  decisionCaption,
  lassoCaption,
  nomogramCaption,
  rocCaption,
  waterfallCaption,
} from './captions.ts';
import { patientTables, selectionTables } from './cohort-tables.ts';
import { type HeadlineFigure, headlineOf } from './headline.ts';
import { calibrationTables, discriminationTables, modelTables, validationTables } from './model-tables.ts';
import { definitions, page, prose, ReportPage, section } from './page.ts';
import { calibrationPlot } from './plots/calibration.ts';
import { correlationPlot } from './plots/correlation.ts';
import { decisionCurvePlot } from './plots/decision-curve.ts';
import { lassoPathPlot } from './plots/lasso-path.ts';
import { fixed, MODEL_NAMES } from './plots/models.ts';
import { nomogramPlot } from './plots/nomogram.ts';
import { rocPlot } from './plots/roc.ts';
import { escapeText } from './plots/svg.ts';
import { waterfallPlot } from './plots/waterfall.ts';
import { sizeSection } from './size-section.ts';

export { RESEARCH_USE } from './plots/wording.ts';

/**
 * The plots of a fit by file name; the nomogram only if there is one.
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, plotsOf, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { model, evaluation } = fitModel(cohort, protocol);
 * Object.keys(plotsOf(model, evaluation)).includes('roc.svg'); // → true
 * ```
 */
export function plotsOf(model: FittedModel, evaluation: Evaluation): Record<string, string> {
  const nomogram = nomogramPlot(model);
  return {
    'roc.svg': rocPlot(evaluation),
    'calibration.svg': calibrationPlot(evaluation, model.about),
    'decision-curve.svg': decisionCurvePlot(evaluation, model.protocol.decisionCurve.shown),
    ...(nomogram ? { 'nomogram.svg': nomogram } : {}),
    'lasso-path.svg': lassoPathPlot(evaluation.selection),
    'waterfall.svg': waterfallPlot(model, evaluation),
    'correlation.svg': correlationPlot(evaluation.correlation),
  };
}

/**
 * The whole report as one HTML file that needs nothing else: what it is about, the honest figures, tables, plots, and
 * every choice made. It reads in light and dark, on a phone and in print.
 *
 * @example
 * ```ts
 * import { DEFAULT_PROTOCOL, fitModel, readCohort, reportHtml } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * const few = { ...DEFAULT_PROTOCOL, bootstrap: { count: 0, seed: 1 }, permutations: { count: 0, seed: 1 } };
 * const protocol = { ...few, validation: { folds: 0, repeats: 0, seed: 1 } };
 * const { model, evaluation } = fitModel(cohort, protocol);
 * reportHtml(cohort, model, evaluation).startsWith('<!doctype html>'); // → true
 * ```
 */
export function reportHtml(cohort: Cohort, model: FittedModel, evaluation: Evaluation): string {
  const { about, protocol } = model;
  const { counts, selection, warnings } = evaluation;
  const words = outcomeWords(about);
  const headline = headlineOf(evaluation, about);
  const shown = protocol.decisionCurve.shown;
  const out = new ReportPage();
  const nomogram = nomogramPlot(model);
  const body = [
    about ? aboutBlock(about) : '',
    `<p>${prose(`${MODEL_NAMES[headline.model]} of ${model.features.length} features. The area under the ROC curve (AUC) is 1 if the model ranks every patient with ${words.event} above every one without, and 0.5 by chance.`)}</p>`,
    `<ul class="headline">${headline.figures.map(card).join('')}</ul>`,
    headline.verdicts.length > 0
      ? `<div class="verdict">${headline.verdicts.map((verdict) => `<p>${prose(verdict)}</p>`).join('')}</div>`
      : '',
    `<p>${prose(`${counts.rows} rows: ${counts.train.n} for training (${counts.train.events} with ${words.event}), ${counts.test.n} for testing (${counts.test.events} with ${words.event}), ${counts.missingOutcome} without an outcome left out.`)}</p>`,
    warnings.length > 0
      ? `<ul class="warnings">${warnings.map(({ message }) => `<li>${prose(message)}</li>`).join('')}</ul>`
      : '',
    section('Patients', patientTables(out, cohort, about, evaluation.table)),
    section(
      'Selection',
      selectionTables(out, selection),
      out.figure(lassoPathPlot(selection), lassoCaption(selection)),
      out.figure(correlationPlot(evaluation.correlation), correlationCaption()),
    ),
    section(
      'Models',
      modelTables(out, model, evaluation),
      nomogram ? out.figure(nomogram, nomogramCaption(words)) : '',
    ),
    section('Validation', validationTables(out, evaluation)),
    section(
      'Discrimination',
      discriminationTables(out, model, evaluation),
      out.figure(rocPlot(evaluation), rocCaption(evaluation, words)),
      out.figure(waterfallPlot(model, evaluation), waterfallCaption(evaluation, words)),
    ),
    section(
      'Calibration',
      calibrationTables(out, evaluation),
      out.figure(calibrationPlot(evaluation, about), calibrationCaption(evaluation, words)),
    ),
    section(
      'Clinical use',
      out.figure(decisionCurvePlot(evaluation, shown), decisionCaption(evaluation, words, shown)),
    ),
    sizeSection(out, model, evaluation),
    protocolSection(protocol, about),
  ];
  return page('Radscore model report', body.join('\n'), tagOf(about));
}

/** The report of a fit that ended in a result instead of a model: what was tried, and why nothing came of it. */
export function failureReportHtml(cohort: Cohort, protocol: ModellingProtocol, error: Error, about?: About): string {
  const trace = error instanceof NoFeatureSelected ? error.selection : null;
  const out = new ReportPage();
  const body = [
    about ? aboutBlock(about) : '',
    `<p class="warnings"><strong>${escapeText(error.name)}</strong>: ${prose(error.message)}</p>`,
    section('Patients', patientTables(out, cohort, about)),
    trace ? section('Selection', selectionTables(out, trace), pathOf(out, trace)) : '',
    protocolSection(protocol, about),
  ];
  return page('Radscore: no model', body.join('\n'), tagOf(about));
}

/** Without a candidate there is no path. */
function pathOf(out: ReportPage, trace: SelectionTrace): string {
  return trace.candidates.length > 0 ? out.figure(lassoPathPlot(trace), lassoCaption(trace)) : '';
}

function tagOf(about?: About): string | undefined {
  return about?.synthetic ? 'Synthetic data' : undefined;
}

function aboutBlock(about: About): string {
  const { event, noEvent } = outcomeWords(about);
  return definitions([
    ...(about.table === undefined ? [] : [['Table', about.table] as const]),
    ['SHA-256 of what it holds', about.sha256],
    ['Outcome', `${about.outcome}: ${about.positive} (${event}) against ${about.negative} (${noEvent})`],
    ['Split', splitText(about.split)],
    ['Protocol', about.protocol],
    ['Radscore', about.version],
    ...(about.engine === undefined ? [] : [['Feature engine', about.engine] as const]),
  ]);
}

function card({ kind, what, auc, interval, how, beside }: HeadlineFigure): string {
  const name = kind === 'apparent' ? '' : 'AUC ';
  return (
    `<li class="${kind}"><span class="what">${escapeText(what)}</span>` +
    `<span class="value">${auc === null ? 'none' : `${name}${fixed(auc)}`}</span>` +
    (interval ? `<span class="range">${prose(interval)}</span>` : '') +
    (how ? `<span class="beside">Interval: ${prose(how)}.</span>` : '') +
    `${beside.map((words) => `<span class="beside">${prose(words)}</span>`).join('')}</li>`
  );
}

/** Every choice, one a line; report.json has them as JSON. */
function protocolSection(protocol: ModellingProtocol, about?: About): string {
  const text =
    'Where the paper being reproduced is silent, these values are this project’s own choices, not the paper’s.';
  const { event } = outcomeWords(about);
  // The definition belongs to the protocol's own outcome, and a table may have another.
  const outcomeDefinition = /pcr/i.test(event) ? protocol.outcomeDefinition : `not stated for ${event}`;
  const choices = choicesOf({ ...protocol, outcomeDefinition });
  return section('Protocol', `<p>${text}</p>`, `<div class="protocol">${definitions(choices)}</div>`);
}

function choicesOf(value: unknown, path = ''): [string, string][] {
  if (value === null || typeof value !== 'object') return [[path, value === null ? 'none' : String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => choicesOf(inner, path === '' ? key : `${path}.${key}`));
}
