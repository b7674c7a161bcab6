/** Types of voxels, and voxels from bytes and back. */
import { InputRefused } from '../errors.ts';
import type { Voxels } from './volume.ts';

/** Name of a voxel type, as NumPy spells it. */
export type VoxelType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

/** What a file can hold: also 64-bit integers, which are narrowed on reading. */
export type StoredType = VoxelType | 'int64' | 'uint64';

export const BYTES_PER_VOXEL: Readonly<Record<StoredType, number>> = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  int64: 8,
  uint64: 8,
  float32: 4,
  float64: 8,
};

const ARRAYS = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The type of an array of voxels. */
export function voxelType(voxels: Voxels): VoxelType {
  return voxels.constructor.name.replace('Array', '').toLowerCase() as VoxelType;
}

/** The least and the greatest value that an array of integers can hold. */
export function integerRange(voxels: Voxels): readonly [least: number, greatest: number] {
  const bits = 8 * voxels.BYTES_PER_ELEMENT;
  return voxelType(voxels).startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
}

/** A zeroed array of a type. */
export function newVoxels(type: VoxelType, length: number): Voxels {
  return new ARRAYS[type](length);
}

/** The type whose arrays this machine reads without swapping. Every platform that runs this code is little-endian. */
export const MACHINE_IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Voxels from stored bytes, which are copied so that the result is aligned and owns its memory.
 *
 * @param bytes exactly the voxels' bytes
 * @param isOwn the bytes belong to nobody else: aligned, they become the voxels without being copied
 * @throws InputRefused when 64-bit integers do not fit into 32 bits: no engine of this project computes with more.
 */
export function decodeVoxels(
  bytes: Uint8Array<ArrayBufferLike>,
  type: StoredType,
  littleEndian: boolean,
  file: string,
  isOwn = false,
): Voxels {
  const width = BYTES_PER_VOXEL[type];
  // Not slice(): a Node Buffer's slice shares its memory.
  const own = isOwn && bytes.byteOffset % width === 0 ? bytes : new Uint8Array(bytes);
  if (width > 1 && littleEndian !== MACHINE_IS_LITTLE_ENDIAN) swapBytes(own, width);
  const [buffer, start, count] = [own.buffer as ArrayBuffer, own.byteOffset, own.length / width];
  if (type === 'int64') return narrow(new BigInt64Array(buffer, start, count), file);
  if (type === 'uint64') return narrow(new BigUint64Array(buffer, start, count), file);
  return new ARRAYS[type](buffer, start, count);
}

/** The bytes of an array of voxels, little-endian. Shares memory with the array where the machine is little-endian. */
export function encodeVoxels(voxels: Voxels): Uint8Array {
  const bytes = new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  if (MACHINE_IS_LITTLE_ENDIAN) return bytes;
  const swapped = bytes.slice();
  swapBytes(swapped, voxels.BYTES_PER_ELEMENT);
  return swapped;
}

function swapBytes(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low];
      bytes[low] = bytes[high];
      bytes[high] = byte;
    }
  }
}

function narrow(wide: BigInt64Array | BigUint64Array, file: string): Int32Array | Uint32Array {
  let min = 0n;
  let max = 0n;
  for (const value of wide) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const fitsSigned = min >= -0x8000_0000n && max <= 0x7fff_ffffn;
  if (!fitsSigned && (min < 0n || max > 0xffff_ffffn)) {
    throw new InputRefused({
      code: 'unsupported-format',
      file,
      got: `64-bit integers from ${min} to ${max}`,
      wanted: 'integers that fit into 32 bits',
      remedy: 'Save the image as 32-bit integers or as floating point.',
    });
  }
  const narrowed = fitsSigned ? new Int32Array(wide.length) : new Uint32Array(wide.length);
  for (let i = 0; i < wide.length; i++) narrowed[i] = Number(wide[i]);
  return narrowed;
}
