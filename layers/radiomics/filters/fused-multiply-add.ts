/** Multiplies and adds with one rounding, as the peers' processors do. */
/** 2²⁷ + 1 splits a double into halves whose products are exact (Dekker 1971). */
const SPLITTER = 134217729;

/**
 * a·b + c, rounded once: what processors compute in one instruction and JavaScript has no operator for. Product and sum
 * are taken with their exact errors; the last addition rounds. Not for magnitudes near the ends of the range.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const aWide = SPLITTER * a;
  const aHigh = aWide - (aWide - a);
  const aLow = a - aHigh;
  const bWide = SPLITTER * b;
  const bHigh = bWide - (bWide - b);
  const bLow = b - bHigh;
  const productError = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const sum = product + c;
  const part = sum - product;
  const sumError = product - (sum - part) + (c - part);
  return sum + (sumError + productError);
}
