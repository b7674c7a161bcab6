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
import { discretise, type GreyLevels, type ValueRange } from '../roi/discretise.ts';
import { neighbourSteps } from '../roi/neighbours.ts';
import type { Roi } from '../roi/roi.ts';
import type { FeatureClass } from '../settings/feature-classes.ts';
import type { Setting } from '../settings/setting.ts';

/** Intensity and texture features of one ROI, image type by image type. */
export class TextureExtractor {
  readonly #roi: Roi;
  readonly #workspace: Workspace;
  readonly #makers = new Map<number, LevelGridMaker>();
  /** Ranks of the image at hand. */
  readonly #ranks: Int32Array;

  constructor(roi: Roi, workspace: Workspace) {
    this.#roi = roi;
    this.#workspace = workspace;
    this.#ranks = new Int32Array(roi.voxels.length);
  }

  /** Values of the wanted classes. The image is discretised once for all of them. */
  extract(
    filtered: FilteredImage,
    range: ValueRange,
    classes: Iterable<FeatureClass>,
    setting: Setting,
  ): { levels: number; values: Map<FeatureClass, FeatureValues> } {
    const levels = discretise(filtered.values, range, filtered.kind, setting, this.#ranks);
    const flat = flatAxis(setting);
    const values = this.#gridMaker(Math.max(...setting.distances)).use(levels, (grid) => {
      const surroundings = lazily(() => neighbourhood(grid, offsets(grid, setting.distances, flat), setting.gldm_a));
      const found = new Map<FeatureClass, FeatureValues>();
      for (const featureClass of classes) {
        const features = this.#features(featureClass, filtered, range, setting, levels, grid, surroundings);
        if (features) found.set(featureClass, features);
      }
      return found;
    });
    return { levels: levels.present.length, values };
  }

  #features(
    featureClass: FeatureClass,
    filtered: FilteredImage,
    range: ValueRange,
    setting: Setting,
    levels: GreyLevels,
    grid: LevelGrid,
    surroundings: () => ReturnType<typeof neighbourhood>,
  ): FeatureValues | undefined {
    const flat = flatAxis(setting);
    switch (featureClass) {
      case 'firstorder':
        return firstOrderFeatures(filtered.values, range, levels.counts, {
          shift: setting.voxelArrayShift,
          voxelVolume: voxelVolume(this.#roi.spacing),
        });
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
