/** Sums in numpy's order. */
import type { Voxels } from '@radscore/imaging';

/** Below this many values numpy adds in eight strands; above, it halves. */
const BLOCK = 128;

/**
 * Sum in numpy's order, so that a mean has the same last bits: pairwise, with strands of eight (numpy 1.26).
 *
 * @param round `Math.fround` where numpy adds in single precision
 */
export function pairwiseSum(values: Voxels, round?: (x: number) => number): number {
  return round ? roundedSum(values, 0, values.length, round) : plainSum(values, 0, values.length);
}

/** In double precision: the same without calls between the additions, which a sum of millions would notice. */
function plainSum(values: Voxels, start: number, count: number): number {
  if (count > BLOCK) {
    const half = halfOf(count);
    return plainSum(values, start, half) + plainSum(values, start + half, count - half);
  }
  return count < 8 ? fewSummed(values, start, count) : strandsSummed(values, start, count);
}

function fewSummed(values: Voxels, start: number, count: number): number {
  let sum = 0;
  for (let i = start; i < start + count; i++) sum += values[i];
  return sum;
}

function strandsSummed(values: Voxels, start: number, count: number): number {
  const whole = count - (count % 8);
  let [a, b, c, d] = [values[start], values[start + 1], values[start + 2], values[start + 3]];
  let [e, f, g, h] = [values[start + 4], values[start + 5], values[start + 6], values[start + 7]];
  for (let i = start + 8; i < start + whole; i += 8) {
    a += values[i];
    b += values[i + 1];
    c += values[i + 2];
    d += values[i + 3];
    e += values[i + 4];
    f += values[i + 5];
    g += values[i + 6];
    h += values[i + 7];
  }
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let i = start + whole; i < start + count; i++) sum += values[i];
  return sum;
}

/** Where numpy halves a sum. */
function halfOf(count: number): number {
  return (count >> 1) - ((count >> 1) % 8);
}

function roundedSum(values: Voxels, start: number, count: number, round: (x: number) => number): number {
  if (count < 8) {
    let sum = 0;
    for (let i = start; i < start + count; i++) sum = round(sum + values[i]);
    return sum;
  }
  if (count > BLOCK) {
    const half = halfOf(count);
    return round(roundedSum(values, start, half, round) + roundedSum(values, start + half, count - half, round));
  }
  const whole = count - (count % 8);
  let [a, b, c, d] = [values[start], values[start + 1], values[start + 2], values[start + 3]];
  let [e, f, g, h] = [values[start + 4], values[start + 5], values[start + 6], values[start + 7]];
  for (let i = start + 8; i < start + whole; i += 8) {
    a = round(a + values[i]);
    b = round(b + values[i + 1]);
    c = round(c + values[i + 2]);
    d = round(d + values[i + 3]);
    e = round(e + values[i + 4]);
    f = round(f + values[i + 5]);
    g = round(g + values[i + 6]);
    h = round(h + values[i + 7]);
  }
  let sum = round(round(round(a + b) + round(c + d)) + round(round(e + f) + round(g + h)));
  for (let i = start + whole; i < start + count; i++) sum = round(sum + values[i]);
  return sum;
}
