/** Bars of what each feature adds to the Rad-score: sorted by size, labels at the ends, names in lines that fit. */
import { wrapped } from '@radscore/statistics';
import { textWidth } from './boxes.ts';

export interface Contribution {
  readonly feature: string;
  /** What is measured, in plain words. */
  readonly meaning: string;
  readonly value: number;
  readonly z: number;
  readonly contribution: number;
}

export interface ContributionRow extends Contribution {
  readonly top: number;
  readonly height: number;
  readonly meaningLines: readonly string[];
  readonly nameLines: readonly string[];
  readonly bar: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly label: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'end' };
}

export interface ContributionLayout {
  readonly width: number;
  readonly height: number;
  /** The line of nothing added. */
  readonly zero: number;
  /** Right edge of names next to the bars; null if they are above them. */
  readonly namesTo: number | null;
  readonly rows: readonly ContributionRow[];
}

/** Largest first; of equal ones the first of the model. */
export function bySize<One extends { readonly contribution: number }>(contributions: readonly One[]): One[] {
  return [...contributions].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

interface Shape {
  readonly width: number;
  /** Width of the column of names; 0 if they stand above the bars. */
  readonly names: number;
  readonly nameSize: number;
  readonly meaningSize: number;
  readonly bar: number;
}

const WIDE: Shape = { width: 800, names: 330, nameSize: 12, meaningSize: 13.5, bar: 18 };
const NARROW: Shape = { width: 320, names: 0, nameSize: 9.5, meaningSize: 12.5, bar: 10 };
const LINE = 15;
const GAP = 8;
/** Between the end of a bar and its label. */
const APART = 7;

/** @param label what is written at the end of a bar */
export function contributionLayout(
  contributions: readonly Contribution[],
  label: (contribution: number) => string,
  isWide: boolean,
): ContributionLayout {
  const { width, names, nameSize, meaningSize, bar } = isWide ? WIDE : NARROW;
  const sorted = bySize(contributions);
  const room = Math.max(...sorted.map((one) => textWidth(label(one.contribution), 12, true)), 0) + APART;
  const left = names > 0 ? names + 14 : 0;
  const least = Math.min(0, ...sorted.map(({ contribution }) => contribution));
  const most = Math.max(0, ...sorted.map(({ contribution }) => contribution));
  const from = left + (least < 0 ? room : 0);
  const to = width - room;
  const unit = most > least ? (to - from) / (most - least) : 0;
  const zero = from - least * unit;
  const letters = (size: number): number => Math.floor((names > 0 ? names : width) / (0.6 * size));
  let top = 6;
  const rows = sorted.map((one): ContributionRow => {
    const meaningLines = wrapped(one.meaning, letters(meaningSize));
    const nameLines = wrapped(one.feature, letters(nameSize));
    const words = LINE * (meaningLines.length + nameLines.length);
    const height = names > 0 ? Math.max(words, bar) + GAP : words + bar + 14;
    const y = names > 0 ? top + (height - GAP - bar) / 2 + 2 : top + words + 3;
    const length = Math.abs(one.contribution) * unit;
    const isAdded = one.contribution >= 0;
    const row = {
      ...one,
      top,
      height,
      meaningLines,
      nameLines,
      bar: { x: isAdded ? zero : zero - length, y, width: length, height: bar },
      label: {
        x: isAdded ? zero + length + APART : zero - length - APART,
        y: y + bar / 2 + 4.5,
        anchor: isAdded ? ('start' as const) : ('end' as const),
      },
    };
    top += height;
    return row;
  });
  return { width, height: top + 6, zero, namesTo: names > 0 ? names : null, rows };
}
