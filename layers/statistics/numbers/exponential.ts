/** The exponential function, the same bits on every host: a probability of the service is that of a page. */

// After e_exp.c of FreeBSD's msun (fdlibm), which Node's engine has too: "Copyright (C) 2004 by Sun Microsystems, Inc. All
// rights reserved. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
// notice is preserved."

/** Above it e^x is more than a double holds; below the other it is less. */
const OVERFLOW = 709.782712893384;
const UNDERFLOW = -745.1332191019411;
/** Up to it e^x is 1 + x to the last bit. */
const TINY = 3.725290298461914e-9;
/** ln 2 in two parts: the first has zeros at its end, so that its product with a whole number is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E;
/** Coefficients of r·(e^r + 1)/(e^r − 1) in r², on [0, ½ ln 2]. */
const P1 = 0.16666666666666602;
const P2 = -0.0027777777777015593;
const P3 = 6.613756321437934e-5;
const P4 = -1.6533902205465252e-6;
const P5 = 4.1381367970572385e-8;

/** 2^k for −1021 ≤ k ≤ 1023, by its position from LEAST_POWER: a power operator of the host need not be exact, and is slow. */
const LEAST_POWER = -1021;
const POWERS = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1023 - LEAST_POWER + 1);
  powers[-LEAST_POWER] = 1;
  for (let k = 1; k <= 1023; k++) powers[k - LEAST_POWER] = 2 * powers[k - 1 - LEAST_POWER];
  for (let k = -1; k >= LEAST_POWER; k--) powers[k - LEAST_POWER] = powers[k + 1 - LEAST_POWER] / 2;
  return powers;
}

/**
 * e^x, within one unit in the last place. `Math.exp` of browsers differs from Node's in the last bit of every tenth value;
 * this does not differ between hosts, for it is made of operations that IEEE 754 defines.
 */
export function exponential(x: number): number {
  if (Number.isNaN(x) || x === Number.POSITIVE_INFINITY) return x;
  if (x > OVERFLOW) return Number.POSITIVE_INFINITY;
  if (x < UNDERFLOW) return 0;
  if (x === 1) return Math.E;
  const size = Math.abs(x);
  if (size < TINY) return 1 + x;
  // x = k ln 2 + r, with r as high − low.
  let k = 0;
  let high = x;
  let low = 0;
  if (size > 0.5 * Math.LN2) {
    if (size < 1.5 * Math.LN2) k = x > 0 ? 1 : -1;
    else k = Math.trunc(INVERSE_LN2 * x + (x > 0 ? 0.5 : -0.5));
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
  }
  const r = high - low;
  const t = r * r;
  const c = r - t * (P1 + t * (P2 + t * (P3 + t * (P4 + t * P5))));
  if (k === 0) return 1 - ((r * c) / (c - 2) - r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // 2^k in two steps where it is no normal number by itself.
  if (k === 1024) return y * 2 * POWERS[1023 - LEAST_POWER];
  if (k >= LEAST_POWER) return y * POWERS[k - LEAST_POWER];
  return y * POWERS[k + 1000 - LEAST_POWER] * POWERS[-1000 - LEAST_POWER];
}
