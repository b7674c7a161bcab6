/** Which volume of a sequence is read: what the manifest selects, and what the region of interest refers to. */
import { type NamedBytes, type Volume, writeSegmentation, writeSeries } from '@radscore/imaging/node';
import { manifest } from '@radscore/pipeline';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { type NewDataSet, sequence, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { inspectStudy } from '../../../../layers/imaging/index.ts';
import { rewritten } from '../../imaging/dicom/rewrite.ts';
import { refusal } from '../../imaging/volumes.ts';

const study = { patientId: 'SYN-1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
const grid = {
  size: [6, 5, 4],
  spacing: [1, 1, 2],
  origin: [0, 0, 0],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const satisfies Omit<Volume, 'voxels'>;
const mask = { ...grid, voxels: Uint8Array.from({ length: 120 }, (_, i) => (i > 20 && i < 80 ? 1 : 0)) };

/** Three phases, the second of which is brightest, with a segmentation that refers to each. */
const phases = [100, 300, 200].map((value, k) => {
  let drawn = 0;
  return writeSeries({ ...grid, voxels: new Int16Array(120).fill(value) }, study, {
    uid: '2.25.3',
    nextUid: () => `2.25.4${k}${drawn++}`,
    number: 4,
    description: 'DCE',
    scanningSequence: 'GR',
    repetitionTimeMs: 5,
    echoTimeMs: 2,
    temporalPosition: k + 1,
    temporalPositions: 3,
    firstInstance: 1 + 4 * k,
  });
});
const image: NamedBytes[] = phases.flatMap(({ files }) => files);
const seg = (k: number): NamedBytes =>
  writeSegmentation(mask, study, phases[k], {
    uid: '2.25.5',
    seriesUid: '2.25.6',
    dimensionUid: '2.25.7',
    trackingUid: '2.25.8',
    number: 9,
    label: 'Tumour',
  });
const source = { image: 'dce/', roi: { file: 'seg.dcm', label: 1 } };
const read = (more: object, roi: NamedBytes) => {
  const { volume, notes } = readSequence('dce', { ...source, ...more }, { image, roi: [roi] });
  return {
    value: volume.voxels[0],
    codes: notes.map(({ code }) => code),
    said: notes.map(({ message }) => message).join(),
  };
};

describe('a segmentation that refers to one phase', () => {
  it('is measured on that phase where the manifest says nothing', () => {
    expect(read({}, seg(2))).toMatchObject({
      value: 200,
      codes: ['phase-chosen'],
      said: expect.stringMatching(/phase 2 .* refers to its images/),
    });
  });

  it.each([
    ['peak', 300],
    [0, 100],
  ])('is reported where the manifest says %s', (phase, value) => {
    const found = read({ phase }, seg(2));
    expect(found.value).toBe(value);
    expect(found.codes).toContain('region-of-other-phase');
    expect(found.said).toContain('refers to the images of phase 2');
  });

  it('needs no word where the manifest says the same', () => {
    expect(read({ phase: 2 }, seg(2)).codes).toEqual([]);
    expect(read({ phase: 'peak' }, seg(1)).codes).toEqual(['phase-chosen']);
    expect(read({ volume: { phase: 2 } }, seg(2))).toMatchObject({ value: 200, codes: [] });
  });

  it('is shown on that phase by an inspection without a manifest', () => {
    expect(inspectStudy([...image, seg(2)]).rois[0].image).toContain('phase=2');
  });

  it('that refers to all phases is measured on the brightest', () => {
    const all = rewritten(seg(2), [
      sequence(Tag.ReferencedSeriesSequence, [
        sequence(
          Tag.ReferencedInstanceSequence,
          ...phases.flatMap(({ instanceUids }) =>
            instanceUids.map((uid): NewDataSet => [text(Tag.ReferencedSOPInstanceUID, 'UI', uid)]),
          ),
        ),
      ]),
      sequence(
        Tag.PerFrameFunctionalGroupsSequence,
        ...[0, 1, 2].map(
          (z): NewDataSet => [
            sequence(Tag.PlanePositionSequence, [text(Tag.ImagePositionPatient, 'DS', '0', '0', String(2 * z))]),
          ],
        ),
      ),
    ]);
    expect(read({}, all)).toMatchObject({ value: 300, codes: ['phase-chosen'] });
  });
});

/** A square on the second slice, as an ROI of a frame of reference of its own. */
function structureSet(frames: readonly string[], rois: readonly (readonly [number, string | undefined])[]): NamedBytes {
  const square = [1, 1, 2, 4, 1, 2, 4, 3, 2, 1, 3, 2].map(String);
  // Without what a segmentation refers to: the frame of reference alone decides.
  const without = [Tag.ReferencedSeriesSequence, Tag.PerFrameFunctionalGroupsSequence, Tag.PixelData];
  const changes = [
    text(Tag.SOPClassUID, 'UI', '1.2.840.10008.5.1.4.1.1.481.3'),
    text(Tag.Modality, 'CS', 'RTSTRUCT'),
    sequence(
      Tag.ReferencedFrameOfReferenceSequence,
      ...frames.map((uid): NewDataSet => [text(Tag.FrameOfReferenceUID, 'UI', uid)]),
    ),
    sequence(
      Tag.StructureSetROISequence,
      ...rois.map(
        ([number, uid]): NewDataSet => [
          text(Tag.ROINumber, 'IS', String(number)),
          ...(uid === undefined ? [] : [text(Tag.ReferencedFrameOfReferenceUID, 'UI', uid)]),
        ],
      ),
    ),
    sequence(
      Tag.ROIContourSequence,
      ...rois.map(
        ([number]): NewDataSet => [
          text(Tag.ReferencedROINumber, 'IS', String(number)),
          sequence(Tag.ContourSequence, [
            text(Tag.ContourGeometricType, 'CS', 'CLOSED_PLANAR'),
            text(Tag.ContourData, 'DS', ...square),
          ]),
        ],
      ),
    ),
  ];
  return { ...rewritten(seg(0), changes, without), name: 'rt.dcm' };
}

describe('an ROI of a structure set', () => {
  const own = '2.25.2';
  it.each<[string, readonly string[], string | undefined]>([
    ['its own, with another first', ['2.25.99', own], own],
    ['its own, with another behind', [own, '2.25.99'], own],
    ['the only one that the file names', [own], undefined],
  ])('is read in %s', (_, frames, uid) => {
    expect(read({}, structureSet(frames, [[1, uid]])).value).toBe(300);
  });

  it.each<[string, readonly string[], string | undefined]>([
    ['of another frame of reference, also where the first is that of the image', [own, '2.25.99'], '2.25.99'],
    ['of none of several', [own, '2.25.99'], undefined],
    ['of another, the only one', ['2.25.99'], undefined],
  ])('is refused %s', (_, frames, uid) => {
    expect(refusal(() => read({}, structureSet(frames, [[1, uid]])))).toMatchObject({ code: 'geometry-mismatch' });
  });

  it('fits where another of its file does not: an inspection notes the other', () => {
    const { rois, notes } = inspectStudy([
      ...image,
      structureSet(
        [own, '2.25.99'],
        [
          [0, own],
          [3, '2.25.99'],
        ],
      ),
    ]);
    expect(rois.map(({ label }) => label)).toEqual([0]);
    expect(notes.map(({ code, message }) => `${code} ${message}`).join()).toMatch(/geometry-mismatch region 3: /);
  });
});

describe('a manifest', () => {
  const files = [{ path: 'a.dcm', sha256: 'a'.repeat(64), bytes: 1 }];
  const of = (dce: object, manifestVersion = 1) =>
    manifest.safeParse({
      manifestVersion,
      protocol: 'her2-pcr@1',
      studyId: 'S',
      sequences: { dce: { ...source, ...dce } },
      files,
    });

  it.each([1, 2])('of version %i selects series and volume', (version) => {
    const volume = { b: 800, phase: 1, echo: 2, imageType: 'W', flipAngle: 12, component: 'magnitude' };
    expect(of({ series: '1.2.3', volume, phase: 'peak' }, version).success).toBe(true);
  });

  it.each([
    ['of a third version', {}, 3],
    ['with a key that is none', { volume: { colour: 'red' } }, 2],
    ['with a series that is no UID', { series: 'DCE' }, 2],
  ])('%s is refused', (_, dce, version) => {
    expect(of(dce, version).success).toBe(false);
  });

  it.each([
    ['dce', ['DERIVED', 'PRIMARY', 'SUBTRACTION'], 'subtraction'],
    ['t2fs', ['DERIVED', 'SECONDARY', 'PROJECTION IMAGE'], 'projection'],
    ['dwi', ['DERIVED', 'PRIMARY', 'DIFFUSION', 'FA'], 'FA'],
  ] as const)('of %s with nothing but %s is refused, unless it is selected', (name, type, kind) => {
    const files = phases[0].files.map((file) => rewritten(file, [text(Tag.ImageType, 'CS', ...type)]));
    const only = (volume?: object) => readSequence(name, { ...source, volume }, { image: files, roi: [seg(0)] });
    expect(refusal(() => only())).toMatchObject({ code: 'series-ambiguous', got: expect.stringContaining(kind) });
    expect(only({ kind }).volume.voxels[0]).toBe(100);
  });

  it('selects in every sequence', () => {
    const roi = [seg(1)];
    const select = (name: 't2fs' | 'dwi', volume: object) =>
      readSequence(name, { ...source, volume }, { image, roi }).volume.voxels[0];
    expect(select('t2fs', { phase: 0 })).toBe(100);
    expect(refusal(() => select('dwi', { b: 50 }))).toMatchObject({ code: 'series-ambiguous' });
  });
});
