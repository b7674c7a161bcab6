/** Throttling by a token bucket, as API Gateway throttles a stage. */

/** What a stage lets through: `rate` requests a second for ever, `burst` at once. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** A bucket of `burst` tokens that fills by `rate` a second; a request takes one (API Gateway Developer Guide, "Throttle requests"). */
export class TokenBucket {
  readonly #throttle: Throttle;
  readonly #now: () => number;
  #tokens: number;
  #filledAt: number;

  /** `now` in milliseconds. */
  constructor(throttle: Throttle, now: () => number = () => performance.now()) {
    this.#throttle = throttle;
    this.#now = now;
    this.#tokens = throttle.burst;
    this.#filledAt = now();
  }

  /** Whether a request passes. */
  take(): boolean {
    const now = this.#now();
    const { rate, burst } = this.#throttle;
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
