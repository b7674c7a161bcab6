/** Features as the reference manual of the IBSI defines them. */
import { checkSameGrid, InputRefused, type Mask, type Volume } from '@radscore/imaging';
import type { FeatureValues } from '../features/values.ts';
import { gather } from '../filters/filtered.ts';
import { type LevelGrid, LevelGridMaker } from '../matrices/level-grid.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import type { GreyLevels } from '../roi/discretise.ts';
import type { Roi } from '../roi/roi.ts';
import type { IbsiConfiguration, IbsiDiscretisation } from './configuration.ts';
import { ibsiHistogram, ibsiLocalIntensity, ibsiStatistics, ibsiVolumeHistogram } from './intensity.ts';
import { borderDistances } from './matrices.ts';
import { ibsiMorphology } from './morphology.ts';
import { digitalPhantom } from './phantom.ts';
import { type IbsiProcessed, type IbsiStage, processIbsi } from './process.ts';
import { ibsiTextures } from './texture.ts';

/**
 * Features as the IBSI reference manual (chapter 1) defines them, under the tags of its reference tables, e.g.
 * `morph_volume`, `cm_joint_max_3D_avg`. A feature that the definition leaves undefined for an ROI is NaN or absent.
 *
 * @throws InputRefused for an unusable ROI, or intensities that do not fit the discretisation
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { extractIbsi, ibsiConfiguration } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * extractIbsi(image, mask, ibsiConfiguration('phantom'))['stat_mean'].toFixed(3); // → '50.154'
 * ```
 */
export function extractIbsi(
  image: Volume,
  mask: Mask,
  configuration: IbsiConfiguration,
  workspace: Workspace = defaultWorkspace(),
): FeatureValues {
  checkSameGrid(image, mask, 'mask');
  const processed = processIbsi(image, mask, configuration, workspace);
  const stage = processed.resegmented;
  const values = gather(stage.image.voxels, stage.intensity.voxels);
  const { levels, highest } = discretised(values, configuration.discretisation, configuration);
  return {
    ...description(processed, configuration),
    ...ibsiMorphology(stage),
    ...ibsiLocalIntensity(stage.image, stage.intensity),
    ...ibsiStatistics(values, 'stat'),
    ...ibsiHistogram(levels, highest),
    ...volumeHistogram(values, configuration),
    ...textures(stage, levels, configuration, workspace),
  };
}

/**
 * The tags that a configuration gives, in order, without an image: the fixed columns of a table. Those are found by running
 * it on the digital phantom, whose intensities are whole.
 *
 * @example
 * ```ts
 * import { ibsiConfiguration, ibsiNames } from '@radscore/radiomics';
 * ibsiNames(ibsiConfiguration('phantom')).includes('morph_volume'); // → true
 * ```
 */
export function ibsiNames(configuration: IbsiConfiguration): string[] {
  const { image, mask } = digitalPhantom();
  const whole = { spacing: null, range: null, outlierSigma: null } as const;
  const none = { discretisation: { method: 'none' }, volumeHistogram: { method: 'none' } } as const;
  return Object.keys(extractIbsi(image, mask, { ...configuration, ...whole, ...none }));
}

interface Discretised {
  readonly levels: Float64Array;
  readonly highest: number;
  /** The intensity that a level stands for. */
  readonly intensityOf: (level: number) => number;
}

function discretised(values: Float64Array, how: IbsiDiscretisation, { range }: IbsiConfiguration): Discretised {
  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  if (how.method === 'fixed-bin-size') {
    const { start: given, width } = how;
    const start = given ?? (range ? range[0] : min);
    if (min < start)
      refuseIntensity(`the intensity ${min} in the ROI`, `intensities from ${start} on, where the first bin starts`);
    requireLevels(Math.floor((max - start) / width) + 1);
    const levels = values.map((x) => Math.floor((x - start) / width) + 1);
    const highest = levels.reduce((a, b) => Math.max(a, b));
    return { levels, highest, intensityOf: (level) => start + (level - 0.5) * width };
  }
  if (how.method === 'fixed-bin-number') {
    const levels = values.map((x) => (x === max ? how.count : Math.floor((how.count * (x - min)) / (max - min)) + 1));
    return { levels, highest: how.count, intensityOf: (level) => level };
  }
  if (!values.every(Number.isInteger)) {
    refuseIntensity(
      'intensities that are no whole numbers, and the discretisation none',
      'whole numbers, which are levels already',
    );
  }
  requireLevels(max - (range ? range[0] : min) + 1);
  // Whole intensities are their own levels; with a resegmentation range, so are those of it that do not occur.
  const low = range ? range[0] : min;
  return {
    levels: values.map((x) => x - low + 1),
    highest: (range ? range[1] : max) - low + 1,
    intensityOf: (l) => low + l - 1,
  };
}

function volumeHistogram(values: Float64Array, configuration: IbsiConfiguration): FeatureValues {
  const { levels, highest, intensityOf } = discretised(values, configuration.volumeHistogram, configuration);
  const { volumeHistogram: how, range } = configuration;
  const last =
    how.method === 'fixed-bin-size' && range ? Math.ceil((range[1] - (how.start ?? range[0])) / how.width) : highest;
  return ibsiVolumeHistogram(
    levels.map((level) => Math.min(level, last)),
    last,
    intensityOf,
  );
}

function textures(
  stage: IbsiStage,
  levels: Float64Array,
  { aggregation }: IbsiConfiguration,
  workspace: Workspace,
): FeatureValues {
  const maker = new LevelGridMaker(stage.intensity, 1, workspace);
  return maker.use(ranked(levels), (shared) => {
    // The kernels count whole boxes; slices are counted by position.
    const grid: LevelGrid = { ...shared, resident: null };
    const bySlice = [
      { suffix: '2D', merged: false, wanted: aggregation.includes('2D') },
      { suffix: '2_5D', merged: true, wanted: aggregation.includes('2.5D') },
    ].filter(({ wanted }) => wanted);
    const flat =
      bySlice.length > 0
        ? ibsiTextures({
            parts: slicesOf(grid, stage.intensity),
            flatAxis: 2,
            aggregations: bySlice,
            borderDistance: borderDistances(stage.morphology, stage.intensity, grid.box, true),
          })
        : {};
    const solid = aggregation.includes('3D')
      ? ibsiTextures({
          parts: [grid],
          flatAxis: null,
          aggregations: [{ suffix: '3D', merged: true }],
          borderDistance: borderDistances(stage.morphology, stage.intensity, grid.box, false),
        })
      : {};
    return { ...flat, ...solid };
  });
}

function slicesOf(grid: LevelGrid, roi: Roi): LevelGrid[] {
  const { box } = grid;
  const slices = Array.from({ length: roi.extent[2] }, (_, z) =>
    box.positions.filter((p) => Math.floor(p / box.strideZ) - box.pad === z),
  );
  return slices.filter(({ length }) => length > 0).map((positions) => ({ ...grid, box: { ...box, positions } }));
}

function ranked(levels: Float64Array): GreyLevels {
  const present = Int32Array.from(new Set(levels)).sort();
  const rank = new Map(Array.from(present, (level, r) => [level, r + 1]));
  const ranks = Int32Array.from(levels, (level) => rank.get(level) ?? 0);
  const counts = new Float64Array(present.length);
  for (const r of ranks) counts[r - 1]++;
  return { ranks, present, counts };
}

/** The diagnostic rows of the reference tables: grids, masks and intensities after each step. */
function description(processed: IbsiProcessed, { name }: IbsiConfiguration): FeatureValues {
  if (name === 'phantom') return {};
  const { initial, interpolated, resegmented } = processed;
  return {
    ...describeImage(initial.image, 'init'),
    ...describeImage(interpolated.image, 'interp'),
    ...describeRoi(initial, 'init'),
    ...describeRoi(interpolated, 'interp'),
    ...describeRoi(resegmented, 'reseg'),
  };
}

const AXES = ['x', 'y', 'z'] as const;

function describeImage({ size, spacing, voxels }: Volume, step: string): FeatureValues {
  const features: Record<string, number> = {};
  AXES.forEach((axis, a) => {
    features[`img_dim_${axis}_${step}_img`] = size[a];
    features[`vox_dim_${axis}_${step}_img`] = spacing[a];
  });
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < voxels.length; i++) {
    sum += voxels[i];
    min = Math.min(min, voxels[i]);
    max = Math.max(max, voxels[i]);
  }
  return {
    ...features,
    [`mean_int_${step}_img`]: sum / voxels.length,
    [`min_int_${step}_img`]: min,
    [`max_int_${step}_img`]: max,
  };
}

function describeRoi({ image, intensity, morphology }: IbsiStage, step: string): FeatureValues {
  const features: Record<string, number> = {};
  AXES.forEach((axis, a) => {
    features[`int_mask_dim_${axis}_${step}_roi`] = intensity.size[a];
    features[`int_mask_bb_dim_${axis}_${step}_roi`] = intensity.extent[a];
    features[`morph_mask_bb_dim_${axis}_${step}_roi`] = morphology.extent[a];
  });
  const values = gather(image.voxels, intensity.voxels);
  return {
    ...features,
    [`int_mask_vox_count_${step}_roi`]: values.length,
    [`morph_mask_vox_count_${step}_roi`]: morphology.voxels.length,
    [`int_mask_mean_int_${step}_roi`]: values.reduce((a, b) => a + b, 0) / values.length,
    [`int_mask_min_int_${step}_roi`]: values.reduce((a, b) => Math.min(a, b)),
    [`int_mask_max_int_${step}_roi`]: values.reduce((a, b) => Math.max(a, b)),
  };
}

/** Matrices by level grow with the square of this; more is a mistake in the discretisation. */
const MAX_LEVELS = 1 << 20;

function requireLevels(highest: number): void {
  if (highest <= MAX_LEVELS) return;
  refuseIntensity(`${highest} grey levels`, `at most ${MAX_LEVELS}`);
}

function refuseIntensity(got: string, wanted: string): never {
  const remedy = 'Choose another discretisation (fixed-bin-size with width and start, or fixed-bin-number with count).';
  throw new InputRefused({ code: 'settings-invalid', got, wanted, remedy });
}
