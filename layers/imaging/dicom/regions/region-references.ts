/** The images that a SEG or RTSTRUCT was drawn on. */
import type { DataSet } from '../encoding/data-set.ts';
import { type DicomFile, parseDicom } from '../encoding/parse.ts';
import { Tag } from '../encoding/tags.ts';
import type { ImageSeries } from '../series/image-series.ts';

/** Images that a region of interest refers to: SOP instance UIDs, with `/` and the frame where one is named (from 1). */
export type RegionReferences = ReadonlySet<string>;

/**
 * The images that a region of a SEG or RTSTRUCT was drawn on: those that its own frames or contours name, else those that
 * the file names as a whole. Empty where it names none.
 *
 * @throws InputRefused `unreadable`
 */
export function regionReferences(bytes: Uint8Array, file: string, labels: readonly number[]): RegionReferences {
  const parsed = parseDicom(bytes, file);
  const own = parsed.dataSet.text(Tag.Modality) === 'RTSTRUCT' ? ofContours(parsed, labels) : ofFrames(parsed, labels);
  return new Set(own.length > 0 ? own : ofFile(parsed.dataSet));
}

function ofFrames({ dataSet }: DicomFile, labels: readonly number[]): string[] {
  const segmentOf = (group: DataSet | undefined): number | undefined =>
    group?.items(Tag.SegmentIdentificationSequence)[0]?.number(Tag.ReferencedSegmentNumber);
  const shared = segmentOf(dataSet.items(Tag.SharedFunctionalGroupsSequence)[0]);
  return dataSet
    .items(Tag.PerFrameFunctionalGroupsSequence)
    .filter((group) => {
      const segment = segmentOf(group) ?? shared;
      return labels.length === 0 || segment === undefined || labels.includes(segment);
    })
    .flatMap((group) => group.items(Tag.DerivationImageSequence))
    .flatMap((derivation) => derivation.items(Tag.SourceImageSequence))
    .flatMap(instancesOf);
}

function ofContours({ dataSet }: DicomFile, labels: readonly number[]): string[] {
  return dataSet
    .items(Tag.ROIContourSequence)
    .filter((roi) => labels.length === 0 || labels.includes(roi.number(Tag.ReferencedROINumber) ?? -1))
    .flatMap((roi) => roi.items(Tag.ContourSequence))
    .flatMap((contour) => contour.items(Tag.ContourImageSequence))
    .flatMap(instancesOf);
}

function ofFile(dataSet: DataSet): string[] {
  const series = dataSet
    .items(Tag.ReferencedFrameOfReferenceSequence)
    .flatMap((frame) => frame.items(Tag.RTReferencedStudySequence))
    .flatMap((study) => study.items(Tag.RTReferencedSeriesSequence));
  return [
    ...dataSet.items(Tag.ReferencedSeriesSequence).flatMap((one) => one.items(Tag.ReferencedInstanceSequence)),
    ...dataSet.items(Tag.SourceImageSequence),
    ...series.flatMap((one) => one.items(Tag.ContourImageSequence)),
  ].flatMap(instancesOf);
}

function instancesOf(reference: DataSet): string[] {
  const uid = reference.text(Tag.ReferencedSOPInstanceUID);
  if (uid === undefined) return [];
  const frames = reference.numbers(Tag.ReferencedFrameNumber).filter((frame) => Number.isInteger(frame));
  return frames.length === 0 ? [uid] : frames.map((frame) => `${uid}/${frame}`);
}

/** How many slices of a volume a region refers to. */
export function referencedSlices({ frames }: ImageSeries, references: RegionReferences): number {
  return frames.filter(({ instance: { sopInstanceUid, frameCount }, index }) => {
    // A multi-frame image that is named as a whole says nothing of one of its volumes.
    const isWhole = references.has(sopInstanceUid) && frameCount === 1;
    return isWhole || references.has(`${sopInstanceUid}/${index + 1}`);
  }).length;
}

/** The one of several volumes that a region refers to; undefined where it refers to none, or to several. */
export function referencedVolume(volumes: readonly ImageSeries[], references: RegionReferences): number | undefined {
  const hits = volumes.flatMap((volume, i) => (referencedSlices(volume, references) > 0 ? [i] : []));
  return hits.length === 1 ? hits[0] : undefined;
}
