/** Where the parts of a probability bar stand: labels that never collide, whatever the three numbers are. */
import { between, boxOf, overlap, type PlacedText, textWidth } from './boxes.ts';

/** Shares from 0 to 1. */
export interface Shares {
  readonly probability: number;
  readonly interval: readonly [number, number];
  readonly threshold: number;
}

/** The words of the labels, as the language has them. */
export interface BarWords {
  readonly probability: string;
  readonly low: string;
  readonly high: string;
  readonly threshold: string;
  /** "95 % interval" */
  readonly interval: string;
  /** Both ends in one label, for an interval too narrow for two: "61 to 62 %". */
  readonly bothEnds: string;
  /** A label of the scale. */
  readonly tick: (share: number) => string;
}

export interface ProbabilityLayout {
  readonly width: number;
  readonly height: number;
  readonly bar: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly band: { readonly x: number; readonly width: number };
  readonly dot: number;
  /** The line of the threshold: its place, and from where to where it goes; around the number, if that is in its way. */
  readonly threshold: { readonly x: number; readonly lines: readonly (readonly [from: number, to: number])[] };
  /** From the ends of the band down to their labels. */
  readonly ends: readonly number[];
  readonly texts: readonly (PlacedText & { readonly role: TextRole })[];
}

export type TextRole = 'probability' | 'threshold' | 'tick' | 'end' | 'interval';

/** From the edge of the drawing to the ends of the scale; half of "100 %" has room there. */
const MARGIN = 22;
const BAR_TOP = 56;
const BAR_HEIGHT = 14;
const SIZE = 12;
/** Between a label and the line that it belongs to. */
const APART = 6;
/** Base lines: threshold if its place is taken, probability, threshold; scale; ends of the interval. */
const LINES = { raised: 16, probability: 44, threshold: 49, ticks: 90, ends: 112 };

/** @param width of the drawing, in pixels; from 640 on the scale has five labels, below it three */
export function probabilityLayout(
  { probability, interval, threshold }: Shares,
  words: BarWords,
  width: number,
): ProbabilityLayout {
  const scale = width - 2 * MARGIN;
  const at = (share: number): number => MARGIN + Math.max(0, Math.min(1, share)) * scale;
  const [low, high] = interval.map(at);
  const dot = at(probability);
  const ticks = (width >= 640 ? [0, 0.25, 0.5, 0.75, 1] : [0, 0.5, 1]).map(
    (share): PlacedText & { role: TextRole } => ({
      ...label(words.tick(share), at(share), LINES.ticks, 'middle'),
      role: 'tick',
    }),
  );
  const value = {
    ...label(words.probability, dot, LINES.probability, 'middle', 16, true),
    role: 'probability' as const,
  };
  value.x = between(dot, textWidth(value.text, 16, true), 0, width);
  const mark = thresholdLabel(words.threshold, at(threshold), dot, value, width);
  return {
    width,
    height: LINES.ends + 8,
    bar: { x: MARGIN, y: BAR_TOP, width: scale, height: BAR_HEIGHT },
    band: { x: low, width: high - low },
    dot,
    threshold: { x: at(threshold), lines: linesOf(at(threshold), value, mark.isRaised) },
    ends: [low, high],
    texts: [...ticks, value, mark.text, ...endLabels(words, low, high, width)],
  };
}

function label(
  text: string,
  x: number,
  y: number,
  anchor: PlacedText['anchor'],
  size = SIZE,
  isBold = false,
): { -readonly [key in keyof PlacedText]: PlacedText[key] } {
  return { text, x, y, anchor, size, isBold };
}

function linesOf(x: number, value: PlacedText, isRaised: boolean): [number, number][] {
  const bottom = BAR_TOP + BAR_HEIGHT + 6;
  if (!isRaised) return [[LINES.probability, bottom]];
  const { left, right, top, bottom: below } = boxOf(value);
  if (x < left - 2 || x > right + 2) return [[LINES.raised + 5, bottom]];
  return [
    [LINES.raised + 5, top],
    [below, bottom],
  ];
}

/** On the side away from the dot; on the other if there is no room; above both if neither has room. */
function thresholdLabel(
  text: string,
  x: number,
  dot: number,
  value: PlacedText,
  width: number,
): { text: PlacedText & { role: TextRole }; isRaised: boolean } {
  const toLeft = label(text, x - APART, LINES.threshold, 'end');
  const toRight = label(text, x + APART, LINES.threshold, 'start');
  const sides = x <= dot ? [toLeft, toRight] : [toRight, toLeft];
  const free = sides.find((side) => {
    const { left, right } = boxOf(side);
    return left >= 0 && right <= width && !overlap(boxOf(side), boxOf(value));
  });
  // The line itself must not cross the number, either.
  const { left, right } = boxOf(value);
  if (free && (x < left || x > right)) return { text: { ...free, role: 'threshold' }, isRaised: false };
  const middle = between(x, textWidth(text), 0, width);
  return { text: { ...label(text, middle, LINES.raised, 'middle'), role: 'threshold' }, isRaised: true };
}

/** Both ends outside the band if they have room, else in one label; the word for them in the widest gap. */
function endLabels(words: BarWords, low: number, high: number, width: number): (PlacedText & { role: TextRole })[] {
  const y = LINES.ends;
  const lowLabel = label(words.low, between(low, textWidth(words.low), 0, width), y, 'middle');
  const highLabel = label(words.high, between(high, textWidth(words.high), 0, width), y, 'middle');
  const gapOf = boxOf(highLabel).left - boxOf(lowLabel).right;
  const ends =
    gapOf >= APART
      ? [lowLabel, highLabel]
      : [label(words.bothEnds, between((low + high) / 2, textWidth(words.bothEnds), 0, width), y, 'middle')];
  const placed = ends.map((one) => ({ ...one, role: 'end' as const }));
  const name = textWidth(words.interval) + 2 * APART;
  const first = boxOf(ends[0]);
  const last = boxOf(ends[ends.length - 1]);
  const gaps = [...(ends.length > 1 ? [[first.right, last.left]] : []), [last.right, width], [0, first.left]];
  const free = gaps.find(([from, to]) => to - from >= name);
  if (!free) return placed;
  const [from, to] = free;
  const isInside = ends.length > 1 && from === first.right;
  const x = isInside ? (from + to) / 2 : from === 0 ? to - APART : from + APART;
  const anchor = isInside ? 'middle' : from === 0 ? 'end' : 'start';
  return [...placed, { ...label(words.interval, x, y, anchor), role: 'interval' }];
}
