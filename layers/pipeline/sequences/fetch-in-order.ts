/** Fetches many things side by side and gives them in their order. */
/** Files on their way at once, and the most bytes of them. */
const PARALLEL_FILES = 16;
const BYTES_ON_THE_WAY = 64 * 2 ** 20;

/** What is fetched, in the order of the list, several on their way at once. @throws what the first that fails throws */
export async function* inOrder<T extends { readonly bytes: number }, Fetched>(
  list: readonly T[],
  fetch: (one: T) => Promise<Fetched>,
): AsyncGenerator<Fetched> {
  const onTheWay: { readonly file: Promise<Fetched>; readonly bytes: number }[] = [];
  let [next, bytes] = [0, 0];
  while (next < list.length || onTheWay.length > 0) {
    while (
      next < list.length &&
      (onTheWay.length === 0 || (onTheWay.length < PARALLEL_FILES && bytes + list[next].bytes <= BYTES_ON_THE_WAY))
    ) {
      const file = fetch(list[next]);
      // The first that fails is reported in its turn; those behind it must not fail unheard.
      file.catch(() => {});
      bytes += list[next].bytes;
      onTheWay.push({ file, bytes: list[next++].bytes });
    }
    const first = onTheWay.shift();
    if (!first) return;
    yield await first.file;
    bytes -= first.bytes;
  }
}
