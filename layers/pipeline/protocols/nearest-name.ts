/** The name that was probably meant. */

/** Longer words are no misspelling of a name; the distance takes the product of both lengths. */
const LONGEST = 64;

/** As names are compared: case, spaces, hyphens and underscores make no difference. */
export function plainName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_()\u2010-\u2015-]+/g, ' ')
    .trim();
}

/** The name that is at most two edits (at most a third of its letters) from a word; `undefined` if none is. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const plain = plainName(word.slice(0, LONGEST + 1)).replaceAll(' ', '');
  if (plain === '' || plain.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const known = plainName(name).replaceAll(' ', '');
    const distance = editDistance(plain, known);
    if (distance < least && distance <= Math.min(2, known.length / 3)) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours between two words. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      let least = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) least = Math.min(least, before[j - 2] + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[to.length];
}
