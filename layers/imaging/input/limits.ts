/** Bounds that hold before memory is taken for a file, and the checks of what a header declares. */
import { InputRefused } from '../errors.ts';
import type { Vector3, Volume } from '../volume/volume.ts';
import type { Codecs } from './codecs.ts';
import type { Piece } from './reading.ts';

/** Bounds that hold before memory is taken, and what the host decodes with. */
export interface ReadLimits {
  /** Most bytes that the voxels of one image may declare. */
  readonly maxBytes: number;
  /** See `createReaders`, which fills them in. */
  readonly codecs?: Codecs;
  /** Called with each stack of DICOM slices whose places are known, before any of its pixels is asked for. */
  readonly hearStack?: (stack: OpenStack) => void;
}

/** A stack of slices whose grid is known and whose voxels may not be: all 0 until its slices are filled. */
export interface OpenStack {
  readonly volume: Volume;
  /** The pieces of their files that hold slice `k`; none for a slice whose pixels are in memory. */
  piecesOf(k: number): readonly Piece[];
  /** Puts slice `k` into the voxels. @param pieces the bytes of its pieces @throws InputRefused for damaged pixels */
  fill(k: number, pieces: readonly Uint8Array[]): void;
}

/** What a reader may need besides the file itself. */
export interface ReadOptions {
  readonly limits?: ReadLimits;
  /** Gives a file that the header names, e.g. a detached NRRD's data; undefined where it is missing. */
  readonly resolve?: (name: string) => Uint8Array | undefined;
  /** Which of several values per voxel (or time points) to take; without it an image of several is refused. */
  readonly channel?: number;
  /** First slice that is needed, and one past the last: others may be left 0. A compressed file is read no further. */
  readonly slices?: readonly [first: number, end: number];
}

/** 2 GiB: a 500-slice series of 1024 × 1024 16-bit voxels, twice. */
export const DEFAULT_LIMITS: ReadLimits = { maxBytes: 2 ** 31 };

/**
 * Checks what a header declares and gives the number of bytes of the voxels.
 *
 * @throws InputRefused `unreadable` for a size that is not a positive integer, `too-large` beyond the limit.
 */
export function declaredBytes(
  size: readonly number[],
  bytesPerVoxel: number,
  file: string,
  limits: ReadLimits = DEFAULT_LIMITS,
): number {
  if (size.length === 0 || size.some((extent) => !Number.isSafeInteger(extent) || extent <= 0)) {
    throw new InputRefused({
      code: 'unreadable',
      file,
      got: `a declared size of ${size.join(' × ')} voxels`,
      wanted: 'positive whole numbers',
      remedy: 'The header is damaged: export the image again.',
    });
  }
  const bytes = size.reduce((product, extent) => product * extent, bytesPerVoxel);
  if (bytes > limits.maxBytes) {
    throw new InputRefused({
      code: 'too-large',
      file,
      got: `a declared size of ${size.join(' × ')} voxels (${bytes} bytes)`,
      wanted: `at most ${limits.maxBytes} bytes`,
      remedy: 'Crop the image, or export it again if the header is damaged.',
    });
  }
  return bytes;
}

/** A header may declare one or two axes: an image of one slice, or of one row. */
export function toThreeAxes(size: readonly number[]): Vector3 {
  return [size[0] ?? 1, size[1] ?? 1, size[2] ?? 1];
}

/** @throws InputRefused `truncated`, with the bytes that are there and the bytes that the header declares. */
export function requireBytes(got: number, wanted: number, file: string): void {
  if (got >= wanted) return;
  throw new InputRefused({
    code: 'truncated',
    file,
    got: `${got} bytes of voxels`,
    wanted: `${wanted} bytes, as the header declares`,
    remedy: 'The file was cut off or its header is wrong: export or upload it again.',
  });
}

/**
 * The same for a file that ends with its voxels. More bytes than the header declares are a contradiction too: some number
 * of the header is not that of these voxels, and each of them may lie elsewhere.
 *
 * @throws InputRefused `truncated` for fewer bytes, `unreadable` for more
 */
export function requireExactBytes(got: number, wanted: number, file: string): void {
  requireBytes(got, wanted, file);
  if (got > wanted) throw surplusBytes(`${got} bytes of voxels`, wanted, file);
}

/** More voxels than the header declares. */
export function surplusBytes(got: string, wanted: number, file: string): InputRefused {
  return new InputRefused({
    code: 'unreadable',
    file,
    got,
    wanted: `${wanted} bytes, as the header declares`,
    remedy: 'The header is not that of these voxels: export the image again.',
  });
}
