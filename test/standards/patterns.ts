/** Finds the regular expressions of the code, and the texts on which each of them could go back. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Where texts come in that somebody else wrote. */
const FOLDERS = '{layers,cli,lambdas,console,local}/**/*.ts';

export interface Pattern {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

/** The regular expressions that stand in the code as literals, each once. */
export function patternsInCode(): Pattern[] {
  const files = globSync(FOLDERS, { cwd: root })
    .filter((file) => !/node_modules|assembly|\.generated\./.test(file))
    .sort();
  const found = new Map<string, Pattern>();
  for (const file of files) {
    for (const literal of literalsOf(readFileSync(join(root, file), 'utf8'))) {
      const key = `/${literal.source}/${literal.flags}`;
      if (!found.has(key)) found.set(key, { ...literal, file: file.replaceAll('\\', '/') });
    }
  }
  return [...found.values()];
}

/** Places at which the code builds a regular expression from parts. */
export function builtPatterns(): string[] {
  return globSync(FOLDERS, { cwd: root })
    .filter((file) => !/node_modules|assembly/.test(file))
    .flatMap((file) =>
      Array.from(readFileSync(join(root, file), 'utf8').matchAll(/new RegExp\(/g), () => file.replaceAll('\\', '/')),
    )
    .sort();
}

/** What may stand before a regular expression; after anything else a slash divides. */
const OPERATORS = new Set([...'(,=:[!&|?{};+-*%<>~^']);
const WORDS = new Set(['', 'return', 'typeof', 'case', 'in', 'of', 'do', 'else', 'void', 'delete', 'throw', 'yield']);

/** Regular expressions of TypeScript source: comments, strings and templates are passed over. */
export function literalsOf(source: string): { readonly source: string; readonly flags: string }[] {
  const found: { source: string; flags: string }[] = [];
  /** Open braces within each template whose expression is being read. */
  const templates: number[] = [];
  let before = '';
  let at = 0;
  const passString = (quote: string): void => {
    for (at++; source[at] !== quote; at++) if (source[at] === '\\') at++;
    at++;
    before = 'a string';
  };
  const passTemplate = (): void => {
    for (at++; at < source.length; at++) {
      if (source[at] === '\\') at++;
      else if (source[at] === '`') {
        at++;
        before = 'a string';
        return;
      } else if (source[at] === '$' && source[at + 1] === '{') {
        templates.push(0);
        at += 2;
        before = '(';
        return;
      }
    }
  };
  const takeRegex = (): void => {
    let end = at + 1;
    for (let isClass = false; isClass || source[end] !== '/'; end++) {
      if (source[end] === '\\') end++;
      else if (source[end] === '[') isClass = true;
      else if (source[end] === ']') isClass = false;
    }
    const [flags] = /^[a-z]*/.exec(source.slice(end + 1, end + 12)) ?? [''];
    found.push({ source: source.slice(at + 1, end), flags });
    at = end + 1 + flags.length;
    before = 'a regex';
  };
  while (at < source.length) {
    const sign = source[at];
    const two = source.slice(at, at + 2);
    if (/\s/.test(sign)) at++;
    else if (two === '//') at = (source.indexOf('\n', at) + 1 || source.length + 1) - 1;
    else if (two === '/*') at = source.indexOf('*/', at) + 2;
    else if (sign === "'" || sign === '"') passString(sign);
    else if (sign === '`') passTemplate();
    else if (sign === '}' && templates.at(-1) === 0) {
      templates.pop();
      passTemplate();
    } else if (sign === '/' && (OPERATORS.has(before) || WORDS.has(before))) takeRegex();
    else if (/[\w$]/.test(sign)) {
      [before] = /^[\w$]+/.exec(source.slice(at, at + 200)) ?? [''];
      at += before.length;
    } else {
      if (sign === '{' && templates.length > 0) templates[templates.length - 1]++;
      if (sign === '}' && templates.length > 0) templates[templates.length - 1]--;
      before = sign;
      at++;
    }
  }
  return found;
}

/** Signs that patterns repeat. */
const SIGNS = [...'a0 .-_@/\\,;:=^("\'\n+%xé'];

/**
 * Texts of a length that a pattern could take long for: signs of its own source, single and in pairs, repeated behind its own
 * words, with an end that fits and one that fits nothing.
 */
export function* hardTexts({ source }: Pattern, length: number): Generator<string> {
  const words = [...new Set(source.match(/[a-z]{2,}|\d+/gi) ?? [])].slice(0, 8);
  const own = [
    ...new Set([...source.replace(/\\[a-z]/gi, '')].filter((sign) => !/[\\^$|?*+(){}[\]]/.test(sign))),
  ].slice(0, 12);
  const units = new Set([
    ...SIGNS,
    ...own,
    ...own.flatMap((sign) => SIGNS.slice(0, 6).map((other) => sign + other)),
    ...words,
  ]);
  for (const unit of units) {
    const repeated = unit.repeat(Math.ceil(length / unit.length));
    for (const before of ['', ...words]) yield before + repeated;
    yield `${repeated}\u0001`;
    for (const word of words.slice(0, 2)) yield `${word}${repeated}\u0001`;
  }
}
