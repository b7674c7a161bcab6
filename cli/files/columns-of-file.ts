/** What names a file of results has, and whether further results belong into it. */
import { parseCsv } from '@radscore/statistics/csv';

/** Names that an extraction gives: known from the settings, before any image is read. */
export interface ResultColumns {
  readonly names: readonly string[];
  /** Absent where the image or the mask gives no cause: a filter that it is too small for, a mask that needed no correction. */
  readonly isOptional: (name: string) => boolean;
}

/** Names in a JSON list of cases, or in the object of one. */
export interface JsonNames {
  readonly names: readonly string[];
  readonly isList: boolean;
}

/** The columns of a CSV text by its first record; undefined if it is no table with commas. */
export function csvHeader(text: string): readonly string[] | undefined {
  try {
    return parseCsv(text.slice(0, firstRecordEnd(text))).header;
  } catch {
    return undefined;
  }
}

/** Where the first record of a CSV text ends: behind its line end, which a quoted field may hold as well. */
export function firstRecordEnd(text: string): number {
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted;
    else if (text[at] === '\n' && !isQuoted) return at + 1;
  }
  return text.length;
}

/** The names of a JSON text of cases; undefined for any other text. Python's NaN and Infinity are read. */
export function jsonNames(text: string): JsonNames | undefined {
  let value: unknown;
  try {
    value = JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g, (part) => (part[0] === '"' ? part : 'null')),
    );
  } catch {
    return undefined;
  }
  const cases: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!cases.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))) return undefined;
  return { names: [...new Set(cases.flatMap((item) => Object.keys(item as object)))], isList: Array.isArray(value) };
}

/**
 * Why further results do not belong under the names that a file has; undefined if they do.
 *
 * @param hasGaps whether a name may be missing in a file of the same extraction: JSON leaves out what a case lacks
 */
export function whyOtherHeader(
  present: readonly string[],
  { names, isOptional }: ResultColumns,
  hasGaps: boolean,
): string | undefined {
  const strange = without(present, names);
  if (strange.length > 0) return `the columns ${some(strange)}, which this extraction does not give`;
  const missing = hasGaps ? [] : without(names, present).filter((name) => !isOptional(name));
  return missing.length > 0 ? `no columns ${some(missing)}, which this extraction gives` : undefined;
}

/** Those of the names that the others lack. */
export function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

/** Names in words, at most three of them. */
export function some(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}
