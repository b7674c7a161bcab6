/** How fast an upload is, and how long it still takes. */

/** Nothing is said of the time before this many milliseconds were measured. */
export const MEASURED = 3_000;
/** Only this number of milliseconds counts, the last ones: a line that became slow is believed. */
const WINDOW = 20_000;

interface Sample {
  readonly at: number;
  readonly bytes: number;
}

/** Measures bytes over time. */
export class Speed {
  #samples: Sample[] = [];

  /** After a pause or a lost line the measuring begins again. */
  reset(): void {
    this.#samples = [];
  }

  /** @param at milliseconds; @returns seconds until `total`, or undefined while nothing can be said */
  secondsLeft(bytes: number, total: number, at: number): number | undefined {
    const last = this.#samples.at(-1);
    if (!last || at - last.at >= 200) this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && at - this.#samples[1].at > WINDOW) this.#samples.shift();
    const [first] = this.#samples;
    const [elapsed, moved] = [at - first.at, bytes - first.bytes];
    if (elapsed < MEASURED || moved <= 0) return undefined;
    return Math.ceil(((total - bytes) * elapsed) / moved / 1000);
  }
}
