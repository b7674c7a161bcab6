/** METRICS' percentage and the points of the RQS, from what is shown and nothing else. */

import type { Evidence } from '../artefacts/evidence.ts';
import type { Status } from '../artefacts/finding.ts';
import type { Checklist, ChecklistItem } from '../checklists/checklist.ts';
import { FACTS } from '../facts/all.ts';
import type { Condition } from './conditions.ts';

export type Score =
  | {
      readonly kind: 'percent';
      /** 100 × weights of shown items / weights of items that apply. */
      readonly percent: number;
      /** METRICS' word for it. */
      readonly category: string;
      readonly shownWeight: number;
      readonly applyingWeight: number;
      /** The same if conditions that nothing answers are answered as the form of METRICS does by itself. */
      readonly percentByDefaults: number;
    }
  | {
      readonly kind: 'points';
      readonly points: number;
      readonly most: number;
      readonly least: number;
      /** Points as a share of the most; none if they are below zero. */
      readonly percent: number;
    };

/** Points of one item: of its options that are shown, all or the best; else what it has without any. */
export function pointsOf(
  { none, counts, options }: NonNullable<ChecklistItem['points']>,
  evidence: Evidence,
): { got: number; most: number } {
  const isDone = (names: (typeof options)[number]['facts']) =>
    names.every((name) => FACTS[name](evidence).status === 'shown');
  const done = options.filter(({ facts }) => isDone(facts)).map(({ points }) => points);
  const all = options.map(({ points }) => points);
  const value = (points: readonly number[]) =>
    counts === 'sum' ? points.reduce((sum, one) => sum + one, 0) : Math.max(...points);
  return { got: done.length === 0 ? none : value(done), most: value(all) };
}

interface ScoredRow {
  readonly item: string;
  readonly status: Status;
  readonly weight?: number;
  readonly points?: { readonly got: number; readonly most: number };
}

/** The score of a sheet; checklists without weights and points have none. */
export function scoreOf(
  { items }: Checklist,
  rows: readonly ScoredRow[],
  conditions?: readonly Condition[],
): { score?: Score } {
  if (conditions) {
    const applying = rows.filter(({ status }) => status !== 'not applicable');
    const out = new Set(
      conditions.filter(({ answer, byDefault }) => answer === null && byDefault === 'no').map(({ name }) => name),
    );
    const byDefaults = applying.filter((_, i) => {
      const condition = items.find(({ number }) => number === applying[i].item)?.condition;
      return condition === undefined || !out.has(condition);
    });
    const shownWeight = weightOf(applying.filter(({ status }) => status === 'shown'));
    const applyingWeight = weightOf(applying);
    const percent = tenths((100 * shownWeight) / applyingWeight);
    const percentByDefaults = tenths(
      (100 * weightOf(byDefaults.filter(({ status }) => status === 'shown'))) / weightOf(byDefaults),
    );
    return {
      score: {
        kind: 'percent',
        percent,
        category: categoryOf(percent),
        shownWeight,
        applyingWeight,
        percentByDefaults,
      },
    };
  }
  if (!rows.some(({ points }) => points !== undefined)) return {};
  const points = rows.reduce((sum, row) => sum + (row.points?.got ?? 0), 0);
  const most = rows.reduce((sum, row) => sum + (row.points?.most ?? 0), 0);
  const least = items.reduce((sum, item) => sum + (item.points?.none ?? 0), 0);
  return { score: { kind: 'points', points, most, least, percent: tenths((100 * Math.max(0, points)) / most) } };
}

/** Weights have four decimals, and so has their sum. */
function weightOf(rows: readonly ScoredRow[]): number {
  return Math.round(rows.reduce((sum, { weight = 0 }) => sum + weight, 0) * 1e4) / 1e4;
}

/** The form rounds to one decimal, and names the category by the rounded score. */
function tenths(percent: number): number {
  return Math.round(percent * 10) / 10;
}

function categoryOf(percent: number): string {
  const [, word] = CATEGORIES.find(([from]) => percent >= from) ?? CATEGORIES[CATEGORIES.length - 1];
  return word;
}

const CATEGORIES: readonly (readonly [from: number, word: string])[] = [
  [80, 'excellent'],
  [60, 'good'],
  [40, 'moderate'],
  [20, 'low'],
  [0, 'very low'],
];
