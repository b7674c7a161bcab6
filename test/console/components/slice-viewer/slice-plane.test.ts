/** Slices on the screen: places, sides, letters. */
import { type Grid, IDENTITY_DIRECTION, indexToWorld, type Matrix3 } from '@radscore/imaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  directionLetters,
  indexOfPlanePoint,
  placePlane,
  planePointOf,
  positionParts,
  sliceOf,
  slicePlane,
} from '../../../../console/components/slice-viewer/slice-plane.ts';
import { anyGrid, indexAt, rotation, shares } from './grids.ts';

const grid = (direction: Matrix3, part: Partial<Grid> = {}): Grid => ({
  size: [10, 12, 14],
  spacing: [0.5, 0.75, 3],
  origin: [-20, 30, -40],
  direction,
  ...part,
});

/** The four sides as one word: left, right, top, bottom. */
const sides = (direction: Matrix3): string => {
  const { left, right, top, bottom } = slicePlane(grid(direction)).letters;
  return [left, right, top, bottom].join(' ');
};

describe('the plane of a grid', () => {
  it('leads from patient to plane and back, whatever the grid', () => {
    fc.assert(
      fc.property(anyGrid, shares, (of, at) => {
        const { toPlane, toPatient } = placePlane(of);
        const point = indexToWorld(of, indexAt(of, at));
        const back = toPatient(toPlane(point));
        for (const axis of [0, 1, 2]) expect(back[axis]).toBeCloseTo(point[axis], 8);
      }),
    );
  });

  it('leads from index to plane and back, and covers each voxel once', () => {
    fc.assert(
      fc.property(anyGrid, (of) => {
        const plane = slicePlane(of);
        const seen = new Set<string>();
        const [nx, ny] = of.size;
        for (let y = 0; y < ny; y++) {
          for (let x = 0; x < nx; x++) {
            const [column, row, slice] = planePointOf(plane, [x, y, 0]);
            expect(indexOfPlanePoint(plane, [column, row, slice])).toEqual([x, y, 0]);
            expect(column >= 0 && column < plane.columns && row >= 0 && row < plane.rows).toBe(true);
            seen.add(`${column} ${row}`);
          }
        }
        expect(seen.size).toBe(nx * ny);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps distances: a step of a column is its spacing, a step of a row is its own', () => {
    fc.assert(
      fc.property(anyGrid, (of) => {
        const { plane, toPatient } = placePlane(of);
        const at = (c: number, r: number) => toPatient([c, r, 0]);
        const far = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((x, k) => x - b[k]));
        expect(far(at(0, 0), at(1, 0))).toBeCloseTo(plane.columnSpacing, 8);
        expect(far(at(0, 0), at(0, 1))).toBeCloseTo(plane.rowSpacing, 8);
      }),
    );
  });

  it('points right and down as radiologists look at it: never further from the standard than 90 degrees', () => {
    fc.assert(
      fc.property(anyGrid, (of) => {
        const { plane, toPatient } = placePlane(of);
        const [from, right, down] = [toPatient([0, 0, 0]), toPatient([1, 0, 0]), toPatient([0, 1, 0])];
        const standard = { axial: [0, 1, 1, 1], coronal: [0, 1, 2, -1], sagittal: [1, 1, 2, -1] }[plane.name];
        const [across, , along, sign] = standard;
        expect(right[across] - from[across]).toBeGreaterThanOrEqual(-1e-9);
        expect(sign * (down[along] - from[along])).toBeGreaterThanOrEqual(-1e-9);
      }),
    );
  });

  it('shows the slice that is nearest to a position, and the first or last beside the grid', () => {
    const placed = placePlane(grid(IDENTITY_DIRECTION));
    expect(sliceOf(placed, [-20, 30, -40 + 3 * 4.4])).toBe(4);
    expect(sliceOf(placed, [-20, 30, -400])).toBe(0);
    expect(sliceOf(placed, [-20, 30, 400])).toBe(13);
  });
});

describe('the letters of the sides', () => {
  it('of an axial image: right of the patient on the left, front at the top', () => {
    expect(sides(IDENTITY_DIRECTION)).toBe('R L A P');
    expect(slicePlane(grid(IDENTITY_DIRECTION)).name).toBe('axial');
  });

  it('are the same for axes that are stored mirrored, as NIfTI files of RAS axes are', () => {
    expect(sides([-1, 0, 0, 0, -1, 0, 0, 0, 1])).toBe('R L A P');
    expect(slicePlane(grid([-1, 0, 0, 0, -1, 0, 0, 0, 1])).right).toEqual({ axis: 0, isReversed: true });
    expect(sides([1, 0, 0, 0, 1, 0, 0, 0, -1])).toBe('R L A P');
  });

  it('of images whose columns run along the other axis', () => {
    const swapped: Matrix3 = [0, 1, 0, 1, 0, 0, 0, 0, 1];
    expect(sides(swapped)).toBe('R L A P');
    expect(slicePlane(grid(swapped))).toMatchObject({ columns: 12, rows: 10, columnSpacing: 0.75, rowSpacing: 0.5 });
  });

  // Image Orientation (Patient) 0\1\0\0\0\-1 and 1\0\0\0\0\-1: the usual sagittal and coronal series of DICOM.
  it('of sagittal and coronal images', () => {
    const sagittal: Matrix3 = [0, 0, -1, 1, 0, 0, 0, -1, 0];
    expect([slicePlane(grid(sagittal)).name, sides(sagittal)]).toEqual(['sagittal', 'A P S I']);
    const coronal: Matrix3 = [1, 0, 0, 0, 0, 1, 0, -1, 0];
    expect([slicePlane(grid(coronal)).name, sides(coronal)]).toEqual(['coronal', 'R L S I']);
  });

  it('are double where the plane is oblique, the greater part first', () => {
    const byDegrees = (degrees: number): string => sides(rotation((degrees * Math.PI) / 180, 0, 0));
    expect(byDegrees(30)).toBe('RA LP AL PR');
    expect(byDegrees(-30)).toBe('RP LA AR PL');
    expect(byDegrees(3)).toBe('R L A P');
    expect(directionLetters([0.2, -0.4, 0.89])).toBe('SA');
  });
});

it('a position is written with its side: left, front and foot are R, A and I where a value is negative', () => {
  expect(positionParts([42.6, -18.3, 9.4])).toEqual([
    ['L', 42.6],
    ['A', 18.3],
    ['S', 9.4],
  ]);
  expect(positionParts([-1, 2, -3]).map(([letter]) => letter)).toEqual(['R', 'P', 'I']);
});
