/**
 * Order statistics without sorting everything: values are spread over equal bins between minimum and maximum, and only
 * the bins that are asked for are sorted. Exact.
 */
export class OrderStatistics {
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
  readonly #values: Float64Array;
  readonly #scale: number;
  /** Values in the bins before each bin. */
  readonly #before: Int32Array;
  readonly #sorted = new Map<number, Float64Array>();

  constructor(values: Float64Array) {
    let minimum = values[0];
    let maximum = values[0];
    for (let n = 1; n < values.length; n++) {
      if (values[n] < minimum) minimum = values[n];
      if (values[n] > maximum) maximum = values[n];
    }
    this.minimum = minimum;
    this.maximum = maximum;
    this.count = values.length;
    this.#values = values;
    const bins = Math.max(16, values.length >> 3);
    // Rounding of the scale must not lift the maximum out of the last bin.
    this.#scale = maximum > minimum ? (bins / (maximum - minimum)) * (1 - 1e-12) : 0;
    if (!Number.isFinite(this.#scale)) this.#scale = 0;
    const counts = new Int32Array(bins + 1);
    for (let n = 0; n < values.length; n++) counts[((values[n] - minimum) * this.#scale) | 0]++;
    let before = 0;
    for (let bin = 0; bin <= bins; bin++) {
      const own = counts[bin];
      counts[bin] = before;
      before += own;
    }
    this.#before = counts;
  }

  /** The value of rank `index`, 0 being the smallest. */
  at(index: number): number {
    let [low, high] = [0, this.#before.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#before[middle] <= index) low = middle;
      else high = middle - 1;
    }
    return this.#bin(low)[index - this.#before[low]];
  }

  #bin(bin: number): Float64Array {
    const known = this.#sorted.get(bin);
    if (known) return known;
    const end = bin + 1 < this.#before.length ? this.#before[bin + 1] : this.count;
    const sorted = new Float64Array(end - this.#before[bin]);
    const values = this.#values;
    const [minimum, scale] = [this.minimum, this.#scale];
    for (let n = 0, k = 0; k < sorted.length; n++) {
      if ((((values[n] - minimum) * scale) | 0) === bin) sorted[k++] = values[n];
    }
    sorted.sort();
    this.#sorted.set(bin, sorted);
    return sorted;
  }
}
