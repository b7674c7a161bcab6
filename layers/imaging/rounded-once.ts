/**
 * exp and ln rounded once, as today's C libraries give them in all but about 1 of 100 cases (theirs are within 0.52 units of the last
 * place), for places where the last bit decides. Computed with pairs of numbers whose sum is the value (Dekker 1971).
 */
import { ln } from './elementary.ts';

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
const FACTORS: readonly Pair[] = inverseFactorials(14);

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
  let sum: Pair = FACTORS[FACTORS.length - 1];
  for (let n = FACTORS.length - 2; n >= 0; n--) sum = added(times(sum, small), FACTORS[n]);
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
  const near = ln(x);
  // ln x = near + ln(1 + d), d = x·e⁻ⁿᵉᵃʳ - 1 ≈ 1e-16.
  const d = added(times([x, 0], expPair(-near)), [-1, 0]);
  return near + (d[0] - (d[0] * d[0]) / 2 + d[1]);
}
