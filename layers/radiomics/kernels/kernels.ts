import { KernelMemory, type MemoryExports } from '@radscore/imaging/kernel-memory';
import { KERNELS_WASM } from './wasm.generated.ts';

export type { Span } from '@radscore/imaging/kernel-memory';

/** The compiled kernels (`assembly/`), by byte address. */
interface KernelExports extends MemoryExports {
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

/** The kernels and their memory. */
export class Kernels extends KernelMemory {
  readonly run: KernelExports;

  constructor(instance: WebAssembly.Instance) {
    const run = instance.exports as unknown as KernelExports;
    super(run);
    this.run = run;
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
