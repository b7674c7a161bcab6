import type { Span } from '../kernels/kernel-memory.ts';
import type { SplineKernel } from '../kernels/kernels.ts';
import { type VoxelType, voxelType } from '../volume/voxel-type.ts';
import type { AxisKernel } from './axis-kernel.ts';
import { HORIZON, POLE } from './bspline.ts';
import type { SeparableInterpolation, SeparableSteps } from './separable-interpolation.ts';

/** In the order of the kernel's `widen`. */
const VOXEL_TYPES: readonly VoxelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** The tables of an axis in the kernel's memory. */
interface Table {
  readonly samples: Span;
  readonly weights: Span;
  readonly inside: Span;
}

/**
 * The steps of a spline in the kernel, two values at a time. Its memory holds one slice and one block of columns, of the
 * interpolation that was begun last.
 */
export function splineSteps(
  kernel: SplineKernel,
  { image, box, kernels, isSingle }: SeparableInterpolation,
): SeparableSteps {
  const { voxels, size } = image;
  const { run } = kernel;
  const [nx, ny, nz] = box.size;
  const [kx, ky, kz] = kernels.map(({ inside }) => inside.length);
  const pitch = even(kx);
  const stride = size[0];
  const seen = stride * (ny - 1) + nx;

  kernel.clear();
  const [x, y, z] = kernels.map((axis) => tableIn(kernel, axis));
  const scratch = kernel.take(8 * nx * run.LANES.value);
  const source = kernel.take(voxels.BYTES_PER_ELEMENT * seen);
  const alongX = kernel.take(8 * pitch * ny);
  const alongY = kernel.take(8 * pitch * ky);
  const blocks = kernel.mark();
  let block: Span = { address: 0, length: 0 };
  let result = block;
  const type = VOXEL_TYPES.indexOf(voxelType(voxels));
  const turned = box.size.map((length) => POLE ** (length - 1));
  // Lanes of a last batch that is not full hold whatever was there, which should at least be numbers.
  kernel.f64(scratch).fill(0);

  return {
    slice(start) {
      const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset + start * voxels.BYTES_PER_ELEMENT, source.length);
      kernel.u8(source).set(bytes);
      run.interpolateRows(
        source.address,
        type,
        stride,
        nx,
        ny,
        scratch.address,
        HORIZON,
        turned[0],
        kx,
        x.samples.address,
        x.weights.address,
        x.inside.address,
        alongX.address,
        pitch,
      );
      run.filterColumns(alongX.address, ny, pitch, HORIZON, turned[1]);
      run.interpolateColumns(
        alongX.address,
        pitch,
        ky,
        y.samples.address,
        y.weights.address,
        y.inside.address,
        alongY.address,
        0,
      );
      return { values: kernel.f64(alongY), pitch };
    },
    block(count) {
      kernel.release(blocks);
      block = kernel.take(8 * count * nz);
      result = kernel.take((isSingle ? 4 : 8) * count * kz);
      return kernel.f64(block);
    },
    columns(count) {
      run.filterColumns(block.address, nz, count, HORIZON, turned[2]);
      run.interpolateColumns(
        block.address,
        count,
        kz,
        z.samples.address,
        z.weights.address,
        z.inside.address,
        result.address,
        isSingle ? 1 : 0,
      );
      return { values: isSingle ? kernel.f32(result) : kernel.f64(result), pitch: count };
    },
  };
}

function tableIn(kernel: SplineKernel, { samples, weights, inside }: AxisKernel): Table {
  const table = {
    samples: kernel.take(samples.byteLength),
    weights: kernel.take(weights.byteLength),
    inside: kernel.take(inside.byteLength),
  };
  kernel.i32(table.samples).set(samples);
  kernel.f64(table.weights).set(weights);
  kernel.u8(table.inside).set(inside);
  return table;
}

/** Whether a slice and a block of columns find room in the kernel's memory. */
export function splineFits(
  kernel: SplineKernel,
  { image, box, kernels }: SeparableInterpolation,
  columns: number,
): boolean {
  const [nx, ny, nz] = box.size;
  const [kx, ky, kz] = kernels.map(({ inside }) => inside.length);
  const slice = image.voxels.BYTES_PER_ELEMENT * image.size[0] * ny + 8 * even(kx) * (ny + ky);
  const block = 8 * Math.max(columns, even(kx)) * (nz + kz);
  kernel.clear();
  return kernel.fits(slice + block + 8 * 64 * (nx + kx + ky + kz));
}

function even(count: number): number {
  return count + (count % 2);
}
