/** How the slices of a volume lie on the screen: which index axis runs right, which runs down, and what they point at. */
import { type Grid, indexToWorld, type Vector3, worldToIndex } from '@radscore/imaging';

/** One index axis on the screen; reversed where it runs left or up. */
export interface ScreenAxis {
  readonly axis: 0 | 1;
  readonly isReversed: boolean;
}

/** What is at the four sides of the picture: L, R, A, P, S, I, or two of them where the plane is oblique. */
export interface SideLetters {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/**
 * The slices of a grid (index axis 2), turned and mirrored by whole axes so that they are seen as radiologists do:
 * axial from the feet, coronal from the front, sagittal from the left. Columns and rows count from the upper left voxel
 * of the screen; centres of voxels are whole numbers, as in an index.
 */
export interface SlicePlane {
  readonly name: 'axial' | 'coronal' | 'sagittal';
  readonly right: ScreenAxis;
  readonly down: ScreenAxis;
  readonly columns: number;
  readonly rows: number;
  readonly slices: number;
  /** Millimetres from column to column, and from row to row. */
  readonly columnSpacing: number;
  readonly rowSpacing: number;
  readonly letters: SideLetters;
}

/** Where something lies on a plane: continuous column, row and slice. */
export type PlanePoint = readonly [column: number, row: number, slice: number];

const LETTERS = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
] as const;

/** A second letter is shown from about 6 degrees of obliqueness: less is not seen in the picture. */
const OBLIQUE = 0.1;

/** Patient directions that run right and down on the screen, by the patient axis that is nearest to the normal. */
const STANDARD = [
  { name: 'sagittal', right: [0, 1, 0], down: [0, 0, -1] },
  { name: 'coronal', right: [1, 0, 0], down: [0, 0, -1] },
  { name: 'axial', right: [1, 0, 0], down: [0, 1, 0] },
] as const;

/** What a direction (LPS) points at: one letter, or two, the greater part first. */
export function directionLetters(direction: Vector3): string {
  const axes = ([0, 1, 2] as const).toSorted((a, b) => Math.abs(direction[b]) - Math.abs(direction[a]));
  return axes
    .slice(0, 2)
    .filter((axis, k) => k === 0 || Math.abs(direction[axis]) > OBLIQUE)
    .map((axis) => LETTERS[axis][direction[axis] < 0 ? 1 : 0])
    .join('');
}

/** How the slices of a grid are shown. */
export function slicePlane({ size, spacing, direction }: Grid): SlicePlane {
  const axis = (a: 0 | 1 | 2): Vector3 => [direction[a], direction[3 + a], direction[6 + a]];
  const dot = (a: Vector3, b: Vector3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const normal = axis(2);
  const main = ([0, 1, 2] as const).reduce((a, b) => (Math.abs(normal[b]) > Math.abs(normal[a]) ? b : a));
  const standard = STANDARD[main];
  const [x, y] = [axis(0), axis(1)];
  const asStored = Math.abs(dot(x, standard.right)) + Math.abs(dot(y, standard.down));
  const transposed = Math.abs(dot(y, standard.right)) + Math.abs(dot(x, standard.down));
  const [across, along] = transposed > asStored ? ([1, 0] as const) : ([0, 1] as const);
  const right = { axis: across, isReversed: dot(axis(across), standard.right) < 0 };
  const down = { axis: along, isReversed: dot(axis(along), standard.down) < 0 };
  const towards = ({ axis: a, isReversed }: ScreenAxis, sign: 1 | -1): string => {
    const s = isReversed ? -sign : sign;
    const [u, v, w] = axis(a);
    return directionLetters([s * u, s * v, s * w]);
  };
  return {
    name: standard.name,
    right,
    down,
    columns: size[across],
    rows: size[along],
    slices: size[2],
    columnSpacing: spacing[across],
    rowSpacing: spacing[along],
    letters: {
      left: towards(right, -1),
      right: towards(right, 1),
      top: towards(down, -1),
      bottom: towards(down, 1),
    },
  };
}

/** The place on the screen's plane of a continuous index. */
export function planePointOf(plane: SlicePlane, index: Vector3): PlanePoint {
  const { right, down, columns, rows } = plane;
  const u = index[right.axis];
  const v = index[down.axis];
  return [right.isReversed ? columns - 1 - u : u, down.isReversed ? rows - 1 - v : v, index[2]];
}

/** The continuous index of a place on the screen's plane. */
export function indexOfPlanePoint(plane: SlicePlane, [column, row, slice]: PlanePoint): Vector3 {
  const { right, down, columns, rows } = plane;
  const u = right.isReversed ? columns - 1 - column : column;
  const v = down.isReversed ? rows - 1 - row : row;
  return right.axis === 0 ? [u, v, slice] : [v, u, slice];
}

/** A grid with its plane, and the way between patient and plane worked out once. */
export interface PlacedPlane {
  readonly grid: Grid;
  readonly plane: SlicePlane;
  /** Plane point of a patient position (mm, LPS). */
  toPlane(point: Vector3): PlanePoint;
  /** Patient position (mm, LPS) of a plane point. */
  toPatient(point: PlanePoint): Vector3;
}

/** Places the slices of a grid in the patient. */
export function placePlane(grid: Grid): PlacedPlane {
  const plane = slicePlane(grid);
  const toIndex = worldToIndex(grid);
  return {
    grid,
    plane,
    toPlane: (point) => planePointOf(plane, toIndex(point)),
    toPatient: (point) => indexToWorld(grid, indexOfPlanePoint(plane, point)),
  };
}

/** The slice that shows a patient position: the nearest, or the first or last one if the position lies beside the grid. */
export function sliceOf({ plane, toPlane }: PlacedPlane, point: Vector3): number {
  return Math.max(0, Math.min(plane.slices - 1, Math.round(toPlane(point)[2])));
}

/** A patient position as clinicians write it: ["L 42.6", "P 18.3", "S 9.4"]; the digits are the caller's. */
export function positionParts(point: Vector3): readonly (readonly [letter: string, millimetres: number])[] {
  return point.map((value, axis) => [LETTERS[axis][value < 0 ? 1 : 0], Math.abs(value)] as const);
}
