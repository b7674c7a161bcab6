/** Labels, masks and where they lie. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundingBox,
  checkSameGrid,
  cornerDisplacement,
  crop,
  IDENTITY_DIRECTION,
  labelsFound,
  largestSlice,
  type Mask,
  padBox,
  readMask,
  selectLabel,
  sliceMask,
  type Volume,
  writeNifti,
  writeNrrd,
} from '../../../../layers/imaging/index.ts';
import { refusal, rotation } from '../volumes.ts';

const grid = {
  size: [4, 3, 2] as const,
  spacing: [0.7, 0.8, 3.1] as const,
  origin: [-11.3, 24.9, 7.7] as const,
  direction: IDENTITY_DIRECTION,
};
const image: Volume = { ...grid, voxels: new Int16Array(24) };

function labels(values: Record<number, number>, type = Uint8Array as new (n: number) => Volume['voxels']): Volume {
  const voxels = new type(24);
  for (const [at, value] of Object.entries(values)) voxels[Number(at)] = value;
  return { ...grid, voxels };
}

const file = (volume: Volume) => [{ name: 'roi.nrrd', bytes: writeNrrd(volume) }];

describe('labels', () => {
  it('are counted and listed in order', () => {
    expect([...labelsFound(labels({ 3: 7, 4: 7, 9: 2, 23: 7 }))]).toEqual([
      [2, 1],
      [7, 3],
    ]);
  });

  it.each([Int8Array, Uint16Array, Int32Array, Float32Array, Float64Array])('may be stored as %o', (type) => {
    const mask = readMask(file(labels({ 5: 3, 6: 3, 7: 1 }, type)), image, { label: 3 });
    expect(mask.voxels).toEqual(Uint8Array.from({ length: 24 }, (_, i) => (i === 5 || i === 6 ? 1 : 0)));
  });

  it('which is meant where none is named: 1, else the only one', () => {
    expect(selectLabel(labels({ 1: 1, 2: 2 })).voxels[1]).toBe(1);
    expect(selectLabel(labels({ 2: 255 })).voxels[2]).toBe(1);
    expect(refusal(() => selectLabel(labels({ 1: 3, 2: 4 })))).toMatchObject({ code: 'label-missing' });
  });

  it('that are missing are refused with a list of those that are there', () => {
    expect(refusal(() => readMask(file(labels({ 1: 2, 2: 2, 3: 5 })), image, { label: 1 }))).toMatchObject({
      code: 'label-missing',
      file: 'roi.nrrd',
      got: 'the labels 2 (2 voxels), 5 (1 voxels)',
      wanted: 'label 1',
    });
    expect(refusal(() => readMask(file(labels({})), image))).toMatchObject({ got: 'a mask without any label' });
  });

  it('may be joined', () => {
    const mask = selectLabel(labels({ 1: 2, 5: 7, 6: 7, 9: 3 }), [2, 7]);
    expect([1, 5, 6, 9].map((i) => mask.voxels[i])).toEqual([1, 1, 1, 0]);
    expect(refusal(() => selectLabel(mask, [1, 4]))).toMatchObject({ code: 'label-missing', wanted: 'label 4' });
  });

  it('must be whole numbers', () => {
    expect(refusal(() => labelsFound(labels({ 4: 0.37 }, Float32Array)))).toMatchObject({ code: 'unsupported-format' });
    // 255 through a single-precision slope of 1/255
    expect([...labelsFound(labels({ 4: Math.fround(255 * Math.fround(1 / 255)) }, Float64Array)).keys()]).toEqual([1]);
  });
});

describe('the grid of a mask', () => {
  it('may differ by the noise of the format, and becomes that of the image', () => {
    const bytes = writeNifti(labels({ 4: 1 }));
    const mask = readMask([{ name: 'roi.nii.gz', bytes }], image);
    expect(mask).toMatchObject(grid);
  });

  it('is refused with the displacement in millimetres', () => {
    const moved = { ...labels({ 4: 1 }), origin: [-11.3, 24.9, 8] as const };
    const error = refusal(() => readMask(file(moved), image));
    expect(error).toMatchObject({ code: 'geometry-mismatch', file: 'roi.nrrd' });
    expect((error as Error).message).toContain('displaced by 0.3000 mm at its worst corner (origin [-11.3, 24.9, 8]');
    expect(readMask(file(moved), image, { toleranceMm: 0.31 }).voxels[4]).toBe(1);
  });

  it('is refused when its size differs', () => {
    const error = refusal(() => checkSameGrid(image, { ...grid, size: [4, 3, 1] }));
    expect(error).toMatchObject({ got: 'a mask of 4 × 3 × 1 voxels', wanted: '4 × 3 × 2 voxels, as its image has' });
  });

  it('is measured at the corners', () => {
    expect(cornerDisplacement(grid, grid)).toBe(0);
    const turned = { ...grid, direction: rotation(0, 0, 0.1) };
    // The corner (3, 2, 0) lies 2.64 mm from the origin and turns by 0.1 rad.
    expect(cornerDisplacement(grid, turned)).toBeCloseTo(2 * Math.sin(0.05) * Math.hypot(3 * 0.7, 2 * 0.8), 12);
  });
});

describe('boxes and slices', () => {
  const randomMask: fc.Arbitrary<Mask> = fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
    .chain((size) =>
      fc
        .array(fc.constantFrom(0, 0, 0, 1), {
          minLength: size[0] * size[1] * size[2],
          maxLength: size[0] * size[1] * size[2],
        })
        .filter((values) => values.includes(1))
        .map((values) => ({ ...grid, size, voxels: Uint8Array.from(values) })),
    );
  const count = (mask: Mask): number => mask.voxels.reduce((sum, value) => sum + value, 0);

  it('the bounding box holds the whole ROI and touches it on every side', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const cropped = crop(mask, boundingBox(mask));
        expect(count(cropped)).toBe(count(mask));
        expect(boundingBox(cropped)).toEqual({ lower: [0, 0, 0], size: cropped.size });
      }),
    );
  });

  it('padding stops at the edges', () => {
    expect(padBox({ lower: [1, 0, 1], size: [1, 2, 1] }, 5, grid.size)).toEqual({ lower: [0, 0, 0], size: [4, 3, 2] });
    expect(padBox({ lower: [1, 1, 0], size: [1, 1, 1] }, 1, grid.size)).toEqual({ lower: [0, 0, 0], size: [3, 3, 2] });
  });

  it('cropping moves the origin', () => {
    const cropped = crop(image, { lower: [1, 2, 1], size: [2, 1, 1] });
    expect(cropped.origin).toEqual([-11.3 + 0.7, 24.9 + 1.6, 7.7 + 3.1]);
    expect(cropped.voxels).toBeInstanceOf(Int16Array);
  });

  it('the largest slice is the first of the largest', () => {
    const mask = labels({ 0: 1, 3: 1, 12: 1, 13: 1 }) as Mask;
    expect(largestSlice(mask)).toBe(0);
    expect(largestSlice(labels({ 0: 1, 12: 1, 13: 1 }) as Mask)).toBe(1);
    expect(count(sliceMask(mask, 1))).toBe(2);
    expect(sliceMask(mask, 1).voxels[12]).toBe(1);
  });

  it('an empty ROI has no box', () => {
    expect(refusal(() => boundingBox(labels({}) as Mask))).toMatchObject({ code: 'roi-too-small' });
  });
});
