/** The texture families of the IBSI, from matrices by slice or of the whole volume. */
import type { Vector3 } from '@radscore/imaging';
import { coOccurrenceFeatures } from '../features/glcm.ts';
import { ngtdmFeatures } from '../features/ngtdm.ts';
import { sizeMoments } from '../features/size-moments.ts';
import type { FeatureValues } from '../features/values.ts';
import { addPairs, PairCounter, type PairList } from '../matrices/glcm.ts';
import { allRuns } from '../matrices/glrlm.ts';
import { type LevelGrid, stepOffset } from '../matrices/level-grid.ts';
import { addSizes, type SizeList } from '../matrices/size-list.ts';
import { directions, neighbourSteps } from '../roi/neighbours.ts';
import { addTones, neighbourTones, type Tones, type ZoneMatrices, zoneMatrices } from './matrices.ts';

/**
 * One way to gather textures. `parts` are the pieces whose matrices are made apart: the slices, or the whole volume. An
 * aggregation averages features over parts (`2D`), or merges the matrices of all parts first (`2_5D`, `3D`).
 */
export interface TextureScope {
  readonly parts: readonly LevelGrid[];
  /** 2 leaves the slice axis out of every neighbourhood. */
  readonly flatAxis: 2 | null;
  /** `2D` and `2_5D`, or `3D`. */
  readonly aggregations: readonly { readonly suffix: string; readonly merged: boolean }[];
  /** Distance to the border per position of the grid, by the same neighbourhood. */
  readonly borderDistance: Int32Array;
}

/** All IBSI texture families over a scope. */
export function ibsiTextures(scope: TextureScope): FeatureValues {
  const [first] = scope.parts;
  const rule = { distances: [1], flatAxis: scope.flatAxis };
  const angles = directions(first.extent, rule);
  const offsets = Int32Array.from(neighbourSteps(first.extent, rule), (step) => stepOffset(first.box, step));
  const zones = scope.parts.map((part) => zoneMatrices(part, offsets, scope.borderDistance));
  const tones = scope.parts.map((part) => neighbourTones(part, offsets));
  const features: Record<string, number> = {};
  for (const { suffix, merged } of scope.aggregations) {
    Object.assign(features, pairFeatures(scope.parts, angles, merged, suffix));
    Object.assign(features, runFeatures(scope.parts, angles, merged, suffix));
    Object.assign(features, zoneFeatures(zones, first, merged, suffix));
    Object.assign(features, toneFeatures(tones, first, merged, suffix));
  }
  return features;
}

/** Per part and angle; `avg` averages over angles, `comb` merges them. */
function pairFeatures(parts: readonly LevelGrid[], angles: readonly Vector3[], merged: boolean, suffix: string) {
  const { present, workspace } = parts[0];
  const lists = parts.map((part) => {
    const counter = new PairCounter(part);
    return angles.map((angle) => counter.count(stepOffset(part.box, angle), true));
  });
  const features = (list: PairList): FeatureValues => ibsiPairs(coOccurrenceFeatures(list, present, workspace));
  const add = (some: readonly PairList[]): PairList =>
    addPairs(
      some,
      some.map(() => 1),
      present.length,
      workspace,
    );
  const grouped = merged ? [angles.map((_, a) => add(lists.map((list) => list[a])))] : lists;
  const averaged = grouped.map((group) => meanOf(group.filter((list) => list.length > 0).map(features)));
  const combined = grouped.map(add).filter((list) => list.length > 0);
  return {
    ...named('cm', `${suffix}_avg`, meanOf(averaged.filter((f) => Object.keys(f).length > 0))),
    ...named('cm', `${suffix}_comb`, meanOf(combined.map(features))),
  };
}

function runFeatures(parts: readonly LevelGrid[], angles: readonly Vector3[], merged: boolean, suffix: string) {
  const [first] = parts;
  const lists = parts.map((part) => angles.map((angle) => allRuns(part, angle)));
  const features = (list: SizeList): FeatureValues => ibsiSizes(list, first, RUN_NAMES);
  const add = (some: readonly SizeList[]): SizeList =>
    addSizes(
      some,
      some.map(() => 1),
      first.workspace,
    );
  const grouped = merged ? [angles.map((_, a) => add(lists.map((list) => list[a])))] : lists;
  return {
    ...named('rlm', `${suffix}_avg`, meanOf(grouped.map((group) => meanOf(group.map(features))))),
    ...named('rlm', `${suffix}_comb`, meanOf(grouped.map(add).map(features))),
  };
}

function zoneFeatures(zones: readonly ZoneMatrices[], grid: LevelGrid, merged: boolean, suffix: string) {
  const add = (some: readonly SizeList[]): SizeList[] =>
    merged
      ? [
          addSizes(
            some,
            some.map(() => 1),
            grid.workspace,
          ),
        ]
      : [...some];
  const voxels = merged ? [zones.reduce((sum, z) => sum + z.voxels, 0)] : zones.map((z) => z.voxels);
  return {
    ...named('szm', suffix, meanOf(add(zones.map((z) => z.sizes)).map((list) => ibsiSizes(list, grid, ZONE_NAMES)))),
    ...named(
      'dzm',
      suffix,
      meanOf(
        add(zones.map((z) => z.distances)).map((list, k) => {
          const features = ibsiSizes(list, grid, DISTANCE_NAMES);
          return { ...features, z_perc: list.count.reduce((a, b) => a + b, 0) / voxels[k] };
        }),
      ),
    ),
  };
}

function toneFeatures(tones: readonly Tones[], grid: LevelGrid, merged: boolean, suffix: string) {
  const { present, workspace } = grid;
  const groups = merged ? [addTones(tones)] : tones;
  const lists = merged
    ? [
        addSizes(
          tones.map((t) => t.dependence),
          tones.map(() => 1),
          workspace,
        ),
      ]
    : tones.map((t) => t.dependence);
  const differences = groups.flatMap(({ counts, difference }) => {
    // Only levels of voxels with a neighbour take part; a slice of lone voxels has no matrix, and no part in the average.
    const used = Array.from(present.keys()).filter((r) => counts[r] > 0);
    if (used.length === 0 && groups.length > 1) return [];
    const of = (values: Float64Array): Float64Array => Float64Array.from(used, (r) => values[r]);
    const f = ngtdmFeatures(
      of(counts),
      of(difference),
      Int32Array.from(used, (r) => present[r]),
    );
    return {
      coarseness: f.Coarseness,
      contrast: f.Contrast,
      busyness: f.Busyness,
      complexity: f.Complexity,
      strength: f.Strength,
    };
  });
  return {
    ...named('ngt', suffix, meanOf(differences)),
    ...named('ngl', suffix, meanOf(lists.map((list) => ibsiDependences(list, grid)))),
  };
}

function ibsiPairs(f: FeatureValues): FeatureValues {
  return {
    joint_max: f.MaximumProbability,
    joint_avg: f.JointAverage,
    joint_var: f.SumSquares,
    joint_entr: f.JointEntropy,
    diff_avg: f.DifferenceAverage,
    diff_var: f.DifferenceVariance,
    diff_entr: f.DifferenceEntropy,
    sum_avg: f.SumAverage,
    sum_var: f.ClusterTendency,
    sum_entr: f.SumEntropy,
    energy: f.JointEnergy,
    contrast: f.Contrast,
    dissimilarity: f.DifferenceAverage,
    inv_diff: f.Id,
    inv_diff_norm: f.Idn,
    inv_diff_mom: f.Idm,
    inv_diff_mom_norm: f.Idmn,
    inv_var: f.InverseVariance,
    corr: f.Correlation,
    auto_corr: f.Autocorrelation,
    clust_tend: f.ClusterTendency,
    clust_shade: f.ClusterShade,
    clust_prom: f.ClusterProminence,
    info_corr1: f.Imc1,
    info_corr2: Number.isNaN(f.Imc2) ? 0 : f.Imc2,
  };
}

/** Names that run-length, size-zone and distance-zone features give the same sums. */
interface SizeNames {
  readonly small: string;
  readonly large: string;
  readonly level: string;
  readonly size: string;
  readonly spread: string;
  readonly percentage: string;
}

const RUN_NAMES: SizeNames = { small: 'sr', large: 'lr', level: 'gre', size: 'rl', spread: 'rl', percentage: 'r_perc' };
const ZONE_NAMES: SizeNames = {
  small: 'sz',
  large: 'lz',
  level: 'gze',
  size: 'zs',
  spread: 'zs',
  percentage: 'z_perc',
};
const DISTANCE_NAMES: SizeNames = { ...ZONE_NAMES, small: 'sd', large: 'ld', size: 'zd', spread: 'zd' };

function ibsiSizes(list: SizeList, { present, workspace }: LevelGrid, n: SizeNames): FeatureValues {
  const m = sizeMoments(list, present, workspace);
  return {
    [`${n.small}e`]: m.small,
    [`${n.large}e`]: m.large,
    [`l${n.level}`]: m.low,
    [`h${n.level}`]: m.high,
    [`${n.small}lge`]: m.smallLow,
    [`${n.small}hge`]: m.smallHigh,
    [`${n.large}lge`]: m.largeLow,
    [`${n.large}hge`]: m.largeHigh,
    glnu: m.levelSquares / m.total,
    glnu_norm: m.levelSquares / m.total ** 2,
    [`${n.size}nu`]: m.sizeSquares / m.total,
    [`${n.size}nu_norm`]: m.sizeSquares / m.total ** 2,
    [n.percentage]: m.total / m.voxels,
    gl_var: m.levelVariance,
    [`${n.spread}_var`]: m.sizeVariance,
    [`${n.spread}_entr`]: m.entropy,
  };
}

function ibsiDependences(list: SizeList, { present, workspace }: LevelGrid): FeatureValues {
  const m = sizeMoments(list, present, workspace);
  let energy = 0;
  for (let k = 0; k < list.length; k++) energy += (list.count[k] / m.total) ** 2;
  return {
    lde: m.small,
    hde: m.large,
    lgce: m.low,
    hgce: m.high,
    ldlge: m.smallLow,
    ldhge: m.smallHigh,
    hdlge: m.largeLow,
    hdhge: m.largeHigh,
    glnu: m.levelSquares / m.total,
    glnu_norm: m.levelSquares / m.total ** 2,
    dcnu: m.sizeSquares / m.total,
    dcnu_norm: m.sizeSquares / m.total ** 2,
    // Every voxel has one dependence.
    dc_perc: 1,
    gl_var: m.levelVariance,
    dc_var: m.sizeVariance,
    dc_entr: m.entropy,
    dc_energy: energy,
  };
}

function named(family: string, suffix: string, features: FeatureValues): FeatureValues {
  return Object.fromEntries(Object.entries(features).map(([name, value]) => [`${family}_${name}_${suffix}`, value]));
}

/** Unweighted mean of each feature. */
function meanOf(all: readonly FeatureValues[]): FeatureValues {
  if (all.length === 0) return {};
  const names = Object.keys(all[0]);
  return Object.fromEntries(names.map((name) => [name, all.reduce((sum, f) => sum + f[name], 0) / all.length]));
}
