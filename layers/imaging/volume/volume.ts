/** The volume, which everything else reads, writes or computes on. */
/**
 * One image on a regular grid. Every reader produces it, every computation takes it.
 *
 * Axis order: `voxels[x + size[0] * (y + size[1] * z)]`, x fastest, as in ITK, NRRD and NIfTI files.
 * World coordinates are millimetres in LPS (DICOM patient space, ITK's convention):
 * `world = origin + direction · (index ∘ spacing)`, where column `a` of `direction` is the unit vector of index axis `a`.
 */
export interface Volume<T extends Voxels = Voxels> {
  readonly voxels: T;
  /** Voxels along x, y, z. */
  readonly size: Vector3;
  /** Millimetres between voxel centres along x, y, z; always positive. */
  readonly spacing: Vector3;
  /** World position of the centre of voxel (0, 0, 0), millimetres, LPS. */
  readonly origin: Vector3;
  /** Row-major 3 × 3 matrix; its columns are the index axes in LPS. */
  readonly direction: Matrix3;
}

/**
 * Voxels keep the type of their source: PyRadiomics' numbers depend on it (an integer image is truncated after B-spline
 * resampling, a float32 image keeps float32 wavelets).
 */
export type Voxels =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

export type Vector3 = readonly [number, number, number];
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** A region of interest on the grid of its image: 1 inside, 0 outside. */
export type Mask = Volume<Uint8Array>;

export const IDENTITY_DIRECTION: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** True where values are stored as integers. */
export function isInteger(voxels: Voxels): voxels is Exclude<Voxels, Float32Array | Float64Array> {
  return !(voxels instanceof Float32Array || voxels instanceof Float64Array);
}

/** Number of voxels of a grid. */
export function voxelCount(size: Vector3): number {
  return size[0] * size[1] * size[2];
}

/** Volume of one voxel in cubic millimetres. */
export function voxelVolume(spacing: Vector3): number {
  return spacing[0] * spacing[1] * spacing[2];
}

/** World position (mm, LPS) of a continuous index. */
export function indexToWorld(grid: Omit<Volume, 'voxels'>, index: Vector3): Vector3 {
  const { origin, spacing: s, direction: d } = grid;
  const [i, j, k] = index;
  // In ITK's order of operations, so that the last bits agree on oblique grids too.
  return [
    d[0] * s[0] * i + d[1] * s[1] * j + d[2] * s[2] * k + origin[0],
    d[3] * s[0] * i + d[4] * s[1] * j + d[5] * s[2] * k + origin[1],
    d[6] * s[0] * i + d[7] * s[1] * j + d[8] * s[2] * k + origin[2],
  ];
}
