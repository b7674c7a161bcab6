/** The report of an external validation as one HTML file, and its plots as SVG files. */
import type {
  ExternalValidation,
  LeftOutRow,
  SubgroupLevel,
  Subgroups,
} from '../external-validation/external-validation.ts';
import { type About, levelWord, outcomeWords, splitText, variableTitle, type Worded } from '../model/about.ts';
import type { FittedModel } from '../model/fitted-model.ts';
import { calibrationTables, discriminationTables } from './model-tables.ts';
import { definitions, page, prose, ReportPage, section } from './page.ts';
import { calibrationPlot } from './plots/calibration.ts';
import { cut, decisionCurvePlot, usefulSpans, usefulText } from './plots/decision-curve.ts';
import { forestPlot } from './plots/forest.ts';
import {
  type EvaluatedSets,
  fixed,
  IN_TEXT,
  levelText,
  MODEL_NAMES,
  pText,
  rangeText,
  withRange,
} from './plots/models.ts';
import { areaText, rocPlot } from './plots/roc.ts';
import { escapeText } from './plots/svg.ts';

/** Where the rows of a validation come from. */
export interface ValidationSource {
  /** Name without folder. */
  readonly table: string;
  readonly sha256: string;
  readonly outcome: string;
  /** Of the program that validated. */
  readonly version: string;
}

/** The plots of a validation by file name; none without rows of both outcomes. */
export function validationPlots(model: FittedModel, validation: ExternalValidation): Record<string, string> {
  const { subgroups } = validation;
  const sets = setsOfValidation(validation);
  const overall = validation.performance?.models[validation.model.final]?.auc;
  if (!sets || !overall) return {};
  return {
    'roc.svg': rocPlot(sets),
    'calibration.svg': calibrationPlot(sets, model.about),
    'decision-curve.svg': decisionCurvePlot(sets, model.protocol.decisionCurve.shown),
    ...(subgroups.length > 0 && { 'subgroups.svg': forestPlot(subgroups, overall, model.about) }),
  };
}

/** The whole report as one HTML file that needs nothing else. */
export function validationReportHtml(
  model: FittedModel,
  validation: ExternalValidation,
  leftOut: readonly LeftOutRow[],
  source: ValidationSource,
): string {
  const { rows, warnings, omitted } = validation;
  const { event } = outcomeWords(model.about);
  const out = new ReportPage();
  const set = validation.performance;
  const counts = `${rows.given} rows of ${source.table}: ${rows.judged} judge the model (${rows.events} with ${event}), ${rows.given - rows.judged} are left out, each with its reason below.`;
  const body = [
    aboutBlock(model, source),
    `<p>${prose(`${MODEL_NAMES[validation.model.final]} of ${model.features.length} features, frozen as it was fitted on ${model.training.n} rows (${model.training.events} with ${event}). Nothing was fitted again: coefficients, scaling and threshold are those of the training rows.`)}</p>`,
    omitted === null ? headline(validation) : `<p class="warnings">${prose(omitted)}</p>`,
    `<p>${prose(counts)}</p>`,
    warnings.length > 0
      ? `<ul class="warnings">${warnings.map(({ message }) => `<li>${prose(message)}</li>`).join('')}</ul>`
      : '',
    set ? performanceSections(out, model, validation, event) : '',
    validation.subgroups.length > 0
      ? section(
          'Subgroups',
          subgroupFigure(out, validation, model.about),
          ...validation.subgroups.map((one) => subgroupTable(out, one, validation.confidence, model.about)),
        )
      : '',
    leftOut.length > 0 ? section('Rows left out', leftOutTable(out, leftOut)) : '',
  ];
  return page('Radscore validation report', body.join('\n'), model.about?.synthetic ? 'Synthetic data' : undefined);
}

function setsOfValidation({ performance }: ExternalValidation): EvaluatedSets | null {
  return performance && { sets: [{ name: `Validation (n = ${performance.n})`, set: performance }] };
}

function aboutBlock({ about, protocol }: FittedModel, source: ValidationSource): string {
  return definitions([
    ['Validated on', source.table],
    ['SHA-256', source.sha256],
    ['Outcome column', source.outcome],
    ['Radscore', source.version],
    ...(about ? fittedOn(about) : []),
    ['Protocol', protocol.id],
  ]);
}

function fittedOn(about: About): [string, string][] {
  return [
    ...(about.table === undefined ? [] : [['Fitted on', about.table] satisfies [string, string]]),
    ['SHA-256 of what it was fitted on', about.sha256],
    ['Its split', splitText(about.split)],
    ['Fitted by Radscore', about.version],
  ];
}

/** Discrimination, calibration as a whole, and the spread of the probabilities: one card each. */
function headline({ performance, model, observedToExpected, confidence }: ExternalValidation): string {
  const evaluated = performance?.models[model.final];
  if (!evaluated || !observedToExpected) return '';
  const { auc, calibration } = evaluated;
  const level = `${levelText(confidence)} CI`;
  const cards = [
    {
      what: `Discrimination in ${performance.n} rows (${performance.events} events)`,
      value: `AUC ${fixed(auc.auc)}`,
      range: auc.shown ? `${level} ${rangeText(auc.shown)}` : 'no interval',
      beside: `Interval: ${auc.shownMethod}.${auc.note ? ` ${auc.note}` : ''}`,
    },
    {
      what: 'Observed over expected events',
      value: fixed(observedToExpected.ratio, 2),
      range: observedToExpected.interval ? `${level} ${rangeText(observedToExpected.interval, 2)}` : 'no interval',
      beside: `${observedToExpected.observed} events came, ${fixed(observedToExpected.expected, 1)} were expected. Above 1 the probabilities are too low.`,
    },
    {
      what: 'Calibration slope',
      value: calibration.slope === null ? 'none' : fixed(calibration.slope, 2),
      range: calibration.slopeInterval
        ? `${level} ${rangeText(calibration.slopeInterval, 2)}`
        : 'the predictions separate the outcomes',
      beside: 'Below 1 the probabilities are too extreme, above 1 too timid.',
    },
  ];
  const items = cards.map(
    ({ what, value, range, beside }) =>
      `<li><span class="what">${escapeText(what)}</span><span class="value">${escapeText(value)}</span>` +
      `<span class="range">${prose(range)}</span><span class="beside">${prose(beside)}</span></li>`,
  );
  return `<ul class="headline">${items.join('')}</ul>`;
}

function performanceSections(
  out: ReportPage,
  model: FittedModel,
  validation: ExternalValidation,
  event: string,
): string {
  const sets = setsOfValidation(validation);
  if (!sets) return '';
  const { confidence } = validation;
  const { final } = validation.model;
  const shown = model.protocol.decisionCurve.shown;
  const curve = validation.performance?.models[final]?.decisionCurve;
  const useful = curve ? ` The ${IN_TEXT[final]} ${usefulText(usefulSpans(cut(curve, shown)))}.` : '';
  const evaluated = { ...sets, confidence };
  return [
    section(
      'Discrimination',
      discriminationTables(out, model, evaluated),
      out.figure(
        rocPlot(sets),
        `ROC curve. How to read: the closer the curve comes to the upper left corner, the better the model separates the outcomes; the dotted diagonal is chance. The cross is the ${IN_TEXT[final]} at its frozen threshold, with the intervals of sensitivity (upright) and specificity (level).`,
      ),
    ),
    section(
      'Calibration',
      calibrationTables(out, evaluated),
      out.figure(
        calibrationPlot(sets, model.about),
        `Calibration. How to read: of patients who are given 70 %, 7 in 10 should have ${event}; on the dotted diagonal the percentages are right, below it they are too high. The line is the smoothed (lowess) observed share; circles are groups of about equal size by predicted risk, bars their intervals.`,
      ),
    ),
    section(
      'Clinical use',
      out.figure(
        decisionCurvePlot(sets, shown),
        `Decision curve. How to read: treating only patients above a threshold probability gains this net benefit; treating all and treating none are the lines to beat. The band is the interval of the model at each threshold.${useful}`,
      ),
    ),
  ].join('\n');
}

function subgroupFigure(
  out: ReportPage,
  { subgroups, performance, model }: ExternalValidation,
  about: Worded | undefined,
): string {
  const overall = performance?.models[model.final]?.auc;
  if (!overall) return '';
  return out.figure(
    forestPlot(subgroups, overall, about),
    'Areas of subgroups. Squares are areas, bars their intervals; the dashed line is the area of all rows, the dotted one chance. A subgroup with too few rows of an outcome has no figures.',
  );
}

function subgroupTable(
  out: ReportPage,
  { name, levels, cuts, cutsFrom, missing, difference }: Subgroups,
  confidence: number,
  about: About | undefined,
): string {
  const { event } = outcomeWords(about);
  const level = `${levelText(confidence)} CI`;
  const figures = (one: SubgroupLevel): string[] => {
    if (one.tooFew !== null) return [one.tooFew, '', '', '', ''];
    const { auc, observedToExpected: ratio } = one;
    return [
      auc ? areaText(auc) : '–',
      withRange(ratio?.ratio, ratio?.interval, 2),
      one.calibrationSlope === null
        ? 'none (separated)'
        : withRange(one.calibrationSlope, one.calibrationSlopeInterval, 2),
      withRange(one.inTheLarge, one.inTheLargeInterval, 2),
      fixed(one.brier),
    ];
  };
  const notes = [
    ...(cutsFrom === null ? [] : [`Cut at ${cuts.join(', ') || 'nothing: all values are equal'} (${cutsFrom}).`]),
    ...(missing > 0 ? [`${missing} rows without a value.`] : []),
    difference
      ? `Difference of the areas: Cochran’s Q = ${fixed(difference.q, 2)}, df ${difference.df}, p ${pText(difference.p)}.`
      : 'A difference of areas cannot be tested.',
  ];
  return out.table({
    caption: `${variableTitle(about, name)}: the same frozen model in each part of the rows.`,
    head: [
      '',
      'rows',
      `with ${event}`,
      `AUC (${level})`,
      `observed / expected (${level})`,
      `slope (${level})`,
      `in the large (${level})`,
      'Brier',
    ],
    rows: levels.map((one) => [levelWord(about, name, one.level), String(one.n), String(one.events), ...figures(one)]),
    notes,
  });
}

/** More rows than these are in validation.json alone. */
const MOST_ROWS = 200;
/** From this many rows with one and the same reason on, they are listed together. */
const TOGETHER = 10;

/** A line for each row; rows that share a reason word for word as one list. */
function leftOutTable(out: ReportPage, leftOut: readonly LeftOutRow[]): string {
  const byMessage = new Map<string, LeftOutRow[]>();
  for (const row of leftOut) byMessage.set(row.message, [...(byMessage.get(row.message) ?? []), row]);
  const groups = [...byMessage.values()];
  const lists = groups
    .filter((rows) => rows.length >= TOGETHER)
    .map((rows) => {
      const [{ code, message }] = rows;
      const ids = rows.map(({ id }) => id).join(', ');
      return `<p>${prose(`${rows.length} rows, ${code}: ${message}`)}</p><details><summary>Their names</summary><p class="names">${escapeText(ids)}</p></details>`;
    });
  const single = groups.filter((rows) => rows.length < TOGETHER).flat();
  if (single.length === 0) return lists.join('');
  const notes =
    single.length > MOST_ROWS ? [`The first ${MOST_ROWS} of ${single.length}; validation.json has all.`] : [];
  const table = out.table({
    caption: 'Rows that judge nothing, and why.',
    head: ['row', 'reason', ''],
    rows: single.slice(0, MOST_ROWS).map(({ id, code, message }) => [id, code, message]),
    notes,
  });
  return lists.join('') + table;
}
