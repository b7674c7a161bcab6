/** The contours of one ROI of an RTSTRUCT: those that bound an area, and a count of those that do not. */
import { InputRefused, type RefusalCode } from '../../errors.ts';
import { crossProduct, lengthOf } from '../../volume/direction.ts';
import type { DataSet } from '../encoding/data-set.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag, tagName } from '../encoding/tags.ts';
import { halfDigitsOfPoints } from '../series/rounding.ts';
import { CONTOUR_GEOMETRIC_TYPES, WITHOUT_TYPE } from './contour-geometric-types.ts';

/** Points count as lying on a line if rounding to two decimals explains it: 0.005 mm for each coordinate. */
const COARSEST_LINE = 0.005;
/** Arithmetic of coordinates, mm. */
const ARITHMETIC = 1e-6;

/** A closed contour that bounds an area: x, y, z (mm, LPS) of each point, in turn. */
export interface ClosedContour {
  readonly coordinates: readonly number[];
  /** CLOSEDPLANAR_XOR: its overlaps with others of its slice are meant. */
  readonly isXor: boolean;
}

export interface RoiContours {
  readonly closed: readonly ClosedContour[];
  /** What bounds no area, in words, with counts. */
  readonly withoutArea: ReadonlyMap<string, number>;
  /** Half a unit of the last digit of the coordinates x, y and z, mm. */
  readonly halfDigits: readonly [number, number, number];
}

/**
 * The contours of a ROI. A contour of fewer than three points, of points on one line, of a line that is drawn there and
 * back, and one whose type bounds nothing are counted apart: that a writer drew them says nothing against the others.
 *
 * @throws InputRefused `unreadable` for coordinates that are none, `unsupported-format` for a type that is not known
 */
export function contoursOfRoi({ dataSet, file }: DicomFile, label: number): RoiContours {
  const items = dataSet.items(Tag.ROIContourSequence).filter((item) => item.number(Tag.ReferencedROINumber) === label);
  return contoursOf(items, label, file);
}

/** The ROIs that have contours that bound an area, and those that cannot be read: they are not to be passed over. */
export function roisHolding({ dataSet, file }: DicomFile): ReadonlySet<number> {
  const holding = new Set<number>();
  for (const item of dataSet.items(Tag.ROIContourSequence)) {
    const label = item.number(Tag.ReferencedROINumber);
    if (
      label !== undefined &&
      !holding.has(label) &&
      mayHold(() => contoursOf([item], label, file).closed.length > 0)
    ) {
      holding.add(label);
    }
  }
  return holding;
}

/** Whether there is something, as far as it can be read. */
export function mayHold(look: () => boolean): boolean {
  try {
    return look();
  } catch (error) {
    if (error instanceof InputRefused) return true;
    throw error;
  }
}

function contoursOf(items: readonly DataSet[], label: number, file: string): RoiContours {
  const closed: ClosedContour[] = [];
  const withoutArea = new Map<string, number>();
  const read = items
    .flatMap((item) => item.items(Tag.ContourSequence))
    .map((contour) => ({
      type: typeOf(contour, label, file),
      coordinates: coordinatesOf(contour, label, file),
    }));
  const halfDigits = halfDigitsOfPoints(read.map(({ coordinates }) => coordinates));
  for (const { type, coordinates } of read) {
    const nothing = CONTOUR_GEOMETRIC_TYPES[type].encloses ? whyNoArea(coordinates, halfDigits) : type;
    if (nothing === undefined) closed.push({ coordinates, isXor: type === 'CLOSEDPLANAR_XOR' });
    else withoutArea.set(nothing, (withoutArea.get(nothing) ?? 0) + 1);
  }
  return { closed, withoutArea, halfDigits };
}

/** Counts of contours that bound no area, e.g. `2 of two points, 1 POINT`. */
export function inWords(withoutArea: RoiContours['withoutArea']): string {
  return [...withoutArea].map(([why, count]) => `${count} ${why}`).join(', ');
}

/** Of several values readers take the first, the last, or none. @throws InputRefused `unreadable` */
export function requireOne(values: readonly string[], tag: number, file: string): void {
  if (values.length <= 1) return;
  throw new InputRefused({
    code: 'unreadable',
    file,
    got: `${values.length} values of ${tagName(tag)}`,
    wanted: 'one',
    remedy: 'The structure set contradicts itself: export it again.',
  });
}

function typeOf(contour: DataSet, label: number, file: string): string {
  requireOne(contour.texts(Tag.ContourGeometricType), Tag.ContourGeometricType, file);
  const type = contour.text(Tag.ContourGeometricType)?.toUpperCase() ?? WITHOUT_TYPE;
  if (Object.hasOwn(CONTOUR_GEOMETRIC_TYPES, type)) return type;
  throw refuse(
    'unsupported-format',
    file,
    `ROI ${label} with a contour of a ContourGeometricType (3006,0042) that is not known`,
    'CLOSED_PLANAR, CLOSEDPLANAR_XOR, POINT, OPEN_PLANAR or OPEN_NONPLANAR',
    'Export the structure set with closed planar contours.',
  );
}

function coordinatesOf(contour: DataSet, label: number, file: string): readonly number[] {
  const numbers = contour.numbers(Tag.ContourData);
  if (numbers.length % 3 === 0 && numbers.every((value) => Number.isFinite(value))) return numbers;
  throw refuse(
    'unreadable',
    file,
    `ROI ${label} with a contour of ${numbers.length} numbers${numbers.length % 3 === 0 ? ', some of which are none' : ''}`,
    'points of three coordinates',
    'Export the structure set again.',
  );
}

/** Why closed contours bound no area; undefined for those that do. */
function whyNoArea(coordinates: readonly number[], halfDigits: readonly number[]): string | undefined {
  const count = coordinates.length / 3;
  if (count < 3) return ['without points', 'of one point', 'of two points'][count];
  // The axis with the most digits shows how many are written: others may be whole by their nature.
  const half = Math.min(COARSEST_LINE, ...halfDigits);
  // Each point, and each end of the line, may lie half a unit off along three axes.
  if (widthOf(coordinates) <= 2 * Math.sqrt(3) * half + ARITHMETIC) return 'of points on one line';
  return isThereAndBack(coordinates) ? 'that goes there and back on a line' : undefined;
}

type Point = readonly [x: number, y: number, z: number];

function pointAt(coordinates: readonly number[], i: number): Point {
  return [coordinates[3 * i], coordinates[3 * i + 1], coordinates[3 * i + 2]];
}

/** The greatest distance of points from the line through two that lie far apart. */
function widthOf(coordinates: readonly number[]): number {
  const far = farthestFrom(coordinates, pointAt(coordinates, 0));
  const end = farthestFrom(coordinates, far);
  const along: Point = [end[0] - far[0], end[1] - far[1], end[2] - far[2]];
  const length = lengthOf(along);
  if (length === 0) return 0;
  let width = 0;
  for (let i = 0; i < coordinates.length / 3; i++) {
    const [x, y, z] = pointAt(coordinates, i);
    const off: Point = [x - far[0], y - far[1], z - far[2]];
    width = Math.max(width, lengthOf(crossProduct(off, along)) / length);
  }
  return width;
}

function farthestFrom(coordinates: readonly number[], [fx, fy, fz]: Point): Point {
  let [found, most] = [0, -1];
  for (let i = 0; i < coordinates.length / 3; i++) {
    const [x, y, z] = pointAt(coordinates, i);
    const square = (x - fx) ** 2 + (y - fy) ** 2 + (z - fz) ** 2;
    if (square > most) [found, most] = [i, square];
  }
  return pointAt(coordinates, found);
}

/** Tracers draw a line of single pixels there and back: each of its edges then occurs an even number of times. */
function isThereAndBack(coordinates: readonly number[]): boolean {
  const count = coordinates.length / 3;
  const once = new Set<string>();
  for (let i = 0; i < count; i++) {
    const [name, next] = [pointAt(coordinates, i).join(), pointAt(coordinates, (i + 1) % count).join()];
    if (name === next) continue;
    const edge = name < next ? `${name} ${next}` : `${next} ${name}`;
    if (!once.delete(edge)) once.add(edge);
    // Of a contour that turns back every second edge is one that was there already.
    if (once.size > count / 2 + 1) return false;
  }
  return once.size === 0;
}

function refuse(code: RefusalCode, file: string, got: string, wanted: string, remedy: string): InputRefused {
  return new InputRefused({ code, file, got, wanted, remedy });
}
