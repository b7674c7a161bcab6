/** Parameter files of PyRadiomics, YAML or JSON, read within bounds. */
import { type Document, isAlias, isMap, isScalar, parseDocument, visit } from 'yaml';
import { DEEPEST_NESTING, excessOf } from './document-bounds.ts';
import { refuse } from './setting-refusal.ts';

/**
 * Bounds of a parameter file. The largest of PyRadiomics' own examples has 6 kB, a nesting of 4 and no alias. They hold
 * before the YAML parser runs, whose time grows with the square of some of them and faster with the nesting.
 */
const MOST_CHARACTERS = 32_768;
/** Values of a file, those behind an alias as often as they are meant. */
const MOST_VALUES = 10_000;

/**
 * Parses the text of a parameter file, YAML or JSON.
 *
 * @throws InputRefused `settings-invalid` where it is neither, or beyond the bounds
 */
export function parseParameterFile(text: string): Document {
  if (text.length > MOST_CHARACTERS) {
    refuse(
      `a parameter file of ${text.length} characters`,
      `at most ${MOST_CHARACTERS}`,
      'Leave out what is no setting.',
    );
  }
  requireShallow(text);
  const document = parsed(text);
  const [error] = document.errors;
  if (error) refuseText(error.message);
  requireOneKeyEach(document);
  return document;
}

/**
 * The values of a parsed file.
 *
 * @throws InputRefused `settings-invalid` for a value that holds itself, or stands for more values than a file may have
 */
export function valuesOf(document: Document): unknown {
  let values: unknown;
  try {
    // Aliases are shared, not copied: what they stand for is counted below.
    values = document.toJS({ maxAliasCount: -1 });
  } catch (error) {
    refuseText(error instanceof Error ? error.message : String(error));
  }
  requireTree(values);
  return values;
}

function parsed(text: string): Document {
  try {
    // Keys are compared below: the parser compares each with each.
    return parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  } catch (error) {
    return refuseText(error instanceof Error ? error.message : String(error));
  }
}

function refuseText(message: string): never {
  refuse(
    `a parameter file that is no YAML: ${message.split('\n')[0].slice(0, 200)}`,
    'YAML or JSON',
    'Correct the file.',
  );
}

/** @throws InputRefused if brackets, lists in lists, keys of several lines, aliases or quotes are more than any file needs */
function requireShallow(text: string): void {
  const excess = excessOf(text);
  if (excess) refuse(excess.got, 'settings, which need no more than 4 levels', 'Correct the file.');
}

/** @throws InputRefused for a key that a mapping has twice: one of the two would be forgotten */
function requireOneKeyEach(document: Document): void {
  visit(document, {
    Map: (_, map) => {
      const keys = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : key;
        if (keys.has(name)) refuse(`the key ${String(name).slice(0, 64)} twice`, 'each key once', 'Correct the file.');
        keys.add(name);
        if (isAlias(key) || isMap(key)) refuse('a key that is no word', 'keys that are words', 'Correct the file.');
      }
    },
  });
}

/** Without recursion: the depth is whatever the file says. */
function requireTree(values: unknown): void {
  const left: { readonly value: unknown; readonly depth: number }[] = [{ value: values, depth: 0 }];
  let count = 0;
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth } = next;
    if (++count > MOST_VALUES || depth > 2 * DEEPEST_NESTING) {
      const got = depth > 2 * DEEPEST_NESTING ? 'a value that holds itself' : `more than ${MOST_VALUES} values`;
      refuse(got, 'settings', 'Correct the file: an alias (*) must not stand within its own anchor (&).');
    }
    if (typeof value !== 'object' || value === null) continue;
    for (const inner of Array.isArray(value) ? value : Object.values(value))
      left.push({ value: inner, depth: depth + 1 });
  }
}
