/** Works on many things at once and gives the results in their order. */

/** Results in the order of the list, at most `width` on their way at once. @throws what the first that fails throws */
export async function* inTurn<One, Result>(
  list: readonly One[],
  width: number,
  work: (one: One) => Promise<Result>,
): AsyncGenerator<Result> {
  const onTheWay: Promise<Result>[] = [];
  for (let next = 0; next < list.length || onTheWay.length > 0; ) {
    while (next < list.length && onTheWay.length < width) {
      const one = work(list[next++]);
      // The first that fails is reported in its turn; those behind it must not fail unheard.
      one.catch(() => {});
      onTheWay.push(one);
    }
    yield await (onTheWay.shift() as Promise<Result>);
  }
}
