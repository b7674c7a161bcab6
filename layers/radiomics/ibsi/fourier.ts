/** A Fourier transform in three dimensions, for correlations over all pairs of voxels. */
import { cos, sin } from '@radscore/imaging/elementary';
/** In-place complex Fourier transform of a 3-D array (x fastest) whose sizes are powers of two. */
export function fourier3d(re: Float64Array, im: Float64Array, size: readonly number[]): void {
  const strides = [1, size[0], size[0] * size[1]];
  for (let axis = 0; axis < 3; axis++) {
    const length = size[axis];
    const lineRe = new Float64Array(length);
    const lineIm = new Float64Array(length);
    const twiddle = twiddles(length);
    const [u, v] = [0, 1, 2].filter((other) => other !== axis);
    for (let j = 0; j < size[v]; j++) {
      for (let i = 0; i < size[u]; i++) {
        const start = i * strides[u] + j * strides[v];
        for (let k = 0, at = start; k < length; k++, at += strides[axis]) {
          lineRe[k] = re[at];
          lineIm[k] = im[at];
        }
        transform(lineRe, lineIm, twiddle);
        for (let k = 0, at = start; k < length; k++, at += strides[axis]) {
          re[at] = lineRe[k];
          im[at] = lineIm[k];
        }
      }
    }
  }
}

interface Twiddles {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
}

function twiddles(length: number): Twiddles {
  const angle = (k: number): number => (-2 * Math.PI * k) / length;
  return {
    cos: Float64Array.from({ length: length / 2 }, (_, k) => cos(angle(k))),
    sin: Float64Array.from({ length: length / 2 }, (_, k) => sin(angle(k))),
  };
}

/** Cooley–Tukey, radix 2. */
function transform(re: Float64Array, im: Float64Array, { cos, sin }: Twiddles): void {
  const length = re.length;
  for (let i = 1, j = 0; i < length; i++) {
    let bit = length >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let half = 1; half < length; half *= 2) {
    const turn = length / (2 * half);
    for (let start = 0; start < length; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const a = start + k;
        const b = a + half;
        const [c, s] = [cos[k * turn], sin[k * turn]];
        const x = re[b] * c - im[b] * s;
        const y = re[b] * s + im[b] * c;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}
