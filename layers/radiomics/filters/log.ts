import type { Vector3, Volume, Voxels } from '@radscore/imaging';
import type { Roi } from '../roi.ts';
import { type FilteredImage, gather } from './filtered.ts';
import { LineScratch, type RecursiveFilter, recursiveGaussian, SLOWEST_DECAY } from './recursive-gaussian.ts';

/**
 * Samples farther from the ROI than this many sigmas change a filtered value by less than exp(-27.5) ≈ 1e-12 of the
 * contrast there, a hundred-thousandth of a float32 step; a test bounds the error.
 */
const REACH_IN_SIGMAS = 27.5 / -SLOWEST_DECAY;

/** Whether PyRadiomics computes a LoG of this sigma (mm): 4 voxels along each axis and room for sigma. */
export function logFits(image: Volume, sigma: number): boolean {
  return image.size.every((size, axis) => size >= 4 && size >= Math.ceil(sigma / image.spacing[axis]) + 1);
}

/**
 * ITK's LaplacianRecursiveGaussianImageFilter with NormalizeAcrossScale: Σ over axes of the second derivative along the
 * axis, smoothed along the two others, over the squared spacing. Each pass runs in double along the line and stores
 * float32, as the sum does.
 *
 * The last pass runs only over the lines through the ROI's box, the pass before over the lines that these need, and all
 * only as far from the ROI as the filter reaches.
 */
export function laplacianOfGaussian(image: Volume, roi: Roi, sigma: number, name: string): FilteredImage {
  const near = reach(image, roi, sigma);
  const sum = new Float32Array(roi.extent[0] * roi.extent[1] * roi.extent[2]);
  for (let axis = 0; axis < 3; axis++) {
    const passes = [axis, ...[0, 1, 2].filter((other) => other !== axis)];
    let block: Block = { voxels: image.voxels, size: image.size, lower: [0, 0, 0] };
    passes.forEach((direction, pass) => {
      const filter = recursiveGaussian(sigma, image.spacing[direction], pass === 0 ? 2 : 0);
      // Axes already filtered are down to the ROI's box; this pass brings its own there.
      const done = passes.slice(0, pass);
      block = filterAxis(block, filter, direction, {
        lines: [0, 1, 2].map((a) => (done.includes(a) ? roiRange(roi, a) : near[a])),
        kept: roiRange(roi, direction),
      });
    });
    const weight = 1 / (image.spacing[axis] * image.spacing[axis]);
    addScaled(sum, block.voxels as Float32Array, weight);
  }
  return { name, values: gather(sum, roi.inBox), kind: 'float32' };
}

function addScaled(sum: Float32Array, term: Float32Array, weight: number): void {
  for (let k = 0; k < sum.length; k++) sum[k] += term[k] * weight;
}

/** First index and count along an axis. */
type Range = readonly [number, number];

/** Voxels from `lower` on, x fastest. */
interface Block {
  readonly voxels: Voxels;
  readonly size: Vector3;
  readonly lower: Vector3;
}

function roiRange(roi: Roi, axis: number): Range {
  return [roi.lower[axis], roi.extent[axis]];
}

function reach(image: Volume, roi: Roi, sigma: number): Range[] {
  return [0, 1, 2].map((axis) => {
    const margin = Math.max(Math.ceil((REACH_IN_SIGMAS * sigma) / image.spacing[axis]), 4);
    const first = Math.max(roi.lower[axis] - margin, 0);
    const end = Math.min(roi.lower[axis] + roi.extent[axis] + margin, image.size[axis]);
    return [first, end - first];
  });
}

/** Lines filtered together: enough to run side by side, few enough for the cache. Even, as kernels take two at a time. */
const LANES = 16;

/**
 * Filters the lines along `axis`: over all of `lines[axis]`, for the line positions of the other two ranges; keeps
 * `kept` of each line.
 */
function filterAxis(
  block: Block,
  filter: RecursiveFilter,
  axis: number,
  { lines, kept }: { lines: Range[]; kept: Range },
): Block {
  const strides = [1, block.size[0], block.size[0] * block.size[1]];
  const [u, v] = [0, 1, 2].filter((other) => other !== axis);
  const size = lines.map(([, count], a) => (a === axis ? kept[1] : count));
  const outStrides = [1, size[0], size[0] * size[1]];
  const output = new Float32Array(size[0] * size[1] * size[2]);

  const [first, length] = lines[axis];
  const scratch = new LineScratch(filter, length, LANES);
  const source = block.voxels;
  const origin = lines.reduce((sum, [start], a) => sum + (start - block.lower[a]) * strides[a], 0);
  for (let j = 0; j < lines[v][1]; j++) {
    for (let i = 0; i < lines[u][1]; i += LANES) {
      const lanes = Math.min(LANES, lines[u][1] - i);
      const from = origin + i * strides[u] + j * strides[v];
      load(source, from, strides[axis], strides[u], scratch.data, length, lanes);
      scratch.run();
      const to = i * outStrides[u] + j * outStrides[v];
      store(scratch.result, (kept[0] - first) * LANES, output, to, outStrides[axis], outStrides[u], kept[1], lanes);
    }
  }
  scratch.release();
  return {
    voxels: output,
    size: [size[0], size[1], size[2]],
    lower: [0, 1, 2].map((a) => (a === axis ? kept[0] : lines[a][0])) as unknown as Vector3,
  };
}

/** Line k of `lanes` to data[s * LANES + k]. The loop order follows whichever of the two steps is 1. */
function load(
  source: Voxels,
  from: number,
  along: number,
  across: number,
  data: Float64Array,
  length: number,
  lanes: number,
): void {
  if (across === 1) {
    for (let s = 0; s < length; s++) for (let k = 0; k < lanes; k++) data[s * LANES + k] = source[from + s * along + k];
    return;
  }
  for (let k = 0; k < lanes; k++)
    for (let s = 0, at = from + k * across; s < length; s++, at += along) data[s * LANES + k] = source[at];
}

function store(
  result: Float64Array,
  start: number,
  output: Float32Array,
  to: number,
  along: number,
  across: number,
  length: number,
  lanes: number,
): void {
  for (let s = 0; s < length; s++)
    for (let k = 0; k < lanes; k++) output[to + s * along + k * across] = result[start + s * LANES + k];
}
