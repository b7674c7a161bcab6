/** Estimates the memory of an extraction before it begins, and refuses what is too large. */
import { type Box, InputRefused, type Vector3, type Volume } from '@radscore/imaging';
import { resamples } from '../settings/setting.ts';
import type { ExtractionSettings } from '../settings/settings.ts';

/** What an extraction may take beyond the image it was given. */
export const DEFAULT_MAX_BYTES: number = 4 * 2 ** 30;

/**
 * Largest amount of memory (bytes) that an extraction holds at once beyond the image and mask it was given, estimated
 * from the ROI's box before anything is computed: the resampled or normalised image, the working space of the widest
 * filter, and the boxes of the texture matrices.
 */
export function estimateMemory(image: Volume, box: Box, { setting, imageTypes }: ExtractionSettings): number {
  const whole = count(image.size);
  const isResampled = resamples(setting);
  const roi = isResampled ? resampledExtent(image, box, setting.resampledPixelSpacing ?? [0, 0, 0]) : box.size;
  const padded: Vector3 = [
    roi[0] + 2 * setting.padDistance,
    roi[1] + 2 * setting.padDistance,
    roi[2] + 2 * setting.padDistance,
  ];
  const working = isResampled || setting.preCrop ? count(padded) : whole;
  const normalised = setting.normalize ? 8 * whole : 0;
  // Resampling: spline coefficients of the source around the ROI, and two intermediate blocks.
  const resampled = isResampled ? 9 * working + 24 * Math.max(working, count(box.size)) : 0;
  const filters = imageTypes.map(({ type }) => {
    if (type === 'Wavelet') return 32 * Math.min(working, count([roi[0] + 24, roi[1] + 24, roi[2] + 24]));
    if (type === 'LoG') return 16 * working;
    if (type === 'LBP3D') return 8 * working + 336 * count(roi);
    return 8 * count(roi);
  });
  // Ranks, levels, run lengths, zone parents and sizes, and the values.
  const textures = 40 * count([roi[0] + 2, roi[1] + 2, roi[2] + 2]);
  return normalised + resampled + Math.max(0, ...filters) + textures;
}

/** @throws InputRefused `too-large`, with the numbers */
export function requireMemory(image: Volume, box: Box, settings: ExtractionSettings, maxBytes: number): void {
  const bytes = estimateMemory(image, box, settings);
  if (bytes <= maxBytes) return;
  const spacing = settings.setting.resampledPixelSpacing;
  throw new InputRefused({
    code: 'too-large',
    got: `an extraction that needs about ${gigabytes(bytes)} GB (ROI of ${box.size.join(' × ')} voxels, image of ${image.size.join(' × ')}${spacing ? `, resampled to ${spacing.join(' × ')} mm` : ''})`,
    wanted: `at most ${gigabytes(maxBytes)} GB`,
    remedy: 'Choose a coarser resampledPixelSpacing, crop the image to the ROI (preCrop), or allow more memory.',
  });
}

/** The ROI's box on the new grid; an axis of one voxel, and a spacing of 0, stay. */
function resampledExtent(image: Volume, box: Box, spacing: readonly number[]): Vector3 {
  const along = (axis: 0 | 1 | 2): number =>
    spacing[axis] === 0 || box.size[axis] === 1
      ? box.size[axis]
      : Math.ceil((box.size[axis] * image.spacing[axis]) / spacing[axis]) + 1;
  return [along(0), along(1), along(2)];
}

function count(size: Vector3): number {
  return size[0] * size[1] * size[2];
}

function gigabytes(bytes: number): string {
  return (bytes / 2 ** 30).toPrecision(3);
}
