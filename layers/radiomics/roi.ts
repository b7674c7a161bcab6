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
}

/**
 * Collects the voxels of a mask; an empty mask gives an ROI of extent 0.
 *
 * @param within a box that holds all of them
 */
export function roiOf(mask: Mask, within: Box = { lower: [0, 0, 0], size: mask.size }): Roi {
  const { voxels: inside, size } = mask;
  const { lower, size: extent } = within;
  let count = 0;
  for (let z = lower[2]; z < lower[2] + extent[2]; z++) {
    for (let y = lower[1]; y < lower[1] + extent[1]; y++) {
      const row = lower[0] + size[0] * (y + size[1] * z);
      for (let i = row; i < row + extent[0]; i++) count += inside[i];
    }
  }
  const voxels = new Int32Array(count);
  let n = 0;
  for (let z = lower[2]; z < lower[2] + extent[2]; z++) {
    for (let y = lower[1]; y < lower[1] + extent[1]; y++) {
      const row = lower[0] + size[0] * (y + size[1] * z);
      for (let i = row; i < row + extent[0]; i++) if (inside[i] !== 0) voxels[n++] = i;
    }
  }
  return roiFromVoxels(voxels, size, mask.spacing);
}

/** Calls `take` for each stretch `first` to `end` of ascending indices that lie in the same row of `width`. */
export function eachRow(
  indices: Int32Array,
  width: number,
  take: (row: number, first: number, end: number) => void,
): void {
  for (let first = 0; first < indices.length; ) {
    const row = Math.floor(indices[first] / width);
    const behind = (row + 1) * width;
    let end = first + 1;
    while (end < indices.length && indices[end] < behind) end++;
    take(row, first, end);
    first = end;
  }
}

/** An ROI from ascending voxel indices, e.g. what resegmentation has left. */
export function roiFromVoxels(voxels: Int32Array, size: Vector3, spacing: Vector3): Roi {
  const [width, height] = size;
  let [x0, x1, y0, y1, z0, z1] = [width, -1, height, -1, size[2], -1];
  eachRow(voxels, width, (row, first, end) => {
    const y = row % height;
    const z = (row - y) / height;
    x0 = Math.min(x0, voxels[first] - row * width);
    x1 = Math.max(x1, voxels[end - 1] - row * width);
    y0 = Math.min(y0, y);
    y1 = Math.max(y1, y);
    z0 = Math.min(z0, z);
    z1 = Math.max(z1, z);
  });
  const empty = voxels.length === 0;
  const lower: Vector3 = empty ? [0, 0, 0] : [x0, y0, z0];
  const extent: Vector3 = empty ? [0, 0, 0] : [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1];
  const inBox = new Int32Array(voxels.length);
  eachRow(voxels, width, (row, first, end) => {
    const y = row % height;
    const start = extent[0] * (y - y0 + extent[1] * ((row - y) / height - z0)) - x0;
    for (let n = first; n < end; n++) inBox[n] = start + voxels[n] - row * width;
  });
  return { size, spacing, lower, extent, voxels, inBox };
}

/** The box of an ROI with a border of `pad` voxels, and where the ROI's voxels lie in it. */
export interface PaddedBox {
  readonly pad: number;
  readonly strideY: number;
  readonly strideZ: number;
  readonly length: number;
  /** Position of each ROI voxel in the padded box, in the order of `Roi.voxels`. */
  readonly positions: Int32Array;
}

/** With a border as wide as the farthest neighbour, no neighbour needs a bounds test. */
export function padBox(roi: Roi, pad: number): PaddedBox {
  const { extent, inBox } = roi;
  const [width, height] = extent;
  const strideY = width + 2 * pad;
  const strideZ = strideY * (height + 2 * pad);
  const positions = new Int32Array(inBox.length);
  eachRow(inBox, width, (row, first, end) => {
    const y = row % height;
    const start = pad + strideY * (y + pad) + strideZ * ((row - y) / height + pad);
    for (let n = first; n < end; n++) positions[n] = start + inBox[n] - row * width;
  });
  return { pad, strideY, strideZ, length: strideZ * (extent[2] + 2 * pad), positions };
}
