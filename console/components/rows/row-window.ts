/** Which rows of a long table stand in the document, and how high the gaps between them are. */

/** A row that stands in the document, or the height in px of those that do not. */
export type RowPart = { readonly index: number } | { readonly gap: number; readonly before: number };

/** Rows of a range, the last one included. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Heights of rows, in px: as measured, or estimated until then. A height belongs to its row, not to its place: it stays
 * right after sorting and filtering.
 */
export class RowHeights {
  readonly #measured = new Map<string, number>();
  #keys: readonly string[] = [];
  #estimate: number;
  #width = 0;
  /** Where each row begins; one more than there are rows. Valid up to `#valid`. */
  #starts = new Float64Array(1);
  #valid = 0;

  constructor(estimate: number) {
    this.#estimate = estimate;
  }

  /** The rows in their present order. */
  show(keys: readonly string[]): void {
    if (keys === this.#keys) return;
    this.#keys = keys;
    this.#starts = new Float64Array(keys.length + 1);
    this.#valid = 0;
  }

  /** Forgets what was measured at another width. Gives whether this width is another one. */
  changeWidth(width: number): boolean {
    if (width === this.#width) return false;
    this.#width = width;
    this.#measured.clear();
    this.#valid = 0;
    return true;
  }

  /** Notes the height of a row. */
  measure(index: number, height: number): void {
    const key = this.#keys[index];
    if (key === undefined || height <= 0) return;
    if (this.#heightOf(key) !== height) this.#valid = Math.min(this.#valid, index);
    this.#measured.set(key, height);
  }

  /** Takes the mean of the measured rows for those that were not. */
  estimateFromMeasured(): void {
    if (this.#measured.size === 0) return;
    let sum = 0;
    for (const height of this.#measured.values()) sum += height;
    this.#estimate = sum / this.#measured.size;
    this.#valid = 0;
  }

  get count(): number {
    return this.#keys.length;
  }

  /** Height of all rows. */
  get total(): number {
    return this.startOf(this.count);
  }

  /** Distance of a row's upper edge from that of the first row; of the end for the number of rows. */
  startOf(index: number): number {
    for (let k = this.#valid; k < index; k++) this.#starts[k + 1] = this.#starts[k] + this.#heightOf(this.#keys[k]);
    this.#valid = Math.max(this.#valid, index);
    return this.#starts[index];
  }

  /** The row at a distance from the top; the first or the last one beyond the ends. */
  rowAt(distance: number): number {
    this.startOf(this.count);
    let low = 0;
    let high = Math.max(0, this.count - 1);
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= distance) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #heightOf(key: string): number {
    return this.#measured.get(key) ?? this.#estimate;
  }
}

/** Most rows that stand in the document outside of what is seen, on each side. */
export const OVERSCAN = 8;
/** The range is set again once it is off by this many rows: few at a time, so that no frame has much to do. */
export const STEP = 2;
/** Fewer rows than these all stand in the document. */
export const LEAST_VIRTUAL = 100;

/** The rows between two distances from the top, and some more on each side. */
export function rangeAround(heights: RowHeights, top: number, bottom: number, overscan = OVERSCAN): RowRange {
  if (heights.count === 0) return { first: 0, last: -1 };
  return {
    first: Math.max(0, heights.rowAt(top) - overscan),
    last: Math.min(heights.count - 1, heights.rowAt(bottom) + overscan),
  };
}

/** Whether a range still has enough rows above and below what is seen: less is drawn again while scrolling. */
export function covers(
  range: RowRange,
  heights: RowHeights,
  top: number,
  bottom: number,
  spare = OVERSCAN - STEP,
): boolean {
  const needed = rangeAround(heights, top, bottom, spare);
  return range.first <= needed.first && range.last >= needed.last && range.last < heights.count;
}

/** Rows of the range, the row that has the focus wherever it is, and gaps for all others. */
export function partsOf(heights: RowHeights, { first, last }: RowRange, focused = -1): RowPart[] {
  const rows: number[] = [];
  for (let k = first; k <= last; k++) rows.push(k);
  if (focused >= 0 && focused < heights.count) {
    if (focused < first) rows.unshift(focused);
    else if (focused > last) rows.push(focused);
  }
  const parts: RowPart[] = [];
  let end = 0;
  for (const index of [...rows, heights.count]) {
    if (index > end) parts.push({ gap: heights.startOf(index) - heights.startOf(end), before: index });
    if (index < heights.count) parts.push({ index });
    end = index + 1;
  }
  return parts;
}
