/** Elementary functions that are rounded only once, for values that the last bit decides. */
/**
 * Elementary functions rounded once. The C libraries of today do so but for a few cases in a hundred at most (their errors stay below
 * 0.52 units of the last place), and where the last bit decides, ITK's and scipy's values have theirs. Computed with pairs of
 * numbers whose sum is the value (Dekker 1971).
 */
import arcCosine from '@stdlib/math-base-special-acos';
import arcTangent from '@stdlib/math-base-special-atan2';
import naturalLogarithm from '@stdlib/math-base-special-ln';

type Pair = readonly [high: number, low: number];

const SPLITTER = 134217729;
/** ln 2 = LN2 + LN2_REST; LN2 ends in zeros, so that small multiples are exact. */
const [LN2, LN2_REST] = [0.6931471803691238, 1.9082149292705877e-10];
const LN2_REST_LOW = 1.1612227229362532e-26;

function added(a: Pair, b: Pair): Pair {
  const sum = a[0] + b[0];
  const part = sum - a[0];
  const rest = a[0] - (sum - part) + (b[0] - part) + (a[1] + b[1]);
  const high = sum + rest;
  return [high, rest - (high - sum)];
}

function times(a: Pair, b: Pair): Pair {
  const product = a[0] * b[0];
  const [aWide, bWide] = [SPLITTER * a[0], SPLITTER * b[0]];
  const [aHigh, bHigh] = [aWide - (aWide - a[0]), bWide - (bWide - b[0])];
  const [aLow, bLow] = [a[0] - aHigh, b[0] - bHigh];
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  const rest = error + (a[0] * b[1] + a[1] * b[0]);
  const high = product + rest;
  return [high, rest - (high - product)];
}

/** 1 / n!, as pairs: 1/n! = (1/(n-1)!) / n with the remainder of the division. */
const FACTORS: readonly Pair[] = inverseFactorials(30);

function inverseFactorials(count: number): Pair[] {
  const list: Pair[] = [[1, 0]];
  for (let n = 1; n < count; n++) {
    const [high, low] = list[n - 1];
    const quotient = high / n;
    const [whole, rest] = times([quotient, 0], [n, 0]);
    list.push(added([quotient, 0], [(high - whole - rest + low) / n, 0]));
  }
  return list;
}

/** eˣ as a pair, for |x| < 700. */
function expPair(x: number): Pair {
  const power = Math.round(x / (LN2 + LN2_REST));
  // power · LN2 is exact.
  const reduced = added([x - power * LN2, 0], times([-power, 0], [LN2_REST, LN2_REST_LOW]));
  const small: Pair = [reduced[0] / 64, reduced[1] / 64];
  let sum: Pair = FACTORS[13];
  for (let n = 12; n >= 0; n--) sum = added(times(sum, small), FACTORS[n]);
  for (let k = 0; k < 6; k++) sum = times(sum, sum);
  const scale = 2 ** power;
  return [sum[0] * scale, sum[1] * scale];
}

/** eˣ for -700 < x < 700. */
export function expRoundedOnce(x: number): number {
  return expPair(x)[0];
}

/** ln x for x > 0 that is not near the ends of the range. */
export function lnRoundedOnce(x: number): number {
  const near = naturalLogarithm(x);
  // ln x = near + ln(1 + d), d = x·e⁻ⁿᵉᵃʳ - 1 ≈ 1e-16.
  const d = added(times([x, 0], expPair(-near)), [-1, 0]);
  return near + (d[0] - (d[0] * d[0]) / 2 + d[1]);
}

/** π/2 in three parts. */
const HALF_TURN = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591698e-33] as const;

/** sin x and cos x as pairs, for |x| < 1000. */
function sinCosPair(x: number): { sin: Pair; cos: Pair } {
  const quarters = Math.round(x / HALF_TURN[0]);
  let rest: Pair = [x, 0];
  for (const part of HALF_TURN) rest = added(rest, times([-quarters, 0], [part, 0]));
  const square = times(rest, rest);
  const minus: Pair = [-square[0], -square[1]];
  let [even, odd] = [FACTORS[28], FACTORS[29]];
  for (let n = 26; n >= 0; n -= 2) {
    even = added(times(even, minus), FACTORS[n]);
    odd = added(times(odd, minus), FACTORS[n + 1]);
  }
  const [c, s] = [even, times(odd, rest)];
  const negative = ([high, low]: Pair): Pair => [-high, -low];
  switch (((quarters % 4) + 4) % 4) {
    case 0:
      return { sin: s, cos: c };
    case 1:
      return { sin: c, cos: negative(s) };
    case 2:
      return { sin: negative(s), cos: negative(c) };
    default:
      return { sin: negative(c), cos: s };
  }
}

export function sinRoundedOnce(x: number): number {
  return sinCosPair(x).sin[0];
}

export function cosRoundedOnce(x: number): number {
  return sinCosPair(x).cos[0];
}

/** For -1 ≤ x ≤ 1. */
export function acosRoundedOnce(x: number): number {
  const near = arcCosine(x);
  const { sin, cos } = sinCosPair(near);
  if (Math.abs(x) === 1) return near;
  // One step of Newton's method; what the next would change lies far below the last place.
  return near + added(cos, [-x, 0])[0] / sin[0];
}

export function atan2RoundedOnce(y: number, x: number): number {
  const near = arcTangent(y, x);
  if (x === 0 || y === 0) return near;
  const { sin, cos } = sinCosPair(near);
  const across = added(times([y, 0], cos), times([-x, 0], sin))[0];
  return near + across / (x * cos[0] + y * sin[0]);
}
