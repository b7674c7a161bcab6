/** Seeded random numbers (mulberry32): the same seed gives the same mutations on every machine. */
export class Draw {
  #state: number;

  constructor(...seeds: readonly (number | string)[]) {
    let hash = 0x811c9dc5;
    for (const char of seeds.join('/')) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193);
    this.#state = hash >>> 0;
    // The first numbers of neighbouring seeds are alike.
    for (let i = 0; i < 4; i++) this.fraction();
  }

  /** From 0 to just below 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to just below `end`. */
  below(end: number): number {
    return Math.floor(this.fraction() * end);
  }

  /** True in this many of a hundred cases. */
  chance(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }
}
