/** What a module of kernels says of its memory. */
export interface MemoryExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
}

/** A stretch of kernel memory, in bytes. */
export interface Span {
  readonly address: number;
  readonly length: number;
}

/** Module memory is at most 4 GiB; what does not fit runs in TypeScript. */
const MAX_BYTES = 2 ** 31;

/**
 * The memory of a module of kernels. Spans are taken one after the other and given back from a mark on, last taken first.
 * Views are taken when they are needed, because growing moves the memory.
 */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;
  #next: number;

  constructor({ memory, heapBase }: MemoryExports) {
    this.#memory = memory;
    this.#start = Math.ceil(heapBase.value / 16) * 16;
    this.#next = this.#start;
  }

  /** Gives everything back. */
  clear(): void {
    this.#next = this.#start;
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

  /** Aligned to 16 bytes, not cleared. */
  take(bytes: number): Span {
    const address = this.#next;
    this.#next = Math.ceil((address + bytes) / 16) * 16;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536));
    return { address, length: bytes };
  }

  u8(span: Span): Uint8Array {
    return new Uint8Array(this.#memory.buffer, span.address, span.length);
  }

  u16(span: Span): Uint16Array {
    return new Uint16Array(this.#memory.buffer, span.address, span.length / 2);
  }

  i32(span: Span): Int32Array {
    return new Int32Array(this.#memory.buffer, span.address, span.length / 4);
  }

  u32(span: Span): Uint32Array {
    return new Uint32Array(this.#memory.buffer, span.address, span.length / 4);
  }

  f32(span: Span): Float32Array {
    return new Float32Array(this.#memory.buffer, span.address, span.length / 4);
  }

  f64(span: Span): Float64Array {
    return new Float64Array(this.#memory.buffer, span.address, span.length / 8);
  }
}
