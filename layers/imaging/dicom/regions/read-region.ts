/** Opens a region of interest that is a DICOM object, SEG or RTSTRUCT. */
import { InputRefused } from '../../errors.ts';
import type { ReadLimits } from '../../input/limits.ts';
import type { Grid } from '../../volume/geometry.ts';
import type { DataSet } from '../encoding/data-set.ts';
import { type DicomFile, parseDicom } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { ImageReference } from '../series/dicom-volume.ts';
import { readSegment, segmentNumbers } from './segmentation.ts';
import { rasteriseRoi, roiNumbers } from './structure-set.ts';

/** A region file with the labels that it holds. */
export interface RegionFile {
  readonly labels: readonly number[];
  /** One region on the image's grid: 1 inside, 0 outside. */
  read(label: number): Uint8Array;
}

/** Segment or ROI numbers of a SEG or RTSTRUCT file, without an image. @throws InputRefused where it is neither */
export function regionLabels(bytes: Uint8Array, file: string, limits?: ReadLimits): readonly number[] {
  const parsed = parseDicom(bytes, file, limits);
  return modalityOf(parsed) === 'SEG' ? segmentNumbers(parsed) : roiNumbers(parsed);
}

/**
 * Opens a SEG or RTSTRUCT file for an image.
 *
 * @throws InputRefused `geometry-mismatch` where a SEG, or the ROI that is read, belongs to another frame of reference,
 *   `mask-missing` where the file is neither.
 */
export function openRegion(
  bytes: Uint8Array,
  file: string,
  image: Grid & { readonly reference?: ImageReference },
  toleranceMm: number,
  limits?: ReadLimits,
): RegionFile {
  const parsed = parseDicom(bytes, file, limits);
  if (modalityOf(parsed) === 'SEG') {
    requireSameFrame(parsed, parsed.dataSet.text(Tag.FrameOfReferenceUID), image.reference);
    return { labels: segmentNumbers(parsed), read: (label) => readSegment(parsed, label, image, toleranceMm, limits) };
  }
  const read = (label: number): Uint8Array => {
    requireSameFrame(parsed, frameOfRoi(parsed, label), image.reference);
    return rasteriseRoi(parsed, label, image);
  };
  return { labels: roiNumbers(parsed), read };
}

function modalityOf({ dataSet, file }: DicomFile): 'SEG' | 'RTSTRUCT' {
  const modality = dataSet.text(Tag.Modality);
  if (modality === 'SEG' || modality === 'RTSTRUCT') return modality;
  throw new InputRefused({
    code: 'mask-missing',
    file,
    got: 'a DICOM file that is neither a segmentation nor a structure set',
    wanted: 'a DICOM SEG or RTSTRUCT',
    remedy: 'Export the region of interest as SEG, RTSTRUCT, NIfTI or NRRD.',
  });
}

/**
 * The frame of reference of one ROI: its own (3006,0024), else the only one that the file names. A file may hold ROIs of
 * several frames, e.g. of a planning CT and of the MR beside it.
 *
 * @throws InputRefused `geometry-mismatch` where the file names several and the ROI none of them
 */
function frameOfRoi({ dataSet, file }: DicomFile, label: number): string | undefined {
  const roi = dataSet.items(Tag.StructureSetROISequence).find((item) => item.number(Tag.ROINumber) === label);
  const own = roi?.text(Tag.ReferencedFrameOfReferenceUID);
  if (own !== undefined) return own;
  const named = dataSet
    .items(Tag.ReferencedFrameOfReferenceSequence)
    .flatMap((item) => item.text(Tag.FrameOfReferenceUID) ?? []);
  const distinct = new Set(named.length > 0 ? named : dataSet.texts(Tag.FrameOfReferenceUID));
  if (distinct.size < 2) return [...distinct][0];
  throw new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: `ROI ${label} without a frame of reference (3006,0024) in a file that names ${distinct.size}`,
    wanted: 'the frame of reference of every ROI',
    remedy: 'Export the structure set again, for this image alone.',
  });
}

/**
 * Coordinates mean the same place only within one frame of reference. An image that names none, as some de-identification
 * leaves it, takes a region only if the region does not name other series than this image's.
 */
function requireSameFrame(
  { dataSet, file }: DicomFile,
  own: string | undefined,
  image: ImageReference | undefined,
): void {
  if (!image || own === undefined || own === image.frameOfReferenceUid) return;
  const named = image.frameOfReferenceUid === undefined ? seriesNamed(dataSet, own) : undefined;
  if (named && (named.length === 0 || named.includes(image.seriesUid))) return;
  throw new InputRefused({
    code: 'geometry-mismatch',
    file,
    got: named
      ? 'a region of interest that was drawn on other series, and an image without a frame of reference (0020,0052)'
      : 'a region of interest in another frame of reference than the image',
    wanted: 'a region of interest that was drawn on this study',
    remedy: 'Upload the region of interest that belongs to this image.',
  });
}

/** The series that a region file names, of an RTSTRUCT those in one frame of reference. */
function seriesNamed(dataSet: DataSet, frame: string): string[] {
  const inFrame = dataSet
    .items(Tag.ReferencedFrameOfReferenceSequence)
    .filter((item) => item.text(Tag.FrameOfReferenceUID) === frame)
    .flatMap((item) => item.items(Tag.RTReferencedStudySequence))
    .flatMap((study) => study.items(Tag.RTReferencedSeriesSequence));
  return [...dataSet.items(Tag.ReferencedSeriesSequence), ...inFrame].flatMap(
    (series) => series.text(Tag.SeriesInstanceUID) ?? [],
  );
}
