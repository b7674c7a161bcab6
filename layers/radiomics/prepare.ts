import {
  type Box,
  boundingBox,
  checkSameGrid,
  crop,
  InputRefused,
  largestSlice,
  type Mask,
  normalise,
  padBox,
  resample,
  SPLINE_MARGIN,
  sliceMask,
  type Volume,
} from '@radscore/imaging';
import { requireMemory } from './memory.ts';
import { resegment } from './resegment.ts';
import { type Roi, roiFromVoxels, roiOf } from './roi.ts';
import type { Setting } from './setting.ts';
import type { ExtractionSettings } from './settings.ts';

export interface Prepared {
  /** Normalised, resampled and cropped as the settings ask; filters run on it. */
  readonly image: Volume;
  /** The ROI of the intensity and texture features, on the grid of `image`. */
  readonly roi: Roi;
  readonly shapeRoi: Roi;
}

/**
 * Everything before the filters, in PyRadiomics' order: normalise the whole image, resample (which crops) or pre-crop,
 * check the ROI, resegment. Shape is taken from the ROI before resegmentation, cut to the box of what resegmentation
 * left, unless `resegmentShape` is set.
 *
 * @throws InputRefused `geometry-mismatch`, `too-large`, `roi-too-small` or `not-finite`
 */
export function prepare(source: Volume, sourceMask: Mask, settings: ExtractionSettings, maxBytes: number): Prepared {
  const { setting } = settings;
  checkSameGrid(source, sourceMask, 'mask');
  const chosen = settings.roi === 'largest-slice' ? sliceMask(sourceMask, largestSlice(sourceMask)) : sourceMask;
  const box = boundingBox(chosen);
  requireMemory(source, box, settings, maxBytes);
  const { image, mask, within } = resized(
    setting.normalize ? normalised(source, setting) : source,
    chosen,
    box,
    setting,
  );

  const whole = roiOf(mask, within);
  checkRoi(whole, setting);
  requireFinite(image, whole);
  if (setting.resegmentRange === null) return { image, roi: whole, shapeRoi: whole };
  const roi = resegment(image, whole, setting.resegmentRange, setting.resegmentMode);
  checkRoi(roi, setting);
  return { image, roi, shapeRoi: setting.resegmentShape ? roi : withinBox(whole, roi) };
}

function normalised(image: Volume, setting: Setting): Volume {
  return normalise(image, { scale: setting.normalizeScale, outliers: setting.removeOutliers ?? undefined });
}

/** `within`: the box that the ROI is known to lie in, where that is less than the whole mask. */
function resized(image: Volume, mask: Mask, roi: Box, setting: Setting): { image: Volume; mask: Mask; within?: Box } {
  const { resampledPixelSpacing: spacing, interpolator, padDistance } = setting;
  if (spacing !== null && interpolator !== null) {
    return resample(image, mask, { spacing, interpolator, padDistance }, roi);
  }
  if (!setting.preCrop) return { image, mask, within: roi };
  const box = padBox(roi, padDistance, mask.size);
  return { image: crop(image, box), mask: crop(mask, box) };
}

/**
 * Slices of the image that an extraction reads: first, and one past the last. Undefined where it may be any: normalising
 * takes the mean of the whole image, and most filters that run on it as it is look everywhere.
 */
export function slicesNeeded(
  mask: Mask,
  settings: ExtractionSettings,
): readonly [first: number, end: number] | undefined {
  const { setting, imageTypes } = settings;
  const { resampledPixelSpacing: spacing, interpolator, padDistance } = setting;
  if (setting.normalize) return undefined;
  const { lower, size } = boundingBox(mask);
  const around = (margin: number): readonly [number, number] => [
    Math.max(lower[2] - margin, 0),
    Math.min(lower[2] + size[2] + margin, mask.size[2]),
  ];
  if (spacing !== null && interpolator !== null) {
    const step = spacing[2] === 0 ? 1 : Math.max(spacing[2] / mask.spacing[2], 1);
    return around(Math.ceil((padDistance + 2) * step) + INTERPOLATION_REACH);
  }
  if (setting.preCrop) return around(padDistance);
  return imageTypes.every(({ type }) => type === 'Original') ? around(0) : undefined;
}

/** No interpolator looks farther than the spline, whose coefficients are computed from this many samples more. */
const INTERPOLATION_REACH = SPLINE_MARGIN + 4;

/** PyRadiomics' limits on the ROI: more than one voxel, `minimumROIDimensions`, and more than `minimumROISize` voxels. */
function checkRoi({ voxels, extent }: Roi, setting: Setting): void {
  const dimensions = extent.filter((length) => length > 1).length;
  const wanted = Math.max(setting.minimumROIDimensions, 1);
  if (dimensions < wanted) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: `an ROI of ${voxels.length} voxel(s) that extends along ${dimensions} axis/axes`,
      wanted: `an ROI that extends along at least ${wanted}`,
      remedy: 'Check the ROI and its label; a line is accepted with minimumROIDimensions 1, a single voxel never.',
    });
  }
  if (setting.minimumROISize !== null && voxels.length <= setting.minimumROISize) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: `an ROI of ${voxels.length} voxels`,
      wanted: `more than minimumROISize = ${setting.minimumROISize}`,
      remedy: 'Check the ROI, or lower minimumROISize.',
    });
  }
}

/** @throws InputRefused `not-finite` */
export function requireFinite(image: Volume, roi: Roi): void {
  let bad = 0;
  for (let n = 0; n < roi.voxels.length; n++) if (!Number.isFinite(image.voxels[roi.voxels[n]])) bad++;
  if (bad === 0) return;
  throw new InputRefused({
    code: 'not-finite',
    got: `${bad} of ${roi.voxels.length} ROI voxels that are not finite`,
    wanted: 'finite values in the whole ROI',
    remedy: 'Repair the image, or draw the ROI around the missing values.',
  });
}

function withinBox(whole: Roi, box: Roi): Roi {
  const { size, voxels } = whole;
  const kept = voxels.filter((at) => {
    const x = at % size[0];
    const row = (at - x) / size[0];
    const index = [x, row % size[1], Math.floor(row / size[1])];
    return index.every((i, axis) => i >= box.lower[axis] && i < box.lower[axis] + box.extent[axis]);
  });
  return roiFromVoxels(kept, size, whole.spacing);
}
