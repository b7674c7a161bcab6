import { KERNELS_WASM } from './wasm.generated.ts';

/** The compiled kernels (`assembly/`), by byte address. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
  /** Cells that lie before a matrix of counts. */
  readonly UNUSED_CELLS: WebAssembly.Global;
  neighbourhood(
    levels: number,
    spans: number,
    spanCount: number,
    offsets: number,
    count: number,
    alpha: number,
    columns: number,
    table: number,
    difference: number,
  ): void;
  countPairs(ranks: number, spans: number, spanCount: number, offset: number, levels: number, table: number): void;
  countRuns(
    ranks: number,
    lengths: number,
    spans: number,
    spanCount: number,
    offset: number,
    longest: number,
    table: number,
  ): number;
  countZones(
    ranks: number,
    positions: number,
    count: number,
    rows: number,
    rowCount: number,
    sideways: number,
    parent: number,
    size: number,
    small: number,
    table: number,
    large: number,
  ): number;
  tridiagonalise(a: number, n: number, diagonal: number, off: number, scales: number, v: number, w: number): void;
  filterPass(
    c: number,
    source: number,
    wide: number,
    along: number,
    across: number,
    second: number,
    lines: number,
    rows: number,
    length: number,
    target: number,
    toAlong: number,
    toAcross: number,
    toSecond: number,
    first: number,
    kept: number,
    scratch: number,
  ): void;
  addScaled(sum: number, term: number, count: number, weight: number): void;
  convolve: ConvolutionKernel;
  convolveSingle: ConvolutionKernel;
}

type ConvolutionKernel = (
  from: number,
  to: number,
  inner: number,
  outer: number,
  inputs: number,
  outputs: number,
  taps: number,
  positions: number,
  coefficients: number,
  firstRegular: number,
  regular: number,
) => void;

/** A stretch of kernel memory. */
export interface Span {
  readonly address: number;
  readonly length: number;
}

/** Module memory is at most 4 GiB; what does not fit runs in TypeScript. */
const MAX_BYTES = 2 ** 31;

/**
 * The kernels and their memory. Spans are taken one after the other and given back from a mark on, last taken first.
 */
export class Kernels {
  readonly run: KernelExports;
  #next: number;

  constructor(instance: WebAssembly.Instance) {
    this.run = instance.exports as unknown as KernelExports;
    this.#next = Math.ceil(this.run.heapBase.value / 16) * 16;
  }

  /** What is taken after the mark is given back by `release(mark)`. */
  mark(): number {
    return this.#next;
  }

  release(mark: number): void {
    this.#next = mark;
  }

  /** Whether this many more bytes can be had. */
  fits(bytes: number): boolean {
    return this.#next + bytes < MAX_BYTES;
  }

  /** Aligned to 16 bytes, not cleared. Views are taken afterwards, because growing moves the memory. */
  take(bytes: number): Span {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 16) * 16;
    const { memory } = this.run;
    const missing = this.#next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    return { address, length: bytes };
  }

  u16(span: Span): Uint16Array {
    return new Uint16Array(this.run.memory.buffer, span.address, span.length / 2);
  }

  i32(span: Span): Int32Array {
    return new Int32Array(this.run.memory.buffer, span.address, span.length / 4);
  }

  u32(span: Span): Uint32Array {
    return new Uint32Array(this.run.memory.buffer, span.address, span.length / 4);
  }

  f32(span: Span): Float32Array {
    return new Float32Array(this.run.memory.buffer, span.address, span.length / 4);
  }

  f64(span: Span): Float64Array {
    return new Float64Array(this.run.memory.buffer, span.address, span.length / 8);
  }
}

let loaded: Kernels | null | undefined;
let allowed = true;

/** The kernels, or null where WebAssembly with SIMD is missing or switched off: then the TypeScript twins run. */
export function kernels(): Kernels | null {
  if (!allowed) return null;
  if (loaded === undefined) loaded = load();
  return loaded;
}

/** Runs `work` with the TypeScript twins only. For tests and benchmarks that compare the two. */
export function withoutKernels<T>(work: () => T): T {
  allowed = false;
  try {
    return work();
  } finally {
    allowed = true;
  }
}

function load(): Kernels | null {
  try {
    const bytes = Uint8Array.from(atob(KERNELS_WASM), (c) => c.charCodeAt(0));
    return new Kernels(new WebAssembly.Instance(new WebAssembly.Module(bytes), {}));
  } catch {
    return null;
  }
}
