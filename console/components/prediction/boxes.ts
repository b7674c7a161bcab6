/** Room that texts of a plot need: boxes that must not touch each other. */

/** A text of a plot and where it stands; `y` is its base line. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Height of the letters in pixels. */
  readonly size: number;
  readonly isBold: boolean;
}

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Widest that a text is in the fonts that the page meets: 0.6 of its height for each letter, bold ones a little more. */
export function textWidth(text: string, size = 12, isBold = false): number {
  return text.length * size * (isBold ? 0.64 : 0.6);
}

/** What a text covers, with its ascenders and descenders. */
export function boxOf({ text, x, y, anchor, size, isBold }: PlacedText): Box {
  const width = textWidth(text, size, isBold);
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - 0.78 * size, bottom: y + 0.22 * size };
}

/** Whether two boxes cover a common area; touching edges do not. */
export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** Moves the middle of something of a width so that it stays between two edges. */
export function between(x: number, width: number, left: number, right: number): number {
  return Math.max(left + width / 2, Math.min(right - width / 2, x));
}
