/** Shares as a reader takes them: never "0 %" or "100 %" for what is only near it. */

/** Of 100 patients, how many; at least 1 and at most 99, for a model is never certain. */
export function ofHundred(share: number): { readonly count: number; readonly bound: 'exact' | 'fewer' | 'more' } {
  const rounded = Math.round(share * 100);
  if (rounded < 1) return { count: 1, bound: 'fewer' };
  if (rounded > 99) return { count: 99, bound: 'more' };
  return { count: rounded, bound: 'exact' };
}

/**
 * The difference of two shares in points of a percentage, as their rounded percentages have it: what is read next to
 * "78 %" and "89 %" has to be 11.
 */
export function pointsApart(from: number, to: number): number {
  return Math.round(to * 100) - Math.round(from * 100);
}
