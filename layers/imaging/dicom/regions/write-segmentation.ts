/** Writes a mask as a DICOM segmentation. */
import { InputRefused } from '../../errors.ts';
import type { NamedBytes } from '../../input/named-bytes.ts';
import { axisOf } from '../../volume/direction.ts';
import { indexToWorld, type Mask } from '../../volume/volume.ts';
import { decimal, encodeDicomFile, integers, type NewDataSet, sequence, text } from '../encoding/encode.ts';
import { Tag } from '../encoding/tags.ts';
import {
  code,
  MR_IMAGE_STORAGE,
  patientAndStudy,
  pixelModule,
  type StudyIdentity,
  seriesModule,
  type WrittenSeries,
} from '../series/write-series.ts';

const SEGMENTATION_STORAGE = '1.2.840.10008.5.1.4.1.1.66.4';

export interface NewSegmentation {
  readonly uid: string;
  readonly seriesUid: string;
  readonly dimensionUid: string;
  readonly trackingUid: string;
  readonly number: number;
  /** Name of the segment, e.g. `Tumour`. */
  readonly label: string;
}

/**
 * Writes a mask as a binary DICOM SEG with one segment: a frame per slice that has some of it, each referring to the
 * image it was drawn on, in the frame of reference of its series.
 *
 * @throws InputRefused `roi-too-small` for an empty mask.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, writeSegmentation, writeSeries } from '@radscore/imaging';
 * const grid = { size: [4, 4, 2], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: new Int16Array(32).fill(7) };
 * const study = { patientId: 'P1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
 * const series = {
 *   ...{ uid: '2.25.3', number: 1, description: 'T2', scanningSequence: 'SE' },
 *   ...{ repetitionTimeMs: 4000, echoTimeMs: 80 },
 * };
 * const mask = { ...image, voxels: new Uint8Array(32).fill(1, 5, 7) };
 * const uids = { uid: '2.25.4', seriesUid: '2.25.5', dimensionUid: '2.25.6', trackingUid: '2.25.7' };
 * const written = writeSeries(image, study, series);
 * writeSegmentation(mask, study, written, { ...uids, number: 2, label: 'Tumour' }).name; // → 'seg.dcm'
 * ```
 */
export function writeSegmentation(
  mask: Mask,
  study: StudyIdentity,
  source: WrittenSeries,
  segmentation: NewSegmentation,
): NamedBytes {
  const [nx, ny, nz] = mask.size;
  const sliceOf = (z: number): Uint8Array => mask.voxels.subarray(z * nx * ny, (z + 1) * nx * ny);
  const slices = Array.from({ length: nz }, (_, z) => z).filter((z) => sliceOf(z).includes(1));
  if (slices.length === 0) {
    throw new InputRefused({
      code: 'roi-too-small',
      got: 'an empty mask',
      wanted: 'at least one voxel',
      remedy: 'Draw the ROI before it is written.',
    });
  }
  const { uid, seriesUid, dimensionUid, number, label } = segmentation;
  const references = source.instanceUids.map((instance) => reference(instance));
  const dataSet: NewDataSet = [
    ...patientAndStudy(study),
    ...seriesModule({ uid: seriesUid, number, description: label }, 'SEG'),
    text(Tag.ImageType, 'CS', 'DERIVED', 'PRIMARY'),
    text(Tag.SOPClassUID, 'UI', SEGMENTATION_STORAGE),
    text(Tag.SOPInstanceUID, 'UI', uid),
    // Both are required and must not say when the study was made.
    text(0x00080023, 'DA', '19000101'),
    text(0x00080033, 'TM', '000000'),
    text(0x00081090, 'LO', 'Radscore'),
    sequence(0x00081115, [sequence(0x0008114a, ...references), text(Tag.SeriesInstanceUID, 'UI', source.seriesUid)]),
    text(0x00181000, 'LO', '0'),
    text(0x00181020, 'LO', '1'),
    text(Tag.InstanceNumber, 'IS', '1'),
    text(Tag.FrameOfReferenceUID, 'UI', study.frameOfReferenceUid),
    text(0x00201040, 'LO'),
    sequence(0x00209221, [text(0x00209164, 'UI', dimensionUid)]),
    sequence(
      0x00209222,
      dimension(dimensionUid, Tag.ReferencedSegmentNumber, Tag.SegmentIdentificationSequence),
      dimension(dimensionUid, Tag.ImagePositionPatient, Tag.PlanePositionSequence),
    ),
    ...pixelModule(ny, nx, 1, false),
    text(Tag.NumberOfFrames, 'IS', String(slices.length)),
    text(0x00282110, 'CS', '00'),
    text(Tag.SegmentationType, 'CS', 'BINARY'),
    sequence(Tag.SegmentSequence, segment(segmentation)),
    text(0x00620013, 'CS', 'NO'),
    text(0x00700080, 'CS', 'ROI'),
    text(0x00700081, 'LO'),
    text(0x00700084, 'PN'),
    text(0x20500020, 'CS', 'IDENTITY'),
    sequence(Tag.SharedFunctionalGroupsSequence, sharedGroups(mask)),
    sequence(
      Tag.PerFrameFunctionalGroupsSequence,
      ...slices.map((z, i) => frameGroups(mask, z, i + 1, source.instanceUids[z])),
    ),
    { tag: Tag.PixelData, vr: 'OB', value: packBits(slices.map(sliceOf), nx * ny) },
  ];
  return { name: 'seg.dcm', bytes: encodeDicomFile(SEGMENTATION_STORAGE, uid, dataSet) };
}

function reference(instanceUid: string): NewDataSet {
  return [text(0x00081150, 'UI', MR_IMAGE_STORAGE), text(Tag.ReferencedSOPInstanceUID, 'UI', instanceUid)];
}

function dimension(organization: string, pointer: number, group: number): NewDataSet {
  return [text(0x00209164, 'UI', organization), integers(0x00209165, 'AT', pointer), integers(0x00209167, 'AT', group)];
}

function segment({ label, trackingUid }: NewSegmentation): NewDataSet {
  return [
    sequence(0x00620003, code('49755003', 'SCT', 'Morphologically Abnormal Structure')),
    integers(Tag.SegmentNumber, 'US', 1),
    text(Tag.SegmentLabel, 'LO', label),
    text(0x00620008, 'CS', 'MANUAL'),
    sequence(0x0062000f, code('108369006', 'SCT', 'Neoplasm')),
    text(0x00620020, 'UT', label),
    text(0x00620021, 'UI', trackingUid),
  ];
}

function sharedGroups({ spacing, direction }: Mask): NewDataSet {
  const orientation = [...axisOf(direction, 0), ...axisOf(direction, 1)].map(decimal);
  return [
    sequence(Tag.PlaneOrientationSequence, [text(Tag.ImageOrientationPatient, 'DS', ...orientation)]),
    sequence(Tag.PixelMeasuresSequence, [
      text(Tag.SliceThickness, 'DS', decimal(spacing[2])),
      text(Tag.SpacingBetweenSlices, 'DS', decimal(spacing[2])),
      text(Tag.PixelSpacing, 'DS', decimal(spacing[1]), decimal(spacing[0])),
    ]),
    sequence(Tag.SegmentIdentificationSequence, [integers(Tag.ReferencedSegmentNumber, 'US', 1)]),
  ];
}

function frameGroups(mask: Mask, z: number, position: number, instanceUid: string): NewDataSet {
  const purpose = code('121322', 'DCM', 'Source image for image processing operation');
  return [
    sequence(0x00089124, [
      sequence(0x00082112, [...reference(instanceUid), text(0x0028135a, 'CS', 'YES'), sequence(0x0040a170, purpose)]),
      sequence(0x00089215, code('113076', 'DCM', 'Segmentation')),
    ]),
    sequence(Tag.FrameContentSequence, [integers(0x00209157, 'UL', 1, position)]),
    sequence(Tag.PlanePositionSequence, [
      text(Tag.ImagePositionPatient, 'DS', ...indexToWorld(mask, [0, 0, z]).map(decimal)),
    ]),
  ];
}

/** Frames without a gap between them, lowest bit first. */
function packBits(frames: readonly Uint8Array[], length: number): Uint8Array {
  const packed = new Uint8Array(Math.ceil((frames.length * length) / 8));
  frames.forEach((frame, f) => {
    for (let i = 0; i < length; i++) {
      const bit = f * length + i;
      packed[bit >> 3] |= frame[i] << (bit & 7);
    }
  });
  return packed;
}
