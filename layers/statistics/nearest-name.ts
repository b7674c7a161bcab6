/** What somebody meant who named something that there is not. */

/** Names longer than this are no slips of the finger, and are compared with nothing. */
const LONGEST = 128;

/**
 * `Did you mean "age"?` for the known name that is nearest, or an empty text if none is near: at most a third of its
 * characters differ, case apart.
 */
export function didYouMean(given: string, known: Iterable<string>): string {
  const found = nearest(given, known);
  return found === undefined ? '' : `Did you mean "${found}"?`;
}

/** The same behind a sentence that lists what there is. */
export function orDidYouMean(given: string, known: Iterable<string>): string {
  const question = didYouMean(given, known);
  return question && ` ${question}`;
}

/** The known name that is nearest to a given one; undefined if none is near. */
export function nearest(given: string, known: Iterable<string>): string | undefined {
  if (given.length === 0 || given.length > LONGEST) return undefined;
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const longer = Math.max(name.length, given.length);
    const most = Math.floor(longer / 3);
    if (Math.abs(name.length - given.length) > most || name.length > LONGEST) continue;
    const distance = editDistance(given, name);
    if (distance <= most && distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Characters to insert, remove or replace, or neighbours to swap; blind to case. */
function editDistance(a: string, b: string): number {
  const [from, to] = [a.toLowerCase(), b.toLowerCase()];
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1)));
      if (!same && i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        next[j] = Math.min(next[j], before[j - 2] + 1);
      }
    }
    [before, row] = [row, next];
  }
  return row[to.length];
}
