/** Fingerprints of training rows, by which a prediction recognises a patient that it was trained on. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** Digits of a value that count: tables are written with this many at least, and a rounded copy is still the same row. */
const DIGITS = 6;
/** Of the 64 hexadecimal digits of SHA-256: 64 bits, in which the rows of a cohort do not meet by chance. */
const LENGTH = 16;

/**
 * By what a model recognises a row of its own training: SHA-256, salted with the features' names, of the row's values of
 * the selected features. Values, not identifiers, for two reasons. Identifiers of studies are few and follow patterns, so that
 * anybody could find them by trying, whatever the salt, for the salt travels with the model; several measured values
 * with six digits cannot be tried. And a study is the same under another name. It misses a study that was measured again.
 *
 * @param values of the selected features, in the model's order, before filling and harmonising; NaN for a gap
 */
export function fingerprintOf(names: readonly string[], values: ArrayLike<number>): string {
  return hashOf(
    names,
    Array.from(values as ArrayLike<number>, (value) => written(value)),
  );
}

/** A copy with eight digits or in single precision is off by this share at most, and may round to the other side. */
const COPIED = 1e-7;
/** Of values on the verge of rounding, all ways to round them are tried, up to this many. */
const MOST_WAYS = 256;

/** Whether values, exact or as a copy of a table rounded them, have one of these fingerprints. */
export function isFingerprinted(
  fingerprints: readonly string[],
  names: readonly string[],
  values: ArrayLike<number>,
): boolean {
  let ways: string[][] = [[]];
  for (const value of Array.from(values as ArrayLike<number>)) {
    const own = written(value);
    const near = [written(value * (1 - COPIED)), written(value * (1 + COPIED))].filter((one) => one !== own);
    const options = ways.length * (near.length + 1) <= MOST_WAYS ? [own, ...near] : [own];
    ways = ways.flatMap((way) => options.map((option) => [...way, option]));
  }
  return ways.some((way) => fingerprints.includes(hashOf(names, way)));
}

function written(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : '';
}

function hashOf(names: readonly string[], values: readonly string[]): string {
  const text = JSON.stringify(['radscore-training-row/1', names, values]);
  return bytesToHex(sha256(new TextEncoder().encode(text))).slice(0, LENGTH);
}
