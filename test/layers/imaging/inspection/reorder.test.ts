/** Masks whose axes are stored in another order than their header says. */
import { describe, expect, it } from 'vitest';
import { inspectRegion, type Mask, type Matrix3, type Vector3, type Volume } from '../../../../layers/imaging/index.ts';
import { rotation } from '../volumes.ts';

/** Oblique, and of three extents and spacings, so that no two axes can be taken for each other. */
const grid = {
  size: [12, 10, 6] as Vector3,
  spacing: [1, 1.25, 3] as Vector3,
  origin: [-20, 30, 5] as Vector3,
  direction: rotation(0.3, -0.2, 0.5),
};
const image: Volume = { ...grid, voxels: new Int16Array(720).map((_, i) => i) };

/** A block with a tail that no permutation or reversal gives back; it touches neither the first nor the last slice. */
function isInside(x: number, y: number, z: number): boolean {
  const isBlock = x >= 3 && x < 7 && y >= 2 && y < 7 && z >= 1 && z < 4;
  return isBlock || (y === 2 && z === 1 && x >= 7 && x < 10) || (x === 3 && y === 7 && z === 4);
}

const indices = (size: Vector3): Vector3[] =>
  Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => [
    i % size[0],
    Math.floor(i / size[0]) % size[1],
    Math.floor(i / size[0] / size[1]),
  ]);
const voxelsOf = (size: Vector3, has: (index: Vector3) => boolean): Uint8Array =>
  Uint8Array.from(indices(size), (index) => Number(has(index)));
const right = voxelsOf(grid.size, ([x, y, z]) => isInside(x, y, z));

/** The mask stored with axis `a` along axis `order[a]` of the image. */
function transposed(order: Vector3, of: Vector3 = grid.size): Pick<Mask, 'voxels' | 'size'> {
  const size: Vector3 = [of[order[0]], of[order[1]], of[order[2]]];
  const voxels = voxelsOf(size, (index) => {
    const at = [0, 0, 0];
    order.forEach((axis, a) => {
      at[axis] = index[a];
    });
    return isInside(at[0], at[1], at[2]);
  });
  return { voxels, size };
}

const permuted = (values: Vector3, order: Vector3): Vector3 => [values[order[0]], values[order[1]], values[order[2]]];

/** The mask stored in reverse along some axes. */
function reversed(axes: readonly number[]): Uint8Array {
  return voxelsOf(grid.size, (index) => {
    const [x, y, z] = index.map((at, axis) => (axes.includes(axis) ? grid.size[axis] - 1 - at : at));
    return isInside(x, y, z);
  });
}

const negated = (axes: readonly number[]): Matrix3 =>
  grid.direction.map((cosine, i) => (axes.includes(i % 3) ? -cosine : cosine)) as unknown as Matrix3;

/** World position of a voxel of the image, by its definition. */
function placeOf(index: readonly number[]): Vector3 {
  const { origin, spacing: s, direction: d } = grid;
  const place = [0, 1, 2].map((row) =>
    [0, 1, 2].reduce((sum, axis) => sum + d[3 * row + axis] * s[axis] * index[axis], origin[row]),
  );
  return [place[0], place[1], place[2]];
}
const farEnd = (axes: readonly number[]): Vector3 =>
  placeOf([0, 1, 2].map((axis) => (axes.includes(axis) ? grid.size[axis] - 1 : 0)));

const ORDERS: Vector3[] = [
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
];
const SUBSETS = [[2], [0], [1], [0, 2], [1, 2], [0, 1], [0, 1, 2]];

function expectReordered(stored: Mask): void {
  const { verdict, finding, repair } = inspectRegion(image, stored);
  expect(verdict).toBe('mendable');
  expect(finding?.code).toBe('geometry-mismatch');
  expect(repair).toMatchObject({ name: 'reorder', overlapAfter: 1, mask: grid });
  expect(repair?.overlapBefore).toBeLessThan(1);
  expect(repair?.mask.voxels).toEqual(right);
}

describe('a mask whose axes are stored in another order than its header says', () => {
  it.each(ORDERS)('%i, %i, %i is put in order: the header is a copy of the image’s', (...order) => {
    expectReordered({ ...grid, ...transposed(order) });
  });

  it.each(ORDERS)('%i, %i, %i is put in order: spacing went with the axes, direction did not', (...order) => {
    expectReordered({ ...grid, ...transposed(order), spacing: permuted(grid.spacing, order) });
  });

  it.each(ORDERS)('%i, %i, %i is put in order: direction went with the axes, spacing did not', (...order) => {
    const direction = [0, 3, 6].flatMap((row) => order.map((axis) => grid.direction[row + axis]));
    expectReordered({ ...grid, ...transposed(order), direction: direction as unknown as Matrix3 });
  });

  it('says which axis is which, and how much of the ROI lies where it belongs', () => {
    const stored = { ...grid, ...transposed([2, 1, 0]) };
    const { repair } = inspectRegion(image, stored);
    expect(repair?.says).toBe(
      "Take the mask's axes for z, y, x of the image: its size is then the image's, as its header is.",
    );
    // By its header, voxel (i, j, k) of the mask lies at (i, j, k) of the image.
    const at = new Set(indices(stored.size).flatMap((index, i) => (stored.voxels[i] ? [index.join()] : [])));
    const common = indices(grid.size).filter((index, i) => right[i] && at.has(index.join())).length;
    const inside = indices(grid.size).filter((index, i) => right[i] || (at.has(index.join()) && !right[i]));
    const standing = inside.filter((index) => at.has(index.join())).length;
    expect(repair?.overlapBefore).toBe((2 * common) / (right.reduce((sum, one) => sum + one, 0) + standing));
  });

  it('is not put in order where two orders fit: as many rows as columns', () => {
    const square = { ...grid, size: [10, 10, 6] as Vector3, spacing: [1, 1, 3] as Vector3 };
    const flat: Volume = { ...square, voxels: new Int16Array(600) };
    const { verdict, repair } = inspectRegion(flat, { ...square, ...transposed([2, 1, 0], square.size) });
    expect([verdict, repair?.name]).toEqual(['refused', undefined]);
    // Different spacings distinguish them, where they went with the axes.
    const oblong = { ...flat, spacing: [1, 1.25, 3] as Vector3 };
    const stored = { ...oblong, ...transposed([2, 1, 0], square.size), spacing: [3, 1.25, 1] as Vector3 };
    expect(inspectRegion(oblong, stored).repair?.name).toBe('reorder');
  });

  it.each<[string, Partial<Mask>]>([
    ['another origin', { origin: [-19, 30, 5] }],
    ['another spacing', { spacing: [1, 1, 2] }],
    ['another direction', { direction: rotation(0.3, -0.2, 0.6) }],
  ])('is not put in order where the header has %s', (_, other) => {
    expect(inspectRegion(image, { ...grid, ...transposed([2, 1, 0]), ...other }).repair?.name).not.toBe('reorder');
  });
});

describe('a mask that is stored in reverse, which its header half says', () => {
  it.each(SUBSETS.map((axes) => [axes]))('along %j is put in order: the origin was not moved', (axes) => {
    expectReordered({ ...grid, voxels: reversed(axes), direction: negated(axes) });
  });

  it.each(SUBSETS.map((axes) => [axes]))('along %j is put in order: the direction was not negated', (axes) => {
    expectReordered({ ...grid, voxels: reversed(axes), origin: farEnd(axes) });
  });

  it('says what is in reverse', () => {
    const { repair } = inspectRegion(image, { ...grid, voxels: reversed([2]), origin: farEnd([2]) });
    expect(repair?.says).toBe(
      "Take the mask's slices in reverse order, which its header half says: it then lies on the image.",
    );
    // It lay beyond the last slice, which it does not reach.
    expect(repair?.overlapBefore).toBe(0);
  });

  it.each(SUBSETS.map((axes) => [axes]))('along %j fits where the header says both', (axes) => {
    const stored = { ...grid, voxels: reversed(axes), origin: farEnd(axes), direction: negated(axes) };
    expect(inspectRegion(image, stored).verdict).toBe('fits');
  });

  it('is not put in order where the origin is a slice off, or the ROI lies on the image all the same', () => {
    const off = { ...grid, voxels: reversed([2]), origin: placeOf([0, 0, 4]) };
    expect(inspectRegion(image, off).repair?.name).not.toBe('reorder');
    // All of it in its first slice, which is the image's last: the header can be true.
    const first = voxelsOf(grid.size, ([x, y, z]) => z === 0 && x < 3 && y < 4);
    const lying = inspectRegion(image, { ...grid, voxels: first, origin: farEnd([2]) });
    expect(lying.repair?.name).toBe('resample-to-image');
  });
});

describe('a bug: a repair took along what nobody accepted', () => {
  it('is not proposed for a mask in the wrong place whose only label is another than the one named', () => {
    const voxels = right.map((inside) => 7 * inside);
    const stored = { ...grid, voxels, origin: farEnd([2]) };
    expect(inspectRegion(image, stored, { label: 1 })).toMatchObject({
      verdict: 'refused',
      finding: { code: 'label-missing' },
      repair: undefined,
    });
  });

  it('repairs all labels that are joined, not the first', () => {
    const voxels = transposed([2, 1, 0]).voxels.map((inside, i) => inside * (1 + (i % 2)));
    const { repair } = inspectRegion(image, { ...grid, ...transposed([2, 1, 0]), voxels }, { label: [1, 2] });
    expect(repair?.mask.voxels).toEqual(right);
  });
});
