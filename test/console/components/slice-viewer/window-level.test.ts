/** Windows, greys, and pixels in the order of the screen. */
import { IDENTITY_DIRECTION, type Volume, type Voxels } from '@radscore/imaging';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillSlice } from '../../../../console/components/slice-viewer/slice-pixels.ts';
import { slicePlane } from '../../../../console/components/slice-viewer/slice-plane.ts';
import {
  changedWindow,
  greyOf,
  greyTable,
  packed,
  windowOf,
} from '../../../../console/components/slice-viewer/window-level.ts';

const volume = (voxels: Voxels, size: Volume['size'] = [voxels.length, 1, 1]): Volume => ({
  voxels,
  size,
  spacing: [1, 1, 1],
  origin: [0, 0, 0],
  direction: IDENTITY_DIRECTION,
});

describe('a window', () => {
  it('runs at first from the 1st to the 99th percentile', () => {
    const { centre, width } = windowOf(volume(Int16Array.from({ length: 101 }, (_, i) => i * 10)));
    expect([centre, width]).toEqual([500, 980]);
  });

  it('of a constant image, and of one without a number, has a width all the same', () => {
    expect(windowOf(volume(Float32Array.of(7, 7, 7)))).toEqual({ centre: 7, width: 1 });
    expect(windowOf(volume(Float32Array.of(Number.NaN)))).toEqual({ centre: 0, width: 1 });
  });

  it('passes over what is no number', () => {
    expect(windowOf(volume(Float32Array.of(Number.NaN, 0, 10, Number.POSITIVE_INFINITY)))).toEqual({
      centre: 5,
      width: 10,
    });
  });

  it('is moved by shares of its first width, and never closes', () => {
    const initial = { centre: 100, width: 200 };
    expect(changedWindow(initial, initial, 0.5, -0.25)).toEqual({ centre: 200, width: 150 });
    expect(changedWindow(initial, initial, 0, -5).width).toBe(0.2);
  });
});

describe('greys', () => {
  it('go from black to white within the window and are held outside', () => {
    const window = { centre: 50, width: 100 };
    expect([-10, 0, 50, 100, 500, Number.NaN].map((value) => greyOf(value, window))).toEqual([0, 0, 128, 255, 255, 0]);
  });

  it('of a table are those of the formula', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(Int8Array, Uint8Array, Int16Array, Uint16Array),
        fc.double({ min: -40000, max: 70000, noNaN: true }),
        fc.double({ min: 0.01, max: 90000, noNaN: true }),
        fc.integer({ min: -32768, max: 65535 }),
        (Type, centre, width, value) => {
          const voxels = Type.of(value);
          const table = greyTable(voxels, { centre, width });
          expect(table?.greys[voxels[0] - table.lowest]).toBe(packed(greyOf(voxels[0], { centre, width })));
        },
      ),
    );
  });

  it('have no table for 32 bits and floating point', () => {
    for (const voxels of [new Int32Array(1), new Uint32Array(1), new Float32Array(1), new Float64Array(1)])
      expect(greyTable(voxels, { centre: 0, width: 1 })).toBeUndefined();
  });
});

it('the pixels of a slice are its voxels in the order of the screen, mirrored and turned as the plane is', () => {
  const voxels = Int16Array.from({ length: 2 * 3 * 2 }, (_, i) => i * 20);
  const window = { centre: 127.5, width: 255 };
  const shown = (direction: Volume['direction'], of: Voxels = voxels): number[] => {
    const image = { ...volume(of, [2, 3, 2]), direction };
    const plane = slicePlane(image);
    const pixels = new Uint32Array(6);
    fillSlice(pixels, image, plane, 1, window, greyTable(of, window));
    return [...pixels].map((pixel) => (pixel & 255) / 20);
  };
  expect(shown(IDENTITY_DIRECTION)).toEqual([6, 7, 8, 9, 10, 11]);
  expect(shown([-1, 0, 0, 0, -1, 0, 0, 0, 1])).toEqual([11, 10, 9, 8, 7, 6]);
  expect(shown([0, 1, 0, 1, 0, 0, 0, 0, 1])).toEqual([6, 8, 10, 7, 9, 11]);
  expect(shown([0, -1, 0, 1, 0, 0, 0, 0, 1], Float32Array.from(voxels))).toEqual([10, 8, 6, 11, 9, 7]);
});
