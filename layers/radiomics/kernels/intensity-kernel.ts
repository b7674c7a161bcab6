/** The compiled kernels of the values of an ROI, each with a call that names what it hands over. */
import type { Span } from '@radscore/imaging/kernel-memory';

/** What `assembly/intensities.ts` exports, by byte address. */
export interface IntensityExports {
  rangeOf(values: number, count: number, to: number): number;
  levelsOfWidth(values: number, count: number, first: number, step: number, levels: number): number;
  countLevels(levels: number, count: number, histogram: number): void;
  rankLevels(levels: number, count: number, ranks: number): void;
  settle(ranks: number, positions: number, count: number, present: number, rankBox: number, levelBox: number): void;
  sumsOf(values: number, count: number, shift: number, to: number): void;
  momentsOf(values: number, count: number, mean: number, low: number, high: number, to: number): void;
  deviationsOf(values: number, count: number, low: number, high: number, mean: number): number;
  countBins(values: number, count: number, minimum: number, scale: number, bins: number): void;
  collectBins(values: number, count: number, minimum: number, scale: number, places: number, to: number): void;
}

/** Equal bins from `minimum` on, `scale` of them for each unit of the values. */
export interface EqualBins {
  readonly minimum: number;
  readonly scale: number;
}

/** A closed range of values. */
export interface ClosedRange {
  readonly low: number;
  readonly high: number;
}

/** Ranks that are written to their positions in two boxes. */
export interface Settling {
  readonly ranks: Span<'i32'>;
  readonly positions: Span<'i32'>;
  /** Level number of each rank. */
  readonly present: Span<'i32'>;
  /** Cleared before. */
  readonly rankBox: Span<'u16'>;
  readonly levelBox: Span<'u16'>;
}

/** Calls the kernels of the values of an ROI. */
export class IntensityKernel {
  readonly #run: IntensityExports;

  constructor(run: IntensityExports) {
    this.#run = run;
  }

  /** Writes the least and the greatest value; gives whether all are finite. */
  rangeOf(values: Span<'f64'>, to: Span<'f64'>): boolean {
    return this.#run.rangeOf(values.address, values.length, to.address) !== 0;
  }

  /** Writes the level of each value, with bin edges from `first` on, and gives the highest. */
  levelsOfWidth(values: Span<'f64'>, first: number, step: number, levels: Span<'i32'>): number {
    return this.#run.levelsOfWidth(values.address, values.length, first, step, levels.address);
  }

  /** Adds the voxels of each level to `histogram`. */
  countLevels(levels: Span<'i32'>, histogram: Span<'i32'>): void {
    this.#run.countLevels(levels.address, levels.length, histogram.address);
  }

  /** Replaces levels by their ranks, in place. */
  rankLevels(levels: Span<'i32'>, ranks: Span<'i32'>): void {
    this.#run.rankLevels(levels.address, levels.length, ranks.address);
  }

  settle({ ranks, positions, present, rankBox, levelBox }: Settling): void {
    this.#run.settle(
      ranks.address,
      positions.address,
      positions.length,
      present.address,
      rankBox.address,
      levelBox.address,
    );
  }

  /** Writes the sum of the values, and that of the squares of values and `shift`. */
  sumsOf(values: Span<'f64'>, shift: number, to: Span<'f64'>): void {
    this.#run.sumsOf(values.address, values.length, shift, to.address);
  }

  /** Writes the sums of |d|, d², d³ and d⁴ from `mean`, then sum and number of the values within `range`. */
  momentsOf(values: Span<'f64'>, mean: number, { low, high }: ClosedRange, to: Span<'f64'>): void {
    this.#run.momentsOf(values.address, values.length, mean, low, high, to.address);
  }

  /** Sum of the absolute deviations from `mean` of the values within `range`. */
  deviationsOf(values: Span<'f64'>, { low, high }: ClosedRange, mean: number): number {
    return this.#run.deviationsOf(values.address, values.length, low, high, mean);
  }

  /** Adds the values of each bin to `counts`. */
  countBins(values: Span<'f64'>, { minimum, scale }: EqualBins, counts: Span<'i32'>): void {
    this.#run.countBins(values.address, values.length, minimum, scale, counts.address);
  }

  /** Copies the values of bins whose `places` are one more than an index in `to`, and moves the places on. */
  collectBins(values: Span<'f64'>, { minimum, scale }: EqualBins, places: Span<'i32'>, to: Span<'f64'>): void {
    this.#run.collectBins(values.address, values.length, minimum, scale, places.address, to.address);
  }
}
