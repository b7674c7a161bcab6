/** The patient table ("Table 1") of a report. */
import { chiSquaredTest } from '../hypothesis-tests/chi-squared.ts';
import { fisherTest } from '../hypothesis-tests/fisher.ts';
import { mannWhitney } from '../hypothesis-tests/mann-whitney.ts';
import { shapiroWilk } from '../hypothesis-tests/shapiro.ts';
import { welchTest } from '../hypothesis-tests/welch.ts';
import { mean, median, quantile, variance } from '../numbers/moments.ts';
import type { Cohort } from './cohort.ts';

/** A variable compared between rows with the event and rows without it. Plain JSON. */
export interface PatientRow {
  readonly variable: string;
  /** One line per level of a categorical variable, one line for a continuous one. */
  readonly lines: { readonly label: string; readonly positive: string; readonly negative: string }[];
  /** Rows of each outcome that have no value. */
  readonly missing: { readonly positive: number; readonly negative: number };
  readonly test: 'Welch t' | 'Mann-Whitney' | 'chi-squared' | 'chi-squared (Yates)' | 'Fisher exact' | 'none';
  readonly p: number | null;
}

/** Shapiro–Wilk p below which a variable is not called normal. */
const NOT_NORMAL = 0.05;
/** Expected count below which Fisher's test replaces chi-squared in a 2 × 2 table. */
const FEW_EXPECTED = 5;

/**
 * The patient table ("Table 1") of some rows by outcome: mean ± sd and Welch's t if both groups look normal, else
 * median (quartiles) and Mann–Whitney; counts (per cent) with chi-squared, Yates-corrected in 2 × 2 tables, or
 * Fisher's test if those expect too few.
 *
 * @example
 * ```ts
 * import { patientTable, readCohort } from '@radscore/statistics';
 * const rows = Array.from({ length: 60 }, (_, i) => [i, i % 2, (i % 2) + Math.sin(i), Math.cos(3 * i), (7 * i) % 40]);
 * const table = ['id,pCR,f1,f2,ki67', ...rows].join('\n');
 * const { cohort } = readCohort(table, { outcome: 'pCR', id: 'id', clinical: [{ name: 'ki67' }] });
 * patientTable(cohort, 'train').map((row) => row.variable); // → [ 'ki67' ]
 * ```
 */
export function patientTable(cohort: Cohort, split: 'train' | 'test'): PatientRow[] {
  const rows = cohort.outcome.flatMap((outcome, i) => (outcome !== null && cohort.split[i] === split ? [i] : []));
  return [...cohort.clinical, ...(cohort.recorded ?? [])].map(({ name, kind, values, levels }) => {
    const of = (outcome: number) => rows.filter((i) => cohort.outcome[i] === outcome && values[i] !== null);
    const without = (outcome: number) => rows.filter((i) => cohort.outcome[i] === outcome && values[i] === null).length;
    const missing = { positive: without(1), negative: without(0) };
    // A number coded 0 and 1 is counted, not averaged.
    const distinct = new Set(rows.flatMap((i) => (values[i] === null ? [] : [values[i]])));
    if (kind === 'continuous' && distinct.size > 2) {
      const numbers = (outcome: number) => of(outcome).map((i) => Number(values[i]));
      return { ...continuousRow(name, numbers(1), numbers(0)), missing };
    }
    const texts = (outcome: number) => of(outcome).map((i) => String(values[i]));
    const all = levels ?? [...new Set(rows.flatMap((i) => (values[i] === null ? [] : [String(values[i])])))].sort();
    return { ...countedRow(name, all, texts(1), texts(0)), missing };
  });
}

type Compared = Omit<PatientRow, 'missing'>;

function continuousRow(variable: string, positive: number[], negative: number[]): Compared {
  const groups = [positive, negative];
  if (groups.some((group) => group.length < 3 || group.every((value) => value === group[0]))) {
    const [p, n] = groups.map((group) => (group.length > 0 ? String(round(median(group))) : '–'));
    return { variable, lines: [{ label: 'median', positive: p, negative: n }], test: 'none', p: null };
  }
  if (groups.every((group) => shapiroWilk(group).p >= NOT_NORMAL)) {
    const [p, n] = groups.map((group) => `${round(mean(group))} ± ${round(Math.sqrt(variance(group)))}`);
    const lines = [{ label: 'mean ± sd', positive: p, negative: n }];
    return { variable, lines, test: 'Welch t', p: welchTest(positive, negative).p };
  }
  const [p, n] = groups.map(
    (group) => `${round(median(group))} (${round(quantile(group, 0.25))}–${round(quantile(group, 0.75))})`,
  );
  const lines = [{ label: 'median (quartiles)', positive: p, negative: n }];
  return { variable, lines, test: 'Mann-Whitney', p: mannWhitney(positive, negative).p };
}

function countedRow(variable: string, levels: string[], positive: string[], negative: string[]): Compared {
  const counts = levels.map((level) => [positive, negative].map((group) => group.filter((v) => v === level).length));
  const share = (count: number, of: number) => `${count} (${of > 0 ? round((100 * count) / of) : 0} %)`;
  const lines = levels.map((label, l) => ({
    label,
    positive: share(counts[l][0], positive.length),
    negative: share(counts[l][1], negative.length),
  }));
  const present = counts.filter(([a, b]) => a + b > 0);
  if (present.length < 2 || positive.length === 0 || negative.length === 0)
    return { variable, lines, test: 'none', p: null };
  const square = present.length === 2;
  const chi = chiSquaredTest(present, square);
  if (square && chi.smallestExpected < FEW_EXPECTED) {
    return { variable, lines, test: 'Fisher exact', p: fisherTest(present).p };
  }
  return { variable, lines, test: square ? 'chi-squared (Yates)' : 'chi-squared', p: chi.p };
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
