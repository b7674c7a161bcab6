import type { Vector3, Volume, Voxels } from '@radscore/imaging';
import type { Roi } from '../roi.ts';
import type { FilteredImage } from './filtered.ts';
import { filterLines, type RecursiveFilter, recursiveGaussian, SLOWEST_DECAY } from './recursive-gaussian.ts';

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
    for (let k = 0; k < sum.length; k++) sum[k] += block.voxels[k] * weight;
  }
  return { name, values: gatherBox(sum, roi), kind: 'float32' };
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

/** Lines filtered together: enough to run side by side, few enough for the cache. */
const LANES = 32;

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
  const data = new Float64Array(length * LANES);
  const causal = new Float64Array(length * LANES);
  const anticausal = new Float64Array(length * LANES);
  const source = block.voxels;
  const origin = lines.reduce((sum, [start], a) => sum + (start - block.lower[a]) * strides[a], 0);
  for (let j = 0; j < lines[v][1]; j++) {
    for (let i = 0; i < lines[u][1]; i += LANES) {
      const lanes = Math.min(LANES, lines[u][1] - i);
      const from = origin + i * strides[u] + j * strides[v];
      for (let k = 0; k < lanes; k++) {
        let at = from + k * strides[u];
        for (let s = k; s < length * lanes; s += lanes, at += strides[axis]) data[s] = source[at];
      }
      filterLines(filter, data, causal, anticausal, length, lanes);
      const to = i * outStrides[u] + j * outStrides[v];
      for (let k = 0; k < lanes; k++) {
        let at = to + k * outStrides[u];
        const start = (kept[0] - first) * lanes + k;
        for (let s = 0; s < kept[1]; s++, at += outStrides[axis]) output[at] = causal[start + s * lanes];
      }
    }
  }
  return {
    voxels: output,
    size: [size[0], size[1], size[2]],
    lower: [0, 1, 2].map((a) => (a === axis ? kept[0] : lines[a][0])) as unknown as Vector3,
  };
}

function gatherBox(box: Float32Array, roi: Roi): Float64Array {
  const { size, lower, extent, voxels } = roi;
  const values = new Float64Array(voxels.length);
  for (let n = 0; n < voxels.length; n++) {
    const x = voxels[n] % size[0];
    const row = (voxels[n] - x) / size[0];
    const y = row % size[1];
    const z = (row - y) / size[1];
    values[n] = box[x - lower[0] + extent[0] * (y - lower[1] + extent[1] * (z - lower[2]))];
  }
  return values;
}
