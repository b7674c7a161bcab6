/** Resampled images and masks beside PyRadiomics' and SimpleITK's. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  boundingBox,
  IDENTITY_DIRECTION,
  InputRefused,
  type Interpolator,
  interpolate,
  type Mask,
  type Matrix3,
  normalise,
  readImage,
  readMask,
  resample,
  type Vector3,
  type Volume,
} from '../../../../layers/imaging/node.ts';
import { singularInverse } from '../../../../layers/imaging/resampling/singular-inverse.ts';
import { newVoxels, type VoxelType } from '../../../../layers/imaging/volume/voxel-type.ts';
import { ofRealImages, sharedPath } from '../../../shared.ts';
import { largestDifference, refusal, rotation } from '../volumes.ts';

interface Case {
  spacing: Vector3;
  interpolator: Interpolator;
  type: VoxelType;
  size: number[];
  origin: number[];
  /** Oblique axes; null for those of the world. */
  direction: Matrix3 | null;
  voxels: number[];
  roi: string;
}
interface RealCase extends Omit<Case, 'voxels' | 'roi' | 'direction'> {
  image: string;
  mask: string;
  sha256: string;
  sum: number;
  absolute: number;
  roiSha256: string;
}
interface Fixture {
  image: number[];
  mask: number[];
  size: Vector3;
  spacing: Vector3;
  origin: Vector3;
  padDistance: number;
  cases: Case[];
  real: RealCase[];
  normalised: number[];
  inverses: { matrix: Matrix3; inverse: number[] }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/imaging/resample.json', import.meta.url), 'utf8'),
);
const grid = { size: fixture.size, spacing: fixture.spacing, origin: fixture.origin, direction: IDENTITY_DIRECTION };
const mask: Mask = { ...grid, voxels: Uint8Array.from(fixture.mask) };

function typed(values: ArrayLike<number>, type: VoxelType): Volume['voxels'] {
  const voxels = newVoxels(type, values.length);
  voxels.set(values);
  return voxels;
}

describe('resample, against radiomics.imageoperations.resampleImage', () => {
  it.each(fixture.cases)('$type $interpolator to $spacing', (expected) => {
    const direction = expected.direction ?? IDENTITY_DIRECTION;
    const image = { ...grid, direction, voxels: typed(fixture.image, expected.type) };
    const got = resample(image, { ...mask, direction }, { ...expected, padDistance: fixture.padDistance });
    expect(got.image.size).toEqual(expected.size);
    expect(got.image.origin).toEqual(expected.origin);
    expect(got.mask.voxels.join('')).toBe(expected.roi);
    expect(got.image.voxels.constructor).toBe(image.voxels.constructor);
    // Integers agree on every voxel; floats differ by the order of summation, 1e-15 of the range of 255. ITK's error
    // function is good to 1e-8.
    const tolerances: Readonly<Record<string, number>> = { int16: 0, uint8: 0, float32: 1e-5, float64: 1e-12 };
    const tolerance = expected.interpolator === 'sitkGaussian' ? 1e-5 : tolerances[expected.type];
    expect(largestDifference(got.image.voxels, expected.voxels)).toBeLessThanOrEqual(tolerance);
  });

  it.each(ofRealImages(fixture.real))('$image as $type, $interpolator to $spacing', (expected) => {
    const read = (file: string) => [{ name: file, bytes: new Uint8Array(readFileSync(sharedPath(`data/${file}`))) }];
    const source = readImage(read(expected.image));
    const image = { ...source, voxels: typed(source.voxels, expected.type) };
    const roi = readMask(read(expected.mask), image, { label: 1 });
    const got = resample(image, roi, { ...expected, padDistance: 5 });
    expect(got.image.size).toEqual(expected.size);
    expect(got.image.origin).toEqual(expected.origin);
    expect(sha256(got.mask.voxels)).toBe(expected.roiSha256);
    if (expected.type === 'int16') {
      expect(sha256(got.image.voxels)).toBe(expected.sha256);
    } else {
      // A sum of float32 values that differ by a last bit here and there.
      const sum = Float64Array.from(got.image.voxels).reduce((total, value) => total + value, 0);
      expect(Math.abs(sum - expected.sum)).toBeLessThan(1e-9 * expected.absolute);
    }
  });
});

function sha256(voxels: Volume['voxels']): string {
  return createHash('sha256').update(voxels).digest('hex');
}

describe('the inverse of an index-to-world matrix', () => {
  it('is that of ITK to the last bit', () => {
    for (const { matrix, inverse } of fixture.inverses) expect([...singularInverse(matrix)]).toEqual(inverse);
  });

  it('is exact where the axes are those of the world', () => {
    expect([...singularInverse([0, 0.5, 0, -0.78125, 0, 0, 0, 0, 3])].map((value) => value + 0)).toEqual([
      0,
      -1.28,
      0,
      2,
      0,
      0,
      0,
      0,
      1 / 3,
    ]);
  });
});

describe('resample', () => {
  const flat = { ...grid, voxels: new Int16Array(mask.voxels.length).fill(73) };

  it('only crops where the spacing is right already', () => {
    const image = { ...grid, voxels: typed(fixture.image, 'int16') };
    const spacing: Vector3 = [0.800000001, 0.8, 0];
    const got = resample(image, mask, { spacing, interpolator: 'sitkBSpline', padDistance: 1 });
    const box = boundingBox(mask);
    expect(got.image.size).toEqual(box.size.map((extent) => extent + 2));
    expect(got.image.spacing).toEqual(grid.spacing);
    const [x, y, z] = box.lower;
    expect(got.image.voxels[0]).toBe(fixture.image[x - 1 + 14 * (y - 1 + 16 * (z - 1))]);
  });

  it('interpolates its own samples exactly', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })),
        fc.constantFrom<Interpolator>('sitkBSpline', 'sitkLinear', 'sitkNearestNeighbor'),
        (size, interpolator) => {
          const voxels = Float64Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => (i * 7919) % 101);
          const image = { ...grid, size, voxels };
          // ITK's prefilter starts with a sum that it cuts off at 1e-10 of the range, which is 100 here.
          expect(largestDifference(interpolate(image, image, interpolator).voxels, voxels)).toBeLessThan(2e-8);
        },
      ),
    );
  });

  it('reproduces cubic polynomials away from the edges', () => {
    const size: Vector3 = [60, 1, 1];
    const cubic = (x: number): number => 0.01 * x ** 3 - 0.4 * x ** 2 + 2 * x - 5;
    const image = { ...grid, size, spacing: [1, 1, 1] as Vector3, origin: [0, 0, 0] as Vector3 };
    const source = { ...image, voxels: Float64Array.from({ length: 60 }, (_, x) => cubic(x)) };
    const target = { ...image, size: [20, 1, 1] as Vector3, origin: [20.3, 0, 0] as Vector3 };
    const got = interpolate(source, target, 'sitkBSpline');
    // Edges are mirrored, which a cubic is not: their influence falls by 0.268 per sample, over 20 samples.
    got.voxels.forEach((value, i) => {
      expect(value).toBeCloseTo(cubic(20.3 + i), 6);
    });
  });

  it('gives 0 outside the image', () => {
    const far = { ...grid, size: [3, 2, 2] as Vector3, origin: [500, 500, 500] as Vector3 };
    for (const interpolator of ['sitkBSpline', 'sitkLinear', 'sitkNearestNeighbor'] as const) {
      expect([...interpolate(flat, far, interpolator).voxels]).toEqual(new Array(12).fill(0));
    }
  });

  it('does not depend on the orientation of the grid', () => {
    const image = { ...grid, voxels: typed(fixture.image, 'float64') };
    const direction = rotation(0.3, -0.2, 0.5);
    const settings = { spacing: [1, 1, 1.7] as Vector3, interpolator: 'sitkBSpline' as const, padDistance: 2 };
    const straight = resample(image, mask, settings);
    const turned = resample({ ...image, direction }, { ...mask, direction }, settings);
    // Positions pass through a rotation and back: 1e-13 voxels.
    expect(largestDifference(turned.image.voxels, straight.image.voxels)).toBeLessThan(1e-9);
  });

  it('refuses a negative spacing, one that is far too small, and an empty ROI', () => {
    const settings = { spacing: [1, -1, 1] as Vector3, interpolator: 'sitkLinear' as const, padDistance: 5 };
    expect(refusal(() => resample(flat, mask, settings))).toMatchObject({ code: 'settings-invalid' });
    expect(refusal(() => resample(flat, mask, { ...settings, spacing: [1e-4, 1e-4, 1] }))).toMatchObject({
      code: 'settings-invalid',
    });
    const empty = { ...mask, voxels: new Uint8Array(mask.voxels.length) };
    expect(refusal(() => resample(flat, empty, { ...settings, spacing: [1, 1, 1] }))).toMatchObject({
      code: 'roi-too-small',
    });
  });
});

describe('normalise, against sitk.Normalize', () => {
  const image = { ...grid, voxels: typed(fixture.image, 'int16') };

  it('agrees to the last bit', () => {
    const got = normalise(image);
    expect(got.voxels).toBeInstanceOf(Float64Array);
    expect([...got.voxels.subarray(0, 600)]).toEqual(fixture.normalised);
  });

  it('clips before it scales', () => {
    const plain = normalise(image).voxels;
    const got = normalise(image, { scale: 100, outliers: 1.5 }).voxels;
    const expected = plain.map((value) => Math.max(-1.5, Math.min(1.5, value)) * 100);
    expect([...got]).toEqual([...expected]);
    expect(Math.max(...got)).toBe(150);
  });

  it('refuses an image without variation', () => {
    const flat = { ...image, voxels: image.voxels.map(() => 7) as Int16Array };
    expect(refusal(() => normalise(flat))).toBeInstanceOf(InputRefused);
  });
});
