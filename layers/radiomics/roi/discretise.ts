/** From grey values to grey levels, by the bins of PyRadiomics. */
import { InputRefused } from '@radscore/imaging';
import type { Kernels, Span } from '../kernels/kernels.ts';

/** How a filtered image stores its voxels; PyRadiomics' bin edges depend on it. */
export type VoxelKind = 'integer' | 'float32' | 'float64';

export interface Binning {
  readonly binWidth: number;
  /** A fixed number of bins; replaces `binWidth` where it is given. */
  readonly binCount: number | null;
}

/** The grey levels of an ROI. Only levels that occur have a rank; matrices are indexed by rank. */
export interface GreyLevels {
  /** Rank of each ROI voxel, 1 = lowest level, in the order of the values. */
  readonly ranks: Int32Array;
  /** The same in kernel memory, if they were counted there. */
  readonly resident?: Span<'i32'>;
  /** Level number of rank r at `present[r - 1]`, ascending. */
  readonly present: Int32Array;
  /** Number of voxels of rank r at `counts[r - 1]`. */
  readonly counts: Float64Array;
}

/** PyRadiomics makes matrices of Ng × Ng; a level count beyond this is a mistake in the bin width. */
const MAX_LEVELS = 1 << 22;

/** The values of an ROI in kernel memory, and room for their levels. */
export interface ResidentValues {
  readonly kernels: Kernels;
  readonly values: Span<'f64'>;
  readonly levels: Span<'i32'>;
}

/** The least and the greatest of the values; undefined where one is not finite. */
export function rangeOf(values: Float64Array, resident?: ResidentValues): ValueRange | undefined {
  if (resident) return rangeInKernels(resident);
  let low = values[0];
  let high = values[0];
  // Stays 0 while all are finite: what is infinite or no number, less itself, is no number.
  let rest = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    rest += value - value;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return rest === 0 ? { low, high } : undefined;
}

function rangeInKernels({ kernels, values }: ResidentValues): ValueRange | undefined {
  return kernels.within(() => {
    const found = kernels.take('f64', 2);
    if (!kernels.intensities.rangeOf(values, found)) return undefined;
    const [low, high] = kernels.view(found);
    return { low, high };
  });
}

export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Grey levels of the ROI's values as PyRadiomics' `getBinEdges` and `binImage` give them: level = number of bin edges
 * that do not exceed the value. With a bin width the first edge is the largest multiple of it below the minimum.
 *
 * @param resident the values in kernel memory, if kernels are to count them: its levels become the ranks
 */
export function discretise(
  values: Float64Array,
  range: ValueRange,
  kind: VoxelKind,
  binning: Binning,
  resident?: ResidentValues,
): GreyLevels {
  const { low, high } = range;
  if (binning.binCount === null) {
    const edges = edgesOfWidth(range, binning.binWidth);
    if (resident) return rankInKernels(resident, edges);
    const levels = new Int32Array(values.length);
    return rankLevels(levels, levelsOfWidth(values, levels, edges));
  }
  const levels = new Int32Array(values.length);
  return rankLevels(levels, levelsOfCount(values, levels, countEdges(low, high, binning.binCount, kind)));
}

/** Bin edges that go on in equal steps. */
interface EqualEdges {
  readonly first: number;
  readonly step: number;
}

function edgesOfWidth({ low, high }: ValueRange, width: number): EqualEdges {
  const first = low - flooredModulo(low, width);
  // numpy.arange steps by the rounded difference of its first two members.
  const step = first + width - first;
  if ((high - first) / step < MAX_LEVELS) return { first, step };
  throw new InputRefused({
    code: 'settings-invalid',
    got: `${Math.ceil((high - first) / step)} grey levels (values from ${low} to ${high}, bin width ${width})`,
    wanted: `at most ${MAX_LEVELS} grey levels`,
    remedy: 'Raise binWidth, or set binCount.',
  });
}

function levelsOfWidth(values: Float64Array, levels: Int32Array, { first, step }: EqualEdges): number {
  let highest = 0;
  // Off by a rounding at most, which the comparisons with the edges correct; a division would cost more.
  const perStep = 1 / step;
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    let edge = ((value - first) * perStep) | 0;
    while (edge > 0 && first + edge * step > value) edge--;
    while (first + (edge + 1) * step <= value) edge++;
    levels[n] = edge + 1;
    if (edge >= highest) highest = edge + 1;
  }
  return highest;
}

/** numpy.histogram's edges; PyRadiomics moves the last one up by 1 so that the maximum stays in the last bin. */
function countEdges(min: number, max: number, count: number, kind: VoxelKind): Float64Array {
  const flat = min === max;
  const first = flat ? min - 0.5 : min;
  const last = flat ? max + 0.5 : max;
  const edges = new Float64Array(count + 1);
  const step = (last - first) / count;
  for (let k = 0; k < count; k++) edges[k] = k * step + first;
  edges[count] = last;
  if (kind === 'float32') for (let k = 0; k <= count; k++) edges[k] = Math.fround(edges[k]);
  edges[count] = kind === 'float32' ? Math.fround(edges[count] + 1) : edges[count] + 1;
  return edges;
}

function levelsOfCount(values: Float64Array, levels: Int32Array, edges: Float64Array): number {
  const first = edges[0];
  const step = (edges[edges.length - 1] - 1 - first) / (edges.length - 1);
  let highest = 0;
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    let edge = Math.min(Math.max(Math.floor((value - first) / step), 0), edges.length - 1);
    while (edge > 0 && edges[edge] > value) edge--;
    while (edge + 1 < edges.length && edges[edge + 1] <= value) edge++;
    levels[n] = edge + 1;
    if (edge >= highest) highest = edge + 1;
  }
  return highest;
}

/** Replaces levels by ranks, in place. */
function rankLevels(levels: Int32Array, highest: number): GreyLevels {
  const histogram = new Int32Array(highest + 1);
  for (let n = 0; n < levels.length; n++) histogram[levels[n]]++;
  const occupied = rankOccupied(histogram);
  for (let n = 0; n < levels.length; n++) levels[n] = histogram[levels[n]];
  return { ranks: levels, ...occupied };
}

/** Levels that occur, and their voxels. A histogram by level becomes their ranks. */
function rankOccupied(histogram: Int32Array): Pick<GreyLevels, 'present' | 'counts'> {
  let distinct = 0;
  for (let level = 1; level < histogram.length; level++) if (histogram[level] !== 0) distinct++;
  const present = new Int32Array(distinct);
  const counts = new Float64Array(distinct);
  for (let level = 1, rank = 0; level < histogram.length; level++) {
    if (histogram[level] === 0) continue;
    present[rank] = level;
    counts[rank] = histogram[level];
    histogram[level] = ++rank;
  }
  return { present, counts };
}

function rankInKernels({ kernels, values, levels }: ResidentValues, { first, step }: EqualEdges): GreyLevels {
  const highest = kernels.intensities.levelsOfWidth(values, first, step, levels);
  const occupied = kernels.within(() => {
    const histogram = kernels.take('i32', highest + 1);
    kernels.view(histogram).fill(0);
    kernels.intensities.countLevels(levels, histogram);
    const found = rankOccupied(kernels.view(histogram));
    kernels.intensities.rankLevels(levels, histogram);
    return found;
  });
  let copy: Int32Array | undefined;
  return {
    ...occupied,
    resident: levels,
    // Only what runs without kernels asks for these.
    get ranks() {
      copy ??= kernels.view(levels).slice();
      return copy;
    },
  };
}

/** Python's `%`: the result has the sign of the divisor. */
function flooredModulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest;
}
