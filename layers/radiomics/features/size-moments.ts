/** Sums that the features of runs, zones and dependences share. */
import type { SizeList } from '../matrices/size-list.ts';
import type { Workspace } from '../memory/workspace.ts';
import { logarithmsOf } from './entropy.ts';

/** The sums that run-length, size-zone and dependence features have in common. */
export interface SizeMoments {
  /** Σ of the matrix: runs, zones or voxels. */
  readonly total: number;
  /** Σ size × count: voxels. */
  readonly voxels: number;
  readonly small: number;
  readonly large: number;
  readonly low: number;
  readonly high: number;
  readonly smallLow: number;
  readonly smallHigh: number;
  readonly largeLow: number;
  readonly largeHigh: number;
  /** Σ (Σ over sizes)², by grey level; Σ (Σ over levels)², by size. */
  readonly levelSquares: number;
  readonly sizeSquares: number;
  readonly levelVariance: number;
  readonly sizeVariance: number;
  readonly entropy: number;
}

/** Emphases are divided by the total, as the features are; all are NaN for an empty matrix. */
export function sizeMoments(list: SizeList, present: Int32Array, workspace: Workspace): SizeMoments {
  const byLevel = workspace.f64(present.length);
  const bySize = new Map<number, number>();
  let [total, voxels, small, large, low, high] = [0, 0, 0, 0, 0, 0];
  let [smallLow, smallHigh, largeLow, largeHigh] = [0, 0, 0, 0];
  let [levelSum, sizeSum] = [0, 0];
  for (let k = 0; k < list.length; k++) {
    const count = list.count[k];
    const level = present[list.row[k]];
    const size = list.size[k];
    const i2 = level * level;
    const j2 = size * size;
    total += count;
    voxels += size * count;
    levelSum += level * count;
    sizeSum += size * count;
    small += count / j2;
    large += count * j2;
    low += count / i2;
    high += count * i2;
    smallLow += count / (i2 * j2);
    smallHigh += (count * i2) / j2;
    largeLow += (count * j2) / i2;
    largeHigh += count * i2 * j2;
    byLevel[list.row[k]] += count;
    bySize.set(size, (bySize.get(size) ?? 0) + count);
  }

  let levelSquares = 0;
  for (let r = 0; r < byLevel.length; r++) levelSquares += byLevel[r] * byLevel[r];
  let sizeSquares = 0;
  for (const count of bySize.values()) sizeSquares += count * count;

  const meanLevel = levelSum / total;
  const meanSize = sizeSum / total;
  const logarithm = logarithmsOf(total, workspace);
  let [levelVariance, sizeVariance, entropy] = [0, 0, 0];
  for (let k = 0; k < list.length; k++) {
    const p = list.count[k] / total;
    levelVariance += p * (present[list.row[k]] - meanLevel) ** 2;
    sizeVariance += p * (list.size[k] - meanSize) ** 2;
    entropy -= p * logarithm(list.count[k]);
  }
  return {
    total,
    voxels,
    small: small / total,
    large: large / total,
    low: low / total,
    high: high / total,
    smallLow: smallLow / total,
    smallHigh: smallHigh / total,
    largeLow: largeLow / total,
    largeHigh: largeHigh / total,
    levelSquares,
    sizeSquares,
    levelVariance,
    sizeVariance,
    entropy,
  };
}
