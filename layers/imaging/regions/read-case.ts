/** Reads an image with its region of interest, and of the image no more than is needed. */
import type { ImageNote, ImageReference } from '../dicom/series/dicom-volume.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { letGo } from '../memory/let-go.ts';
import { formatOf, readImage, type SeriesSelection } from '../reading/reader.ts';
import { type Grid, gridOf } from '../volume/geometry.ts';
import type { Mask, Volume } from '../volume/volume.ts';
import { type MaskOptions, readMaskAsStored, readRegion } from './mask.ts';

export interface CaseOptions extends MaskOptions {
  /** Which image of the files is meant. */
  readonly selection?: SeriesSelection;
  /** The slices of the image that the mask asks for; undefined for all. */
  readonly slicesFor?: (mask: Mask, image: Grid) => readonly [first: number, end: number] | undefined;
  /** Leaves the mask on the grid that its file gives it, which may be any: see `resampler`. */
  readonly maskAsStored?: boolean;
}

export interface ReadCase {
  readonly image: Volume & { readonly reference?: ImageReference };
  /** On the grid of the image, or as it is stored. */
  readonly mask: Mask;
  /** How the stored grid differs from the image's, where the mask was put on the image's. */
  readonly difference?: string;
  /** What was passed over or taken for rounding in the region. */
  readonly notes: readonly ImageNote[];
}

/**
 * Reads an image and its region of interest. Of a label image beside a NIfTI or NRRD image the mask is read first, and of
 * the image what the mask asks for: slices that nobody looks at are 0 and take no memory, and a compressed file is left
 * behind the last slice that is needed.
 *
 * @throws InputRefused
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, readCase, writeNrrd } from '@radscore/imaging';
 * const grid = { size: [3, 1, 1], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: Int16Array.of(1, 2, 3) };
 * const file = (name: string, volume: typeof image) => [{ name, bytes: writeNrrd(volume) }];
 * const mask = { ...image, voxels: Int16Array.of(0, 1, 1) };
 * readCase(file('image.nrrd', image), file('mask.nrrd', mask)).mask.voxels; // → Uint8Array(3) [ 0, 1, 1 ]
 * ```
 */
export function readCase(
  image: readonly NamedBytes[],
  roi: readonly NamedBytes[],
  { selection = {}, slicesFor, maskAsStored = false, ...options }: CaseOptions = {},
): ReadCase {
  const read = (on: ReadCase['image']): Omit<ReadCase, 'image'> => {
    if (maskAsStored) return readMaskAsStored(roi, on, options);
    const { mask, labels, difference, notes } = readRegion(roi, on, options);
    if (labels) letGo(labels.voxels);
    return { mask, difference, notes };
  };
  // DICOM slices are decoded one by one and must all be seen to know the order of any.
  const isWhole = !slicesFor || image.some(({ bytes, name }) => formatOf(bytes, name) === 'dicom');
  if (isWhole) {
    const whole = readImage(image, selection, options.limits);
    return { image: whole, ...read(whole) };
  }
  const grid = readImage(image, selection, options.limits, [0, 0]);
  const region = read(grid);
  letGo(grid.voxels);
  const slices = slicesFor(region.mask, gridOf(grid));
  return { image: readImage(image, selection, options.limits, slices), ...region };
}
