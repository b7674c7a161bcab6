import { InputRefused } from '../errors.ts';
import type { Grid } from '../geometry.ts';
import type { ReadLimits } from '../limits.ts';
import { type DicomFile, parseDicom } from './parse.ts';
import type { ImageReference } from './read-series.ts';
import { readSegment, segmentNumbers } from './segmentation.ts';
import { rasteriseRoi, roiNumbers } from './structure-set.ts';
import { Tag } from './tags.ts';

/** A region file with the labels that it holds. */
export interface RegionFile {
  readonly labels: readonly number[];
  /** One region on the image's grid: 1 inside, 0 outside. */
  read(label: number): Uint8Array;
}

/**
 * Opens a SEG or RTSTRUCT file for an image.
 *
 * @throws InputRefused `geometry-mismatch` where it belongs to another frame of reference, `unsupported-format` where it
 *   is neither.
 */
export function openRegion(
  bytes: Uint8Array,
  file: string,
  image: Grid & { readonly reference?: ImageReference },
  toleranceMm: number,
  limits?: ReadLimits,
): RegionFile {
  const parsed = parseDicom(bytes, file, limits);
  const modality = parsed.dataSet.text(Tag.Modality);
  if (modality !== 'SEG' && modality !== 'RTSTRUCT') {
    throw new InputRefused({
      code: 'mask-missing',
      file,
      got: 'a DICOM file that is neither a segmentation nor a structure set',
      wanted: 'a DICOM SEG or RTSTRUCT',
      remedy: 'Export the region of interest as SEG, RTSTRUCT, NIfTI or NRRD.',
    });
  }
  requireSameFrame(parsed, image.reference, modality);
  return modality === 'SEG'
    ? { labels: segmentNumbers(parsed), read: (label) => readSegment(parsed, label, image, toleranceMm, limits) }
    : { labels: roiNumbers(parsed), read: (label) => rasteriseRoi(parsed, label, image) };
}

/** Coordinates mean the same place only within one frame of reference. */
function requireSameFrame({ dataSet, file }: DicomFile, image: ImageReference | undefined, modality: string): void {
  const own =
    modality === 'SEG'
      ? dataSet.text(Tag.FrameOfReferenceUID)
      : (dataSet.items(Tag.ReferencedFrameOfReferenceSequence)[0]?.text(Tag.FrameOfReferenceUID) ??
        dataSet.items(Tag.StructureSetROISequence)[0]?.text(Tag.ReferencedFrameOfReferenceUID));
  if (!image?.frameOfReferenceUid || own === undefined || own === image.frameOfReferenceUid) return;
  throw new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: 'a region of interest in another frame of reference than the image',
    wanted: 'a region of interest that was drawn on this study',
    remedy: 'Upload the region of interest that belongs to this image.',
  });
}
