/** The file format in which PrepareSequence hands volumes on. */
import { newVoxels, type Volume, type VoxelType, voxelCount, voxelType } from '@radscore/imaging';

/**
 * The form in which PrepareSequence hands volumes on: a line of JSON, zeros up to a multiple of eight, then the voxels.
 * JSON writes doubles so that they read back as the same doubles. An image file would not do: NRRD stores spacing and
 * direction as one product, whose last bit is lost, and features must have the same bits wherever they are computed.
 */
export function encodeVolume({ voxels, size, spacing, origin, direction }: Volume): Uint8Array {
  const header = new TextEncoder().encode(
    `${JSON.stringify({ type: voxelType(voxels), size, spacing, origin, direction })}\n`,
  );
  const start = Math.ceil(header.length / 8) * 8;
  const bytes = new Uint8Array(start + voxels.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength), start);
  return bytes;
}

export function decodeVolume(bytes: Uint8Array): Volume {
  const end = bytes.indexOf(LINE_FEED) + 1;
  const { type, ...grid }: Omit<Volume, 'voxels'> & { type: VoxelType } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  const voxels = newVoxels(type, voxelCount(grid.size));
  new Uint8Array(voxels.buffer).set(bytes.subarray(Math.ceil(end / 8) * 8));
  return { ...grid, voxels };
}

const LINE_FEED = 0x0a;
