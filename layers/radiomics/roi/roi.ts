/** A region of interest as the engine walks it: its voxels in a list, row by row. */
import type { Box, Mask, Vector3 } from '@radscore/imaging';

/** A region of interest as the engine uses it: its voxels on the grid of the image, in C order, and their box. */
export interface Roi {
  /** Grid of the image: voxels along x, y, z. */
  readonly size: Vector3;
  readonly spacing: Vector3;
  /** Lowest corner of the bounding box (x, y, z) and its extent in voxels. */
  readonly lower: Vector3;
  readonly extent: Vector3;
  /** Indices into the voxels of the image, ascending: x fastest, z slowest. */
  readonly voxels: Int32Array;
  /** The same voxels as indices into the bounding box. */
  readonly inBox: Int32Array;
  /** Where in `voxels` each row along x begins, and at the end their number: voxels of a row are neighbours in the list. */
  readonly rows: Int32Array;
}

/**
 * Collects the voxels of a mask; an empty mask gives an ROI of extent 0.
 *
 * @param within a box that holds all of them
 */
export function roiOf(mask: Mask, within: Box = { lower: [0, 0, 0], size: mask.size }): Roi {
  const runs = runsOf(mask, within);
  let count = 0;
  for (let run = 0; run < runs.length; run += 2) count += runs[run + 1] - runs[run];
  const voxels = new Int32Array(count);
  for (let run = 0, n = 0; run < runs.length; run += 2) n = countUp(voxels, n, runs[run], runs[run + 1]);
  return roiFromVoxels(voxels, mask.size, mask.spacing);
}

/** The numbers from `first` up to `end`, written from `n` on; gives where they end. */
function countUp(to: Int32Array, n: number, first: number, end: number): number {
  const ahead = n - first;
  for (let at = first; at < end; at++) to[at + ahead] = at;
  return end + ahead;
}

const FOUR_INSIDE = 0x01010101;

/** Stretches of a mask along its rows: first voxel and one past the last, in turn. Looks at four voxels at a time. */
function runsOf({ voxels, size }: Mask, { lower, size: extent }: Box): readonly number[] {
  const runs: number[] = [];
  const isAligned = voxels.byteOffset % 4 === 0;
  const words = new Int32Array(voxels.buffer, isAligned ? voxels.byteOffset : 0, isAligned ? voxels.length >> 2 : 0);
  for (let z = lower[2]; z < lower[2] + extent[2]; z++) {
    for (let y = lower[1]; y < lower[1] + extent[1]; y++) {
      let at = lower[0] + size[0] * (y + size[1] * z);
      const end = at + extent[0];
      const lastWord = Math.min(end >> 2, words.length);
      while (at < end) {
        const first = at;
        const isInside = voxels[at] !== 0;
        const alike = isInside ? FOUR_INSIDE : 0;
        do {
          if (at % 4 === 0 && at >> 2 < lastWord && words[at >> 2] === alike) at += 4;
          else at++;
        } while (at < end && (voxels[at] !== 0) === isInside);
        if (isInside) runs.push(first, at);
      }
    }
  }
  return runs;
}

/** An ROI from ascending voxel indices, e.g. what resegmentation has left. */
export function roiFromVoxels(voxels: Int32Array, size: Vector3, spacing: Vector3): Roi {
  const inBox = new Int32Array(voxels.length);
  const rows = rowsOf(voxels, size[0]);
  if (voxels.length === 0) return { size, spacing, lower: [0, 0, 0], extent: [0, 0, 0], voxels, inBox, rows };
  const { lower, extent } = boxOf(voxels, rows, size);
  for (let row = 0; row + 1 < rows.length; row++) {
    const line = lineOf(voxels[rows[row]], size);
    const y = line % size[1];
    const z = (line - y) / size[1];
    const start = extent[0] * (y - lower[1] + extent[1] * (z - lower[2])) - lower[0];
    shift(voxels, inBox, rows[row], rows[row + 1], start - size[0] * line);
  }
  return { size, spacing, lower, extent, voxels, inBox, rows };
}

/** Where rows of `width` begin in a list of ascending indices, and the length of the list. */
function rowsOf(indices: Int32Array, width: number): Int32Array {
  const rows: number[] = [];
  let behind = 0;
  for (let n = 0; n < indices.length; n++) {
    if (indices[n] < behind) continue;
    rows.push(n);
    behind = (Math.floor(indices[n] / width) + 1) * width;
  }
  rows.push(indices.length);
  return Int32Array.from(rows);
}

function boxOf(voxels: Int32Array, rows: Int32Array, size: Vector3): { lower: Vector3; extent: Vector3 } {
  const [width, height] = size;
  let [x0, x1, y0, y1] = [width, -1, height, -1];
  for (let row = 0; row + 1 < rows.length; row++) {
    const line = lineOf(voxels[rows[row]], size);
    const y = line % height;
    x0 = Math.min(x0, voxels[rows[row]] - width * line);
    x1 = Math.max(x1, voxels[rows[row + 1] - 1] - width * line);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
  }
  const z0 = Math.floor(lineOf(voxels[0], size) / height);
  const z1 = Math.floor(lineOf(voxels[voxels.length - 1], size) / height);
  return { lower: [x0, y0, z0], extent: [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1] };
}

/**
 * Number of the row that a voxel lies in. Loops over rows take y and z from it themselves: pairs that are made and taken
 * apart for each row cost more than the row in a process that has just started.
 */
export function lineOf(index: number, size: Vector3): number {
  return Math.floor(index / size[0]);
}

/** Indices `first` to `end`, moved. Rows are worked on one by one in functions of their own, which stay compiled. */
function shift(from: Int32Array, to: Int32Array, first: number, end: number, by: number): void {
  for (let n = first; n < end; n++) to[n] = from[n] + by;
}

/** The box of an ROI with a border of `pad` voxels, and where the ROI's voxels lie in it. */
export interface PaddedBox {
  readonly pad: number;
  readonly strideY: number;
  readonly strideZ: number;
  readonly length: number;
  /** Position of each ROI voxel in the padded box, in the order of `Roi.voxels`. */
  readonly positions: Int32Array;
  /** As in the ROI. */
  readonly rows: Int32Array;
}

/** With a border as wide as the farthest neighbour, no neighbour needs a bounds test. */
export function padBox(roi: Roi, pad: number): PaddedBox {
  const { extent, inBox, rows } = roi;
  const [width, height] = extent;
  const strideY = width + 2 * pad;
  const strideZ = strideY * (height + 2 * pad);
  const positions = new Int32Array(inBox.length);
  for (let row = 0; row + 1 < rows.length; row++) {
    const line = lineOf(inBox[rows[row]], extent);
    const y = line % height;
    const start = pad + strideY * (y + pad) + strideZ * ((line - y) / height + pad);
    shift(inBox, positions, rows[row], rows[row + 1], start - width * line);
  }
  return { pad, strideY, strideZ, length: strideZ * (extent[2] + 2 * pad), positions, rows };
}

/** The ROI in its padded box: 1 inside. */
export function maskOf({ length, positions, rows }: PaddedBox): Uint8Array {
  const mask = new Uint8Array(length);
  for (let row = 0; row + 1 < rows.length; row++) {
    const first = positions[rows[row]];
    const last = positions[rows[row + 1] - 1];
    // Most rows have no hole.
    if (last - first === rows[row + 1] - rows[row] - 1) mask.fill(1, first, last + 1);
    else for (let n = rows[row]; n < rows[row + 1]; n++) mask[positions[n]] = 1;
  }
  return mask;
}
