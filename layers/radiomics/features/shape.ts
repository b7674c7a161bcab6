/** The shape features in three dimensions. */
import { voxelVolume } from '@radscore/imaging';
import { cbrt } from '@radscore/imaging/elementary';
import { defaultWorkspace, type Workspace } from '../memory/workspace.ts';
import { measureSurface } from '../mesh/measure.ts';
import { smallSymmetricEigenvalues } from '../numbers/eigen.ts';
import { lineOf, type Roi } from '../roi/roi.ts';
import type { FeatureValues } from './values.ts';

/** PyRadiomics' 3-D shape features of an ROI (mm, mm², mm³), and its three deprecated ones. */
export function shapeFeatures(roi: Roi, workspace: Workspace = defaultWorkspace()): FeatureValues {
  const { area, volume, diameters } = measureSurface(roi, workspace);
  const [least, minor, major] = principalVariances(roi, [0, 1, 2]);
  const sphere = cbrt(36 * Math.PI * volume ** 2);
  return {
    Elongation: Math.sqrt(minor / major),
    Flatness: Math.sqrt(least / major),
    LeastAxisLength: 4 * Math.sqrt(least),
    MajorAxisLength: 4 * Math.sqrt(major),
    Maximum2DDiameterColumn: diameters.sameY,
    Maximum2DDiameterRow: diameters.sameX,
    Maximum2DDiameterSlice: diameters.sameZ,
    Maximum3DDiameter: diameters.inSpace,
    MeshVolume: volume,
    MinorAxisLength: 4 * Math.sqrt(minor),
    Sphericity: sphere / area,
    SurfaceArea: area,
    SurfaceVolumeRatio: area / volume,
    VoxelVolume: roi.voxels.length * voxelVolume(roi.spacing),
    Compactness1: volume / (area * Math.sqrt(area) * Math.sqrt(Math.PI)),
    Compactness2: (36 * Math.PI * volume ** 2) / area ** 3,
    SphericalDisproportion: area / sphere,
  };
}

/**
 * Variances of the voxel centres along their principal axes (mm², population), ascending, over the given index axes.
 * A value that rounding made slightly negative is 0; a larger negative one is NaN, as in PyRadiomics.
 */
export function principalVariances(roi: Roi, axes: readonly number[]): number[] {
  const { size, spacing, voxels, rows } = roi;
  const count = voxels.length;
  const sums = [0, 0, 0];
  // Index sums are integers, so the moments are exact until the means are divided out.
  const products = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row + 1 < rows.length; row++) {
    const line = lineOf(voxels[rows[row]], size);
    const own = line % size[1];
    const y = own - roi.lower[1];
    const z = (line - own) / size[1] - roi.lower[2];
    const start = size[0] * line + roi.lower[0];
    const sumX = sumOf(voxels, rows[row], rows[row + 1], start);
    const squaresX = squaresOf(voxels, rows[row], rows[row + 1], start);
    const here = rows[row + 1] - rows[row];
    sums[0] += sumX;
    sums[1] += here * y;
    sums[2] += here * z;
    products[0] += squaresX;
    products[1] += sumX * y;
    products[2] += sumX * z;
    products[3] += here * y * y;
    products[4] += here * y * z;
    products[5] += here * z * z;
  }
  const pair = [
    [0, 1, 2],
    [1, 3, 4],
    [2, 4, 5],
  ];
  const covariance = axes.map((a) =>
    axes.map((b) => {
      const scatter = count * products[pair[a][b]] - sums[a] * sums[b];
      return (scatter / (count * count)) * spacing[a] * spacing[b];
    }),
  );
  return smallSymmetricEigenvalues(covariance).map((value) => {
    if (value >= 0) return value;
    return value > -1e-10 ? 0 : Number.NaN;
  });
}

/** Sum of the places along a row. */
function sumOf(voxels: Int32Array, first: number, end: number, start: number): number {
  const low = voxels[first] - start;
  const high = voxels[end - 1] - start;
  // Most rows have no hole.
  if (high - low === end - 1 - first) return ((low + high) * (end - first)) / 2;
  let sum = 0;
  for (let n = first; n < end; n++) sum += voxels[n] - start;
  return sum;
}

/** Sum of the squares of the places along a row. */
function squaresOf(voxels: Int32Array, first: number, end: number, start: number): number {
  const low = voxels[first] - start;
  const high = voxels[end - 1] - start;
  if (high - low === end - 1 - first) return squaresUpTo(high) - squaresUpTo(low - 1);
  let squares = 0;
  for (let n = first; n < end; n++) squares += (voxels[n] - start) * (voxels[n] - start);
  return squares;
}

function squaresUpTo(n: number): number {
  return (n * (n + 1) * (2 * n + 1)) / 6;
}
