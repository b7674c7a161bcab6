/** Weights of SimpleITK's Gaussian interpolators. */
import { erf } from './erf.ts';

export interface Gaussian {
  /** Standard deviation in voxels. */
  readonly sigma: number;
  /** How many standard deviations it reaches. */
  readonly reach: number;
}

/** SimpleITK's parameters of `sitkGaussian`. */
export const GAUSSIAN: Gaussian = { sigma: 0.8, reach: 4 };

export interface GaussianWeights {
  readonly first: number;
  readonly values: readonly number[];
}

/**
 * What the Gaussian around a continuous index covers of each voxel in reach along one axis, to ITK's last bit but for that of
 * the C library's exp and log.
 *
 * @param spacing in mm: ITK holds sigma in mm, and what that rounds stays
 */
export function gaussianWeights(
  index: number,
  length: number,
  spacing: number,
  { sigma, reach }: Gaussian = GAUSSIAN,
): GaussianWeights {
  const inMm = sigma * spacing;
  const cutoff = (inMm * reach) / spacing;
  // Voxel i reaches from i to i + 1 when counted from the image's edge.
  const first = Math.max(0, Math.floor(index + 0.5 - cutoff));
  const end = Math.min(length, Math.ceil(index + 0.5 + cutoff));
  const scale = 1 / ((Math.SQRT2 * inMm) / spacing);
  // Summed step by step as ITK does: of weights that are equal in exact arithmetic, the last bit chooses.
  let edge = (-0.5 - index + first) * scale;
  let before = erf(edge);
  const values: number[] = [];
  for (let voxel = first; voxel < end; voxel++) {
    edge += scale;
    const after = erf(edge);
    values.push(after - before);
    before = after;
  }
  return { first, values };
}

/** Whether the last bits of an index decide which voxels the Gaussian reaches. */
export function isReachInDoubt(index: number, doubt: number): boolean {
  const cutoff = GAUSSIAN.sigma * GAUSSIAN.reach;
  return [index + 0.5 - cutoff, index + 0.5 + cutoff].some((end) => Math.abs(end - Math.round(end)) < doubt);
}
