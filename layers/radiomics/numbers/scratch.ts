/** Enough for the matrices of a hundred grey levels. */
const BYTES = 1 << 20;

/**
 * Arrays for the length of a computation, cut from one buffer. A matrix and its features need some thirty small arrays for
 * each direction; to allocate and collect them costs more than to fill them.
 */
class Scratch {
  readonly #buffer = new ArrayBuffer(BYTES);
  #next = 0;
  #depth = 0;

  /** Arrays that are taken in `work` are given back when it returns: it must not return one, nor keep one. */
  within<T>(work: () => T): T {
    const mark = this.#next;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#next = mark;
    }
  }

  /** Zeros. Outside `within`, and where there is no room left, an array of its own. */
  f64(length: number): Float64Array {
    const start = this.#take(8 * length);
    return start < 0 ? new Float64Array(length) : new Float64Array(this.#buffer, start, length).fill(0);
  }

  i32(length: number): Int32Array {
    const start = this.#take(4 * length);
    return start < 0 ? new Int32Array(length) : new Int32Array(this.#buffer, start, length).fill(0);
  }

  #take(bytes: number): number {
    const start = this.#next;
    if (this.#depth === 0 || start + bytes > BYTES) return -1;
    this.#next = Math.ceil((start + bytes) / 8) * 8;
    return start;
  }
}

export const scratch = new Scratch();
