/** Writes a volume as a series of MR images. */
import { InputRefused } from '../../errors.ts';
import type { NamedBytes } from '../../input/named-bytes.ts';
import { axisOf } from '../../volume/direction.ts';
import { indexToWorld, type Volume } from '../../volume/volume.ts';
import { encodeVoxels, voxelType } from '../../volume/voxel-type.ts';
import {
  decimal,
  encodeDicomFile,
  encodedOnce,
  integers,
  type NewDataSet,
  sequence,
  text,
} from '../encoding/encode.ts';
import { Tag } from '../encoding/tags.ts';
import { newUid } from '../encoding/uid.ts';

/** What a study's files have in common. Identifiers are pseudonyms; everything written is declared as de-identified. */
export interface StudyIdentity {
  /** Pseudonym; written as patient ID and name. */
  readonly patientId: string;
  readonly studyUid: string;
  readonly frameOfReferenceUid: string;
  /** Why the data name nobody, e.g. `synthetic`. */
  readonly deidentification: string;
}

export interface NewSeries {
  readonly number: number;
  readonly description: string;
  /** DICOM terms: SE, IR, GR, EP, RM. */
  readonly scanningSequence: string;
  /** Scan options such as FS (fat saturation). */
  readonly scanOptions?: string;
  readonly contrastAgent?: string;
  readonly repetitionTimeMs: number;
  readonly echoTimeMs: number;
  /** Diffusion weighting, s/mm². */
  readonly bValue?: number;
  /** True for a map of apparent diffusion coefficients instead of a weighted image. */
  readonly isAdcMap?: boolean;
  /** Position in a dynamic series, from 1, as the standard counts, and how many there are. */
  readonly temporalPosition?: number;
  readonly temporalPositions?: number;
  /** UID makers draw instance UIDs in order; random where none is given. */
  readonly nextUid?: () => string;
  readonly uid: string;
  /** Number of the series' first instance, from 1; phases and b-values of one series count on. */
  readonly firstInstance?: number;
}

/** A series that was written, as a segmentation refers to it. */
export interface WrittenSeries {
  readonly files: readonly NamedBytes[];
  readonly seriesUid: string;
  readonly instanceUids: readonly string[];
}

export const MR_IMAGE_STORAGE = '1.2.840.10008.5.1.4.1.1.4';

/**
 * Writes a volume as a classic MR series, one file per slice, in slice order.
 *
 * @throws InputRefused `unsupported-format` for anything but 8- and 16-bit integers: MR images have no rescale.
 *
 * @example
 * ```ts
 * import { IDENTITY_DIRECTION, writeSeries } from '@radscore/imaging';
 * const grid = { size: [4, 4, 2], spacing: [1, 1, 2], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
 * const image = { ...grid, voxels: new Int16Array(32).fill(7) };
 * const study = { patientId: 'P1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
 * const series = {
 *   ...{ uid: '2.25.3', number: 1, description: 'T2', scanningSequence: 'SE' },
 *   ...{ repetitionTimeMs: 4000, echoTimeMs: 80 },
 * };
 * writeSeries(image, study, series).files.length; // → 2
 * ```
 */
export function writeSeries(volume: Volume, study: StudyIdentity, series: NewSeries): WrittenSeries {
  const type = voxelType(volume.voxels);
  if (!['uint8', 'int8', 'int16', 'uint16'].includes(type)) {
    throw new InputRefused({
      code: 'unsupported-format',
      got: `voxels of type ${type}`,
      wanted: '8- or 16-bit integers',
      remedy: 'Scale and round the image to 16 bits before it is written as MR.',
    });
  }
  const isSigned = type.startsWith('int');
  const { size, spacing, direction } = volume;
  const length = size[0] * size[1];
  const instanceUids: string[] = [];
  const files: NamedBytes[] = [];
  const imageType = series.isAdcMap ? ['DERIVED', 'PRIMARY', 'DIFFUSION MAP', 'ADC'] : ['ORIGINAL', 'PRIMARY', 'OTHER'];
  const common = encodedOnce([
    ...patientAndStudy(study),
    ...seriesModule(series, 'MR'),
    text(Tag.ImageType, 'CS', ...imageType),
    text(Tag.SOPClassUID, 'UI', MR_IMAGE_STORAGE),
    ...acquisition(series, spacing[2]),
    text(Tag.AcquisitionNumber, 'IS', String(series.temporalPosition ?? 1)),
    text(Tag.ImageOrientationPatient, 'DS', ...[...axisOf(direction, 0), ...axisOf(direction, 1)].map(decimal)),
    text(Tag.FrameOfReferenceUID, 'UI', study.frameOfReferenceUid),
    text(0x00200060, 'CS'),
    text(0x00201040, 'LO'),
    ...pixelModule(size[1], size[0], 16, isSigned),
    text(Tag.PixelSpacing, 'DS', decimal(spacing[1]), decimal(spacing[0])),
  ]);
  for (let z = 0; z < size[2]; z++) {
    const uid = (series.nextUid ?? newUid)();
    instanceUids.push(uid);
    const number = (series.firstInstance ?? 1) + z;
    const slice = volume.voxels.subarray(z * length, (z + 1) * length);
    const is16 = slice instanceof Int16Array || slice instanceof Uint16Array;
    const pixels = encodeVoxels(is16 ? slice : isSigned ? new Int16Array(slice) : new Uint16Array(slice));
    const dataSet: NewDataSet = [
      ...common,
      text(Tag.SOPInstanceUID, 'UI', uid),
      text(Tag.InstanceNumber, 'IS', String(number)),
      text(Tag.ImagePositionPatient, 'DS', ...indexToWorld(volume, [0, 0, z]).map(decimal)),
      { tag: Tag.PixelData, vr: 'OW', value: pixels },
    ];
    const name = `${String(number).padStart(4, '0')}.dcm`;
    files.push({ name, bytes: encodeDicomFile(MR_IMAGE_STORAGE, uid, dataSet) });
  }
  return { files, seriesUid: series.uid, instanceUids };
}

/** Patient, study and de-identification modules: pseudonym, no dates, the basic profile declared (PS3.15 annex E). */
export function patientAndStudy({ patientId, studyUid, deidentification }: StudyIdentity): NewDataSet {
  return [
    text(0x00080005, 'CS', 'ISO_IR 192'),
    text(0x00080020, 'DA'),
    text(0x00080030, 'TM'),
    text(0x00080050, 'SH'),
    text(0x00080090, 'PN'),
    text(0x00100010, 'PN', patientId),
    text(0x00100020, 'LO', patientId),
    text(0x00100030, 'DA'),
    text(0x00100040, 'CS'),
    text(0x00120062, 'CS', 'YES'),
    text(0x00120063, 'LO', deidentification),
    sequence(0x00120064, code('113100', 'DCM', 'Basic Application Confidentiality Profile')),
    text(Tag.StudyInstanceUID, 'UI', studyUid),
    text(0x00200010, 'SH'),
    text(0x00280301, 'CS', 'NO'),
    text(0x00280303, 'CS', 'REMOVED'),
  ];
}

export function seriesModule(
  series: { uid: string; number: number; description: string },
  modality: string,
): NewDataSet {
  return [
    text(Tag.Modality, 'CS', modality),
    text(0x00080070, 'LO', 'Radscore'),
    text(Tag.SeriesDescription, 'LO', series.description),
    text(Tag.SeriesInstanceUID, 'UI', series.uid),
    text(Tag.SeriesNumber, 'IS', String(series.number)),
  ];
}

export function pixelModule(rows: number, columns: number, bits: number, isSigned: boolean): NewDataSet {
  return [
    integers(Tag.SamplesPerPixel, 'US', 1),
    text(0x00280004, 'CS', 'MONOCHROME2'),
    integers(Tag.Rows, 'US', rows),
    integers(Tag.Columns, 'US', columns),
    integers(Tag.BitsAllocated, 'US', bits),
    integers(Tag.BitsStored, 'US', bits),
    integers(Tag.HighBit, 'US', bits - 1),
    integers(Tag.PixelRepresentation, 'US', isSigned ? 1 : 0),
  ];
}

/** A code sequence item. */
export function code(value: string, scheme: string, meaning: string): NewDataSet {
  return [text(0x00080100, 'SH', value), text(0x00080102, 'SH', scheme), text(0x00080104, 'LO', meaning)];
}

function acquisition(series: NewSeries, sliceSpacing: number): NewDataSet {
  const { contrastAgent, bValue, temporalPosition, temporalPositions } = series;
  return [
    text(0x00180015, 'CS', 'BREAST'),
    ...(contrastAgent === undefined ? [] : [text(Tag.ContrastBolusAgent, 'LO', contrastAgent)]),
    text(Tag.ScanningSequence, 'CS', series.scanningSequence),
    text(0x00180021, 'CS', 'NONE'),
    text(Tag.ScanOptions, 'CS', ...(series.scanOptions ? [series.scanOptions] : [])),
    text(0x00180023, 'CS', '2D'),
    text(Tag.SliceThickness, 'DS', decimal(sliceSpacing)),
    text(0x00180080, 'DS', decimal(series.repetitionTimeMs)),
    text(Tag.EchoTime, 'DS', decimal(series.echoTimeMs)),
    text(Tag.SpacingBetweenSlices, 'DS', decimal(sliceSpacing)),
    text(0x00180091, 'IS', '1'),
    text(0x00185100, 'CS', 'HFP'),
    ...(bValue === undefined ? [] : [integers(Tag.DiffusionBValue, 'FD', bValue)]),
    ...(temporalPosition === undefined ? [] : [text(Tag.TemporalPositionIdentifier, 'IS', String(temporalPosition))]),
    ...(temporalPositions === undefined ? [] : [text(0x00200105, 'IS', String(temporalPositions))]),
  ];
}
