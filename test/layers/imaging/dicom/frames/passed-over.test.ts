/** Objects that hold no slices of a volume lie on every disc: they are passed over by their SOP class, with a note. */
import { type NamedBytes, readImage } from '@radscore/imaging';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { encodeDicomFile, type NewElement, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { pixelModule } from '../../../../../layers/imaging/dicom/series/write-series.ts';
import { inspectStudy } from '../../../../../layers/imaging/index.ts';
import { refusal } from '../../volumes.ts';
import { writtenCases } from '../written.ts';

const [t2] = writtenCases();
const STORAGE = '1.2.840.10008.5.1.4.1.1.';

/** An object that says that its modality is MR, as makers write it beside their images. */
function object(uid: string, i: number, more: readonly NewElement[] = []): NamedBytes {
  const bytes = encodeDicomFile(uid, `2.25.5${i}`, [
    text(Tag.SOPClassUID, 'UI', uid),
    text(Tag.SOPInstanceUID, 'UI', `2.25.5${i}`),
    text(Tag.Modality, 'CS', 'MR'),
    text(Tag.SeriesInstanceUID, 'UI', '2.25.4'),
    ...more,
  ]);
  return { name: `other-${i}.dcm`, bytes };
}

const screen: NewElement[] = [
  ...pixelModule(2, 2, 8, false).filter(({ tag }) => tag !== Tag.SamplesPerPixel),
  { tag: Tag.SamplesPerPixel, vr: 'US', value: [3] },
  text(Tag.NumberOfFrames, 'IS', '2'),
  { tag: Tag.PixelData, vr: 'OB', value: new Uint8Array(24) },
];

const OTHERS = [
  ['Raw Data Storage', object(`${STORAGE}66`, 1)],
  ['Secondary Capture Image Storage', object(`${STORAGE}7`, 2, screen)],
  ['Multi-frame True Color Secondary Capture Image Storage', object(`${STORAGE}7.4`, 3, screen)],
  ['Basic Text SR Storage', object(`${STORAGE}88.11`, 4)],
  ['Grayscale Softcopy Presentation State Storage', object(`${STORAGE}11.1`, 5)],
  ['Key Object Selection Document Storage', object(`${STORAGE}88.59`, 6)],
  ['Encapsulated PDF Storage', object(`${STORAGE}104.1`, 7)],
  ['12-lead ECG Waveform Storage', object(`${STORAGE}9.1.1`, 8)],
  ['MR Spectroscopy Storage', object(`${STORAGE}4.2`, 9)],
  ['Real World Value Mapping Storage', object(`${STORAGE}67`, 10)],
  ['Surface Segmentation Storage', object(`${STORAGE}66.5`, 11)],
  ['Spatial Registration Storage', object(`${STORAGE}66.1`, 12)],
  ['object of a private SOP class without pixels', object('1.3.46.670589.11.0.0.12.1', 13)],
] as const;

describe('an object without slices beside a series', () => {
  const { files } = t2.series;
  it.each(OTHERS)('%s is passed over with a note', (name, other) => {
    const { voxels, reference } = readImage([other, ...files]);
    expect([...voxels]).toEqual([...t2.volume.voxels]);
    expect(reference?.notes).toEqual([
      { code: 'objects-passed-over', message: `passed over 1 object that holds no slices of a volume: 1 × ${name}.` },
    ]);
    expect(refusal(() => readImage([other]))).toMatchObject({
      code: 'unsupported-format',
      got: expect.stringContaining(name),
    });
  });

  it('is counted with the others, alike in an extraction, an inspection and a sequence of a study', () => {
    const all = [...OTHERS.map(([, other]) => other), object(`${STORAGE}66`, 20), ...files];
    const message = expect.stringMatching(
      /^passed over 14 objects .*: 2 × Raw Data Storage, .*1 × object of a private/,
    );
    const note = { code: 'objects-passed-over', message };
    expect(readImage(all).reference?.notes).toEqual([note]);
    const source = { image: 't2/', roi: { file: 'seg.dcm', label: 1 } };
    expect(readSequence('t2fs', source, { image: all, roi: [t2.segmentation] }).notes).toEqual([note]);
    expect(inspectStudy([...all, t2.segmentation]).notes).toEqual([note]);
  });

  it('does not make a study of its own', () => {
    const { verdict, findings } = inspectStudy(OTHERS.map(([, other]) => other));
    expect(verdict).not.toBe('accepted');
    expect(findings.map(({ message }) => message).join()).toContain('Raw Data Storage');
  });

  it('is no slice of which the pixels are missing: that is refused', () => {
    const slice = object(`${STORAGE}4`, 30);
    expect(refusal(() => readImage([slice, ...files]))).toMatchObject({ file: 'other-30.dcm' });
  });

  it('is no slice that was cut off, or whose class was changed: those are refused', () => {
    const head = (declared: string, uid: string, ...more: NewElement[]): NamedBytes => ({
      name: 'cut.dcm',
      bytes: encodeDicomFile(declared, '2.25.6', [text(Tag.SOPClassUID, 'UI', uid), ...more]),
    });
    const whole = [text(Tag.SOPInstanceUID, 'UI', '2.25.6'), text(Tag.SeriesInstanceUID, 'UI', '2.25.4')];
    for (const damaged of [
      head('1.3.46.670589.11', '1.3.46.670589.11'),
      head(`${STORAGE}4`, '1.3.46.670589.11', ...whole),
      head(`${STORAGE}4`, `${STORAGE}66`, ...whole),
    ]) {
      expect(refusal(() => readImage([damaged, ...files]))).toMatchObject({ file: 'cut.dcm' });
    }
  });
});
