/** Named vectors and matrices as R prints them: names stand above numbers, and both end at the same column. */
import { type PrintedCoefficient, type PrintedNumber, printedNumber } from './printed-model.ts';

/** A number or NA, and the column behind it. */
interface Token {
  readonly text: string;
  readonly end: number;
}

/** The named vectors of a text, those that wrap over several lines put together. */
export function namedVectors(text: string): PrintedCoefficient[] {
  const lines = text.split('\n');
  const found: PrintedCoefficient[] = [];
  for (let i = 1; i < lines.length; i++) {
    const tokens = numbersOf(lines[i], 0);
    if (!tokens || tokens.some(({ text: one }) => one === 'NA')) continue;
    const names = fieldsAbove(lines[i - 1], tokens, 0);
    if (!names || names.some((name) => printedNumber(name) !== undefined)) continue;
    tokens.forEach((token, k) => {
      found.push({ name: names[k], ...(printedNumber(token.text) as PrintedNumber) });
    });
  }
  return found;
}

/** The square matrix of some names in a text, wherever its blocks of columns are; undefined if it is not whole. */
export function namedMatrix(text: string, names: readonly string[]): PrintedNumber[][] | undefined {
  const lines = text.split('\n');
  const columns = new Map<string, PrintedNumber[]>();
  for (let i = 1; i + names.length <= lines.length; i++) {
    const rows = names.map((name, k) => rowOf(lines[i + k], name));
    if (!rows.every((row) => row !== undefined)) continue;
    const header = fieldsAbove(lines[i - 1], rows[0].tokens, rows[0].from);
    if (!header?.every((name) => names.includes(name))) continue;
    header.forEach((name, c) => {
      columns.set(
        name,
        rows.map(({ tokens }) => printedNumber(tokens[c]?.text ?? '') ?? { value: Number.NaN, rounding: 0 }),
      );
    });
  }
  if (!names.every((name) => columns.has(name))) return undefined;
  return names.map((_, row) => names.map((name) => (columns.get(name) as PrintedNumber[])[row]));
}

function rowOf(line: string, name: string): { tokens: Token[]; from: number } | undefined {
  if (!line.startsWith(`${name} `)) return undefined;
  const tokens = numbersOf(line, name.length);
  return tokens && { tokens, from: name.length };
}

/** The numbers of a line from a column on; undefined if anything else is there. */
function numbersOf(line: string, from: number): Token[] | undefined {
  const tokens: Token[] = [];
  for (const match of line.slice(from).matchAll(/\S+/g)) {
    const [text] = match;
    if (text !== 'NA' && printedNumber(text) === undefined) return undefined;
    tokens.push({ text, end: from + match.index + text.length });
  }
  return tokens.length > 0 ? tokens : undefined;
}

/** What stands above numbers: each field ends at the column of its number. */
function fieldsAbove(line: string, tokens: readonly Token[], from: number): string[] | undefined {
  if (line.trimEnd().length !== tokens[tokens.length - 1].end) return undefined;
  const fields = tokens.map(({ end }, k) => line.slice(k === 0 ? from : tokens[k - 1].end, end));
  // A name that reaches over an edge would be cut in two.
  return fields.every((field) => field.trim() !== '' && !field.endsWith(' ')) &&
    fields.slice(1).every((field) => field.startsWith(' '))
    ? fields.map((field) => field.trim())
    : undefined;
}
