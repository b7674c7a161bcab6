/** The memory in which a computation works: arrays and kernels, handed down explicitly and given back by scope. */
import { newSplineKernel, type SplineKernel } from '../kernels/kernels.ts';

/** Enough for the matrices of a hundred grey levels. */
const CHUNK_BYTES = 1 << 20;

interface Chunk {
  readonly buffer: ArrayBuffer;
  /** From here on nothing was ever written: still zeros. */
  clean: number;
}

/**
 * Arrays for the length of a computation. A texture matrix and its features need some thirty small arrays for each
 * direction, a filter a large one for each image; to allocate and collect them costs more than to fill them.
 *
 * One rule holds for all of it: what is taken within `within` is given back when that ends, so the work must not return
 * such an array, nor keep one. Outside of any `within` an array is an ordinary one. A workspace serves one computation
 * at a time; two workspaces share nothing.
 */
export class Workspace {
  readonly #chunks: Chunk[] = [];
  /** The chunk that arrays are taken from, and where in it the next one begins. */
  #chunk = 0;
  #next = 0;
  #depth = 0;
  #spline: SplineKernel | null | undefined;

  /** Runs `work`; what it has taken is given back when it returns or throws. */
  within<T>(work: () => T): T {
    const [chunk, next] = [this.#chunk, this.#next];
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#chunk = chunk;
      this.#next = next;
      // Between computations only what most of them need is kept.
      if (this.#depth === 0) this.#chunks.length = Math.min(this.#chunks.length, 1);
    }
  }

  /** Zeros. */
  f64(length: number): Float64Array {
    const place = this.#take(8 * length);
    return place ? new Float64Array(place.buffer, place.start, length) : new Float64Array(length);
  }

  /** Zeros. */
  i32(length: number): Int32Array {
    const place = this.#take(4 * length);
    return place ? new Int32Array(place.buffer, place.start, length) : new Int32Array(length);
  }

  /** The kernel for splines, or null if this host cannot run it. It is made when it is first asked for. */
  get spline(): SplineKernel | null {
    if (this.#spline === undefined) this.#spline = this.newSpline();
    return this.#spline;
  }

  protected newSpline(): SplineKernel | null {
    return newSplineKernel();
  }

  #take(bytes: number): { readonly buffer: ArrayBuffer; readonly start: number } | undefined {
    if (this.#depth === 0 || bytes === 0) return undefined;
    if (this.#next + bytes > (this.#chunks[this.#chunk]?.buffer.byteLength ?? 0)) this.#open(bytes);
    const chunk = this.#chunks[this.#chunk];
    const start = this.#next;
    const end = start + bytes;
    if (start < chunk.clean) new Uint8Array(chunk.buffer, start, Math.min(end, chunk.clean) - start).fill(0);
    chunk.clean = Math.max(chunk.clean, end);
    this.#next = Math.ceil(end / 8) * 8;
    return { buffer: chunk.buffer, start };
  }

  /** Goes on to the next chunk, which nobody uses: it is replaced if it is too small. The first one always has the same size. */
  #open(bytes: number): void {
    if (this.#chunks.length === 0) this.#chunks.push(newChunk(CHUNK_BYTES));
    else this.#chunk++;
    if (this.#chunk === 0 && bytes > CHUNK_BYTES) this.#chunk = 1;
    this.#next = 0;
    if ((this.#chunks[this.#chunk]?.buffer.byteLength ?? 0) >= bytes) return;
    this.#chunks[this.#chunk] = newChunk(Math.max(CHUNK_BYTES, Math.ceil(bytes / 8) * 8));
  }
}

function newChunk(bytes: number): Chunk {
  return { buffer: new ArrayBuffer(bytes), clean: 0 };
}
