/** How far a value can be trusted: what rounding alone does to it, measured on the very ROI. */
import { isInteger, type Mask, type Volume } from '@radscore/imaging';
import { DEFAULT_MAX_BYTES } from '../extraction/memory-bound.ts';
import { type Prepared, prepare } from '../extraction/prepare-roi.ts';
import { TextureExtractor } from '../extraction/texture-extractor.ts';
import { coOccurrenceFeatures } from '../features/glcm.ts';
import type { FilteredImage } from '../filters/filtered.ts';
import { flatAxis, IMAGE_TYPE } from '../filters/image-types.ts';
import { patternsOnSphere } from '../filters/lbp-3d.ts';
import { PairCounter } from '../matrices/glcm.ts';
import { LevelGridMaker, stepOffset } from '../matrices/level-grid.ts';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import { discretise, rangeOf } from '../roi/discretise.ts';
import { directions } from '../roi/neighbours.ts';
import { FEATURE_CLASSES, type FeatureClass } from '../settings/feature-classes.ts';
import type { Setting } from '../settings/setting.ts';
import { type ExtractionSettings, settingFor } from '../settings/settings.ts';

export interface Trust {
  readonly value: number;
  /**
   * The greatest change of the value, relative to it, that rounding was seen or can be shown to make. Infinite where rounding
   * decides whether there is a value.
   */
  readonly relative: number;
  /** Trials in which voxels, or the values of a filter, were moved by their last bit; none for whole numbers. */
  readonly trials: number;
  /** Why the place is ill-conditioned, where that is known. */
  readonly cause?: string;
}

/** Beyond this a value is no longer PyRadiomics' on every machine. */
export const TRUSTED_RELATIVE = 1e-9;

const TRIALS = 4;

/** Rounding of a sum of 64 products, relative. */
const SUM_ROUNDING = 2 ** -49;

/**
 * Measures how a feature of an image type moves when voxels move by the last bit of a double, up or down by a seeded draw:
 * before the filter (but for whole numbers that it leaves whole) and after it. What only the order of
 * a sum decides (MCC, Imc2) is bounded from the matrix of each direction.
 *
 * Undefined where there is nothing to measure: shape, which is counted and summed from the mask alone, and names that
 * the settings do not give.
 *
 * @param name PyRadiomics' full name
 * @throws InputRefused as `extract` does
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION } from '@radscore/imaging';
 * import { measureTrust, settingsFrom } from '@radscore/radiomics';
 * const grid = { size: [6, 6, 6], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.from({ length: 216 }, (_, i) => (i * 37) % 101) };
 * const mask = { ...grid, voxels: new Uint8Array(216).fill(1, 43, 173) };
 * measureTrust(image, mask, settingsFrom({}), 'original_firstorder_Mean')?.relative; // → 0
 * ```
 */
export function measureTrust(
  image: Volume,
  mask: Mask,
  settings: ExtractionSettings,
  name: string,
  workspace: Workspace = defaultWorkspace(),
): Trust | undefined {
  const [, imageType, featureClass, feature] = /^(.+)_([^_]+)_([^_]+)$/.exec(name) ?? [];
  const known = FEATURE_CLASSES.find((one) => one === featureClass);
  if (known === undefined || known.startsWith('shape')) return undefined;
  const entry = settings.imageTypes.find(({ type, options }) =>
    IMAGE_TYPE[type].names(settingFor(settings, options)).includes(imageType),
  );
  if (!entry) return undefined;
  const setting = settingFor(settings, entry.options);
  const prepared = prepare(image, mask, settings, DEFAULT_MAX_BYTES, workspace);
  const filter = (source: Volume): FilteredImage | undefined => {
    let found: FilteredImage | undefined;
    IMAGE_TYPE[entry.type].images(source, prepared.roi, setting, {
      workspace,
      warn: () => {},
      isWanted: (one) => one === imageType,
      visit: (one) => {
        if (one.name === imageType) found = { ...one, values: one.values.slice() };
      },
    });
    return found;
  };
  const measure = (filtered: FilteredImage | undefined): number =>
    filtered ? featureOf(filtered, prepared, known, feature, setting, workspace) : Number.NaN;

  const filtered = filter(prepared.image);
  if (!filtered) return undefined;
  const value = measure(filtered);
  const moved: number[] = [];
  // Whole numbers are what they are, and patterns of them are rounded to whole numbers again.
  const isWhole = isInteger(prepared.image.voxels) && (imageType === 'original' || imageType.startsWith('lbp-'));
  // In double, so that what is moved is small beside what is compared.
  const inDouble: Volume = { ...prepared.image, voxels: Float64Array.from(prepared.image.voxels) };
  const started = isWhole ? value : measure(filter(inDouble));
  for (let trial = 1; trial <= TRIALS; trial++) {
    const draw = seeded(trial);
    if (!isWhole) moved.push(apart(started, measure(filter({ ...inDouble, voxels: nudged(inDouble.voxels, draw) }))));
    // Samples on the sphere are sums, which whole numbers are not spared.
    if (isWhole && imageType.startsWith('lbp-3D')) {
      const moves = (sample: number): number => sample * (1 + SUM_ROUNDING * (Math.floor(3 * draw()) - 1));
      const patterns = patternsOnSphere(prepared.image, prepared.roi, setting, moves);
      moved.push(apart(value, measure(patterns.find((one) => one.name === imageType))));
    }
    if (filtered.kind !== 'integer') {
      moved.push(apart(value, measure({ ...filtered, values: nudged(filtered.values, draw) })));
    }
  }
  const seen = moved.reduce((a, b) => Math.max(a, b), 0);
  const order = known === 'glcm' ? orderOfSums(filtered, prepared, feature, setting, workspace) : undefined;
  const shown = order ? apart(value, order.value) : 0;
  const cause = shown > TRUSTED_RELATIVE ? order?.cause : seen > TRUSTED_RELATIVE ? causeOf(imageType) : undefined;
  return { value, relative: Math.max(seen, shown), trials: moved.length, cause };
}

function featureOf(
  filtered: FilteredImage,
  { roi }: Prepared,
  featureClass: FeatureClass,
  feature: string,
  setting: Setting,
  workspace: Workspace,
): number {
  const found = new TextureExtractor(roi, workspace).extract(filtered, [featureClass], setting);
  return found?.values.get(featureClass)?.[feature] ?? Number.NaN;
}

/** A copy whose values are moved by their last bit, up, down or not. */
function nudged(values: Volume['voxels'], draw: () => number): Float64Array {
  const moved = Float64Array.from(values);
  for (let n = 0; n < moved.length; n++) moved[n] *= 1 + 2 ** -52 * (Math.floor(3 * draw()) - 1);
  return moved;
}

/** mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function apart(value: number, other: number): number {
  if (Number.isNaN(value) || Number.isNaN(other)) return Number.isNaN(value) === Number.isNaN(other) ? 0 : Infinity;
  const difference = Math.abs(value - other);
  // Of a value that is 0 but for rounding a change has no size of its own.
  return difference <= 1e-12 ? 0 : difference / Math.max(Math.abs(value), Number.MIN_VALUE);
}

/** What rounding leaves of an eigenvalue that is 0, for as many levels as there are; LAPACK was seen to leave 2⁻⁵⁴. */
const EIGENVALUE_ROUNDING = 2 ** -52;
/** What rounding leaves of a difference of two entropies that are equal. */
const ENTROPY_ROUNDING = 2 ** -48;

/** The value that another order of the same sums could give; undefined for features that are sure of their sums. */
function orderOfSums(
  filtered: FilteredImage,
  { roi }: Prepared,
  feature: string,
  setting: Setting,
  workspace: Workspace,
): { value: number; cause: string } | undefined {
  if ((feature !== 'MCC' && feature !== 'Imc2') || setting.weightingNorm !== null) return undefined;
  const range = rangeOf(filtered.values);
  if (!range) return undefined;
  const levels = discretise(filtered.values, range, filtered.kind, setting);
  const maker = new LevelGridMaker(roi, Math.max(...setting.distances), workspace);
  const perAngle = maker.use(levels, (grid) => {
    const counter = new PairCounter(grid);
    const rule = { distances: setting.distances, flatAxis: flatAxis(setting) };
    return directions(grid.extent, rule).flatMap((angle) => {
      const list = counter.count(stepOffset(grid.box, angle), setting.symmetricalGLCM);
      return list.length > 0 ? [coOccurrenceFeatures(list, grid.present, workspace)[feature]] : [];
    });
  });
  if (feature === 'MCC') {
    const rounding = levels.present.length * EIGENVALUE_ROUNDING;
    const defined = perAngle.filter((root) => !Number.isNaN(root));
    const value = mean(defined.map((root) => Math.sqrt(root * root + rounding)));
    const tied = defined.filter((root) => root * root < 1e3 * rounding).length;
    return {
      value,
      cause: `in ${tied} of ${defined.length} directions the second eigenvalue is 0 but for rounding, and its root is added`,
    };
  }
  const isUndecided = (one: number): boolean => Number.isNaN(one) || -Math.log1p(-one * one) / 2 <= ENTROPY_ROUNDING;
  const undecided = perAngle.filter(isUndecided).length;
  if (undecided === 0) return undefined;
  const decided = perAngle.filter((one) => !isUndecided(one));
  const [without, withAll] = [mean(decided), decided.reduce((a, b) => a + b, 0) / perAngle.length];
  const value = mean(perAngle.filter((one) => !Number.isNaN(one)));
  return {
    value: Math.abs(without - value) > Math.abs(withAll - value) ? without : withAll,
    cause: `in ${undecided} of ${perAngle.length} directions rounding decides between 0 and a direction left out of the mean`,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function causeOf(imageType: string): string {
  if (imageType.startsWith('lbp-'))
    return 'samples that equal their centre but for rounding, or patterns of equal power';
  return 'values on the edge of a grey level or of a percentile but for rounding';
}
