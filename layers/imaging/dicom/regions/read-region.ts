/** Opens a region of interest that is a DICOM object, SEG or RTSTRUCT. */
import { InputRefused } from '../../errors.ts';
import type { ReadLimits } from '../../input/limits.ts';
import type { Grid } from '../../volume/geometry.ts';
import type { Mask } from '../../volume/volume.ts';
import type { DataSet } from '../encoding/data-set.ts';
import { type DicomFile, parseDicom } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { ImageReference } from '../series/dicom-volume.ts';
import { roisHolding } from './contours.ts';
import type { DrawnRegion } from './drawn-region.ts';
import { readSegment, segmentNumbers, segmentOnOwnGrid, segmentsHolding } from './segmentation.ts';
import { rasteriseRoi, requireUniqueNumber, roiNumbers, roiOnOwnPlanes } from './structure-set.ts';

/** A region file, opened for an image. */
export interface RegionFile {
  /** All segment or ROI numbers. */
  readonly labels: readonly number[];
  /** Of these, those that have something inside: see `regionLabels`. */
  holding(): readonly number[];
  /**
   * One region on the image's grid.
   *
   * @throws InputRefused for reasons of this region alone
   */
  read(label: number): DrawnRegion;
  /**
   * One region on a grid of its own, by its own geometry; undefined if it makes none.
   *
   * @throws InputRefused as `read`, but for displacements
   */
  onOwnGrid(label: number): Mask | undefined;
}

/**
 * Segment or ROI numbers of a SEG or RTSTRUCT file that have something inside, without an image: segments without a voxel
 * and ROIs whose contours bound no area are left out, as labels without a voxel are in a label image.
 *
 * @throws InputRefused where the file is neither
 */
export function regionLabels(bytes: Uint8Array, file: string, limits?: ReadLimits): readonly number[] {
  const { holding } = regionsHeld(bytes, file, limits);
  return holding;
}

/** The numbers of the regions that have something inside, and of those that have not. @throws InputRefused as `regionLabels` */
export function regionsHeld(
  bytes: Uint8Array,
  file: string,
  limits?: ReadLimits,
): { readonly holding: readonly number[]; readonly empty: readonly number[] } {
  const parsed = parseDicom(bytes, file, limits);
  const isSegmentation = modalityOf(parsed) === 'SEG';
  const labels = isSegmentation ? segmentNumbers(parsed) : roiNumbers(parsed);
  const held = isSegmentation ? segmentsHolding(parsed, limits) : roisHolding(parsed);
  return { holding: labels.filter((label) => held.has(label)), empty: labels.filter((label) => !held.has(label)) };
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
  const rounding = image.reference?.positionRoundingMm;
  if (modalityOf(parsed) === 'SEG') {
    requireSameFrame(parsed, parsed.dataSet.text(Tag.FrameOfReferenceUID), image.reference);
    const labels = segmentNumbers(parsed);
    return {
      labels,
      holding: () => {
        const held = segmentsHolding(parsed, limits);
        return labels.filter((label) => held.has(label));
      },
      read: (label) => readSegment(parsed, label, image, toleranceMm, limits, rounding),
      onOwnGrid: (label) => segmentOnOwnGrid(parsed, label, limits),
    };
  }
  const inFrame = <T>(label: number, work: () => T): T => {
    requireUniqueNumber(parsed, label);
    requireSameFrame(parsed, frameOfRoi(parsed, label), image.reference);
    return work();
  };
  const labels = roiNumbers(parsed);
  return {
    labels,
    holding: () => {
      const held = roisHolding(parsed);
      return labels.filter((label) => held.has(label));
    },
    read: (label) => inFrame(label, () => rasteriseRoi(parsed, label, image, rounding)),
    onOwnGrid: (label) => inFrame(label, () => roiOnOwnPlanes(parsed, label, image)),
  };
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
