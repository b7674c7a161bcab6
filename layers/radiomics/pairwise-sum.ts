import type { Voxels } from '@radscore/imaging';

/** Below this many values numpy adds in eight strands; above, it halves. */
const BLOCK = 128;

/** Sum in numpy's order, so that a mean has the same last bits: pairwise, with strands of eight (numpy 1.26). */
export function pairwiseSum(values: Voxels, start = 0, count: number = values.length): number {
  if (count < 8) {
    let sum = 0;
    for (let i = start; i < start + count; i++) sum += values[i];
    return sum;
  }
  if (count > BLOCK) {
    const half = (count >> 1) - ((count >> 1) % 8);
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, count - half);
  }
  const strands = Float64Array.from({ length: 8 }, (_, k) => values[start + k]);
  const whole = count - (count % 8);
  for (let i = 8; i < whole; i++) strands[i & 7] += values[start + i];
  const [a, b, c, d, e, f, g, h] = strands;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let i = whole; i < count; i++) sum += values[start + i];
  return sum;
}
