/** `radscore validate`: validates the model of a folder on a table, and writes report, figures and plots. */
import {
  type ExternalValidation,
  type FittedModel,
  levelWord,
  type ModelValidation,
  outcomeWords,
  RESEARCH_USE,
  validateModel,
  validationPlots,
  validationReportHtml,
  variableLabel,
} from '@radscore/statistics';
import { levelText } from '@radscore/statistics/wording';
import { openTable, sayFormat } from '../files/table-file.ts';
import cli from '../package.json' with { type: 'json' };
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { writeFolder } from '../terminal/output-folder.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { readModelFolder } from './model-folder.ts';
import { readValidationTable, type ValidateTableOptions, type ValidationTable } from './validation-table.ts';

/** Everything that a validation may leave in its folder; what a run does not write, it removes. */
const FILES = [
  'validation.json',
  'report.html',
  'roc.svg',
  'calibration.svg',
  'decision-curve.svg',
  'subgroups.svg',
] as const;

/** Same model, table and options: the same bytes. */
export async function validateToFolder(
  folder: string,
  file: string,
  options: ValidateTableOptions & { readonly output: string },
  terminal: Terminal,
): Promise<ExitCode> {
  const model = readModelFolder(folder);
  const opened = await openTable(file, 'a table of features and outcomes', options);
  sayFormat(opened, terminal);
  const table = readValidationTable(opened, folder, model, options);
  const { rows, unread, subgroups } = table;
  const output = writeFolder(options.output, FILES);
  const result = validateModel(model, rows, { subgroups, unread, keepTrainingRows: options.keepTrainingRows });
  const { validation, leftOut } = result;
  const source = { table: table.table, sha256: table.sha256, outcome: table.outcome, version: cli.version };
  output.write({
    'validation.json': jsonText({
      notice: RESEARCH_USE,
      source: {
        ...source,
        content: table.content,
        found: table.found,
        outcomeWords: table.outcomeWords,
        rows: validation.rows.given,
      },
      ...validation,
      leftOut,
    }),
    'report.html': validationReportHtml(model, validation, leftOut, source),
    ...validationPlots(model, validation),
  });
  terminal.out(describeValidation(model, table, result, options.output));
  terminal.note(RESEARCH_USE);
  return validation.performance ? EXIT.ok : EXIT.notEnoughData;
}

/** A validation in a few lines. */
function describeValidation(
  model: FittedModel,
  { table, outcome }: ValidationTable,
  { validation }: ModelValidation,
  folder: string,
): string {
  const { rows, omitted, subgroups, warnings } = validation;
  const { event } = outcomeWords(model.about);
  const lines = [
    `${table}: ${outcome}; ${rows.judged} of ${rows.given} rows judge the model, ${rows.events} with ${event}`,
    ...rows.leftOut.map(({ code, count }) => `  left out: ${count} ${code}`),
    ...(omitted === null ? figureLines(validation) : [`  ${omitted}`]),
    ...subgroups.flatMap(({ name, levels }) =>
      levels.map(({ level, n, auc, tooFew }) => {
        const figure = auc ? withInterval(auc.auc, auc.shown, 3) : tooFew;
        return `  ${`${variableLabel(model.about, name)} ${levelWord(model.about, name, level)} (${n})`.padEnd(33)}${auc ? 'AUC ' : ''}${figure}`;
      }),
    ),
    ...warnings.map(({ code, message }) => `  warning: ${code}: ${message}`),
    `Report, figures and plots are in ${folder}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function figureLines({ performance, model, observedToExpected, confidence }: ExternalValidation): string[] {
  const evaluated = performance?.models[model.final];
  if (!evaluated) return [];
  const { auc, calibration, brier, confusion } = evaluated;
  const level = `(${levelText(confidence)} CI)`;
  const share = ({ value, wilson }: typeof confusion.sensitivity) => withInterval(value, wilson, 3);
  const figures: [string, string][] = [
    [`AUC ${level}`, withInterval(auc.auc, auc.shown, 3)],
    [
      'Calibration slope',
      calibration.slope === null ? 'none: separated' : withInterval(calibration.slope, calibration.slopeInterval, 2),
    ],
    ['Calibration in the large', withInterval(calibration.inTheLarge, calibration.inTheLargeInterval, 2)],
    ['Observed / expected', withInterval(observedToExpected?.ratio ?? null, observedToExpected?.interval ?? null, 2)],
    ['Brier score', brier.toFixed(3)],
    ['Sensitivity, frozen threshold', share(confusion.sensitivity)],
    ['Specificity, frozen threshold', share(confusion.specificity)],
  ];
  return figures.map(([name, value]) => `  ${name.padEnd(33)}${value}`);
}

function withInterval(value: number | null, interval: readonly [number, number] | null, digits: number): string {
  if (value === null) return 'none';
  const range = interval ? `${interval[0].toFixed(digits)} to ${interval[1].toFixed(digits)}` : 'no interval';
  return `${value.toFixed(digits)} (${range})`;
}
