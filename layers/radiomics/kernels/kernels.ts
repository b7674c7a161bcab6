/** The compiled kernels of filters and texture matrices, each with a call that names what it hands over. */
import {
  type CompiledKernels,
  compileKernels,
  KernelMemory,
  type MemoryExports,
  type Span,
} from '@radscore/imaging/kernel-memory';
import { type IntensityExports, IntensityKernel } from './intensity-kernel.ts';
import { type SurfaceExports, SurfaceKernel } from './surface-kernel.ts';
import { KERNELS_WASM } from './wasm.generated.ts';

export type { Span } from '@radscore/imaging/kernel-memory';

/** What `assembly/` exports, by byte address. */
interface KernelExports extends MemoryExports, SurfaceExports, IntensityExports {
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
  convolve: ConvolutionExport;
  convolveSingle: ConvolutionExport;
}

type ConvolutionExport = (
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

/** Floating-point samples of either precision. */
export type SampleSpan = Span<'f32'> | Span<'f64'>;

/** A padded box of 16-bit values, and the rows of it that hold voxels of the ROI. */
interface WalkedBox {
  readonly values: Span<'u16'>;
  /** First and one past the last position of each row, in turn. */
  readonly rows: Span<'i32'>;
}

/** Level numbers of an ROI, whose dependences and grey-tone differences are counted. */
export interface NeighbourhoodWalk {
  readonly levels: WalkedBox;
  readonly offsets: Span<'i32'>;
  /** Levels that differ by at most this depend on each other. */
  readonly alpha: number;
  /** By level number and number of dependent neighbours: `columns` cells for each level, zeros before. */
  readonly table: Span<'u32'>;
  readonly columns: number;
  /** By level number, zeros before. */
  readonly difference: Span<'f64'>;
}

/** Ranks of an ROI whose pairs along a step are counted. */
export interface PairWalk {
  readonly ranks: WalkedBox;
  readonly offset: number;
  readonly levels: number;
  /** `unusedCells`, then (levels + 1)² cells, zeros before. */
  readonly table: Span<'u32'>;
}

/** Ranks of an ROI whose runs along a step are counted. */
export interface RunWalk {
  readonly ranks: WalkedBox;
  /** Room for a number of each voxel of the box, and 8 more. */
  readonly lengths: Span<'u16'>;
  readonly offset: number;
  /** Longest run that there can be: the columns of the table. */
  readonly longest: number;
  /** `unusedCells`, then `longest` cells for each rank, zeros before. */
  readonly table: Span<'u32'>;
}

/** Ranks of an ROI whose zones are counted. */
export interface ZoneWalk {
  readonly ranks: Span<'u16'>;
  readonly positions: Span<'i32'>;
  /** For each row walked before: offset of the voxel straight across, and bits for the rows of the list that lie beside. */
  readonly rowsBefore: Span<'i32'>;
  /** Whether there are neighbours along x. */
  readonly sideways: boolean;
  /** Room for a number of each voxel of the box; `sizes` are zeros before. */
  readonly parents: Span<'u32'>;
  readonly sizes: Span<'u32'>;
  /** Zones of up to this many voxels go to the table, `small` cells for each rank, zeros before. */
  readonly small: number;
  readonly table: Span<'u32'>;
}

/** A symmetric matrix that is reduced to tridiagonal form where it is. */
export interface Tridiagonalisation {
  /** n × n, row by row. */
  readonly matrix: Span<'f64'>;
  readonly diagonal: Span<'f64'>;
  readonly off: Span<'f64'>;
  readonly scales: Span<'f64'>;
  /** Room for two vectors. */
  readonly room: readonly [Span<'f64'>, Span<'f64'>];
}

/** Values from sample to sample of a line, from line to line, and from row to row of lines. */
export interface LineSteps {
  readonly along: number;
  readonly across: number;
  readonly second: number;
}

/** Lines of a block that a recursive filter runs along. */
export interface LinePass {
  /** Of the filter: causal, anticausal, denominator, and both again at the ends of a line; four each. */
  readonly coefficients: Span<'f64'>;
  readonly source: SampleSpan;
  readonly from: LineSteps;
  readonly lines: number;
  readonly rows: number;
  readonly length: number;
  readonly target: Span<'f32'>;
  readonly to: LineSteps;
  /** The part of each line that is kept. */
  readonly first: number;
  readonly kept: number;
  /** Room for three lines of each of those that are filtered together. */
  readonly room: Span<'f64'>;
}

/** One axis of an undecimated transform. */
export interface Convolution {
  readonly from: SampleSpan;
  /** Of the same precision. */
  readonly to: SampleSpan;
  /** Values that run together in front of the axis, and blocks behind it. */
  readonly inner: number;
  readonly outer: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly taps: number;
  /** By output and tap. */
  readonly positions: Span<'i32'>;
  readonly coefficients: Span<'f64'>;
  /** Outputs that each look one place further than the one before, with the same coefficients. */
  readonly regular: { readonly first: number; readonly count: number };
}

/** The kernels and their memory. */
export class Kernels extends KernelMemory {
  readonly #run: KernelExports;

  readonly surface: SurfaceKernel;
  readonly intensities: IntensityKernel;

  constructor(run: KernelExports) {
    super(run);
    this.#run = run;
    this.surface = new SurfaceKernel(run);
    this.intensities = new IntensityKernel(run);
  }

  /** Cells that lie before a matrix of counts. */
  get unusedCells(): number {
    return this.#run.UNUSED_CELLS.value;
  }

  neighbourhood({ levels, offsets, alpha, table, columns, difference }: NeighbourhoodWalk): void {
    this.#run.neighbourhood(
      levels.values.address,
      levels.rows.address,
      levels.rows.length / 2,
      offsets.address,
      offsets.length,
      alpha,
      columns,
      table.address,
      difference.address,
    );
  }

  countPairs({ ranks: { values, rows }, offset, levels, table }: PairWalk): void {
    this.#run.countPairs(values.address, rows.address, rows.length / 2, offset, levels, table.address);
  }

  /** Whether any two voxels of the ROI are neighbours along the step. */
  countRuns({ ranks: { values, rows }, lengths, offset, longest, table }: RunWalk): boolean {
    const [box, walked] = [values.address, rows.address];
    return this.#run.countRuns(box, lengths.address, walked, rows.length / 2, offset, longest, table.address) !== 0;
  }

  /** Rank and size of each zone that is not small, in turn. They lie over the parents, which are no longer needed. */
  countZones({ ranks, positions, rowsBefore, sideways, parents, sizes, small, table }: ZoneWalk): Span<'i32'> {
    const count = this.#run.countZones(
      ranks.address,
      positions.address,
      positions.length,
      rowsBefore.address,
      rowsBefore.length / 2,
      sideways ? 1 : 0,
      parents.address,
      sizes.address,
      small,
      table.address,
      parents.address,
    );
    return { of: 'i32', address: parents.address, length: 2 * count };
  }

  tridiagonalise({ matrix, diagonal, off, scales, room: [v, w] }: Tridiagonalisation): void {
    const n = diagonal.length;
    this.#run.tridiagonalise(matrix.address, n, diagonal.address, off.address, scales.address, v.address, w.address);
  }

  filterLines({ coefficients, source, from, lines, rows, length, target, to, first, kept, room }: LinePass): void {
    this.#run.filterPass(
      coefficients.address,
      source.address,
      source.of === 'f64' ? 1 : 0,
      from.along,
      from.across,
      from.second,
      lines,
      rows,
      length,
      target.address,
      to.along,
      to.across,
      to.second,
      first,
      kept,
      room.address,
    );
  }

  /** Adds the terms times `weight`. */
  addScaled(sum: Span<'f32'>, terms: Span<'f32'>, weight: number): void {
    this.#run.addScaled(sum.address, terms.address, sum.length, weight);
  }

  convolve({ from, to, inner, outer, inputs, outputs, taps, positions, coefficients, regular }: Convolution): void {
    const convolve = from.of === 'f32' ? this.#run.convolveSingle : this.#run.convolve;
    convolve(
      from.address,
      to.address,
      inner,
      outer,
      inputs,
      outputs,
      taps,
      positions.address,
      coefficients.address,
      regular.first,
      regular.count,
    );
  }
}

let compiled: CompiledKernels | undefined;

/** New kernels with memory of their own, or why this host cannot run them. */
export function newKernels(): Kernels | { readonly missing: string } {
  // Compiled once for all instances: a module holds no state.
  compiled ??= compileKernels(KERNELS_WASM);
  if ('missing' in compiled) return compiled;
  const { exports } = new WebAssembly.Instance(compiled.module, {});
  return new Kernels(exports as unknown as KernelExports);
}
