import { sha256 } from './sha256.ts';

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
  const written = Array.from(values as ArrayLike<number>, (value) =>
    Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : '',
  );
  const text = JSON.stringify(['radscore-training-row/1', names, written]);
  return sha256(new TextEncoder().encode(text)).slice(0, LENGTH);
}
