/** Noise and smooth random fields: what synthetic images are made of. */
import type { Vector3 } from '@radscore/imaging';
import type { Random } from '@radscore/statistics';

/** Four random bytes and their mean: a sum of four uniforms is close to normal, within 3.5 standard deviations. */
const FOUR_BYTES_MEAN = 4 * 127.5;
const FOUR_BYTES_SD = Math.sqrt((4 * (256 ** 2 - 1)) / 12);

/** Words that are drawn at once. */
const DRAWN = 4096;

/** Sums of four random bytes, drawn in blocks: `take` is called with each block, which it must not keep, and where it begins. */
function drawSums(count: number, random: Random, take: (sums: Uint32Array, from: number) => void): void {
  const block = new Uint32Array(DRAWN);
  for (let from = 0; from < count; from += DRAWN) {
    const words = count - from < DRAWN ? block.subarray(0, count - from) : block;
    random.fill(words);
    for (let i = 0; i < words.length; i++) {
      const bits = words[i];
      words[i] = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    }
    take(words, from);
  }
}

/** Adds noise to a signal: nearly normal, mean 0. One draw per voxel, since a volume has a million. */
export function addNoise(signal: Float32Array, sd: number, random: Random): void {
  const scale = sd / FOUR_BYTES_SD;
  drawSums(signal.length, random, (sums, from) => {
    for (let i = 0; i < sums.length; i++) signal[from + i] += (sums[i] - FOUR_BYTES_MEAN) * scale;
  });
}

/**
 * A signal with noise as scanners store it: magnitudes, so that in air only the noise's absolute value is seen. The noise is
 * that of {@link addNoise}.
 *
 * @param factor multiplies the signal inside `roi`
 */
export function acquire(
  signal: Float32Array,
  { sd, factor, roi }: { readonly sd: number; readonly factor: number; readonly roi: Uint8Array },
  random: Random,
): Int16Array {
  const scale = sd / FOUR_BYTES_SD;
  const voxels = new Int16Array(signal.length);
  drawSums(signal.length, random, (sums, from) => {
    for (let i = 0; i < sums.length; i++) {
      const at = from + i;
      // Single precision after each step: these are the voxels of earlier releases, to the bit.
      const shown = roi[at] === 0 ? signal[at] : Math.fround(signal[at] * factor);
      const value = Math.abs(Math.fround(shown + (sums[i] - FOUR_BYTES_MEAN) * scale)) + 0.5;
      voxels[at] = value < 32767 ? value : 32767;
    }
  });
  return voxels;
}

/**
 * A stationary random field: white noise under a Gaussian kernel, with mean 0 and standard deviation 1.
 *
 * @param size voxels along x, y, z; x fastest
 * @param correlationLength standard deviation of the kernel, millimetres; along an axis whose voxels are much longer
 *   neighbours stay independent
 * @param spacing millimetres
 */
export function randomField(size: Vector3, correlationLength: number, spacing: Vector3, random: Random): Float32Array {
  const kernels = spacing.map((step) => gaussianKernel(correlationLength / step));
  const extent = size.map((voxels, axis) => voxels + kernels[axis].length - 1);
  let field: Float32Array = new Float32Array(extent[0] * extent[1] * extent[2]);
  addNoise(field, 1, random);
  for (let axis = 0; axis < 3; axis++) {
    field = convolveAlong(axis, field, extent, kernels[axis]);
    extent[axis] = size[axis];
  }
  return field;
}

/** Odd number of weights whose squares sum to 1, so that white noise keeps its variance. */
function gaussianKernel(sd: number): Float32Array {
  const radius = Math.ceil(2.5 * sd);
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sd * sd)),
  );
  const norm = Math.hypot(...weights);
  return weights.map((weight) => weight / norm);
}

/** Only where the whole kernel fits: the axis loses one voxel less than the kernel has. */
function convolveAlong(
  axis: number,
  source: Float32Array,
  size: readonly number[],
  kernel: Float32Array,
): Float32Array {
  const stride = [1, size[0], size[0] * size[1]][axis];
  const reduced = size.map((voxels, a) => (a === axis ? voxels - kernel.length + 1 : voxels));
  const result = new Float32Array(reduced[0] * reduced[1] * reduced[2]);
  const width = reduced[0];
  const taps = kernel.length;
  let at = 0;
  for (let z = 0; z < reduced[2]; z++) {
    for (let y = 0; y < reduced[1]; y++) {
      const row = size[0] * (y + size[1] * z);
      let x = 0;
      // Four sums side by side, each in the order of the kernel: none waits for the addition before it.
      for (; x + 4 <= width; x += 4, at += 4) {
        let [a, b, c, d] = [0, 0, 0, 0];
        let from = row + x;
        for (let k = 0; k < taps; k++, from += stride) {
          const weight = kernel[k];
          a += weight * source[from];
          b += weight * source[from + 1];
          c += weight * source[from + 2];
          d += weight * source[from + 3];
        }
        result[at] = a;
        result[at + 1] = b;
        result[at + 2] = c;
        result[at + 3] = d;
      }
      for (; x < width; x++) {
        let sum = 0;
        let from = row + x;
        for (let k = 0; k < taps; k++, from += stride) sum += kernel[k] * source[from];
        result[at++] = sum;
      }
    }
  }
  return result;
}
