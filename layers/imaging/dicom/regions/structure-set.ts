/** Regions from contours (RTSTRUCT), as voxels of their image. */
import { InputRefused } from '../../errors.ts';
import { type Grid, worldToIndex } from '../../volume/geometry.ts';
import type { Vector3 } from '../../volume/volume.ts';
import type { DataSet } from '../encoding/data-set.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag, tagName } from '../encoding/tags.ts';

/**
 * ROI numbers of an RTSTRUCT file that have contours.
 *
 * @throws InputRefused `unreadable` where two ROIs, or two sets of contours, have one number: which is meant cannot be known
 */
export function roiNumbers({ dataSet, file }: DicomFile): number[] {
  const contours = dataSet.items(Tag.ROIContourSequence);
  const named = dataSet.items(Tag.StructureSetROISequence).flatMap((item) => item.number(Tag.ROINumber) ?? []);
  const drawn = contours.flatMap((item) => item.number(Tag.ReferencedROINumber) ?? []);
  for (const numbers of [named, drawn]) {
    const twice = numbers.find((number, i) => numbers.indexOf(number) < i);
    if (twice !== undefined) throw numberedTwice(twice, file);
  }
  return contours
    .filter((item) => item.items(Tag.ContourSequence).length > 0)
    .flatMap((item) => {
      requireOne(item.texts(Tag.ReferencedROINumber), Tag.ReferencedROINumber, file);
      return item.number(Tag.ReferencedROINumber) ?? [];
    });
}

/** Of several values readers take the first, the last, or none. */
function requireOne(values: readonly string[], tag: number, file: string): void {
  if (values.length <= 1) return;
  throw new InputRefused({
    code: 'unreadable',
    file,
    got: `${values.length} values of ${tagName(tag)}`,
    wanted: 'one',
    remedy: 'The structure set contradicts itself: export it again.',
  });
}

function numberedTwice(number: number, file: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got: `several ROIs with the number ${number}`,
    wanted: 'ROI numbers (3006,0022) that are unique',
    remedy: 'Export the structure set again.',
  });
}

/** A contour must lie in the plane of a slice; writers round coordinates, planning systems do not contour in between. */
const OFF_PLANE = 0.1;

/** Contour points on pixel centres are written with about seven digits. */
const ON_EDGE = 1e-3;

/**
 * Rasterises one ROI, slice by slice: a voxel is inside where its centre is inside an odd number of contours (so holes
 * and keyholes come out), or lies on a contour. Writers that trace pixel centres need the latter.
 *
 * @throws InputRefused `geometry-mismatch` where a contour lies between the slices, `roi-outside-image` where beyond.
 */
export function rasteriseRoi({ dataSet, file }: DicomFile, label: number, grid: Grid): Uint8Array {
  const toIndex = worldToIndex(grid);
  const [nx, ny, nz] = grid.size;
  const voxels = new Uint8Array(nx * ny * nz);
  const bySlice = new Map<number, Float64Array[]>();
  for (const contour of contoursOf(dataSet, label)) {
    const polygon = toPolygon(contour, toIndex, file);
    if (!polygon) continue;
    const { z, points } = polygon;
    requireInside(points, z, grid, file);
    const slice = bySlice.get(z);
    if (slice) slice.push(points);
    else bySlice.set(z, [points]);
  }
  for (const [z, polygons] of bySlice) {
    const slice = voxels.subarray(z * nx * ny, (z + 1) * nx * ny);
    for (const points of polygons) toggleInterior(slice, nx, ny, points);
    for (const points of polygons) markEdge(slice, nx, ny, points);
  }
  return voxels;
}

function contoursOf(dataSet: DataSet, label: number): readonly DataSet[] {
  return dataSet
    .items(Tag.ROIContourSequence)
    .filter((item) => item.number(Tag.ReferencedROINumber) === label)
    .flatMap((item) => item.items(Tag.ContourSequence));
}

/** A closed contour as x, y pairs of continuous indices in one slice. Points and open lines enclose nothing. */
function toPolygon(
  contour: DataSet,
  toIndex: (point: Vector3) => Vector3,
  file: string,
): { z: number; points: Float64Array } | undefined {
  const type = contour.text(Tag.ContourGeometricType);
  requireOne(contour.texts(Tag.ContourGeometricType), Tag.ContourGeometricType, file);
  const data = contour.numbers(Tag.ContourData);
  if (type !== undefined && !/^CLOSED_?PLANAR/.test(type)) return undefined;
  if (data.length < 9 || data.length % 3 !== 0 || data.some((value) => !Number.isFinite(value))) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `a contour of ${data.length} numbers`,
      wanted: 'at least three points of three coordinates',
      remedy: 'Export the structure set again.',
    });
  }
  const points = new Float64Array((data.length / 3) * 2);
  let z = 0;
  for (let i = 0; i < data.length / 3; i++) {
    const index = toIndex([data[3 * i], data[3 * i + 1], data[3 * i + 2]]);
    if (i === 0) z = Math.round(index[2]);
    if (Math.abs(index[2] - z) > OFF_PLANE) throw offPlane(index[2], z, file);
    points[2 * i] = index[0];
    points[2 * i + 1] = index[1];
  }
  return { z, points };
}

function offPlane(at: number, z: number, file: string): InputRefused {
  return new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: `a contour ${Math.abs(at - z).toFixed(2)} slices off the nearest slice of the image`,
    wanted: 'contours in the planes of the slices',
    remedy: 'Export the structure set for this image series, in its own planes.',
  });
}

function requireInside(points: Float64Array, z: number, { size }: Grid, file: string): void {
  let isInside = z >= 0 && z < size[2];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    isInside &&=
      x >= -0.5 - ON_EDGE && y >= -0.5 - ON_EDGE && x <= size[0] - 0.5 + ON_EDGE && y <= size[1] - 0.5 + ON_EDGE;
  }
  if (isInside) return;
  throw new InputRefused({
    code: 'roi-outside-image',
    file,
    got: 'a contour that reaches beyond the image',
    wanted: 'a region of interest inside the image',
    remedy: 'Upload the whole image, or the structure set that was drawn on it.',
  });
}

/** Turns over every pixel whose centre is inside the polygon (even-odd). */
function toggleInterior(slice: Uint8Array, nx: number, ny: number, points: Float64Array): void {
  const crossings: number[] = [];
  for (let y = 0; y < ny; y++) {
    crossings.length = 0;
    for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
      const [y0, y1] = [points[j + 1], points[i + 1]];
      // Half-open, so that a vertex on the line counts once.
      if (y0 <= y === y1 <= y) continue;
      crossings.push(points[j] + ((y - y0) / (y1 - y0)) * (points[i] - points[j]));
    }
    crossings.sort((a, b) => a - b);
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const from = Math.max(Math.ceil(crossings[k]), 0);
      const to = Math.min(Math.ceil(crossings[k + 1]) - 1, nx - 1);
      for (let x = from; x <= to; x++) slice[x + nx * y] ^= 1;
    }
  }
}

/** Adds the pixels whose centre lies on the polygon. */
function markEdge(slice: Uint8Array, nx: number, ny: number, points: Float64Array): void {
  for (let i = 0, j = points.length - 2; i < points.length; j = i, i += 2) {
    const [x0, y0, x1, y1] = [points[j], points[j + 1], points[i], points[i + 1]];
    const isSteep = Math.abs(y1 - y0) > Math.abs(x1 - x0);
    // Along the longer axis an edge meets each row or column of centres once.
    const [a0, b0, a1, b1] = isSteep ? [y0, x0, y1, x1] : [x0, y0, x1, y1];
    const from = Math.ceil(Math.min(a0, a1) - ON_EDGE);
    const to = Math.floor(Math.max(a0, a1) + ON_EDGE);
    for (let a = from; a <= to; a++) {
      const b = a1 === a0 ? b0 : b0 + ((a - a0) / (a1 - a0)) * (b1 - b0);
      const nearest = Math.round(b);
      if (Math.abs(b - nearest) > ON_EDGE) continue;
      const [x, y] = isSteep ? [nearest, a] : [a, nearest];
      if (x >= 0 && y >= 0 && x < nx && y < ny) slice[x + nx * y] = 1;
    }
  }
}
