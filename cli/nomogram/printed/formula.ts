/** Calls and formulas of R as text: enough of them to see what entered a model, and nothing is evaluated. */

/** A call: its name and its arguments as text, by name where they have one. */
export interface Call {
  readonly name: string;
  readonly positional: readonly string[];
  readonly named: ReadonlyMap<string, string>;
}

/** The first call of one of some functions in a text; undefined if there is none that ends. */
export function findCall(text: string, names: readonly string[]): Call | undefined {
  const found = new RegExp(`(?<![\\w.])(?:\\w+::)?(${names.join('|')})\\(`).exec(text);
  if (!found) return undefined;
  const start = found.index + found[0].length;
  const end = closing(text, start);
  if (end < 0) return undefined;
  return callOf(found[1], text.slice(start, end));
}

/** A whole text as a call: `rcs(age, 4)`; undefined if it is none. */
export function wholeCall(text: string): Call | undefined {
  const [, name] = /^([\w.:]+)\(/.exec(text) ?? [];
  if (name === undefined) return undefined;
  const start = name.length + 1;
  return closing(text, start) === text.length - 1 ? callOf(name, text.slice(start, -1)) : undefined;
}

function callOf(name: string, inside: string): Call {
  const named = new Map<string, string>();
  const positional: string[] = [];
  for (const argument of splitOutside(inside, [','])) {
    const plain = argument.replaceAll(/\s+/g, ' ').trim();
    const [, key, value] = /^([\w.]+) ?=(?!=) ?(.*)$/.exec(plain) ?? [];
    if (key !== undefined) named.set(key, value);
    else if (plain !== '') positional.push(plain);
  }
  return { name, positional, named };
}

/** Both sides of a formula; the left one is empty if there is none. Undefined for what is no formula. */
export function sidesOf(formula: string): { readonly left: string; readonly right: string } | undefined {
  const sides = splitOutside(formula, ['~']);
  if (sides.length === 1) return undefined;
  const [left, right] = sides.map((side) => side.replaceAll(/\s+/g, ' ').trim());
  return sides.length === 2 && right !== '' ? { left, right } : undefined;
}

/** The terms of the right side of a formula that only adds; undefined if it does anything else at its top. */
export function addedTerms(right: string): string[] | undefined {
  const terms = splitOutside(right, ['+']).map((term) => term.trim());
  const isPlain = (term: string) => splitOutside(term, ['*', ':', '/', '^', '-', '|', '%']).length === 1 && term !== '';
  return terms.every(isPlain) ? terms : undefined;
}

/** Pieces of a text between characters that stand outside of brackets and quotes. */
export function splitOutside(text: string, at: readonly string[]): string[] {
  const pieces: string[] = [];
  let [depth, from, quote] = [0, 0, ''];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (quote !== '') {
      if (letter === '\\') i++;
      else if (letter === quote) quote = '';
    } else if (`"'\``.includes(letter)) quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter)) depth--;
    else if (depth === 0 && at.includes(letter)) {
      pieces.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return [...pieces, text.slice(from)];
}

/** The bracket that closes one whose inside begins here; −1 if none does. */
function closing(text: string, start: number): number {
  let [depth, quote] = [1, ''];
  for (let i = start; i < text.length; i++) {
    const letter = text[i];
    if (quote !== '') {
      if (letter === '\\') i++;
      else if (letter === quote) quote = '';
    } else if (`"'\``.includes(letter)) quote = letter;
    else if ('([{'.includes(letter)) depth++;
    else if (')]}'.includes(letter) && --depth === 0) return i;
  }
  return -1;
}
