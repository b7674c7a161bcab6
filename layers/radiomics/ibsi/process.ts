/** The steps before the features as the IBSI lays them down: interpolation, rounding, resegmentation. */
import {
  type Grid,
  InputRefused,
  indexToWorld,
  interpolate,
  type Mask,
  type Vector3,
  type Volume,
} from '@radscore/imaging';
import { requireFinite } from '../extraction/prepare-roi.ts';
import type { Workspace } from '../memory/workspace.ts';
import { type Roi, roiFromVoxels, roiOf } from '../roi/roi.ts';
import type { IbsiConfiguration } from './configuration.ts';

/** One image with its two ROIs: the intensity mask, which resegmentation thins out, and the morphological mask. */
export interface IbsiStage {
  readonly image: Volume;
  readonly intensity: Roi;
  readonly morphology: Roi;
}

export interface IbsiProcessed {
  readonly initial: IbsiStage;
  readonly interpolated: IbsiStage;
  readonly resegmented: IbsiStage;
}

/**
 * Interpolation on a grid with the image's centre, intensities rounded to whole numbers where that is asked for, masks
 * interpolated linearly and cut at 0.5; then resegmentation of the intensity mask.
 *
 * @throws InputRefused `roi-too-small`, `not-finite`
 */
export function processIbsi(
  image: Volume,
  mask: Mask,
  configuration: IbsiConfiguration,
  workspace: Workspace,
): IbsiProcessed {
  const whole = roiOf(mask);
  const initial = { image, intensity: whole, morphology: whole };
  const { spacing } = configuration;
  const interpolated = spacing ? onNewGrid(image, mask, spacing, configuration, workspace) : initial;
  requireFinite(interpolated.image, interpolated.intensity);
  const intensity = resegmented(interpolated, configuration);
  if (intensity.voxels.length < 2) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: `${intensity.voxels.length} ROI voxel(s) after resegmentation`,
      wanted: 'at least 2',
      remedy: 'Check the ROI and the resegmentation range.',
    });
  }
  return { initial, interpolated, resegmented: { ...interpolated, intensity } };
}

function onNewGrid(
  image: Volume,
  mask: Mask,
  spacing: Vector3,
  { interpolator, rounding }: IbsiConfiguration,
  workspace: Workspace,
): IbsiStage {
  const grid = centredGrid(image, spacing);
  const values = interpolate(asFloat(image), grid, interpolator, workspace);
  const inside = interpolate(asFloat(mask), grid, 'sitkLinear', workspace);
  const final: Volume = rounding
    ? { ...values, voxels: Float64Array.from(values.voxels, (x) => Math.round(x)) }
    : values;
  const roi = roiOf({ ...grid, voxels: Uint8Array.from(inside.voxels, (x) => (x >= 0.5 ? 1 : 0)) });
  return { image: final, intensity: roi, morphology: roi };
}

function asFloat(volume: Volume): Volume {
  return { ...volume, voxels: Float64Array.from(volume.voxels) };
}

/** As many voxels as are needed to cover the image, around the same centre. */
function centredGrid(image: Volume, wanted: Vector3): Grid {
  const axes = [0, 1, 2] as const;
  const spacing = axes.map((a) => wanted[a] || image.spacing[a]);
  const size = axes.map((a) => Math.ceil((image.size[a] * image.spacing[a]) / spacing[a]));
  const corner = axes.map(
    (a) => ((image.size[a] - 1) * image.spacing[a] - (size[a] - 1) * spacing[a]) / 2 / image.spacing[a],
  );
  return {
    size: [size[0], size[1], size[2]],
    spacing: [spacing[0], spacing[1], spacing[2]],
    origin: indexToWorld(image, [corner[0], corner[1], corner[2]]),
    direction: image.direction,
  };
}

/** Outliers are judged by mean and standard deviation of what the range has left. */
function resegmented({ image, intensity }: IbsiStage, { range, outlierSigma }: IbsiConfiguration): Roi {
  let kept = intensity.voxels;
  const within = (low: number, high: number): Int32Array =>
    kept.filter((at) => image.voxels[at] >= low && image.voxels[at] <= high);
  if (range) kept = within(range[0], range[1]);
  if (outlierSigma !== null) {
    let [sum, squares] = [0, 0];
    for (const at of kept) sum += image.voxels[at];
    const mean = sum / kept.length;
    for (const at of kept) squares += (image.voxels[at] - mean) ** 2;
    const deviation = Math.sqrt(squares / kept.length);
    kept = within(mean - outlierSigma * deviation, mean + outlierSigma * deviation);
  }
  return roiFromVoxels(kept, intensity.size, intensity.spacing);
}
