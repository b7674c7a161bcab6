/** Regions from DICOM structure sets (RTSTRUCT): contours to voxels, slice by slice. */
import { InputRefused } from '../../errors.ts';
import { axisOf } from '../../volume/direction.ts';
import { type Grid, worldToIndex } from '../../volume/geometry.ts';
import { indexToWorld, type Mask } from '../../volume/volume.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { ImageNote } from '../series/dicom-volume.ts';
import { roundingAlong } from '../series/rounding.ts';
import { contoursOfRoi, inWords, type RoiContours, requireOne } from './contours.ts';
import type { DrawnRegion } from './drawn-region.ts';
import { onEqualPlanes } from './equal-planes.ts';
import { fillPolygons, ON_EDGE, type Polygon } from './fill-polygon.ts';

/**
 * ROI numbers of an RTSTRUCT file that have contours.
 *
 * @throws InputRefused `unreadable` for several numbers in one set of contours: which is meant cannot be known
 */
export function roiNumbers({ dataSet, file }: DicomFile): number[] {
  const numbers = dataSet
    .items(Tag.ROIContourSequence)
    .filter((item) => item.items(Tag.ContourSequence).length > 0)
    .flatMap((item) => {
      requireOne(item.texts(Tag.ReferencedROINumber), Tag.ReferencedROINumber, file);
      return item.number(Tag.ReferencedROINumber) ?? [];
    });
  return [...new Set(numbers)];
}

/** A contour must lie in the plane of a slice, in slices; planning systems do not contour in between. */
export const OFF_PLANE = 0.1;
/** Where rounding explains it, a contour may lie this much off its slice: it is still clear which slice is meant. */
export const OFF_PLANE_ROUNDED = 0.25;
/** Rounding of a contour's points that is taken into account at the edge of the image, in pixels. */
const OFF_EDGE_ROUNDED = 0.25;

/**
 * Rasterises one ROI, slice by slice: a voxel is inside where its centre is inside an odd number of contours (so holes
 * and keyholes come out), or lies on a contour. Writers that trace pixel centres need the latter.
 *
 * @param roundingMm how far the image's own slices may lie off their true places
 * @throws InputRefused `geometry-mismatch` for a contour between the slices, `roi-outside-image` for one beyond,
 *   `roi-too-small` if no contour bounds an area, `unreadable` for two ROIs of the number
 */
export function rasteriseRoi(parsed: DicomFile, label: number, grid: Grid, roundingMm = 0): DrawnRegion {
  const contours = readContours(parsed, label);
  const { file } = parsed;
  const [nx, ny, nz] = grid.size;
  const voxels = new Uint8Array(nx * ny * nz);
  const bySlice = new Map<number, Polygon[]>();
  const offPlaneMm = roundingAlong(axisOf(grid.direction, 2), contours.halfDigits) + roundingMm;
  const inPlane = Math.hypot(...contours.halfDigits) / Math.min(grid.spacing[0], grid.spacing[1]);
  const beyond = ON_EDGE + Math.min(inPlane, OFF_EDGE_ROUNDED);
  let worst = 0;
  for (const { points, low, high, isXor } of polygonsOf(contours, grid)) {
    const z = Math.round((low + high) / 2);
    const off = Math.max(high - z, z - low);
    const most = Math.max(OFF_PLANE, Math.min(OFF_PLANE_ROUNDED, offPlaneMm / grid.spacing[2]));
    if (off > most) throw offPlane(off, label, file);
    worst = Math.max(worst, off);
    requireInside(points, z, grid, beyond, label, file);
    const slice = bySlice.get(z);
    if (slice) slice.push({ points, isXor });
    else bySlice.set(z, [{ points, isXor }]);
  }
  let overlapping = 0;
  for (const [z, polygons] of bySlice) {
    overlapping += fillPolygons(voxels.subarray(z * nx * ny, (z + 1) * nx * ny), nx, ny, polygons);
  }
  return {
    voxels,
    notes: [...notesOf(contours, label), ...planeNote(worst, grid, label), ...overlapNote(overlapping, label)],
  };
}

/**
 * One ROI on planes of its own, with the rows and columns of an image: for contours that lie between its slices, all in
 * parallel planes at equal distances. Undefined for others.
 */
export function roiOnOwnPlanes(parsed: DicomFile, label: number, grid: Grid): Mask | undefined {
  const polygons = polygonsOf(readContours(parsed, label), grid);
  if (polygons.some(({ low, high }) => high - low > 2 * OFF_PLANE)) return undefined;
  const planes = onEqualPlanes(polygons.map(({ low, high }) => (low + high) / 2));
  if (!planes) return undefined;
  const [nx, ny] = grid.size;
  const voxels = new Uint8Array(nx * ny * planes.count);
  for (let plane = 0; plane < planes.count; plane++) {
    const own = polygons.filter((_, i) => planes.planeOf[i] === plane);
    for (const { points } of own) if (!isInside(points, grid, ON_EDGE)) return undefined;
    fillPolygons(voxels.subarray(plane * nx * ny, (plane + 1) * nx * ny), nx, ny, own);
  }
  return {
    voxels,
    size: [nx, ny, planes.count],
    spacing: [grid.spacing[0], grid.spacing[1], grid.spacing[2] * planes.step],
    origin: indexToWorld(grid, [0, 0, planes.first]),
    direction: grid.direction,
  };
}

function readContours(parsed: DicomFile, label: number): RoiContours {
  const contours = contoursOfRoi(parsed, label);
  if (contours.closed.length > 0) return contours;
  const what = inWords(contours.withoutArea);
  throw new InputRefused({
    code: 'roi-too-small',
    file: parsed.file,
    got: `ROI ${label}, whose contours bound no area (${what})`,
    wanted: 'closed contours (CLOSED_PLANAR) of at least three points that are not on one line',
    remedy: 'Name another ROI of the file, or draw this one with closed contours.',
  });
}

/** @throws InputRefused `unreadable` where two ROIs, or two sets of contours, have the number: either may be meant */
export function requireUniqueNumber({ dataSet, file }: DicomFile, label: number): void {
  const named = dataSet.items(Tag.StructureSetROISequence).map((item) => item.number(Tag.ROINumber));
  const drawn = dataSet.items(Tag.ROIContourSequence).map((item) => item.number(Tag.ReferencedROINumber));
  if ([named, drawn].every((numbers) => numbers.filter((number) => number === label).length < 2)) return;
  throw new InputRefused({
    code: 'unreadable',
    file,
    got: `several ROIs with the number ${label}`,
    wanted: 'ROI numbers (3006,0022) that are unique',
    remedy: 'Export the structure set again.',
  });
}

interface PlacedPolygon extends Polygon {
  /** The least and the greatest index of its points along the slices. */
  readonly low: number;
  readonly high: number;
}

/** Closed contours in continuous indices of a grid. */
function polygonsOf({ closed }: RoiContours, grid: Grid): PlacedPolygon[] {
  const toIndex = worldToIndex(grid);
  return closed.map(({ coordinates, isXor }) => {
    const points = new Float64Array((coordinates.length / 3) * 2);
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < coordinates.length / 3; i++) {
      const [x, y, z] = toIndex([coordinates[3 * i], coordinates[3 * i + 1], coordinates[3 * i + 2]]);
      points[2 * i] = x;
      points[2 * i + 1] = y;
      [low, high] = [Math.min(low, z), Math.max(high, z)];
    }
    return { points, isXor, low, high };
  });
}

function offPlane(off: number, label: number, file: string): InputRefused {
  return new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: `ROI ${label} with a contour ${off.toFixed(2)} slices off the nearest slice of the image`,
    wanted: `contours in the planes of the slices, at most ${OFF_PLANE} slices off`,
    remedy: 'Export the structure set for this image series, in its own planes.',
  });
}

function isInside(points: Float64Array, { size }: Grid, beyond: number): boolean {
  const [right, bottom] = [size[0] - 0.5 + beyond, size[1] - 0.5 + beyond];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    if (!(x >= -0.5 - beyond && y >= -0.5 - beyond && x <= right && y <= bottom)) return false;
  }
  return true;
}

function requireInside(points: Float64Array, z: number, grid: Grid, beyond: number, label: number, file: string): void {
  if (z >= 0 && z < grid.size[2] && isInside(points, grid, beyond)) return;
  throw new InputRefused({
    code: 'roi-outside-image',
    file,
    got: `ROI ${label} with a contour that reaches beyond the image`,
    wanted: 'a region of interest inside the image',
    remedy: 'Upload the whole image, or the structure set that was drawn on it.',
  });
}

function notesOf({ closed, withoutArea }: RoiContours, label: number): ImageNote[] {
  const count = [...withoutArea.values()].reduce((sum, one) => sum + one, 0);
  if (count === 0) return [];
  const message = `ROI ${label}: passed over ${count} of ${closed.length + count} contours, which bound no area: ${inWords(withoutArea)}.`;
  return [{ code: 'contours-without-area', message }];
}

function planeNote(off: number, { spacing }: Grid, label: number): ImageNote[] {
  if (off <= OFF_PLANE) return [];
  const message = `ROI ${label}: contours lie up to ${(off * spacing[2]).toFixed(3)} mm (${off.toFixed(2)} slices) off the slices, which rounding of their points explains; they were taken as contours of these slices.`;
  return [{ code: 'region-positions-rounded', message }];
}

function overlapNote(voxels: number, label: number): ImageNote[] {
  if (voxels === 0) return [];
  const message = `ROI ${label}: contours of one slice overlap in part; the ${voxels} voxels in two of them count as outside (even-odd). Check that this is meant.`;
  return [{ code: 'contours-overlap', message }];
}
