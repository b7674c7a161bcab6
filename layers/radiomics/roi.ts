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
  const voxels: number[] = [];
  for (let z = lower[2]; z < lower[2] + extent[2]; z++) {
    for (let y = lower[1]; y < lower[1] + extent[1]; y++) {
      const row = lower[0] + size[0] * (y + size[1] * z);
      for (let i = row; i < row + extent[0]; i++) if (inside[i] !== 0) voxels.push(i);
    }
  }
  return roiFromVoxels(Int32Array.from(voxels), size, mask.spacing);
}

/** An ROI from ascending voxel indices, e.g. what resegmentation has left. */
export function roiFromVoxels(voxels: Int32Array, size: Vector3, spacing: Vector3): Roi {
  const [width, height] = size;
  let [x0, x1, y0, y1, z0, z1] = [width, -1, height, -1, size[2], -1];
  for (let n = 0; n < voxels.length; n++) {
    const x = voxels[n] % width;
    const row = (voxels[n] - x) / width;
    const y = row % height;
    const z = (row - y) / height;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    if (z < z0) z0 = z;
    if (z > z1) z1 = z;
  }
  const empty = voxels.length === 0;
  const lower: Vector3 = empty ? [0, 0, 0] : [x0, y0, z0];
  const extent: Vector3 = empty ? [0, 0, 0] : [x1 - x0 + 1, y1 - y0 + 1, z1 - z0 + 1];
  const inBox = new Int32Array(voxels.length);
  for (let n = 0; n < voxels.length; n++) {
    const x = voxels[n] % width;
    const row = (voxels[n] - x) / width;
    const y = row % height;
    inBox[n] = x - x0 + extent[0] * (y - y0 + extent[1] * ((row - y) / height - z0));
  }
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
  for (let n = 0; n < inBox.length; n++) {
    const x = inBox[n] % width;
    const row = (inBox[n] - x) / width;
    const y = row % height;
    positions[n] = x + pad + strideY * (y + pad) + strideZ * ((row - y) / height + pad);
  }
  return { pad, strideY, strideZ, length: strideZ * (extent[2] + 2 * pad), positions };
}
