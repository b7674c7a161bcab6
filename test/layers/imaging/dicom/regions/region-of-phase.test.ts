/** A region that refers to the images of one phase is measured on it; a structure set of several frames and ROIs. */
import type { NamedBytes } from '@radscore/imaging';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import {
  encodeDicomFile,
  type NewDataSet,
  type NewElement,
  sequence,
  text,
} from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { at, scans, type } from '../scans.ts';

const MR_FRAME = '2.25.1';
const CT_FRAME = '2.25.2';
const PET_FRAME = '2.25.3';
const frame = text(Tag.FrameOfReferenceUID, 'UI', MR_FRAME);
/** The last of three phases is the brightest; `scans` names the slices of phase k `2.25.7k0`, `2.25.7k1` … */
const phases = (): NamedBytes[] =>
  scans(...[0, 1, 2].map((k) => ({ series: k + 1, changes: [at(k), frame] })), {
    series: 9,
    changes: [at(5), frame, type('DERIVED', 'PRIMARY', 'SUBTRACTION')],
  });

const instance = (k: number, slice: number): NewElement =>
  text(Tag.ReferencedSOPInstanceUID, 'UI', `2.25.7${k}${slice}`);

interface Roi {
  readonly number: number;
  readonly frame?: string;
  /** The scan whose images its contours name. */
  readonly on?: number;
}

/** A square in the middle slice for each ROI; the grid is that of `scans`. */
function structureSet(rois: readonly Roi[], frames: readonly string[] = [MR_FRAME], series?: number): NamedBytes {
  const corners = [-9.3, 20.9, 33, -7.9, 20.9, 33, -7.9, 21.8, 33, -9.3, 21.8, 33].map(String);
  const contour = (on: number | undefined): NewDataSet => [
    ...(on === undefined ? [] : [sequence(Tag.ContourImageSequence, [instance(on, 1)])]),
    text(Tag.ContourGeometricType, 'CS', 'CLOSED_PLANAR'),
    text(Tag.ContourData, 'DS', ...corners),
  ];
  const ofSeries =
    series === undefined
      ? []
      : [
          sequence(Tag.RTReferencedStudySequence, [
            sequence(Tag.RTReferencedSeriesSequence, [
              text(Tag.SeriesInstanceUID, 'UI', `2.25.6${series + 1}`),
              sequence(Tag.ContourImageSequence, ...[0, 1, 2].map((slice) => [instance(series, slice)])),
            ]),
          ]),
        ];
  const dataSet: NewDataSet = [
    text(Tag.Modality, 'CS', 'RTSTRUCT'),
    sequence(
      Tag.ReferencedFrameOfReferenceSequence,
      ...frames.map((uid) => [text(Tag.FrameOfReferenceUID, 'UI', uid), ...ofSeries]),
    ),
    sequence(
      Tag.StructureSetROISequence,
      ...rois.map((roi) => [
        text(Tag.ROINumber, 'IS', String(roi.number)),
        text(Tag.ROIName, 'LO', 'Tumour'),
        ...(roi.frame === undefined ? [] : [text(Tag.ReferencedFrameOfReferenceUID, 'UI', roi.frame)]),
      ]),
    ),
    sequence(
      Tag.ROIContourSequence,
      ...rois.map((roi) => [
        sequence(Tag.ContourSequence, contour(roi.on)),
        text(Tag.ReferencedROINumber, 'IS', String(roi.number)),
      ]),
    ),
  ];
  return { name: 'rt.dcm', bytes: encodeDicomFile('1.2.840.10008.5.1.4.1.1.481.3', '2.25.9', dataSet) };
}

function read(roi: NamedBytes, label?: number) {
  const { notes } = readSequence(
    'dce',
    { image: 'dce/', roi: { file: roi.name, ...(label !== undefined && { label }) } },
    { image: phases(), roi: [roi] },
  );
  return notes.map(({ message }) => message).join('\n');
}

describe('an RTSTRUCT is measured on the phase', () => {
  it.each([0, 1, 2])('whose images its contours name: %i', (on) => {
    expect(read(structureSet([{ number: 1, frame: MR_FRAME, on }]))).toContain(`phase ${on} was read`);
  });

  it('whose images its referenced series lists, where the contours name none', () => {
    expect(read(structureSet([{ number: 1, frame: MR_FRAME }], [MR_FRAME], 1))).toMatch(
      /phase 1 was read.*refers to its images/,
    );
  });

  it('of the ROI that is read, where each was drawn on a phase of its own; the first where none is named', () => {
    const roi = structureSet([
      { number: 1, frame: MR_FRAME, on: 0 },
      { number: 2, frame: MR_FRAME, on: 1 },
    ]);
    expect(read(roi)).toContain('phase 0 was read');
    expect(read(roi, 2)).toContain('phase 1 was read');
  });

  it('that is brightest, where it was drawn on a subtraction, which is noted', () => {
    expect(read(structureSet([{ number: 1, frame: MR_FRAME, on: 3 }]))).toMatch(
      /refers to the images of kind=subtraction.*not read/,
    );
  });
});

describe('of an RTSTRUCT that names several frames of reference', () => {
  const orders = [
    [CT_FRAME, PET_FRAME, MR_FRAME],
    [MR_FRAME, CT_FRAME, PET_FRAME],
    [PET_FRAME, MR_FRAME, CT_FRAME],
  ];
  it.each(
    orders,
  )('in the order %s, %s, %s the ROI of the image is read and one of another frame is not', (...order) => {
    expect(read(structureSet([{ number: 1, frame: MR_FRAME }], order))).toContain('phase 2 was read');
    expect(refusal(() => read(structureSet([{ number: 1, frame: CT_FRAME }], order)))).toMatchObject({
      code: 'geometry-mismatch',
    });
  });

  it('a ROI without a frame is refused; where only one is named, that one holds', () => {
    expect(refusal(() => read(structureSet([{ number: 1 }], orders[0])))).toMatchObject({
      code: 'geometry-mismatch',
      got: expect.stringContaining('names 3'),
    });
    expect(read(structureSet([{ number: 1 }]))).toContain('phase 2 was read');
    expect(refusal(() => read(structureSet([{ number: 1 }], [CT_FRAME])))).toMatchObject({ code: 'geometry-mismatch' });
  });

  it('an image without a frame takes the ROI of its own series, and none that was drawn on another', () => {
    const nameless = scans({ series: 1, changes: [text(Tag.FrameOfReferenceUID, 'UI', '')] });
    const readOn = (series?: number) =>
      readSequence(
        't2fs',
        { image: 't2/', roi: { file: 'rt.dcm' } },
        { image: nameless, roi: [structureSet([{ number: 1, frame: CT_FRAME }], [CT_FRAME], series)] },
      );
    expect(readOn(0).mask.voxels).toContain(1);
    expect(readOn().mask.voxels).toContain(1);
    expect(refusal(() => readOn(7))).toMatchObject({
      code: 'geometry-mismatch',
      got: expect.stringContaining('without a frame of reference'),
    });
  });

  it('two ROIs of one number are refused, as either may be meant', () => {
    for (const frames of [
      [MR_FRAME, CT_FRAME],
      [CT_FRAME, MR_FRAME],
    ]) {
      const rois = frames.map((own) => ({ number: 1, frame: own }));
      expect(refusal(() => read(structureSet(rois, frames)))).toMatchObject({ got: 'several ROIs with the number 1' });
    }
  });
});
