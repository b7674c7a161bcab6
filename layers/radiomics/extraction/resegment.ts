/** Resegmentation: the part of an ROI within thresholds. */
import { InputRefused, type Volume } from '@radscore/imaging';
import { gather } from '../filters/filtered.ts';
import { type Roi, roiFromVoxels } from '../roi/roi.ts';
import type { Setting } from '../settings/setting.ts';

/**
 * The ROI's voxels within closed thresholds: as given, as fractions of the ROI's maximum, or in standard deviations
 * (population) from its mean. One threshold is a lower one.
 *
 * @throws InputRefused `roi-too-small` when at most one voxel is left
 */
export function resegment(image: Volume, roi: Roi, range: readonly number[], mode: Setting['resegmentMode']): Roi {
  const values = gather(image.voxels, roi.voxels);
  const [lower, upper = Number.POSITIVE_INFINITY] = range.toSorted((a, b) => a - b).map(threshold(values, mode));
  const kept = roi.voxels.filter((_, n) => values[n] >= lower && values[n] <= upper);
  if (kept.length <= 1) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: `${kept.length} ROI voxel(s) after resegmentation (${mode}, ${range.join(' to ')})`,
      wanted: 'at least 2',
      remedy: 'Widen resegmentRange or check its mode.',
    });
  }
  return roiFromVoxels(kept, roi.size, roi.spacing);
}

function threshold(values: Float64Array, mode: Setting['resegmentMode']): (t: number) => number {
  if (mode === 'absolute') return (t) => t;
  if (mode === 'relative') {
    const largest = values.reduce((a, b) => Math.max(a, b));
    return (t) => largest * t;
  }
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  return (t) => mean + Math.sqrt(variance) * t;
}
