/** Takes paths that may identify a person out of any report. */
import type { IdentifyingPaths } from './finding.ts';

/**
 * The same value with places instead of paths and folders that may identify a person, in every text of it: so nothing that
 * is said of a study repeats them. Keys of objects stay.
 */
export function withoutPaths<T>(value: T, paths: IdentifyingPaths): T {
  if (paths.size === 0) return value;
  // Longer ones first, so that a folder is not replaced inside the path of its file; and never within a word.
  const longestFirst = [...paths.keys()].sort((a, b) => b.length - a.length);
  const escaped = longestFirst.map((path) => path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const anyPath = new RegExp(`(?<![\\p{L}\\d])(?:${escaped.join('|')})(?![\\p{L}\\d])`, 'gu');
  return replaced(value, (text) => text.replace(anyPath, (path) => paths.get(path) ?? path)) as T;
}

function replaced(value: unknown, inText: (text: string) => string): unknown {
  if (typeof value === 'string') return inText(value);
  if (Array.isArray(value)) return value.map((one) => replaced(one, inText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, inText)]));
}
