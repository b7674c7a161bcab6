/** What every module of compiled kernels has: a reason where it cannot run, and memory that is taken in nested scopes. */
import { bytesOfBase64 } from '../numbers/base64.ts';

/** Compiled kernels, or why this host cannot run them: then their TypeScript twins give the same bits, more slowly. */
export type CompiledKernels = { readonly module: WebAssembly.Module } | { readonly missing: string };

/** Compiles a module of kernels that is written as base64 text. */
export function compileKernels(base64: string): CompiledKernels {
  if (typeof WebAssembly === 'undefined') return { missing: 'this host has no WebAssembly' };
  const bytes = bytesOfBase64(base64);
  try {
    return { module: new WebAssembly.Module(bytes) };
  } catch (cause) {
    if (!WebAssembly.validate(bytes)) return { missing: 'the WebAssembly of this host has no SIMD' };
    // What is valid and still not compiled is forbidden: by a page's Content-Security-Policy, for example.
    const { message = String(cause) } = cause as Partial<Error>;
    return { missing: `this host does not allow WebAssembly (${message})` };
  }
}

/** What a module of kernels exports besides its kernels. */
export interface MemoryExports {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
}

const VIEWS = {
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;

/** Types of the elements of a span. */
export type Element = keyof typeof VIEWS;

/** The typed array that shows a span. */
export type ViewOf<E extends Element> = InstanceType<(typeof VIEWS)[E]>;

/** A stretch of kernel memory. Spans of different elements are different types, so that no kernel is handed the wrong one. */
export interface Span<E extends Element = Element> {
  readonly of: E;
  /** In bytes. */
  readonly address: number;
  /** In elements. */
  readonly length: number;
}

/**
 * A module may have 4 GiB. Half of it is used, so that an address stays a positive 32-bit integer, for the compiler the
 * fastest kind of number; what does not fit runs in TypeScript.
 */
const MAX_BYTES = 2 ** 31;

/** The memory of a module of kernels. */
export class KernelMemory {
  readonly #memory: WebAssembly.Memory;
  #next: number;

  constructor({ memory, heapBase }: MemoryExports) {
    this.#memory = memory;
    this.#next = aligned(heapBase.value);
  }

  /** Spans that are taken in `work` are given back when it returns or throws: it must not return one, nor keep one. */
  within<T>(work: () => T): T {
    const start = this.#next;
    try {
      return work();
    } finally {
      this.#next = start;
    }
  }

  /** Whether this number of bytes can still be taken. */
  fits(bytes: number): boolean {
    return this.#next + bytes < MAX_BYTES;
  }

  /** Aligned to 16 bytes, not cleared. */
  take<E extends Element>(of: E, length: number): Span<E> {
    const address = this.#next;
    this.#next = aligned(address + VIEWS[of].BYTES_PER_ELEMENT * length);
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / 65536));
    return { of, address, length };
  }

  /** A span with a copy of the values. */
  hold<E extends Element>(of: E, values: ArrayLike<number>): Span<E> {
    const span = this.take(of, values.length);
    this.view(span).set(values);
    return span;
  }

  /** The elements of a span. Ask again after each `take`: memory that grows moves, and leaves earlier views empty. */
  view<E extends Element>({ of, address, length }: Span<E>): ViewOf<E> {
    return new VIEWS[of](this.#memory.buffer, address, length) as ViewOf<E>;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
