/** Which stored values are black and which are white. */
import { isInteger, type Mask, type Vector3, type Volume, type Voxels } from '@radscore/imaging';

/** Centre and width in stored values: black at `centre − width / 2` and below, white at `centre + width / 2` and above. */
export interface Window {
  readonly centre: number;
  readonly width: number;
}

/** Samples of a volume that its percentiles are taken of: enough for a window, quick on half a billion voxels. */
const SAMPLES = 100_000;

/**
 * The window from the 1st to the 99th percentile of the slices that the region reaches, of all without a region; of
 * constant values, a width of 1 about them. Those slices come first when a study is opened: the window that is shown then
 * is the one that the whole volume has, and no picture changes its greys when the others come.
 */
export function windowOf({ size, voxels: all }: Volume, mask?: Mask): Window {
  const [first, end] = (mask && isSameSize(mask.size, size) && slicesReached(mask)) || [0, size[2]];
  const plane = size[0] * size[1];
  const voxels = all.subarray(first * plane, end * plane);
  // An odd step meets every column of a grid whose rows have an even length.
  const step = Math.max(1, Math.floor(voxels.length / SAMPLES)) | 1;
  const values = new Float64Array(Math.ceil(voxels.length / step));
  let count = 0;
  for (let i = 0; i < voxels.length; i += step) if (Number.isFinite(voxels[i])) values[count++] = voxels[i];
  const sorted = values.subarray(0, count).sort();
  if (count === 0) return { centre: 0, width: 1 };
  const low = sorted[Math.floor(0.01 * (count - 1))];
  const high = sorted[Math.ceil(0.99 * (count - 1))];
  return high > low ? { centre: (low + high) / 2, width: high - low } : { centre: low, width: 1 };
}

function isSameSize(a: Vector3, b: Vector3): boolean {
  return a.every((extent, axis) => extent === b[axis]);
}

/** The first slice that a region reaches and one past the last; undefined for an empty region. */
function slicesReached({ voxels, size }: Mask): readonly [first: number, end: number] | undefined {
  const plane = size[0] * size[1];
  const first = voxels.indexOf(1);
  return first < 0 ? undefined : [Math.floor(first / plane), Math.floor(voxels.lastIndexOf(1) / plane) + 1];
}

/** A window moved by shares of the width that it began with: the same drag means the same on every scale of values. */
export function changedWindow(window: Window, initial: Window, byCentre: number, byWidth: number): Window {
  const least = initial.width / 1000;
  return {
    centre: window.centre + byCentre * initial.width,
    width: Math.max(least, window.width + byWidth * initial.width),
  };
}

/** Grey of stored values, packed as ImageData has it (little endian: red is the lowest byte). */
export type Greys = (value: number) => number;

const OPAQUE = 0xff000000;

/** The grey, 0 to 255, of a value. What is no number is black. */
export function greyOf(value: number, { centre, width }: Window): number {
  const grey = Math.round(((value - centre) / width + 0.5) * 255);
  return grey > 0 ? Math.min(255, grey) : 0;
}

/**
 * A table of packed greys for voxels of 8 or 16 bits: worked out once for each window, so that a slice is one look-up
 * a voxel. `at = value − lowest`. Undefined for types that have no table.
 */
export function greyTable(
  voxels: Voxels,
  window: Window,
): { readonly lowest: number; readonly greys: Uint32Array } | undefined {
  if (!isInteger(voxels) || voxels.BYTES_PER_ELEMENT > 2) return undefined;
  const isSigned = voxels instanceof Int8Array || voxels instanceof Int16Array;
  const length = 2 ** (8 * voxels.BYTES_PER_ELEMENT);
  const lowest = isSigned ? -length / 2 : 0;
  const greys = new Uint32Array(length);
  for (let at = 0; at < length; at++) greys[at] = packed(greyOf(at + lowest, window));
  return { lowest, greys };
}

/** One grey, packed. */
export function packed(grey: number): number {
  return (OPAQUE | (grey * 0x010101)) >>> 0;
}
