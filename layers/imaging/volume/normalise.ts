/** PyRadiomics' normalisation of grey values. */
import { InputRefused } from '../errors.ts';
import type { Volume } from './volume.ts';

export interface Normalisation {
  /** Multiplies the result; PyRadiomics' `normalizeScale`. */
  readonly scale?: number;
  /** Standard deviations beyond which values are clipped, before scaling; PyRadiomics' `removeOutliers`. */
  readonly outliers?: number;
}

/**
 * Standardises a whole image to mean 0 and standard deviation 1 (n - 1), then clips and scales, as PyRadiomics 3.1.0
 * does through sitk.Normalize. The result is float64 whatever the type of the image.
 *
 * @throws InputRefused `settings-invalid` when the image has no variation, `not-finite` when a voxel is no number.
 */
export function normalise(image: Volume, { scale = 1, outliers }: Normalisation = {}): Volume<Float64Array> {
  const { voxels } = image;
  const n = voxels.length;
  // ITK's one-pass formula with compensated sums, so that the last digits agree; exact for integer images.
  let [sum, sumError, squares, squaresError] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const value = voxels[i] - sumError;
    const nextSum = sum + value;
    sumError = nextSum - sum - value;
    sum = nextSum;
    const square = voxels[i] * voxels[i] - squaresError;
    const nextSquares = squares + square;
    squaresError = nextSquares - squares - square;
    squares = nextSquares;
  }
  const mean = sum / n;
  const deviation = Math.sqrt((squares - (sum * sum) / n) / (n - 1));
  if (!Number.isFinite(sum)) {
    let bad = 0;
    for (let i = 0; i < n; i++) if (!Number.isFinite(voxels[i])) bad++;
    throw new InputRefused({
      code: 'not-finite',
      got: `${bad} of ${n} voxels that are not finite`,
      wanted: 'finite values in the whole image, as normalisation takes its mean',
      remedy: 'Repair the image, or switch normalize off.',
    });
  }
  if (!(deviation > 0)) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: 'an image whose values are all the same',
      wanted: 'an image with variation, as normalisation divides by its standard deviation',
      remedy: 'Check the image, or switch normalize off.',
    });
  }
  const factor = 1 / deviation;
  const limit = outliers ?? Number.POSITIVE_INFINITY;
  const normalised = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const value = (voxels[i] - mean) * factor;
    normalised[i] = Math.max(-limit, Math.min(value, limit)) * scale;
  }
  return { ...image, voxels: normalised };
}
