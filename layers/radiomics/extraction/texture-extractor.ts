/** Intensity and texture features of one image after another, on the same ROI. */
import { voxelVolume } from '@radscore/imaging';
import { firstOrderFeatures } from '../features/first-order.ts';
import { glcmFeatures } from '../features/glcm.ts';
import { gldmFeatures } from '../features/gldm.ts';
import { glrlmFeatures } from '../features/glrlm.ts';
import { glszmFeatures } from '../features/glszm.ts';
import { ngtdmFeatures } from '../features/ngtdm.ts';
import type { FeatureValues } from '../features/values.ts';
import type { FilteredImage } from '../filters/filtered.ts';
import { flatAxis } from '../filters/image-types.ts';
import { sizeZones } from '../matrices/glszm.ts';
import { type LevelGrid, LevelGridMaker, stepOffset } from '../matrices/level-grid.ts';
import { neighbourhood } from '../matrices/neighbourhood.ts';
import type { Workspace } from '../memory/workspace.ts';
import { discretise, type GreyLevels, type ResidentValues, rangeOf } from '../roi/discretise.ts';
import { neighbourSteps } from '../roi/neighbours.ts';
import type { Roi } from '../roi/roi.ts';
import type { FeatureClass } from '../settings/feature-classes.ts';
import type { Setting } from '../settings/setting.ts';

/** Intensity and texture features of one ROI, image type by image type. */
export class TextureExtractor {
  readonly #roi: Roi;
  readonly #workspace: Workspace;
  readonly #makers = new Map<number, LevelGridMaker>();

  constructor(roi: Roi, workspace: Workspace) {
    this.#roi = roi;
    this.#workspace = workspace;
  }

  /**
   * Values of the wanted classes. The image is discretised once for all of them. Undefined if it is not finite in the
   * whole ROI.
   */
  extract(
    filtered: FilteredImage,
    classes: Iterable<FeatureClass>,
    setting: Setting,
  ): { levels: number; values: Map<FeatureClass, FeatureValues> } | undefined {
    return this.#workspace.within(() => this.#extract(filtered, [...classes], setting));
  }

  #extract(
    filtered: FilteredImage,
    classes: readonly FeatureClass[],
    setting: Setting,
  ): { levels: number; values: Map<FeatureClass, FeatureValues> } | undefined {
    // What the values were needed for is done before the grid is made, whose tables take their place in memory.
    const described = withResident(filtered.values, this.#workspace, (resident) => {
      const range = rangeOf(filtered.values, resident);
      if (!range) return undefined;
      const levels = discretise(filtered.values, range, filtered.kind, setting, resident);
      const firstOrder = classes.includes('firstorder')
        ? firstOrderFeatures(
            filtered.values,
            range,
            levels.counts,
            { shift: setting.voxelArrayShift, voxelVolume: voxelVolume(this.#roi.spacing) },
            resident,
          )
        : undefined;
      return { levels, firstOrder };
    });
    if (!described) return undefined;
    const { levels, firstOrder } = described;
    const flat = flatAxis(setting);
    const values = this.#gridMaker(Math.max(...setting.distances)).use(levels, (grid) => {
      const surroundings = lazily(() => neighbourhood(grid, offsets(grid, setting.distances, flat), setting.gldm_a));
      const found = new Map<FeatureClass, FeatureValues>();
      for (const featureClass of classes) {
        const features =
          featureClass === 'firstorder'
            ? firstOrder
            : this.#features(featureClass, setting, levels, grid, surroundings);
        if (features) found.set(featureClass, features);
      }
      return found;
    });
    return { levels: levels.present.length, values };
  }

  #features(
    featureClass: FeatureClass,
    setting: Setting,
    levels: GreyLevels,
    grid: LevelGrid,
    surroundings: () => ReturnType<typeof neighbourhood>,
  ): FeatureValues | undefined {
    const flat = flatAxis(setting);
    switch (featureClass) {
      case 'glcm':
        return glcmFeatures(grid, {
          distances: setting.distances,
          flatAxis: flat,
          symmetrical: setting.symmetricalGLCM,
          weightingNorm: setting.weightingNorm,
        });
      case 'glrlm':
        return glrlmFeatures(grid, { flatAxis: flat, weightingNorm: setting.weightingNorm });
      case 'glszm':
        return glszmFeatures(sizeZones(grid, offsets(grid, [1], flat)), levels.present, grid.workspace);
      case 'gldm':
        return gldmFeatures(surroundings().dependence, levels.present, grid.workspace);
      case 'ngtdm':
        return ngtdmFeatures(levels.counts, surroundings().difference, levels.present);
      default:
        return undefined;
    }
  }

  #gridMaker(reach: number): LevelGridMaker {
    const maker = this.#makers.get(reach) ?? new LevelGridMaker(this.#roi, reach, this.#workspace);
    this.#makers.set(reach, maker);
    return maker;
  }
}

/** Calls `work` with the values in kernel memory, or with nothing; of what it took there only the levels are left. */
function withResident<T>(
  values: Float64Array,
  { kernels }: Workspace,
  work: (resident: ResidentValues | undefined) => T,
): T {
  if (!kernels?.fits(BYTES_PER_VALUE * values.length)) return work(undefined);
  const levels = kernels.take('i32', values.length);
  return kernels.within(() => work({ kernels, values: kernels.hold('f64', values), levels }));
}

/** A value, its level, and as much again for the values that percentiles are taken from. */
const BYTES_PER_VALUE = 24;

function offsets(grid: LevelGrid, distances: readonly number[], flat: Setting['force2Ddimension'] | null): Int32Array {
  return Int32Array.from(neighbourSteps(grid.extent, { distances, flatAxis: flat }), (step) =>
    stepOffset(grid.box, step),
  );
}

/** Computed when first asked for, then kept. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
