/** The report's tables of what went in: patients, sites, columns, and what the selection made of them. */
import type { Cohort } from '../cohort/cohort.ts';
import { abbreviateNames, type ExcludedColumn } from '../cohort/feature-columns.ts';
import { patientTable } from '../cohort/patient-table.ts';
import { splitDifferences } from '../cohort/standardised-difference.ts';
import type { TableAccount } from '../cohort/table-account.ts';
import {
  type About,
  levelWord,
  type OutcomeWords,
  outcomeWords,
  variableLabel,
  variableTitle,
} from '../model/about.ts';
import type { SelectionTrace } from '../model/fitted-model.ts';
import { prose, type ReportPage } from './page.ts';
import { fixed, pText } from './plots/models.ts';
import { escapeText } from './plots/svg.ts';

const SPLITS = ['train', 'test'] as const;
const SPLIT_NAMES = { train: 'Training rows', test: 'Test rows' } as const;

/** Table 1 of each set of rows, training against test rows, and sites against outcomes. */
export function patientTables(
  out: ReportPage,
  cohort: Cohort,
  about: About | undefined,
  account?: TableAccount,
): string {
  return [
    cohort.clinical.length + (cohort.recorded?.length ?? 0) === 0 ? '<p>No clinical variable was declared.</p>' : '',
    ...SPLITS.map((split) => patients(out, cohort, split, about)),
    splitTable(out, cohort, about),
    siteTable(out, cohort, outcomeWords(about), account?.sites ?? null),
    notUsed(cohort.excluded ?? []),
  ].join('');
}

/** Columns of the table that are neither features nor anything else, by reason. */
function notUsed(excluded: readonly ExcludedColumn[]): string {
  const reasons = [...new Set(excluded.map(({ reason }) => reason))];
  const parts = reasons.map((reason) => {
    const names = excluded.filter((one) => one.reason === reason).map(({ name }) => name || '(no name)');
    return `${abbreviateNames(names)} (${reason})`;
  });
  return parts.length > 0 ? `<p>${prose(`Columns of the table that were not used: ${parts.join('; ')}.`)}</p>` : '';
}

function countOf(cohort: Cohort, split: 'train' | 'test', outcome: number): number {
  return cohort.outcome.filter((value, i) => value === outcome && cohort.split[i] === split).length;
}

function patients(out: ReportPage, cohort: Cohort, split: 'train' | 'test', about: About | undefined): string {
  const { event, noEvent } = outcomeWords(about);
  const rows = patientTable(cohort, split).flatMap((row) =>
    row.lines.map(({ label, positive, negative }, k) => [
      k === 0
        ? `${variableTitle(about, row.variable)}: ${levelWord(about, row.variable, label)}`
        : `— ${levelWord(about, row.variable, label)}`,
      positive,
      negative,
      k === 0 ? `${row.missing.positive} / ${row.missing.negative}` : '',
      k === 0 && row.p !== null ? `${pText(row.p)} (${row.test})` : '',
    ]),
  );
  if (rows.length === 0) return '';
  const [with1, with0] = [countOf(cohort, split, 1), countOf(cohort, split, 0)];
  return out.table({
    caption: `${SPLIT_NAMES[split]} by outcome: ${event} against ${noEvent}.`,
    head: ['', `${event} (n = ${with1})`, `${noEvent} (n = ${with0})`, 'missing', 'p'],
    rows,
  });
}

function splitTable(out: ReportPage, cohort: Cohort, about: About | undefined): string {
  const rows = splitDifferences(cohort).map(({ variable, train, test, difference }) => [
    variableLabel(about, variable),
    String(train),
    String(test),
    fixed(difference, 2),
  ]);
  const hasTest = cohort.split.some((split, i) => split === 'test' && cohort.outcome[i] !== null);
  if (rows.length === 0 || !hasTest) return '';
  return out.table({
    caption: 'Training against test rows: absolute standardised differences.',
    head: ['', 'training, n', 'test, n', 'difference'],
    rows,
    notes: ['Above 0.1 is often called an imbalance, above 0.25 a considerable one; small sets reach that by chance.'],
  });
}

function siteTable(
  out: ReportPage,
  { site, outcome, split }: Cohort,
  { event }: OutcomeWords,
  associations: TableAccount['sites'],
): string {
  if (!site) return '';
  const names = [...new Set(site)].sort();
  const rows = names.map((name) => [
    name,
    ...SPLITS.map((set) => {
      const known = outcome.filter((value, i) => site[i] === name && split[i] === set && value !== null);
      const events = known.filter((value) => value === 1).length;
      return known.length === 0 ? '0' : `${events} of ${known.length} (${Math.round((100 * events) / known.length)} %)`;
    }),
    String(outcome.filter((value, i) => site[i] === name && value === null).length),
  ]);
  const tests = SPLITS.flatMap((set) => {
    const found = associations?.[set];
    if (!found) return [];
    return [`${SPLIT_NAMES[set]}: ${found.test} p ${pText(found.p)}, Cramér’s V ${fixed(found.cramersV, 2)}.`];
  });
  return out.table({
    caption: `Sites and outcome: rows with ${event} of all rows with an outcome.`,
    head: ['site', 'training', 'test', 'without outcome'],
    rows,
    notes: [...tests, 'If sites differ in the outcome, every feature that differs between sites seems to predict it.'],
  });
}

export function selectionTables(out: ReportPage, trace: SelectionTrace): string {
  const at = (values: readonly (number | null)[], name: string) => values[trace.columns.indexOf(name)];
  const steps = [
    ['Columns taken as features', String(trace.columns.length)],
    ['Unstable between segmentations, dropped', String(trace.unstable.length)],
    ['Constant, dropped', String(trace.constant.length)],
    ['Near duplicates, dropped', String(trace.nearDuplicates.length)],
    ['Significant in the ANOVA', String(trace.significant)],
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
  return [
    out.table({ caption: 'Steps of the selection.', head: ['', 'features'], rows: steps }),
    columnNames(trace.columns),
    out.table({
      caption: 'Candidates.',
      head: ['feature', 'F', 'p', 'LASSO', 'in the Rad-score'],
      rows: candidates,
      notes: [
        `p values of ${trace.columns.length} tests, not corrected for their number: they only rank the features.`,
      ],
    }),
    duplicates(out, trace),
  ].join('');
}

/** Which columns became features: all of a few, the beginning and end of many. */
function columnNames(columns: readonly string[]): string {
  const all = columns.length <= MOST_NAMES;
  const shown = all
    ? columns.join(', ')
    : `${columns.slice(0, MOST_NAMES - 10).join(', ')} … ${columns.slice(-10).join(', ')}`;
  const rest = all ? '' : ` (${columns.length - MOST_NAMES} more stand in report.json)`;
  return `<details><summary>The ${columns.length} columns that were taken as features</summary><p class="names">${escapeText(shown)}${rest}</p></details>`;
}

const MOST_NAMES = 60;
const MOST_DUPLICATES = 100;

function duplicates(out: ReportPage, { nearDuplicates }: SelectionTrace): string {
  if (nearDuplicates.length === 0) return '';
  const rows = nearDuplicates
    .slice(0, MOST_DUPLICATES)
    .map(({ dropped, of, spearman }) => [dropped, of, fixed(spearman, 4)]);
  const rest = nearDuplicates.length - rows.length;
  const table = out.table({
    caption: 'Near duplicates.',
    head: ['dropped', 'repeats', 'Spearman'],
    rows,
    notes: rest > 0 ? [`${rest} more stand in report.json.`] : [],
  });
  return `<details><summary>${nearDuplicates.length} near duplicates</summary>${table}</details>`;
}
