/** The random numbers of R, so that a simulation of R's packages is repeated number by number. */
import { normalQuantile } from '../numbers/distributions.ts';

const SIZE = 624;
const SHIFT = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;
/** R draws a normal from a uniform of 27 and 32 bits. */
const BIG = 134_217_728;

/**
 * R's default generator: the Mersenne Twister of Matsumoto & Nishimura (1998, ACM TOMACS 8:3), seeded as `set.seed(seed)`
 * does, with normals by inversion. The uniform numbers are R's to the last bit; a normal is the quantile of R's uniform
 * and differs from R's by rounding alone (1e-13 of its size), for the two compute the quantile by different series.
 */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #next = SIZE;

  constructor(seed: number) {
    let word = seed >>> 0;
    // R scrambles the seed 50 times, and once more for the place of the counter, which it then overwrites.
    for (let i = 0; i < 51; i++) word = congruential(word);
    for (let i = 0; i < SIZE; i++) {
      word = congruential(word);
      this.#state[i] = word;
    }
  }

  /** Uniform in (0, 1), of 32 bits. */
  uniform(): number {
    if (this.#next === SIZE) this.#generate();
    let y = this.#state[this.#next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    const value = (y >>> 0) * 2.3283064365386963e-10;
    return value <= 0 ? 0.5 * 2.328306437080797e-10 : value;
  }

  /** Standard normal, by inversion. */
  normal(): number {
    const high = Math.trunc(BIG * this.uniform());
    return normalQuantile((high + this.uniform()) / BIG);
  }

  #generate(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i++) {
      const y = (state[i] & UPPER) | (state[(i + 1) % SIZE] & LOWER);
      state[i] = state[(i + SHIFT) % SIZE] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}

function congruential(word: number): number {
  return (Math.imul(69_069, word) + 1) >>> 0;
}
