/** Percentiles without sorting. */
import type { ResidentValues } from '../roi/discretise.ts';

/**
 * Order statistics without sorting everything: values are spread over equal bins between minimum and maximum, and only
 * the bins that are asked for are sorted. Exact.
 */
export class OrderStatistics {
  readonly count: number;
  readonly #minimum: number;
  readonly #scale: number;
  /** Values in the bins before each bin. */
  readonly #before: Int32Array;
  /** The sorted values of the bins that are known. */
  readonly #sorted = new Map<number, Float64Array>();

  /**
   * @param minimum and maximum of the values
   * @param wanted ranks that `at` will be asked for, 0 being the smallest
   * @param resident the values in kernel memory, if kernels are to count them
   */
  constructor(
    values: Float64Array,
    minimum: number,
    maximum: number,
    wanted: readonly number[],
    resident?: ResidentValues,
  ) {
    this.#minimum = minimum;
    this.count = values.length;
    const bins = Math.min(Math.max(16, values.length >> 3), MOST_BINS);
    // Rounding of the scale must not lift the maximum out of the last bin.
    const scale = maximum > minimum ? (bins / (maximum - minimum)) * (1 - 1e-12) : 0;
    const finite = Number.isFinite(scale) ? scale : 0;
    this.#scale = finite;
    const counts = resident ? this.#countResident(resident, bins + 1) : this.#count(values, bins + 1);
    let before = 0;
    for (let k = 0; k <= bins; k++) {
      const own = counts[k];
      counts[k] = before;
      before += own;
    }
    this.#before = counts;
    const bin = new Set(wanted.map((rank) => this.#binOf(rank)));
    if (resident) this.#collectResident(resident, bin);
    else this.#collect(values, bin);
  }

  #count(values: Float64Array, bins: number): Int32Array {
    const counts = new Int32Array(bins);
    const [minimum, scale] = [this.#minimum, this.#scale];
    for (let n = 0; n < values.length; n++) counts[((values[n] - minimum) * scale) | 0]++;
    return counts;
  }

  #countResident({ kernels, values }: ResidentValues, bins: number): Int32Array {
    return kernels.within(() => {
      const counts = kernels.take('i32', bins);
      kernels.view(counts).fill(0);
      kernels.intensities.countBins(values, { minimum: this.#minimum, scale: this.#scale }, counts);
      return kernels.view(counts).slice();
    });
  }

  #collectResident({ kernels, values }: ResidentValues, wanted: ReadonlySet<number>): void {
    kernels.within(() => {
      const bins = [...wanted].map((bin) => ({ bin, size: this.#sizeOf(bin) }));
      const found = kernels.take(
        'f64',
        bins.reduce((sum, { size }) => sum + size, 0),
      );
      const places = kernels.take('i32', this.#before.length);
      const view = kernels.view(places).fill(0);
      let next = 1;
      for (const { bin, size } of bins) {
        view[bin] = next;
        next += size;
      }
      kernels.intensities.collectBins(values, { minimum: this.#minimum, scale: this.#scale }, places, found);
      let start = 0;
      for (const { bin, size } of bins) {
        this.#sorted.set(
          bin,
          kernels
            .view(found)
            .slice(start, start + size)
            .sort(),
        );
        start += size;
      }
    });
  }

  /** Number of the values in a bin. */
  #sizeOf(bin: number): number {
    return (bin + 1 < this.#before.length ? this.#before[bin + 1] : this.count) - this.#before[bin];
  }

  /** The value of one of the wanted ranks. */
  at(rank: number): number {
    const bin = this.#binOf(rank);
    const sorted = this.#sorted.get(bin);
    return sorted ? sorted[rank - this.#before[bin]] : Number.NaN;
  }

  #binOf(rank: number): number {
    let [low, high] = [0, this.#before.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#before[middle] <= rank) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** One walk for all bins that are asked for. */
  #collect(values: Float64Array, wanted: ReadonlySet<number>): void {
    const before = this.#before;
    // Place of each wanted bin among them, from 1.
    const place = new Uint16Array(before.length);
    const found = [...wanted].map((bin) => new Float64Array(this.#sizeOf(bin)));
    const filled = found.map(() => 0);
    [...wanted].forEach((bin, k) => {
      place[bin] = k + 1;
    });
    const [minimum, scale] = [this.#minimum, this.#scale];
    for (let n = 0; n < values.length; n++) {
      const k = place[((values[n] - minimum) * scale) | 0];
      if (k !== 0) found[k - 1][filled[k - 1]++] = values[n];
    }
    [...wanted].forEach((bin, k) => {
      this.#sorted.set(bin, found[k].sort());
    });
  }
}

/** This many counts stay near the processor; a bin that is sorted may hold more values then. */
const MOST_BINS = 4096;
