/** The outline of a region on a slice of an image, whatever grid the region is stored on. */
import { type Grid, indexToWorld, isSameGrid, type Mask, type Vector3, worldToIndex } from '@radscore/imaging';
import { type Loop, outlineOf } from './outline.ts';
import { indexOfPlanePoint, type PlacedPlane, planePointOf } from './slice-plane.ts';

/** Slices more parallel than this (cosine; a quarter of a degree) are cut along the region's own voxel edges. */
const PARALLEL = 0.99999;
/** Samples along the longer side of a section of an oblique region. */
const MOST_SAMPLES = 1024;

/**
 * The outline on one slice of an image, in columns and rows of its plane. A region on the image's grid, or on one with
 * parallel slices, is outlined along its own voxel edges; a region on an oblique grid is sampled on the image's slice,
 * twice for each of the region's smallest voxel lengths, and outlined along the samples.
 */
export function sectionOf(mask: Mask, placed: PlacedPlane, slice: number): Loop[] {
  const { grid, plane } = placed;
  if (isSameGrid(mask, grid)) {
    return ownSlice(mask, slice).map((loop) => mapped(loop, (x, y) => planePointOf(plane, [x, y, slice])));
  }
  const centre = placed.toPatient([(plane.columns - 1) / 2, (plane.rows - 1) / 2, slice]);
  if (Math.abs(dot(normalOf(mask), normalOf(grid))) > PARALLEL) {
    const k = Math.round(worldToIndex(mask)(centre)[2]);
    return ownSlice(mask, k).map((loop) => mapped(loop, (x, y) => placed.toPlane(indexToWorld(mask, [x, y, k]))));
  }
  return sampled(mask, placed, slice);
}

function ownSlice({ voxels, size: [nx, ny, nz] }: Mask, k: number): Loop[] {
  return k < 0 || k >= nz ? [] : outlineOf(voxels.subarray(k * nx * ny, (k + 1) * nx * ny), nx, ny);
}

function mapped(loop: Loop, map: (x: number, y: number) => readonly [number, number, number]): Loop {
  const out = new Float64Array(loop.length);
  for (let i = 0; i < loop.length; i += 2) [out[i], out[i + 1]] = map(loop[i], loop[i + 1]);
  return out;
}

function sampled(mask: Mask, { grid, plane, toPatient }: PlacedPlane, slice: number): Loop[] {
  const longest = Math.max(plane.columns * plane.columnSpacing, plane.rows * plane.rowSpacing);
  const pitch = Math.max(Math.min(...mask.spacing) / 2, longest / MOST_SAMPLES);
  const width = Math.ceil((plane.columns * plane.columnSpacing) / pitch);
  const height = Math.ceil((plane.rows * plane.rowSpacing) / pitch);
  const [stepColumn, stepRow] = [pitch / plane.columnSpacing, pitch / plane.rowSpacing];
  const place = (x: number, y: number): readonly [number, number, number] => [
    (x + 0.5) * stepColumn - 0.5,
    (y + 0.5) * stepRow - 0.5,
    slice,
  ];
  // The way from sample to voxel is affine: one point and two steps.
  const toIndex = worldToIndex(mask);
  const at = (x: number, y: number): Vector3 => toIndex(indexToWorld(grid, indexOfPlanePoint(plane, place(x, y))));
  const [first, right, down] = [toIndex(toPatient(place(0, 0))), at(1, 0), at(0, 1)];
  const steps = ([0, 1, 2] as const).map((a) => [right[a] - first[a], down[a] - first[a]] as const);
  const [[ix, iy], [jx, jy], [kx, ky]] = steps;
  const [nx, ny, nz] = mask.size;
  const inside = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    // A sample belongs to the voxel whose centre is nearest; plain numbers, as there may be a million samples.
    const [i0, j0, k0] = [first[0] + y * iy + 0.5, first[1] + y * jy + 0.5, first[2] + y * ky + 0.5];
    for (let x = 0; x < width; x++, at++) {
      const i = Math.floor(i0 + x * ix);
      const j = Math.floor(j0 + x * jx);
      const k = Math.floor(k0 + x * kx);
      if (i >= 0 && j >= 0 && k >= 0 && i < nx && j < ny && k < nz) inside[at] = mask.voxels[i + nx * (j + ny * k)];
    }
  }
  return outlineOf(inside, width, height).map((loop) => mapped(loop, place));
}

function normalOf({ direction: d }: Grid): Vector3 {
  return [d[2], d[5], d[8]];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The middle (mm, LPS) of the slice of a region that has most of its voxels; undefined for an empty region. */
export function middleOfLargest(mask: Mask): Vector3 | undefined {
  const [nx, ny, nz] = mask.size;
  let largest = { count: 0, x: 0, y: 0, z: 0 };
  for (let z = 0; z < nz; z++) {
    const inside = mask.voxels.subarray(z * nx * ny, (z + 1) * nx * ny);
    let [count, sumX, sumY] = [0, 0, 0];
    for (let at = inside.indexOf(1); at >= 0; at = inside.indexOf(1, at + 1)) {
      count++;
      sumX += at % nx;
      sumY += Math.floor(at / nx);
    }
    if (count > largest.count) largest = { count, x: sumX / count, y: sumY / count, z };
  }
  // The voxel that is nearest to the middle: the cursor stands on a voxel, and its value is one of the image.
  const { count, x, y, z } = largest;
  return count > 0 ? indexToWorld(mask, [Math.round(x), Math.round(y), z]) : undefined;
}
