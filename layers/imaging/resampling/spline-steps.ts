/** The steps of a spline in the compiled kernel, two values at a time. */
import type { Element, Span } from '../kernels/kernel-memory.ts';
import type { SplineKernel, SplineStart, TapTable } from '../kernels/kernels.ts';
import { voxelType } from '../volume/voxel-type.ts';
import type { AxisKernel } from './axis-kernel.ts';
import { HORIZON, POLE } from './bspline.ts';
import type { SeparableInterpolation, SeparableSteps } from './separable-steps.ts';

/**
 * Takes one slice and one block of columns of the kernel's memory. Called within a scope of that memory (`within`), and
 * valid until the scope ends.
 */
export function splineSteps(
  kernel: SplineKernel,
  { image, box, kernels, isSingle }: SeparableInterpolation,
): SeparableSteps {
  const { voxels, size } = image;
  const [nx, ny, nz] = box.size;
  const [kx, ky, kz] = kernels.map(({ inside }) => inside.length);
  const pitch = even(kx);
  const stride = size[0];
  const seen = stride * (ny - 1) + nx;

  const [x, y, z] = kernels.map((axis) => tableIn(kernel, axis));
  const [startX, startY, startZ] = box.size.map(
    (length): SplineStart => ({ horizon: HORIZON, turned: POLE ** (length - 1) }),
  );
  const room = kernel.take('f64', nx * kernel.lanes);
  const source = kernel.take('u8', voxels.BYTES_PER_ELEMENT * seen);
  const alongX = kernel.take('f64', pitch * ny);
  const alongY = kernel.take('f64', pitch * ky);
  // The first block is the widest: later ones have the same columns, or fewer.
  let widest: Blocks | undefined;
  const type = voxelType(voxels);
  // Lanes of a last batch that is not full hold whatever was there, which should at least be numbers.
  kernel.view(room).fill(0);

  const blocksOf = (count: number): Blocks => {
    widest ??= {
      block: kernel.take('f64', count * nz),
      result: isSingle ? kernel.take('f32', count * kz) : kernel.take('f64', count * kz),
    };
    return { block: firstOf(widest.block, count * nz), result: firstOf(widest.result, count * kz) };
  };
  return {
    slice(start) {
      const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset + start * voxels.BYTES_PER_ELEMENT, source.length);
      kernel.view(source).set(bytes);
      const rows = { source, type, stride, columns: nx, rows: ny, room, start: startX, taps: x, to: alongX, pitch };
      kernel.interpolateRows(rows);
      kernel.filterColumns({ block: alongX, rows: ny, pitch, start: startY });
      kernel.interpolateColumns({ from: alongX, pitch, taps: y, to: alongY });
      return { values: kernel.view(alongY), pitch };
    },
    block(count) {
      return kernel.view(blocksOf(count).block);
    },
    columns(count) {
      const { block, result } = blocksOf(count);
      kernel.filterColumns({ block, rows: nz, pitch: count, start: startZ });
      kernel.interpolateColumns({ from: block, pitch: count, taps: z, to: result });
      return { values: kernel.view<'f32' | 'f64'>(result), pitch: count };
    },
  };
}

interface Blocks {
  readonly block: Span<'f64'>;
  readonly result: Span<'f32'> | Span<'f64'>;
}

/** The first elements of a span. */
function firstOf<S extends Span<Element>>(span: S, length: number): S {
  return { ...span, length };
}

function tableIn(kernel: SplineKernel, { samples, weights, inside }: AxisKernel): TapTable {
  return {
    samples: kernel.hold('i32', samples),
    weights: kernel.hold('f64', weights),
    inside: kernel.hold('u8', inside),
  };
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
  return kernel.fits(slice + block + 8 * 64 * (nx + kx + ky + kz));
}

function even(count: number): number {
  return count + (count % 2);
}
