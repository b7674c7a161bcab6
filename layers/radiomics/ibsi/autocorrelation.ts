/** Moran's I and Geary's C of an ROI. */
import { hypot } from '@radscore/imaging/elementary';
import type { Roi } from '../roi/roi.ts';
import { fourier3d } from './fourier.ts';

/**
 * Moran's I and Geary's C with the inverse distance as weight, over all pairs of voxels.
 *
 * A sum over pairs of w(distance)·f·g is a sum over shifts, so it is taken from power spectra: two Fourier transforms
 * instead of n² distances. Mask and centred values share one, squared values and weights the other.
 */
export function spatialAutocorrelation(values: Float64Array, roi: Roi): { moran: number; geary: number } {
  const count = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / count;
  const size = roi.extent.map((length) => 2 ** Math.ceil(Math.log2(Math.max(2 * length - 1, 2))));
  const total = size[0] * size[1] * size[2];
  const [a, b] = [new Float64Array(total), new Float64Array(total)];
  const [c, d] = [new Float64Array(total), new Float64Array(total)];
  let scatter = 0;
  for (let n = 0; n < count; n++) {
    const x = roi.inBox[n] % roi.extent[0];
    const row = (roi.inBox[n] - x) / roi.extent[0];
    const y = row % roi.extent[1];
    const at = x + size[0] * (y + size[1] * ((row - y) / roi.extent[1]));
    const deviation = values[n] - mean;
    a[at] = 1;
    b[at] = deviation;
    c[at] = deviation * deviation;
    scatter += deviation * deviation;
  }
  inverseDistances(d, size, roi.spacing);
  fourier3d(a, b, size);
  fourier3d(c, d, size);

  let [weights, products, squares] = [0, 0, 0];
  for (let z = 0, k = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, k++) {
        const mirror =
          ((size[0] - x) % size[0]) + size[0] * (((size[1] - y) % size[1]) + size[1] * ((size[2] - z) % size[2]));
        // Two real signals from one complex transform: (G(k) ± conj G(-k)) / 2.
        const maskRe = (a[k] + a[mirror]) / 2;
        const maskIm = (b[k] - b[mirror]) / 2;
        const valueRe = (b[k] + b[mirror]) / 2;
        const valueIm = (a[mirror] - a[k]) / 2;
        const squareRe = (c[k] + c[mirror]) / 2;
        const squareIm = (d[k] - d[mirror]) / 2;
        const weight = (d[k] + d[mirror]) / 2;
        weights += weight * (maskRe * maskRe + maskIm * maskIm);
        products += weight * (valueRe * valueRe + valueIm * valueIm);
        squares += weight * (squareRe * maskRe + squareIm * maskIm);
      }
    }
  }
  weights /= total;
  products /= total;
  squares /= total;
  return {
    moran: (count / weights) * (products / scatter),
    geary: ((count - 1) / (2 * weights)) * ((2 * squares - 2 * products) / scatter),
  };
}

/** 1/distance (mm) per shift, negative shifts at the far end; 0 for no shift. */
function inverseDistances(to: Float64Array, size: readonly number[], spacing: readonly number[]): void {
  const shift = (index: number, axis: number): number =>
    (index < size[axis] / 2 ? index : index - size[axis]) * spacing[axis];
  for (let z = 0, k = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, k++) {
        const distance = hypot(shift(x, 0), shift(y, 1), shift(z, 2));
        to[k] = distance === 0 ? 0 : 1 / distance;
      }
    }
  }
}
