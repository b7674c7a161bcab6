import type { ImageReference } from './dicom/read-series.ts';
import { free } from './free.ts';
import { type MaskOptions, readMask } from './mask.ts';
import type { NamedBytes } from './named-bytes.ts';
import { formatOf, readImage, type SeriesSelection } from './reader.ts';
import type { Mask, Volume } from './volume.ts';

export interface CaseOptions extends MaskOptions {
  /** Which image of the files is meant. */
  readonly selection?: SeriesSelection;
  /** The slices of the image that the mask asks for; undefined for all. */
  readonly slicesFor?: (mask: Mask) => readonly [first: number, end: number] | undefined;
}

/**
 * Reads an image and its region of interest. Of a label image beside a NIfTI or NRRD image the mask is read first, and of
 * the image what the mask asks for: slices that nobody looks at are 0 and take no memory, and a compressed file is left
 * behind the last slice that is needed.
 *
 * @throws InputRefused
 */
export function readCase(
  image: readonly NamedBytes[],
  roi: readonly NamedBytes[],
  { selection = {}, slicesFor, ...options }: CaseOptions = {},
): { image: Volume & { readonly reference?: ImageReference }; mask: Mask } {
  // DICOM slices are decoded one by one and must all be seen to know the order of any.
  const isWhole = !slicesFor || image.some(({ bytes, name }) => formatOf(bytes, name) === 'dicom');
  if (isWhole) {
    const whole = readImage(image, selection, options.limits);
    return { image: whole, mask: readMask(roi, whole, options) };
  }
  const grid = readImage(image, selection, options.limits, [0, 0]);
  const mask = readMask(roi, grid, options);
  free(grid.voxels);
  return { image: readImage(image, selection, options.limits, slicesFor(mask)), mask };
}
