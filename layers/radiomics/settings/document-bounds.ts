/** Bounds of a YAML text, looked at before a parser runs, whose time grows with the square of some of them. */

export const DEEPEST_NESTING = 12;
const MOST_ALIASES = 100;
/** Quotes that nothing closes are an error each, and the parser takes longer for each than for the one before. */
const MOST_QUOTES = 1000;

/** What of a text is more than any file needs, and on which line (from 1) it is too much. */
export interface Excess {
  readonly got: string;
  readonly line: number;
}

/** Brackets, lists in lists, keys of several lines, aliases or quotes beyond the bounds; `undefined` if there is none. */
export function excessOf(text: string, mostQuotes = MOST_QUOTES): Excess | undefined {
  let [depth, aliases, quotes, line] = [0, 0, 0, 1];
  for (const char of text) {
    if (char === '\n') line++;
    else if (char === '[' || char === '{') depth++;
    else if ((char === ']' || char === '}') && depth > 0) depth--;
    else if (char === '*' || char === '&') aliases++;
    else if (char === '"' || char === "'") quotes++;
    if (depth > DEEPEST_NESTING || aliases > MOST_ALIASES || quotes > mostQuotes) break;
  }
  const lists = text.split('\n').findIndex((one) => {
    const marks = /^[\s?:-]*/.exec(one)?.[0] ?? '';
    return (marks.match(/[?:-]/g) ?? []).length > DEEPEST_NESTING && !/^\s*-{3,}\s*$/.test(one);
  });
  if (depth > DEEPEST_NESTING) return { got: `more than ${DEEPEST_NESTING} levels of nesting`, line };
  if (lists >= 0) return { got: `more than ${DEEPEST_NESTING} levels of nesting`, line: lists + 1 };
  if (quotes > mostQuotes) return { got: `more than ${mostQuotes} quotes`, line };
  return aliases > MOST_ALIASES ? { got: `more than ${MOST_ALIASES} aliases`, line } : undefined;
}
