import { KernelMemory, type MemoryExports } from './kernel-memory.ts';
import { KERNELS_WASM } from './wasm.generated.ts';

/** The compiled kernel (`assembly/`): one stream at a time for each instance. */
export interface InflateKernel {
  readonly memory: WebAssembly.Memory;
  /** Size of the input buffer. */
  readonly INPUT_BYTES: WebAssembly.Global;
  begin(): void;
  inflatePiece(end: number, isLast: number): number;
  inputAddress(): number;
  inputUsed(): number;
  keepInput(end: number): number;
  nextPiece(taken: number): void;
  pieceAddress(): number;
  pieceLength(): number;
  zerosBefore(address: number, length: number): number;
  zerosBehind(address: number, length: number): number;
}

/** Splines along the lines of a block, by byte address; see assembly/spline.ts. */
interface SplineExports extends MemoryExports {
  /** Rows that `interpolateRows` works on side by side. */
  readonly LANES: WebAssembly.Global;
  filterColumns(c: number, length: number, pitch: number, horizon: number, turned: number): void;
  interpolateRows(
    source: number,
    type: number,
    stride: number,
    nx: number,
    rows: number,
    scratch: number,
    horizon: number,
    turned: number,
    positions: number,
    samples: number,
    weights: number,
    inside: number,
    to: number,
    pitch: number,
  ): void;
  interpolateColumns(
    from: number,
    pitch: number,
    positions: number,
    samples: number,
    weights: number,
    inside: number,
    to: number,
    single: number,
  ): void;
}

/** The kernel for splines and its memory. */
export class SplineKernel extends KernelMemory {
  readonly run: SplineExports;

  constructor(run: SplineExports) {
    super(run);
    this.run = run;
  }
}

let compiled: WebAssembly.Module | null | undefined;

/** A kernel of one's own, or null where WebAssembly with SIMD is missing: then the portable inflater runs. */
export function newInflateKernel(): InflateKernel | null {
  return instantiate() as InflateKernel | null;
}

let spline: SplineKernel | null | undefined;

/** The one kernel for splines, or null as above. */
export function splineKernel(): SplineKernel | null {
  if (spline === undefined) {
    const run = instantiate() as SplineExports | null;
    spline = run && new SplineKernel(run);
  }
  return spline;
}

function instantiate(): unknown {
  if (compiled === undefined) compiled = compile();
  return compiled && new WebAssembly.Instance(compiled, {}).exports;
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(Uint8Array.from(atob(KERNELS_WASM), (c) => c.charCodeAt(0)));
  } catch {
    return null;
  }
}
