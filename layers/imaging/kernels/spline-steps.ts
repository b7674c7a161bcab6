import type { AxisKernel } from '../axis-kernel.ts';
import { HORIZON, POLE } from '../bspline.ts';
import type { SeparableInterpolation, SeparableSteps } from '../separable-interpolation.ts';
import { type VoxelType, voxelType } from '../voxel-type.ts';
import type { SplineKernel } from './kernels.ts';

/** In the order of the kernel's `widen`. */
const VOXEL_TYPES: readonly VoxelType[] = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'float32', 'float64'];

/** The steps of a spline in the kernel, two values at a time. Its memory holds one slice and one block of columns. */
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
  const lanes: number = kernel.LANES.value;

  const room = new Room(kernel);
  const tables = kernels.map((axis) => room.table(axis));
  const scratch = room.take(8 * nx * lanes);
  const source = room.take(voxels.BYTES_PER_ELEMENT * seen);
  const alongX = room.take(8 * pitch * ny);
  const alongY = room.take(8 * pitch * ky);
  const blocks = room.next;
  const type = VOXEL_TYPES.indexOf(voxelType(voxels));
  const turned = box.size.map((length) => POLE ** (length - 1));
  // Lanes of a last batch that is not full hold whatever was there, which should at least be numbers.
  room.f64(scratch, nx * lanes).fill(0);

  return {
    slice(start) {
      const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset + start * voxels.BYTES_PER_ELEMENT, source.bytes);
      room.u8(source).set(bytes);
      const { samples, weights, inside } = tables[0];
      kernel.interpolateRows(
        source.address,
        type,
        stride,
        nx,
        ny,
        scratch.address,
        HORIZON,
        turned[0],
        kx,
        samples.address,
        weights.address,
        inside.address,
        alongX.address,
        pitch,
      );
      kernel.filterColumns(alongX.address, ny, pitch, HORIZON, turned[1]);
      const y = tables[1];
      kernel.interpolateColumns(
        alongX.address,
        pitch,
        ky,
        y.samples.address,
        y.weights.address,
        y.inside.address,
        alongY.address,
        0,
      );
      return { values: room.f64(alongY, pitch * ky), pitch };
    },
    columns(slices, area, first, count) {
      room.next = blocks;
      const block = room.take(8 * count * nz);
      const result = room.take((isSingle ? 4 : 8) * count * kz);
      const values = room.f64(block, count * nz);
      for (let z = 0; z < nz; z++) {
        const from = z * area + first;
        values.set(slices.subarray(from, from + count), z * count);
      }
      kernel.filterColumns(block.address, nz, count, HORIZON, turned[2]);
      const { samples, weights, inside } = tables[2];
      kernel.interpolateColumns(
        block.address,
        count,
        kz,
        samples.address,
        weights.address,
        inside.address,
        result.address,
        isSingle ? 1 : 0,
      );
      return { values: isSingle ? room.f32(result, count * kz) : room.f64(result, count * kz), pitch: count };
    },
  };
}

/** Memory of a module is at most 4 GiB; what comes near that runs in TypeScript. */
const MAX_BYTES = 2 ** 31;

/** Whether a slice and a block of columns find room in the kernel's memory. */
export function splineFits({ image, box, kernels }: SeparableInterpolation, columns: number): boolean {
  const [nx, ny, nz] = box.size;
  const [kx, ky, kz] = kernels.map(({ inside }) => inside.length);
  const slice = image.voxels.BYTES_PER_ELEMENT * image.size[0] * ny + 8 * even(kx) * (ny + ky);
  const block = 8 * Math.max(columns, even(kx)) * (nz + kz);
  return slice + block + 8 * 64 * (nx + kx + ky + kz) < MAX_BYTES;
}

function even(count: number): number {
  return count + (count % 2);
}

interface Stretch {
  readonly address: number;
  readonly bytes: number;
}

interface Table {
  readonly samples: Stretch;
  readonly weights: Stretch;
  readonly inside: Stretch;
}

/** The kernel's memory, cut from the beginning. Views are taken when they are needed: growing moves the memory. */
class Room {
  readonly #kernel: SplineKernel;
  next: number;

  constructor(kernel: SplineKernel) {
    this.#kernel = kernel;
    this.next = Math.ceil(kernel.heapBase.value / 16) * 16;
  }

  /** Aligned to 16 bytes. */
  take(bytes: number): Stretch {
    const address = this.next;
    this.next = Math.ceil((address + bytes) / 16) * 16;
    const { memory } = this.#kernel;
    const missing = this.next - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / 65536));
    return { address, bytes };
  }

  table({ samples, weights, inside }: AxisKernel): Table {
    const table = {
      samples: this.take(samples.byteLength),
      weights: this.take(weights.byteLength),
      inside: this.take(inside.byteLength),
    };
    new Int32Array(this.#kernel.memory.buffer, table.samples.address, samples.length).set(samples);
    this.f64(table.weights, weights.length).set(weights);
    this.u8(table.inside).set(inside);
    return table;
  }

  u8({ address, bytes }: Stretch): Uint8Array {
    return new Uint8Array(this.#kernel.memory.buffer, address, bytes);
  }

  f32({ address }: Stretch, length: number): Float32Array {
    return new Float32Array(this.#kernel.memory.buffer, address, length);
  }

  f64({ address }: Stretch, length: number): Float64Array {
    return new Float64Array(this.#kernel.memory.buffer, address, length);
  }
}
