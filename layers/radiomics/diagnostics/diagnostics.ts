/** What PyRadiomics reports besides the features, under its names. */
import {
  type Box,
  type Grid,
  indexToWorld,
  type Mask,
  type Vector3,
  type Volume,
  type Voxels,
} from '@radscore/imaging';
import type { Prepared } from '../extraction/prepare-roi.ts';
import { gather } from '../filters/filtered.ts';
import { pairwiseSum } from '../numbers/pairwise-sum.ts';
import { portableSha1, type Sha1 } from '../numbers/sha1.ts';
import { connectedVolumes } from '../roi/connected-volumes.ts';
import { lineOf, type Roi, roiOf } from '../roi/roi.ts';
import { resamples, type Setting } from '../settings/setting.ts';
import type { ExtractionSettings } from '../settings/settings.ts';

/** Text, a number, or numbers in the order x, y, z. Settings are JSON text. */
export type DiagnosticValue = string | number | readonly number[];
export type Diagnostics = Readonly<Record<`diagnostics_${string}`, DiagnosticValue>>;

/** The mask as it was read, where that is more than the ROI on the grid of the image. */
export interface MaskSource {
  /** The label image as stored, on a grid of its own. */
  readonly labels: Volume;
  readonly label: number;
  /** The voxels of the label, if they were selected before. */
  readonly selected?: Mask;
  /** True if the mask was put on the image's grid by `correctMask`. */
  readonly corrected: boolean;
}

const PYRADIOMICS = '3.1.0';

/**
 * What PyRadiomics 3.1.0 reports besides the features when `additionalInfo` is set, under its names and in its order:
 * settings, and what image and mask are as read, corrected, interpolated and resegmented. It is computed apart from the
 * features, of what was prepared for them, so that an extraction without it pays nothing.
 *
 * Two entries say other things than PyRadiomics', because they must: versions are those of this engine, and the settings
 * are all settings, where PyRadiomics repeats those that were given and some of its defaults.
 *
 * @param mask on the grid of the image, 1 inside
 * @param source the label image; without it, the mask's own hash is that of `mask` with 32-bit labels
 * @param sha1 the host's, if it has a faster one
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { diagnose, ENGINE_VERSION, prepareRoi, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * const settings = settingsFrom({});
 * const prepared = prepareRoi(image, mask, settings).withImage();
 * diagnose(image, mask, settings, ENGINE_VERSION, prepared)['diagnostics_Mask-original_VoxelNum']; // → 130
 * ```
 */
export function diagnose(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  engine: string,
  prepared: Prepared,
  source?: MaskSource,
  sha1: Sha1 = portableSha1,
): Diagnostics {
  const { setting } = settings;
  const label = source?.label ?? 1;
  const own = source ? (source.selected ?? labelled(source.labels, source.label)) : mask;
  const entries: Record<`diagnostics_${string}`, DiagnosticValue> = {
    diagnostics_Versions_PyRadiomics: `definitions of ${PYRADIOMICS}, computed by Radscore ${engine}`,
    diagnostics_Versions_Numpy: 'not used',
    diagnostics_Versions_SimpleITK: 'not used',
    diagnostics_Versions_PyWavelet: 'not used',
    diagnostics_Versions_Python: 'not used',
    diagnostics_Configuration_Settings: JSON.stringify({ ...ordered(setting), label }),
    diagnostics_Configuration_EnabledImageTypes: JSON.stringify(
      Object.fromEntries(settings.imageTypes.map(({ type, options }) => [type, plain(options)])),
    ),
    'diagnostics_Image-original_Hash': sha1([bytesOf(image.voxels)]),
    'diagnostics_Image-original_Dimensionality': '3D',
    ...describeImage(image, 'original'),
    'diagnostics_Mask-original_Hash': sha1(wideLabels(source?.labels.voxels ?? mask.voxels)),
    ...describeRoi(own, roiOfMask(own, mask, prepared), undefined, 'original'),
  };

  const { image: settled, roi, whole } = prepared;
  if (resamples(setting)) {
    Object.assign(entries, describeImage(settled, 'interpolated'));
    Object.assign(entries, describeRoi(settled, whole, settled, 'interpolated'));
  } else if (source?.corrected && !setting.preCrop) {
    Object.assign(entries, describeRoi(settled, whole, settled, 'corrected'));
  }
  if (setting.resegmentRange !== null) Object.assign(entries, describeRoi(settled, roi, settled, 'resegmented'));
  return entries;
}

const IMAGE_ENTRIES = ['Spacing', 'Size', 'Mean', 'Minimum', 'Maximum'];
const MASK_ENTRIES = ['Spacing', 'Size', 'BoundingBox', 'VoxelNum', 'VolumeNum', 'CenterOfMassIndex', 'CenterOfMass'];
const INTENSITY_ENTRIES = ['Mean', 'Minimum', 'Maximum'];

/**
 * The names that settings give, without an image: the fixed columns of a table. What a case lacks stays empty.
 *
 * @example
 * ```ts
 * import { diagnosticNames, settingsFrom } from '@radscore/radiomics';
 * diagnosticNames(settingsFrom({}))[0]; // → 'diagnostics_Versions_PyRadiomics'
 * ```
 */
export function diagnosticNames({ setting }: ExtractionSettings): string[] {
  const of = (what: string, names: readonly string[]): string[] => names.map((name) => `${what}_${name}`);
  const region = [...MASK_ENTRIES, ...INTENSITY_ENTRIES];
  return [
    ...of('Versions', ['PyRadiomics', 'Numpy', 'SimpleITK', 'PyWavelet', 'Python']),
    ...of('Configuration', ['Settings', 'EnabledImageTypes']),
    ...of('Image-original', ['Hash', 'Dimensionality', ...IMAGE_ENTRIES]),
    ...of('Mask-original', ['Hash', ...MASK_ENTRIES]),
    ...(resamples(setting) ? [...of('Image-interpolated', IMAGE_ENTRIES), ...of('Mask-interpolated', region)] : []),
    ...(setting.correctMask && !resamples(setting) && !setting.preCrop ? of('Mask-corrected', region) : []),
    ...(setting.resegmentRange === null ? [] : of('Mask-resegmented', region)),
  ].map((name) => `diagnostics_${name}`);
}

function describeImage({ spacing, size, voxels }: Volume, step: string): Diagnostics {
  const { mean, minimum, maximum } = statistics(voxels);
  return {
    [`diagnostics_Image-${step}_Spacing`]: spacing,
    [`diagnostics_Image-${step}_Size`]: size,
    [`diagnostics_Image-${step}_Mean`]: mean,
    [`diagnostics_Image-${step}_Minimum`]: minimum,
    [`diagnostics_Image-${step}_Maximum`]: maximum,
  };
}

function describeRoi(grid: Grid, roi: Roi, image: Volume | undefined, step: string): Diagnostics {
  const centre = centreOfMass(roi);
  const what = `diagnostics_Mask-${step}` as const;
  const described = {
    [`${what}_Spacing`]: grid.spacing,
    [`${what}_Size`]: grid.size,
    [`${what}_BoundingBox`]: [...roi.lower, ...roi.extent],
    [`${what}_VoxelNum`]: roi.voxels.length,
    [`${what}_VolumeNum`]: connectedVolumes(roi),
    [`${what}_CenterOfMassIndex`]: centre,
    [`${what}_CenterOfMass`]: indexToWorld(grid, centre),
  };
  if (!image) return described;
  const { mean, minimum, maximum } = statistics(gather(image.voxels, roi.voxels));
  return {
    ...described,
    [`${what}_Mean`]: mean,
    [`${what}_Minimum`]: minimum,
    [`${what}_Maximum`]: maximum,
  };
}

/** What was prepared for the features, if that lists the voxels of this very mask. */
function roiOfMask(own: Mask, mask: Mask, { whole, isOfWholeMask }: Prepared): Roi {
  const isSame = own.voxels === mask.voxels && own.size.every((length, axis) => length === whole.size[axis]);
  return isOfWholeMask && isSame ? whole : roiOf(own, boxOfMask(own));
}

/** The slices that hold the mask: most of them do not. */
function boxOfMask({ voxels, size }: Mask): Box {
  const slice = size[0] * size[1];
  const first = voxels.indexOf(1);
  if (first < 0) return { lower: [0, 0, 0], size: [0, 0, 0] };
  const from = Math.floor(first / slice);
  return { lower: [0, 0, from], size: [size[0], size[1], Math.floor(voxels.lastIndexOf(1) / slice) + 1 - from] };
}

function statistics(voxels: Voxels): { mean: number; minimum: number; maximum: number } {
  if (voxels.BYTES_PER_ELEMENT <= 2) return statisticsOfShort(voxels as ShortVoxels);
  let [minimum, maximum] = [voxels[0], voxels[0]];
  let isNumber = true;
  for (let i = 0; i < voxels.length; i++) {
    const value = voxels[i];
    if (value < minimum) minimum = value;
    else if (value > maximum) maximum = value;
    // biome-ignore lint/suspicious/noSelfCompare: what is no number is not itself, which costs less than a call.
    else if (value !== value) isNumber = false;
  }
  if (!isNumber) [minimum, maximum] = [Number.NaN, Number.NaN];
  return { mean: pairwiseSum(voxels) / voxels.length, minimum, maximum };
}

type ShortVoxels = Int8Array | Uint8Array | Int16Array | Uint16Array;

/** As many values of 16 bits as have a sum of 31. */
const SUMMED = 2 ** 14;

/** Whole numbers of at most 16 bits: their sum is exact in any order, numpy's as well, and one pass gives all three. */
function statisticsOfShort(voxels: ShortVoxels): { mean: number; minimum: number; maximum: number } {
  let [minimum, maximum, sum] = [voxels[0], voxels[0], 0];
  for (let from = 0; from < voxels.length; from += SUMMED) {
    const end = Math.min(from + SUMMED, voxels.length);
    let part = 0;
    for (let i = from; i < end; i++) {
      const value = voxels[i];
      if (value < minimum) minimum = value;
      if (value > maximum) maximum = value;
      part = (part + value) | 0;
    }
    sum += part;
  }
  return { mean: sum / voxels.length, minimum, maximum };
}

/** Sums of whole numbers, row by row: exact in any order. */
function centreOfMass({ voxels, rows, size }: Roi): Vector3 {
  let [x, y, z] = [0, 0, 0];
  for (let row = 0; row + 1 < rows.length; row++) {
    const first = rows[row];
    const end = rows[row + 1];
    const line = lineOf(voxels[first], size);
    const own = line % size[1];
    const count = end - first;
    x += sumOf(voxels, first, end) - count * size[0] * line;
    y += count * own;
    z += (count * (line - own)) / size[1];
  }
  return [x / voxels.length, y / voxels.length, z / voxels.length];
}

function sumOf(indices: Int32Array, first: number, end: number): number {
  const low = indices[first];
  const high = indices[end - 1];
  // Most rows have no hole.
  if (high - low === end - first - 1) return ((low + high) * (end - first)) / 2;
  let sum = 0;
  for (let n = first; n < end; n++) sum += indices[n];
  return sum;
}

function labelled(labels: Volume, label: number): Mask {
  const { voxels } = labels;
  const inside = new Uint8Array(voxels.length);
  for (let i = 0; i < voxels.length; i++) if (Math.round(voxels[i]) === label) inside[i] = 1;
  return { ...labels, voxels: inside };
}

/** Little-endian; the SHA-1 of them is SimpleITK's `Hash`. */
function bytesOf({ buffer, byteOffset, byteLength }: Voxels): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Labels as SimpleITK has them, 32 bits each, piece by piece: a mask of a whole volume takes four times its memory so. */
function* wideLabels(labels: Voxels): Generator<Uint8Array> {
  const wide = new Uint32Array(2 ** 14);
  for (let from = 0; from < labels.length; from += wide.length) {
    const piece = labels.subarray(from, from + wide.length);
    wide.set(piece);
    yield bytesOf(wide.subarray(0, piece.length));
  }
}

/** PyRadiomics' own defaults come first in its dictionary, in this order. */
const FIRST_SETTINGS = [
  'minimumROIDimensions',
  'minimumROISize',
  'normalize',
  'normalizeScale',
  'removeOutliers',
  'resampledPixelSpacing',
  'interpolator',
  'preCrop',
  'padDistance',
  'distances',
  'force2D',
  'force2Ddimension',
  'resegmentRange',
  'label',
  'additionalInfo',
] as const;

function ordered(setting: Setting): Record<string, unknown> {
  return plain({ ...Object.fromEntries(FIRST_SETTINGS.map((key) => [key, setting[key]])), ...setting });
}

function plain({ sigma, ...rest }: Partial<Setting>): Record<string, unknown> {
  return sigma === undefined ? rest : { ...rest, sigma: sigma.map(({ value }) => value) };
}
