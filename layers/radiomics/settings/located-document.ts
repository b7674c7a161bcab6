/** A YAML or JSON document of plain values, read within bounds, that can say on which line a value stands. */
import { isMap, isPair, isScalar, isSeq, LineCounter, parseAllDocuments, type Scalar, visit } from 'yaml';
import { excessOf } from './document-bounds.ts';
import { pythonText } from './python-text.ts';

/** Keys and positions (from 0) that lead to a value. */
export type DocumentPath = readonly (string | number)[];

export interface LocatedDocument {
  /** Plain values. Numbers under a key `sigma` are text as Python prints them, for the names of features hold them. */
  readonly values: unknown;
  /** Line (from 1) of a value, or of the nearest value around it that is there; of a key with `key`. */
  lineOf(path: DocumentPath, key?: string): number;
}

/** A text that is no such document: what was got, what was wanted, what to do, and on which line. */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
  readonly line: number;
  readonly got: string;
  readonly wanted: string;
  readonly remedy: string;

  constructor(line: number, got: string, wanted: string, remedy: string) {
    super(`line ${line}: got ${got}; wanted ${wanted}. ${remedy}`);
    this.line = line;
    this.got = got;
    this.wanted = wanted;
    this.remedy = remedy;
  }
}

/** A list of some hundred features as JSON; as many that nothing closes still take the parser less than a second or two. */
const MOST_QUOTES = 8000;

/** Words that are no keys of a plain object. */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a document strictly: one document, no anchors, aliases, merges or tags, each key once.
 *
 * @param mostCharacters a longer text is refused before it is parsed
 * @throws DocumentRefused with the line
 */
export function locatedDocument(text: string, mostCharacters: number): LocatedDocument {
  if (text.length > mostCharacters) {
    throw new DocumentRefused(1, `a text of ${text.length} characters`, `at most ${mostCharacters}`, 'Shorten it.');
  }
  const excess = excessOf(text, MOST_QUOTES);
  if (excess) throw new DocumentRefused(excess.line, excess.got, 'a plain document', 'Correct the file.');
  const lines = new LineCounter();
  const lineAt = (offset: number | undefined): number => Math.max(1, lines.linePos(offset ?? 0).line);
  const documents = parsed(text, lines);
  const document = documents[0];
  if (!document) throw new DocumentRefused(1, 'an empty file', 'a document', 'Write it with `radscore signature new`.');
  const [error] = [...document.errors, ...document.warnings];
  if (error) {
    const message = error.message.split('\n')[0].replace(/ at line \d+, column \d+:?$/, '');
    throw new DocumentRefused(lineAt(error.pos[0]), `no YAML (${message.slice(0, 200)})`, 'YAML or JSON', FIX);
  }
  if (documents.length > 1) {
    const second = lineAt(documents[1].contents?.range?.[0] ?? documents[1].range?.[0]);
    throw new DocumentRefused(second, `${documents.length} documents`, 'one document', 'Leave the others out.');
  }
  visit(document, {
    Alias: (_, { source, range }) => {
      throw new DocumentRefused(lineAt(range?.[0]), `the alias *${source}`, 'plain values', 'Write the value itself.');
    },
    Node: (_, node) => {
      const { anchor, tag, range } = node as Scalar;
      const own = tag !== undefined && !tag.startsWith('tag:yaml.org,2002:') ? tag : undefined;
      if (anchor === undefined && own === undefined) return;
      const got = anchor === undefined ? `the tag ${own}` : `the anchor &${anchor}`;
      throw new DocumentRefused(lineAt(range?.[0]), got.slice(0, 80), 'plain values', 'Write the value itself.');
    },
    Map: (_, { items }) => {
      const seen = new Map<string, number>();
      for (const { key } of items) {
        const line = lineAt(isScalar(key) ? key.range?.[0] : undefined);
        if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
          throw new DocumentRefused(line, 'a key that is no word', 'keys that are words', FIX);
        }
        const name = String(key.value);
        if (FORBIDDEN.has(name) || name === '<<') {
          throw new DocumentRefused(line, `the key ${name}`, 'keys that are words', FIX);
        }
        const before = seen.get(name);
        if (before !== undefined) {
          const got = `the key ${name.slice(0, 64)} twice (first on line ${before})`;
          throw new DocumentRefused(line, got, 'each key once', FIX);
        }
        seen.set(name, line);
      }
    },
    Pair: (_, { key, value }) => {
      if (!isScalar(key) || key.value !== 'sigma' || !isSeq(value)) return;
      for (const item of value.items)
        if (isScalar(item) && typeof item.value === 'number') item.value = pythonText(item);
    },
  });
  return {
    values: document.toJS({ maxAliasCount: 0 }),
    lineOf(path, key) {
      let node: unknown = document.contents;
      let line = lineAt(document.contents?.range?.[0]);
      for (const step of key === undefined ? path : [...path, key]) {
        const inner = innerOf(node, step);
        if (!inner) break;
        line = lineAt(inner.offset);
        node = inner.node;
      }
      return line;
    },
  };
}

const FIX = 'Correct the file.';

function parsed(text: string, lineCounter: LineCounter) {
  try {
    const documents = parseAllDocuments(text, { lineCounter, uniqueKeys: false, logLevel: 'silent', merge: false });
    return Array.isArray(documents) ? documents : [];
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new DocumentRefused(1, `no YAML (${message.slice(0, 200)})`, 'YAML or JSON', FIX);
  }
}

/** A value in a mapping, placed at its key, or an element of a list. */
function innerOf(node: unknown, step: string | number): { node: unknown; offset: number | undefined } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(step),
    );
    return pair && { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (!isSeq(node) || typeof step !== 'number') return undefined;
  const item = node.items[step] as { range?: readonly number[] } | undefined;
  return item && { node: item, offset: item.range?.[0] };
}
