/** Seeded pseudo-random numbers in streams. */

/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman & Vigna 2018), its state filled by splitmix32.
 * A stream is named by a seed and an index, so that replicate `i` of a resampling draws the same numbers
 * on any thread and in any order.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  constructor(seed: number, stream = 0) {
    let mixed = (seed ^ Math.imul(stream, 0x9e3779b1)) >>> 0;
    // Seeds above 2^32 keep their upper half.
    mixed ^= Math.floor(seed / 2 ** 32) >>> 0;
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = mixed ^ (mixed >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      this.#state[i] = word ^ (word >>> 15);
    }
  }

  /** The next 32 random bits, as an unsigned integer. */
  next(): number {
    const s = this.#state;
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** The next bits, as many words as there is room for: the same as of `next`, a third of the time. */
  fill(words: Uint32Array): void {
    const s = this.#state;
    let [s0, s1, s2, s3] = [s[0] | 0, s[1] | 0, s[2] | 0, s[3] | 0];
    for (let i = 0; i < words.length; i++) {
      const product = Math.imul(s1, 5);
      words[i] = Math.imul((product << 7) | (product >>> 25), 9);
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    s[0] = s0;
    s[1] = s1;
    s[2] = s2;
    s[3] = s3;
  }

  /** Uniform in [0, 1), with 53 random bits. */
  uniform(): number {
    const high = this.next() >>> 5;
    const low = this.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** Uniform integer in 0 … bound - 1, without modulo bias. */
  below(bound: number): number {
    const limit = 4294967296 - (4294967296 % bound);
    let draw = this.next();
    while (draw >= limit) draw = this.next();
    return draw % bound;
  }

  /** Standard normal (polar method). */
  normal(): number {
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s > 0 && s < 1) return u * Math.sqrt((-2 * Math.log(s)) / s);
    }
  }

  /** Fisher–Yates shuffle in place. */
  shuffle<T extends Uint8Array | Int32Array | Float64Array>(values: T): T;
  shuffle<V>(values: V[]): V[];
  shuffle(values: { length: number; [index: number]: unknown }): unknown {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
    return values;
  }
}
