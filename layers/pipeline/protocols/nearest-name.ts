/** The name that was probably meant. */
import { nearest } from '@radscore/statistics/nearest-name';

/** Longer words are no misspelling of a name. */
const LONGEST = 128;

/** As names are compared: case, spaces, hyphens and underscores make no difference. */
export function plainName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_()\u2010-\u2015-]+/g, ' ')
    .trim();
}

/** The name that is near a word, as names are compared; `undefined` if none is. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const joined = (text: string): string => plainName(text).replaceAll(' ', '');
  const byPlain = new Map(names.map((name) => [joined(name), name]));
  // A cut word is longer than any name that is compared.
  const found = nearest(joined(word.slice(0, LONGEST + 1)), byPlain.keys());
  return found === undefined ? undefined : byPlain.get(found);
}
