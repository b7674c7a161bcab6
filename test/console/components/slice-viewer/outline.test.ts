/** Outlines of regions: areas, closed lines, other grids. */
import { type Grid, IDENTITY_DIRECTION, indexToWorld, type Mask, type Vector3 } from '@radscore/imaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaOf, type Loop, outlineOf } from '../../../../console/components/slice-viewer/outline.ts';
import { middleOfLargest, sectionOf } from '../../../../console/components/slice-viewer/section.ts';
import { indexOfPlanePoint, placePlane } from '../../../../console/components/slice-viewer/slice-plane.ts';
import { anyGrid, rotation } from './grids.ts';

const total = (loops: readonly Loop[]): number => loops.reduce((sum, loop) => sum + areaOf(loop), 0);

const picture = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      inside: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height }),
    }),
  );

/** Whether a place lies inside closed lines: the number of lines to its right is odd. */
function isWithin(loops: readonly Loop[], x: number, y: number): boolean {
  let crossings = 0;
  for (const loop of loops) {
    for (let i = 0; i < loop.length; i += 2) {
      const j = (i + 2) % loop.length;
      const [x0, y0, x1, y1] = [loop[i], loop[i + 1], loop[j], loop[j + 1]];
      if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) crossings++;
    }
  }
  return crossings % 2 === 1;
}

/** A mask of a grid whose voxels are those within a ball (mm). */
function ball(grid: Grid, middle: Vector3, radius: number): Mask {
  const [nx, ny, nz] = grid.size;
  const voxels = new Uint8Array(nx * ny * nz);
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) {
        const [a, b, c] = indexToWorld(grid, [x, y, z]);
        const distance = Math.hypot(a - middle[0], b - middle[1], c - middle[2]);
        voxels[x + nx * (y + ny * z)] = distance <= radius ? 1 : 0;
      }
  return { ...grid, voxels };
}

describe('the outline of a picture', () => {
  it('encloses as much as there are voxels, holes taken away', () => {
    fc.assert(
      fc.property(picture, ({ inside, width, height }) => {
        const count = inside.reduce((sum, value) => sum + value, 0);
        expect(total(outlineOf(inside, width, height))).toBe(count);
      }),
    );
  });

  it('has each voxel inside whose value says so, and no other', () => {
    fc.assert(
      fc.property(picture, ({ inside, width, height }) => {
        const loops = outlineOf(inside, width, height);
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) expect(isWithin(loops, x, y)).toBe(inside[x + width * y] === 1);
      }),
    );
  });

  it('runs along edges of voxels only, and turns at each of its points', () => {
    fc.assert(
      fc.property(picture, ({ inside, width, height }) => {
        for (const loop of outlineOf(inside, width, height)) {
          for (let i = 0; i < loop.length; i += 2) {
            const [j, k] = [(i + 2) % loop.length, (i + 4) % loop.length];
            const isAcross = loop[i + 1] === loop[j + 1];
            expect(isAcross || loop[i] === loop[j]).toBe(true);
            expect(isAcross ? loop[j] === loop[k] : loop[j + 1] === loop[k + 1]).toBe(true);
            expect(Math.abs(loop[i] % 1)).toBe(0.5);
          }
        }
      }),
    );
  });

  it('gives two voxels that touch at a corner a line each, and a ring an outer and an inner one', () => {
    expect(outlineOf([1, 0, 0, 1], 2, 2).map(areaOf)).toEqual([1, 1]);
    expect(outlineOf([1, 1, 1, 1, 0, 1, 1, 1, 1], 3, 3).map(areaOf).toSorted()).toEqual([-1, 9]);
    expect(outlineOf([0, 0], 2, 1)).toEqual([]);
  });
});

describe('the outline on a slice of an image', () => {
  it('of a region on its grid has the area of its voxels, whatever the directions of the grid', () => {
    fc.assert(
      fc.property(anyGrid, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (grid, seed) => {
        const [nx, ny, nz] = grid.size;
        const voxels = Uint8Array.from({ length: nx * ny * nz }, (_, i) => ((i * 2654435761 + seed) >>> 13) & 1);
        const placed = placePlane(grid);
        const slice = nz - 1;
        const count = voxels.subarray(slice * nx * ny).reduce((sum, value) => sum + value, 0);
        const loops = sectionOf({ ...grid, voxels }, placed, slice);
        // A mirrored picture has its lines the other way round; what they enclose is the same.
        expect(Math.abs(total(loops))).toBe(count);
        for (let row = 0; row < placed.plane.rows; row++)
          for (let column = 0; column < placed.plane.columns; column++) {
            const [x, y] = indexOfPlanePoint(placed.plane, [column, row, slice]);
            expect(isWithin(loops, column, row)).toBe(voxels[x + nx * (y + ny * slice)] === 1);
          }
      }),
      { numRuns: 20 },
    );
  });

  it('of a region on a finer grid with parallel slices lies where the region lies in the patient', () => {
    const direction = rotation(0.4, -0.3, 0.2);
    const image: Grid = { size: [40, 30, 8], spacing: [1, 1.5, 4], origin: [5, -7, 11], direction };
    const middle = indexToWorld(image, [20, 15, 4]);
    const fine: Grid = { size: [80, 90, 33], spacing: [0.5, 0.5, 1], origin: image.origin, direction };
    const mask = ball(fine, middle, 9);
    const placed = placePlane(image);
    const area = Math.abs(total(sectionOf(mask, placed, 4))) * image.spacing[0] * image.spacing[1];
    const [k, n] = [16, fine.size[0] * fine.size[1]];
    const count = mask.voxels.subarray(k * n, (k + 1) * n).reduce((sum, value) => sum + value, 0);
    expect(area).toBeCloseTo(count * 0.25, 6);
    expect(sectionOf(mask, placed, 0)).toEqual([]);
  });

  it('of a ball on an oblique grid is the circle of the image’s plane', () => {
    const image: Grid = {
      size: [60, 60, 20],
      spacing: [1, 1, 2],
      origin: [-30, -30, -20],
      direction: IDENTITY_DIRECTION,
    };
    const oblique: Grid = {
      size: [60, 60, 60],
      spacing: [0.8, 0.8, 0.8],
      origin: [0, 0, 0],
      direction: rotation(0.5, 0.6, 0.7),
    };
    const corner = indexToWorld(oblique, [30, 30, 30]);
    const mask = ball({ ...oblique, origin: [-corner[0], -corner[1], -corner[2]] }, [0, 0, 0], 12);
    const placed = placePlane(image);
    // Plane z = 6 of a ball of radius 12: a circle of radius 10.39; a voxel's half diagonal at most is added or lost.
    const loops = sectionOf(mask, placed, 13);
    const radius = Math.sqrt(Math.abs(total(loops)) / Math.PI);
    expect(radius).toBeGreaterThan(Math.sqrt(144 - 36) - 0.35);
    expect(radius).toBeLessThan(Math.sqrt(144 - 36) + 0.35);
    const xs = loops.flatMap((loop) => [...loop].filter((_, i) => i % 2 === 0));
    expect((Math.min(...xs) + Math.max(...xs)) / 2).toBeCloseTo(30, 0);
  });
});

describe('the largest slice of a region', () => {
  it('gives a voxel near the middle of the slice with most voxels', () => {
    const grid: Grid = { size: [9, 7, 5], spacing: [1, 2, 3], origin: [10, 20, 30], direction: IDENTITY_DIRECTION };
    const voxels = new Uint8Array(9 * 7 * 5);
    for (const x of [2, 3, 4]) voxels[x + 9 * (5 + 7 * 3)] = 1;
    voxels[0] = 1;
    expect(middleOfLargest({ ...grid, voxels })).toEqual([13, 30, 39]);
  });

  it('is not there for an empty region', () => {
    expect(
      middleOfLargest({
        size: [1, 1, 1],
        spacing: [1, 1, 1],
        origin: [0, 0, 0],
        direction: IDENTITY_DIRECTION,
        voxels: new Uint8Array(1),
      }),
    ).toBeUndefined();
  });
});
