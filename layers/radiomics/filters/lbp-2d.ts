/** Local binary patterns in slices. */
import { isInteger, type Volume } from '@radscore/imaging';
import { cos, sin } from '@radscore/imaging/elementary';
import type { Roi } from '../roi/roi.ts';
import type { Setting } from '../settings/setting.ts';
import { type FilteredImage, kindOf } from './filtered.ts';

/**
 * Local binary pattern in the slices across one axis (Ojala et al. 2002, as in scikit-image): `samples` points on a
 * circle are compared with the centre; points between pixels are bilinear, points outside the slice are 0. 'uniform'
 * counts the points that are not darker where the pattern changes at most twice, else it is samples + 1. The result is
 * stored in the type of the image, as PyRadiomics does.
 *
 * @param normal index axis (x = 0) across the slices
 */
export function localBinaryPattern2d(image: Volume, roi: Roi, normal: 0 | 1 | 2, setting: Setting): FilteredImage {
  const { voxels, size } = image;
  const strides = [1, size[0], size[0] * size[1]];
  // PyRadiomics swaps the normal axis of (z, y, x) with the first: rows and columns are what is left, in this order.
  const [row, column] = [
    [1, 2],
    [2, 0],
    [1, 0],
  ][normal];
  const count = setting.lbp2DSamples;
  const offsets = Array.from({ length: count }, (_, k) => {
    const angle = (2 * Math.PI * k) / count;
    return [round5(-setting.lbp2DRadius * sin(angle)), round5(setting.lbp2DRadius * cos(angle))] as const;
  });
  const values = new Float64Array(roi.voxels.length);
  const texture = new Float64Array(count);
  for (let n = 0; n < values.length; n++) {
    const at = roi.voxels[n];
    const index = [at % size[0], Math.floor(at / strides[1]) % size[1], Math.floor(at / strides[2])];
    const slice = at - index[row] * strides[row] - index[column] * strides[column];
    for (let k = 0; k < count; k++) {
      texture[k] = bilinear(
        (r, c) =>
          r < 0 || c < 0 || r >= size[row] || c >= size[column]
            ? 0
            : voxels[slice + r * strides[row] + c * strides[column]],
        index[row] + offsets[k][0],
        index[column] + offsets[k][1],
      );
    }
    values[n] = pattern(texture, voxels[at], setting.lbp2DMethod);
  }
  if (isInteger(voxels)) for (let n = 0; n < values.length; n++) values[n] = Math.trunc(values[n]);
  if (voxels instanceof Float32Array) for (let n = 0; n < values.length; n++) values[n] = Math.fround(values[n]);
  return { name: 'lbp-2D', values, kind: kindOf(voxels) };
}

/** numpy.round(…, 5). */
function round5(value: number): number {
  const scaled = value * 1e5;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0) ? floor + 1 : floor;
  return rounded / 1e5;
}

function bilinear(pixel: (row: number, column: number) => number, row: number, column: number): number {
  const [top, left] = [Math.floor(row), Math.floor(column)];
  const [bottom, right] = [Math.ceil(row), Math.ceil(column)];
  const [down, across] = [row - top, column - left];
  const upper = (1 - across) * pixel(top, left) + across * pixel(top, right);
  const lower = (1 - across) * pixel(bottom, left) + across * pixel(bottom, right);
  return (1 - down) * upper + down * lower;
}

function pattern(texture: Float64Array, centre: number, method: Setting['lbp2DMethod']): number {
  const count = texture.length;
  if (method === 'var') return contrast(texture);
  let bits = 0;
  let code = 0;
  let changes = 0;
  for (let k = 0; k < count; k++) {
    const bit = texture[k] - centre >= 0 ? 1 : 0;
    bits += bit;
    code += bit * 2 ** k;
    // scikit-image does not compare the last point with the first.
    if (k > 0 && bit !== (texture[k - 1] - centre >= 0 ? 1 : 0)) changes++;
  }
  if (method === 'uniform') return changes <= 2 ? bits : count + 1;
  if (method === 'default') return code;
  let least = code;
  for (let k = 1; k < count; k++) {
    code = Math.floor(code / 2) + (code % 2) * 2 ** (count - 1);
    least = Math.min(least, code);
  }
  return least;
}

/** Variance of the points; NaN where it is 0. */
function contrast(texture: Float64Array): number {
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < texture.length; k++) {
    sum += texture[k];
    squares += texture[k] * texture[k];
  }
  const variance = (squares - (sum * sum) / texture.length) / texture.length;
  return variance === 0 ? Number.NaN : variance;
}
