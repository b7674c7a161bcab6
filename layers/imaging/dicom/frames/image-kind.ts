/** Frames that are slices of grey values, and those that are pictures or localizers. */
import { InputRefused } from '../../errors.ts';
import type { DicomFile } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { Instance } from './instance.ts';

/**
 * Checks that the frames of an image are slices of grey values.
 *
 * @throws InputRefused `unsupported-format` for inverted grey values (ITK inverts them, pydicom does not), colour tables, bit maps, and mosaics, whose one frame holds all slices.
 */
export function requireSlicesOfGrey({ dataSet, file, bitsAllocated }: Instance): void {
  const photometric = dataSet.text(Tag.PhotometricInterpretation);
  const got =
    photometric === 'MONOCHROME1'
      ? 'an image whose smallest value is white (MONOCHROME1), which some readers invert and others do not'
      : photometric !== 'MONOCHROME2'
        ? 'an image in colours (PhotometricInterpretation)'
        : bitsAllocated === 1
          ? 'an image of one bit per pixel'
          : dataSet.texts(Tag.ImageType).includes('MOSAIC')
            ? 'a mosaic: one picture with all slices of a volume in it'
            : undefined;
  if (got === undefined) return;
  throw new InputRefused({
    code: 'unsupported-format',
    file,
    got,
    wanted: 'slices of grey values of 8, 16 or 32 bits',
    remedy: 'Export the series as the scanner reconstructed it: a slice per frame, as grey values.',
  });
}

/** True for a capture of a screen that is stored as an image of the scanner. */
export function isScreenSave({ dataSet }: DicomFile): boolean {
  return dataSet.texts(Tag.ImageType).some((type) => /^(SCREEN[ _]?(SAVE|SHOT)|POSDISP)$/i.test(type));
}

/**
 * What a picture is that shows no slice, though it is stored as an image of the scanner: colours, or a derived picture
 * without a place. Undefined for what may be a slice.
 */
export function pictureKind({ dataSet }: DicomFile): string | undefined {
  if (
    (dataSet.number(Tag.SamplesPerPixel) ?? 1) === 3 ||
    dataSet.text(Tag.PhotometricInterpretation) === 'PALETTE COLOR'
  ) {
    return 'picture in colours';
  }
  const [origin, examination] = dataSet.texts(Tag.ImageType);
  const isPlaced =
    [Tag.ImagePositionPatient, Tag.ImageOrientationPatient].some((tag) => dataSet.text(tag) !== undefined) ||
    [Tag.SharedFunctionalGroupsSequence, Tag.PerFrameFunctionalGroupsSequence].some((tag) => dataSet.elements.has(tag));
  return origin === 'DERIVED' && examination === 'SECONDARY' && !isPlaced
    ? 'derived picture without a place'
    : undefined;
}

/** A localizer lies beside many series, in three orientations: it is never the image that is meant. */
export function isLocalizer({ dataSet }: Instance): boolean {
  return dataSet.texts(Tag.ImageType).includes('LOCALIZER');
}
