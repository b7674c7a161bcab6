/** Everything before the filters: the image and the ROI on the grid on which features are computed. */
import {
  type Box,
  boundingBox,
  checkSameGrid,
  crop,
  differenceOfGrids,
  type Grid,
  InputRefused,
  indexToWorld,
  isInteger,
  isSameGrid,
  largestSlice,
  letGo,
  type Mask,
  normalise,
  padBox,
  type Resampled,
  type Resampling,
  requireInside,
  resampler,
  SPLINE_MARGIN,
  sliceMask,
  type Volume,
  withAxesOf,
  worldToIndex,
} from '@radscore/imaging';
import type { Warning } from '../features/feature-block.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import { type Roi, roiFromVoxels, roiOf } from '../roi/roi.ts';
import { resamples, type Setting } from '../settings/setting.ts';
import type { ExtractionSettings } from '../settings/settings.ts';
import { DEFAULT_MAX_BYTES, requireMemory } from './memory-bound.ts';
import { resegment } from './resegment.ts';

export interface Prepared {
  /** Normalised, resampled and cropped as the settings ask; filters run on it. */
  readonly image: Volume;
  /** The ROI of the intensity and texture features, on the grid of `image`. */
  readonly roi: Roi;
  readonly shapeRoi: Roi;
  /** The ROI before resegmentation. */
  readonly whole: Roi;
  /** True if `whole` lists the voxels of the mask as it was given: not resampled, cropped or cut to a slice. */
  readonly isOfWholeMask: boolean;
  /** What an extraction warns of whatever it computes. */
  readonly notes: readonly Warning[];
}

/** Gives the arrays of what was prepared back, if nobody else has it. The image may be the source as it is. */
export function letGoPrepared({ image, roi, shapeRoi, whole }: Prepared, source: Volume): void {
  for (const { voxels, inBox, rows } of new Set([roi, shapeRoi, whole]))
    for (const list of [voxels, inBox, rows]) letGo(list);
  if (image.voxels.buffer !== source.voxels.buffer) letGo(image.voxels);
}

/** What the mask alone says of an extraction. */
export interface PreparedRoi {
  /** The ROI before resegmentation, on the grid on which filters run. */
  readonly whole: Roi;
  /** The same as `Prepared.shapeRoi`, where it is known before the image has been looked at. */
  readonly shapeRoi: Roi | undefined;
  /** Whether the image must be interpolated: that takes as long as the shape. */
  readonly interpolates: boolean;
  /**
   * What the image adds: normalised, on the grid of the ROI, and resegmented. Made once.
   *
   * @throws InputRefused `roi-too-small` or `not-finite`
   */
  withImage(): Prepared;
}

/**
 * Everything before the filters, in PyRadiomics' order: normalise the whole image, resample (which crops) or pre-crop,
 * check the ROI, resegment. Shape is taken from the ROI before resegmentation, cut to the box of what resegmentation
 * left, unless `resegmentShape` is set.
 *
 * @throws InputRefused `geometry-mismatch`, `too-large`, `roi-too-small` or `not-finite`
 */
export function prepare(
  source: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  maxBytes: number,
  workspace: Workspace,
): Prepared {
  return prepareRoi(source, mask, settings, maxBytes, workspace).withImage();
}

/**
 * The first half of `prepare`.
 *
 * @throws InputRefused `geometry-mismatch`, `too-large` or `roi-too-small`
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { prepareRoi, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * prepareRoi(image, mask, settingsFrom({})).withImage().image.size; // → [ 6, 6, 6 ]
 * ```
 */
export function prepareRoi(
  source: Volume,
  sourceMask: Mask,
  settings: ExtractionSettings,
  maxBytes: number = DEFAULT_MAX_BYTES,
  workspace: Workspace = defaultWorkspace(),
): PreparedRoi {
  const { setting } = settings;
  if (!resamples(setting)) checkSameGrid(source, sourceMask, 'mask');
  const chosen = settings.roi === 'largest-slice' ? axialSlice(sourceMask, source) : sourceMask;
  const box = boundingBox(chosen);
  if (resamples(setting)) requireInside(chosen, box, source);
  requireMemory({ ...source, spacing: sourceMask.spacing }, box, settings, maxBytes);
  const resized = resizing(source, chosen, box, setting, workspace);
  const { mask } = resized;
  const whole = roiOf(mask, resized.within);
  if (mask.voxels.buffer !== chosen.voxels.buffer) letGo(mask.voxels);
  checkRoi(whole, setting);
  const { resegmentRange, resegmentMode, resegmentShape } = setting;
  const notes = resamples(setting) ? noteOfGrid(source, chosen) : [];
  const isOfWholeMask = mask === sourceMask;

  const prepared = (): Prepared => {
    const image = resized.image(setting.normalize ? normalised(source, setting) : source);
    requireFinite(image, whole);
    if (resegmentRange === null) return { image, roi: whole, shapeRoi: whole, whole, isOfWholeMask, notes };
    const roi = resegment(image, whole, resegmentRange, resegmentMode);
    checkRoi(roi, setting);
    return { image, roi, shapeRoi: resegmentShape ? roi : withinBox(whole, roi), whole, isOfWholeMask, notes };
  };
  let made: Prepared | undefined;
  return {
    whole,
    shapeRoi: resegmentRange === null ? whole : undefined,
    interpolates: resampling(setting) !== undefined,
    withImage() {
      made ??= prepared();
      return made;
    },
  };
}

function normalised(image: Volume, setting: Setting): Volume {
  return normalise(image, { scale: setting.normalizeScale, outliers: setting.removeOutliers ?? undefined });
}

/** Undefined where nothing is resampled. */
function resampling({ resampledPixelSpacing: spacing, interpolator, padDistance }: Setting): Resampling | undefined {
  return spacing !== null && interpolator !== null ? { spacing, interpolator, padDistance } : undefined;
}

/** `within`: the box that the ROI is known to lie in, where that is less than the whole mask. */
function resizing(
  image: Volume,
  mask: Mask,
  roi: Box,
  setting: Setting,
  workspace: Workspace,
): Resampled & { readonly within?: Box } {
  const wanted = resampling(setting);
  if (wanted) return resampler(image, mask, wanted, roi, workspace);
  if (!setting.preCrop) return { image: (source) => source, mask, within: roi };
  const box = padBox(roi, setting.padDistance, mask.size);
  return { image: (source) => crop(source, box), mask: crop(mask, box) };
}

/** The largest axial slice is one of the image's: a mask that is stored in another order of axes is put in order for it. */
function axialSlice(mask: Mask, image: Volume): Mask {
  const ordered = withAxesOf(mask, image) as Mask | undefined;
  if (ordered) return sliceMask(ordered, largestSlice(ordered));
  throw new InputRefused({
    code: 'geometry-mismatch',
    got: 'a mask whose axes are turned against those of the image, for the largest axial slice',
    wanted: 'parallel axes',
    remedy: 'Put the mask on the grid of the image, or take the whole ROI.',
  });
}

function noteOfGrid(image: Volume, mask: Mask): readonly Warning[] {
  const difference = differenceOfGrids(image, mask);
  if (difference === undefined) return [];
  const message = `measured on the grid of the mask, from which PyRadiomics resamples, not of the image: the mask has ${difference}`;
  return [{ code: 'mask-grid', message }];
}

/**
 * Slices of the image that an extraction reads: first, and one past the last. Undefined where it may be any: normalising
 * takes the mean of the whole image, and most filters that run on it as it is look everywhere.
 *
 * @param mask on the grid of the image, or where settings resample on a grid of its own
 * @param image the grid of the image, where it is not the mask's
 */
export function slicesNeeded(
  mask: Mask,
  settings: ExtractionSettings,
  image: Grid = mask,
): readonly [first: number, end: number] | undefined {
  const { setting, imageTypes } = settings;
  if (setting.normalize) return undefined;
  const box = boundingBox(mask);
  const wanted = resampling(setting);
  if (wanted) return slicesToResample(image, mask, box, wanted);
  const around = (margin: number): readonly [number, number] => [
    Math.max(box.lower[2] - margin, 0),
    Math.min(box.lower[2] + box.size[2] + margin, mask.size[2]),
  ];
  if (setting.preCrop) return around(setting.padDistance);
  return imageTypes.every(({ type }) => type === 'Original') ? around(0) : undefined;
}

/** The image's slices that the ROI's box touches with its margin, and as many more as an interpolator looks at. */
function slicesToResample(
  image: Grid,
  mask: Mask,
  { lower, size }: Box,
  { spacing, padDistance }: Resampling,
): readonly [first: number, end: number] {
  const toIndex = worldToIndex(image);
  const margin = ([0, 1, 2] as const).map((axis) => {
    // Where nothing is interpolated, the margin counts in voxels of the image.
    const step = Math.max(spacing[axis], mask.spacing[axis], isSameGrid(image, mask) ? 0 : Math.max(...image.spacing));
    return ((padDistance + 2) * step) / mask.spacing[axis];
  });
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let corner = 0; corner < 8; corner++) {
    const [x, y, z] = ([0, 1, 2] as const).map((axis) =>
      (corner >> axis) & 1 ? lower[axis] + size[axis] - 1 + margin[axis] : lower[axis] - margin[axis],
    );
    const slice = toIndex(indexToWorld(mask, [x, y, z]))[2];
    [first, last] = [Math.min(first, slice), Math.max(last, slice)];
  }
  const from = Math.max(Math.floor(first) - INTERPOLATION_REACH, 0);
  const to = Math.min(Math.ceil(last) + 1 + INTERPOLATION_REACH, image.size[2]);
  return [Math.min(from, image.size[2]), Math.max(from, to)];
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
  const { voxels } = image;
  if (isInteger(voxels)) return;
  const bad = voxels instanceof Float32Array ? infiniteSingles(voxels, roi.voxels) : infinite(voxels, roi.voxels);
  if (bad === 0) return;
  throw new InputRefused({
    code: 'not-finite',
    got: `${bad} of ${roi.voxels.length} ROI voxels that are not finite`,
    wanted: 'finite values in the whole ROI',
    remedy: 'Repair the image, or draw the ROI around the missing values.',
  });
}

function infinite(voxels: Volume['voxels'], at: Int32Array): number {
  let bad = 0;
  for (let n = 0; n < at.length; n++) {
    const value = voxels[at[n]];
    // 0 of any finite number; an infinite one less itself is no number.
    if (value - value !== 0) bad++;
  }
  return bad;
}

/** The exponent of a single-precision number that is infinite or none. */
const NOT_FINITE = 0x7f800000;

/** By their bits: code that is not compiled yet makes an object of each number with a fraction. */
function infiniteSingles({ buffer, byteOffset, length }: Float32Array, at: Int32Array): number {
  const bits = new Int32Array(buffer, byteOffset, length);
  let bad = 0;
  for (let n = 0; n < at.length; n++) if ((bits[at[n]] & NOT_FINITE) === NOT_FINITE) bad++;
  return bad;
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
