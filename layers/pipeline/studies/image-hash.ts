/** The hash by which an image is recognised under another name. */
import type { Volume } from '@radscore/imaging';
import type { NewSha256 } from '@radscore/radiomics/sha256';

const CHUNK = 65_536;

/**
 * SHA-256 of an image's size and voxel values, whatever their type: an image that was saved in another format, or with
 * another position, is the same image.
 */
export function hashVoxels({ size, voxels }: Volume, newSha256: NewSha256): string {
  const hash = newSha256().update(JSON.stringify([...size]));
  const chunk = new Float64Array(CHUNK);
  for (let from = 0; from < voxels.length; from += CHUNK) {
    const count = Math.min(CHUNK, voxels.length - from);
    // Adding zero makes a negative zero an ordinary one.
    for (let i = 0; i < count; i++) chunk[i] = voxels[from + i] + 0;
    hash.update(new Uint8Array(chunk.buffer, 0, 8 * count));
  }
  return hash.digest('hex');
}
