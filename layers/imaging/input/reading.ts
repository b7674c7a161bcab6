/** Readings that fetch the bytes they want from wherever these lie. */
/** A run of bytes of a file, from `start`. */
export interface Piece {
  readonly file: string;
  readonly start: number;
  readonly length: number;
}

/**
 * A reading that may need bytes which are not in memory: it yields the pieces that it wants next and is handed their
 * bytes, in the same order. Whether they come from a disk, a bucket or a page is the caller's business.
 */
export type Reading<T> = Generator<readonly Piece[], T, readonly Uint8Array[]>;

/**
 * The answer to a piece whose bytes are not there yet: the slice that it belongs to stays 0. Only what shows a part of an
 * image, and knows which, may answer so.
 */
export const NOT_YET: Uint8Array = new Uint8Array(0);

/** Drives a reading all of whose bytes are in memory. */
export function readNow<T>(reading: Reading<T>): T {
  const { done, value } = reading.next([]);
  if (done) return value;
  throw new Error(`got a reading that wants ${value[0]?.file}; wanted one whose files are all in memory`);
}

/** Drives a reading, fetching the pieces of each request side by side. */
export async function readFrom<T>(reading: Reading<T>, fetch: (piece: Piece) => Promise<Uint8Array>): Promise<T> {
  let step = reading.next([]);
  while (!step.done) step = reading.next(await Promise.all(step.value.map(fetch)));
  return step.value;
}
