/** Interpolation along the axes of the image: the compiled kernel and its twin give the same bits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IDENTITY_DIRECTION, type Vector3 } from '../../../../layers/imaging/index.ts';
import { newSplineKernel } from '../../../../layers/imaging/kernels/kernels.ts';
import { Workspace } from '../../../../layers/imaging/memory/workspace.ts';
import { axisKernel } from '../../../../layers/imaging/resampling/axis-kernel.ts';
import { interpolateFastest } from '../../../../layers/imaging/resampling/fastest-steps.ts';
import {
  interpolateSeparably,
  lookedAt,
  portableSteps,
} from '../../../../layers/imaging/resampling/separable-interpolation.ts';
import type { SeparableInterpolation, SeparableSteps } from '../../../../layers/imaging/resampling/separable-steps.ts';
import { splineFits, splineSteps } from '../../../../layers/imaging/resampling/spline-steps.ts';
import { newVoxels, type VoxelType } from '../../../../layers/imaging/volume/voxel-type.ts';
import { random } from '../../radiomics/volumes.ts';

const kernel = newSplineKernel();
if (!kernel) throw new Error('got no WebAssembly with SIMD; wanted it on every machine that runs these tests');

/** Along one axis: samples, values wanted, where they begin (in samples) and their step; some lie outside. */
const axis = fc.record({
  length: fc.integer({ min: 1, max: 75 }),
  count: fc.integer({ min: 1, max: 24 }),
  from: fc.double({ min: -3, max: 40, noNaN: true }),
  step: fc.double({ min: 0.1, max: 2.5, noNaN: true }),
});
const types = fc.constantFrom<VoxelType>(
  ...(['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'] as const),
);

function workOf(
  axes: readonly { length: number; count: number; from: number; step: number }[],
  type: VoxelType,
  seed: number,
  isSingle: boolean,
): SeparableInterpolation {
  const [nx, ny, nz] = axes.map(({ length }) => length);
  const next = random(seed);
  const size: Vector3 = [nx, ny, nz];
  const voxels = newVoxels(type, nx * ny * nz);
  for (let i = 0; i < voxels.length; i++) voxels[i] = 300 * next() - (type.startsWith('u') ? 0 : 150);
  const image = {
    voxels,
    size,
    spacing: [1, 1, 1] as Vector3,
    origin: [0, 0, 0] as Vector3,
    direction: IDENTITY_DIRECTION,
  };
  const kernels = axes.map(({ length, count, from, step }) =>
    axisKernel(
      'sitkBSpline',
      Float64Array.from({ length: count }, (_, i) => from + i * step),
      length,
    ),
  );
  return { image, ...lookedAt(image, kernels, true), isSpline: true, isSingle };
}

function valuesOf(
  work: SeparableInterpolation,
  stepsOf: (work: SeparableInterpolation) => SeparableSteps,
): Float64Array {
  const [mx, my, mz] = work.kernels.map(({ inside }) => inside.length);
  const values = new Float64Array(mx * my * mz).fill(Number.NaN);
  const take = (row: Float64Array | Float32Array, y: number, z: number): void => values.set(row, mx * (y + my * z));
  kernel?.within(() => interpolateSeparably(work, stepsOf(work), take, new Workspace()));
  return values;
}

const inKernel = (work: SeparableInterpolation): SeparableSteps => splineSteps(kernel, work);

describe('interpolation along the axes', () => {
  it('by the kernel gives the bits of its twin, for every voxel type, odd widths and short axes', () => {
    fc.assert(
      fc.property(
        fc.tuple(axis, axis, axis),
        types,
        fc.integer({ min: 1, max: 1e6 }),
        fc.boolean(),
        (axes, type, seed, isSingle) => {
          const work = workOf(axes, type, seed, isSingle);
          expect(valuesOf(work, inKernel)).toEqual(valuesOf(work, portableSteps));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does not depend on how columns are put together: wider than a block, and narrower', () => {
    const axes = [
      { length: 40, count: 700, from: 2, step: 0.05 },
      { length: 9, count: 5, from: 1, step: 1.5 },
      { length: 6, count: 11, from: 0.2, step: 0.4 },
    ];
    const work = workOf(axes, 'float32', 3, true);
    expect(valuesOf(work, inKernel)).toEqual(valuesOf(work, portableSteps));
  });

  it('is left to the twin where a slice would not fit into the memory of a module', () => {
    const axes = Array.from({ length: 3 }, () => ({ length: 8, count: 8, from: 0.5, step: 0.8 }));
    const work = workOf(axes, 'float64', 1, true);
    expect(splineFits(kernel, work, 512)).toBe(true);
    const wide = { ...work, image: { ...work.image, size: [2 ** 25, 8, 8] as Vector3 } };
    expect(splineFits(kernel, wide, 512)).toBe(false);
  });

  it('really runs in the kernel', () => {
    const axes = Array.from({ length: 3 }, () => ({ length: 8, count: 8, from: 0.5, step: 0.8 }));
    const workspace = new Workspace();
    const { spline } = workspace;
    if (!spline) throw new Error('got no kernel in the workspace; wanted one');
    const before = spline.take('u8', 0).address;
    let rows = 0;
    interpolateFastest(workOf(axes, 'int16', 1, true), workspace, (row) => {
      expect(row.buffer).toBe(spline.view(spline.take('u8', 0)).buffer);
      rows++;
    });
    expect(rows).toBe(64);
    expect(spline.take('u8', 0).address).toBe(before);
  });
});
