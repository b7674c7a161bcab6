/** Why a value differs: each explanation is a computation that gives the engine's value, or it is not an explanation. */
import type { Named } from './names.ts';
import type { Verdict } from './record.ts';

/** What is known of the case when a value is apart. */
export interface Apart {
  readonly got: number;
  readonly wanted: number;
  /** `firstorder_Kurtosis`. */
  readonly feature: string;
  readonly tag: string | undefined;
  /** IBSI's values of the same case, as this engine's profile `ibsi` computes them, under all of its tags. */
  readonly ibsi: Named | undefined;
  readonly voxels: number | undefined;
  readonly voxelVolume: number | undefined;
  /** Volume and area of the mesh by Lewiner's tables. */
  readonly mesh?: { readonly volume: number; readonly area: number };
  /** What the engine added to every intensity: its lowest value less PyRadiomics'. */
  readonly shift?: number;
  /** Mean and range of the intensities, by PyRadiomics. */
  readonly mean?: number;
  readonly range?: number;
}

export interface Explained {
  readonly verdict: Verdict;
  /** Key of a note. */
  readonly note: string;
}

/** What a note says, by its key. */
export const NOTES: Readonly<Record<string, string>> = {
  ibsi: 'By IBSI’s definition where PyRadiomics’ is another: the value is the one that the IBSI reference manual defines, computed independently by this engine’s profile `ibsi` on the same case.',
  single: 'Agrees within a relative 1e-5, not within 1e-9: arithmetic in single precision, or sums in another order.',
  header:
    'Spacing in single precision: the value is the one that the same mask gives where the header of the file holds single precision.',
  mesh: 'The mesh of scikit-image (Lewiner’s tables): cells that can be closed in two ways are closed in the other one. Volume, area, ratio and sphericity are those of that mesh.',
  shifted:
    'Intensities moved so that the lowest of the file is 0, as Nyxus’ documentation says of Hounsfield units: the value is the one of the moved intensities.',
  nearestRank:
    'A percentile that is one of the values (nearest rank) where PyRadiomics and numpy interpolate between two: whole in whole images, and less than one step away. The robust deviation takes other values in.',
  excess:
    'Excess kurtosis: the value is PyRadiomics’ less 3. IBSI (IPH6) subtracts 3; PyRadiomics’ documentation says that it does not.',
  sampleCovariance:
    'Covariance of the voxel centres divided by n − 1 instead of n: the value is PyRadiomics’ times √(n / (n − 1)).',
  sampleVariance: 'Variance divided by n − 1 instead of n: the value is PyRadiomics’ times n / (n − 1).',
  sampleDeviation: 'Deviation with n − 1 instead of n: the value is PyRadiomics’ times √(n / (n − 1)).',
  natural: 'Natural logarithm instead of that to base 2: the value is PyRadiomics’ times ln 2.',
  merged:
    'Directions merged into one matrix before the feature is computed, instead of the feature averaged over directions: IBSI’s other aggregation, whose value it is.',
  aggregation: 'Another of IBSI’s aggregations (by slice, over slices), whose value it is.',
  voxelVolume: 'Scaled by the volume of a voxel: the value is PyRadiomics’ times or divided by it.',
  voxels: 'Scaled by the number of voxels: the value is PyRadiomics’ times or divided by it.',
  inverse: 'The reciprocal: the value is 1 / PyRadiomics’.',
  root: 'The square root of PyRadiomics’ value.',
  square: 'The square of PyRadiomics’ value.',
  squaredAxis: 'The square of PyRadiomics’ value (a ratio of eigenvalues instead of lengths of axes).',
  half: 'Twice or half of PyRadiomics’ value: each pair is counted once, or twice.',
  sign: 'The value has the other sign.',
  complement: 'The value is 1 less PyRadiomics’.',
  infinite: 'The value is not a number or infinite where PyRadiomics has one.',
  greyLevels:
    'Nyxus bins into `coarse_gray_depth` (64) levels over the range; it offers no fixed bin width, so texture, entropy and uniformity are of other grey levels by definition.',
  histogramPercentiles:
    'Percentiles interpolated in a histogram of 100 bins instead of the ordered values: on the IBSI phantom that computation gives its 1.0074 and 4.04875 exactly; elsewhere the value is within two bins. Interquartile range and robust deviation follow.',
  undefinedHere: 'IBSI’s consensus differs within this engine’s stated definition.',
  none: 'No computation that was tried gives the value.',
};

const near = (a: number, b: number, relative: number): boolean =>
  Math.abs(a - b) <= relative * Math.max(Math.abs(a), Math.abs(b)) + 1e-12;

/** Within a relative 1e-9; a reference of 0 wants 0 within 1e-12. */
export function isSameValue(got: number, wanted: number): boolean {
  if (Number.isNaN(got) || Number.isNaN(wanted)) return Number.isNaN(got) && Number.isNaN(wanted);
  return near(got, wanted, 1e-9);
}

/** Tight enough that a chance is no explanation, wide enough for engines in single precision. */
const CLOSE = 5e-6;

/** The first explanation whose computation gives the value. */
export function explain(apart: Apart): Explained {
  const { got, wanted, feature, tag, ibsi, voxels, voxelVolume } = apart;
  if (!Number.isFinite(got) && Number.isFinite(wanted)) return { verdict: 'unknown', note: 'infinite' };
  const is = (value: number): boolean => Number.isFinite(value) && near(got, value, CLOSE);
  const n = voxels ?? Number.NaN;
  const volume = voxelVolume ?? Number.NaN;
  const known = (note: string): Explained => ({ verdict: 'known', note });
  const definition = (note: string): Explained => ({ verdict: 'definition', note });
  const own = tag === undefined ? undefined : ibsi?.get(tag);
  if (near(got, wanted, 1e-5)) {
    const isOfHeader = own !== undefined && /shape|morph/.test(feature) && near(got, own, 1e-9);
    return known(isOfHeader ? 'header' : 'single');
  }
  if (/kurt/i.test(feature) && is(wanted - 3)) return definition('excess');
  const axis = /Axis|_axis/.test(feature);
  if (axis && is(wanted * Math.sqrt(n / (n - 1)))) return definition('sampleCovariance');
  if (own !== undefined && is(own)) return definition('ibsi');
  const family = tag?.replace(/_(2D|2_5D|3D)(_avg|_comb)?$/, '');
  const merged = ibsi?.get(`${family}_3D_comb`);
  if (merged !== undefined && is(merged)) return definition('merged');
  const others = [...(ibsi ?? [])].filter(([name]) => family && name.startsWith(`${family}_`) && /_2(_5)?D/.test(name));
  if (others.some(([, value]) => is(value))) return definition('aggregation');
  if (/Entropy|entr/.test(feature) && is(wanted * Math.LN2)) return definition('natural');
  if (/Variance|var/.test(feature) && is((wanted * n) / (n - 1))) return definition('sampleVariance');
  if (isOfMesh(apart)) return known('mesh');
  if (isShifted(apart)) return definition('shifted');
  if (/Percentile|Interquartile|Robust|_p[19]0|_qcod|_rmad/.test(feature)) {
    const known100 = Math.abs(got - wanted) <= (2 * (apart.range ?? 0)) / 100;
    if (apart.shift !== undefined && known100) return known('histogramPercentiles');
    if (Math.abs(got - wanted) < 1) return known('nearestRank');
  }
  if (is(wanted * volume) || is(wanted / volume)) return known('voxelVolume');
  if (is(wanted * n) || is(wanted / n)) return known('voxels');
  if (is(wanted * 2) || is(wanted / 2)) return known('half');
  if (is(-wanted)) return known('sign');
  if (is(1 - wanted)) return known('complement');
  if (wanted > 0 && is(Math.sqrt(wanted))) return known('root');
  if (is(wanted * wanted)) return known(/Elongation|Flatness|elong|flat/.test(feature) ? 'squaredAxis' : 'square');
  if (is(1 / wanted)) return known('inverse');
  return { verdict: 'unknown', note: 'none' };
}

/** Whether the value is that of scikit-image's mesh. */
function isOfMesh({ got, feature, mesh }: Apart): boolean {
  if (!mesh) return false;
  const { volume, area } = mesh;
  const values: Readonly<Record<string, number>> = {
    shape_MeshVolume: volume,
    shape_SurfaceArea: area,
    shape_SurfaceVolumeRatio: area / volume,
    shape_Sphericity: Math.cbrt(36 * Math.PI * volume * volume) / area,
  };
  return feature in values && near(got, values[feature], CLOSE);
}

/** Whether the value is that of intensities to which the shift was added. */
function isShifted({ got, wanted, feature, voxels, shift, mean, range }: Apart): boolean {
  if (!shift) return false;
  const n = voxels ?? Number.NaN;
  const energy = (before: number): number => before + 2 * shift * n * (mean ?? Number.NaN) + n * shift * shift;
  if (/Energy/.test(feature)) return near(got, energy(wanted), CLOSE);
  if (/RootMeanSquared/.test(feature)) return near(got, Math.sqrt(energy(wanted * wanted * n) / n), CLOSE);
  const allowed = /Percentile/.test(feature) ? (2 * (range ?? 0)) / 100 : CLOSE * Math.abs(got);
  return /Mean$|Median|Minimum|Maximum|Percentile/.test(feature) && Math.abs(got - wanted - shift) <= allowed;
}
