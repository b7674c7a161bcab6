/** The compiled kernels of the readers and of resampling, each with calls that name what they hand over. */
import type { VoxelType } from '../volume/voxel-type.ts';
import { type CompiledKernels, compileKernels, KernelMemory, type MemoryExports, type Span } from './kernel-memory.ts';
import { KERNELS_WASM } from './wasm.generated.ts';

/** The compiled kernel (`assembly/inflate.ts`): one stream at a time for each instance. */
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

/** In the order of the kernel's `widen`. */
const VOXEL_TYPES: readonly VoxelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** How the recursion that makes spline coefficients starts: see bspline.ts. */
export interface SplineStart {
  /** How many samples it looks at. */
  readonly horizon: number;
  /** The pole to the power of the line's length less 1, for lines that are shorter than the horizon. */
  readonly turned: number;
}

/** The four taps of each position along an axis, in kernel memory. */
export interface TapTable {
  readonly samples: Span<'i32'>;
  readonly weights: Span<'f64'>;
  readonly inside: Span<'u8'>;
}

/** Samples along the columns of a block, which become coefficients where they are. */
export interface ColumnsToFilter {
  readonly block: Span<'f64'>;
  /** Rows of the block: the length of a column. */
  readonly rows: number;
  /** Values from row to row, an even number. */
  readonly pitch: number;
  readonly start: SplineStart;
}

/** A slice whose rows are filtered and interpolated. */
export interface RowsToInterpolate {
  /** The bytes of the voxels, from the first that is looked at. */
  readonly source: Span<'u8'>;
  readonly type: VoxelType;
  /** Voxels from row to row of the source. */
  readonly stride: number;
  /** Voxels of a row that are looked at, and number of rows. */
  readonly columns: number;
  readonly rows: number;
  /** Room for `columns` rows of `LANES` values. */
  readonly room: Span<'f64'>;
  readonly start: SplineStart;
  readonly taps: TapTable;
  readonly to: Span<'f64'>;
  /** Values from row to row of the result, an even number. */
  readonly pitch: number;
}

/** A block of coefficients of which whole rows are weighted and added. */
export interface ColumnsToInterpolate {
  readonly from: Span<'f64'>;
  /** Values from row to row of source and result, an even number. */
  readonly pitch: number;
  readonly taps: TapTable;
  /** In single precision, or in double. */
  readonly to: Span<'f32'> | Span<'f64'>;
}

/** The kernel for splines and its memory. */
export class SplineKernel extends KernelMemory {
  readonly #run: SplineExports;

  constructor(run: SplineExports) {
    super(run);
    this.#run = run;
  }

  /** Rows that are worked on side by side. */
  get lanes(): number {
    return this.#run.LANES.value;
  }

  filterColumns({ block, rows, pitch, start: { horizon, turned } }: ColumnsToFilter): void {
    this.#run.filterColumns(block.address, rows, pitch, horizon, turned);
  }

  interpolateRows({ source, type, stride, columns, rows, room, start, taps, to, pitch }: RowsToInterpolate): void {
    this.#run.interpolateRows(
      source.address,
      VOXEL_TYPES.indexOf(type),
      stride,
      columns,
      rows,
      room.address,
      start.horizon,
      start.turned,
      taps.inside.length,
      taps.samples.address,
      taps.weights.address,
      taps.inside.address,
      to.address,
      pitch,
    );
  }

  interpolateColumns({ from, pitch, taps, to }: ColumnsToInterpolate): void {
    this.#run.interpolateColumns(
      from.address,
      pitch,
      taps.inside.length,
      taps.samples.address,
      taps.weights.address,
      taps.inside.address,
      to.address,
      to.of === 'f32' ? 1 : 0,
    );
  }
}

let compiled: CompiledKernels | undefined;

/** The module, compiled once for all of its instances: it holds no state. */
function imagingKernels(): CompiledKernels {
  compiled ??= compileKernels(KERNELS_WASM);
  return compiled;
}

/** A kernel of one's own, or null if this host cannot run it: then the portable inflater runs. */
export function newInflateKernel(): InflateKernel | null {
  return newInstance() as InflateKernel | null;
}

/** A kernel for splines with memory of its own, or null as above. */
export function newSplineKernel(): SplineKernel | null {
  const run = newInstance() as SplineExports | null;
  return run && new SplineKernel(run);
}

function newInstance(): unknown {
  const kernels = imagingKernels();
  return 'module' in kernels ? new WebAssembly.Instance(kernels.module, {}).exports : null;
}
