/** DICOM that is written reads back as it was. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import {
  cornerDisplacement,
  listSeries,
  type Mask,
  type NewSeries,
  newUid,
  proposeSequence,
  readImage,
  readMask,
  type StudyIdentity,
  uidFromBytes,
  type Volume,
  writeSegmentation,
  writeSeries,
} from '../../../../layers/imaging/index.ts';
import { anyVolume, refusal } from '../volumes.ts';

const study: StudyIdentity = {
  patientId: 'SYN-0001',
  studyUid: newUid(),
  frameOfReferenceUid: newUid(),
  deidentification: 'synthetic',
};
const dwi: NewSeries = {
  uid: newUid(),
  number: 3,
  description: 'DWI',
  scanningSequence: 'EP',
  repetitionTimeMs: 5000,
  echoTimeMs: 70,
  bValue: 800,
};
const segmentation = () => ({
  uid: newUid(),
  seriesUid: newUid(),
  dimensionUid: newUid(),
  trackingUid: newUid(),
  number: 900,
  label: 'Tumour',
});

const writable = anyVolume.filter(({ voxels }) => /^(Int8|Uint8|Int16|Uint16)Array$/.test(voxels.constructor.name));

/** Every third voxel, and never none. */
function someMask(volume: Volume): Mask {
  return {
    ...volume,
    voxels: Uint8Array.from(volume.voxels, (value, i) => (i === 0 || Number(value) % 3 === 0 ? 1 : 0)),
  };
}

describe('DICOM that is written', () => {
  it('is read back, image and segmentation: any integer type, size and orientation', () => {
    fc.assert(
      fc.property(
        writable.filter(
          ({ direction: d }) =>
            d[8] * (d[0] * d[4] - d[1] * d[3]) +
              d[2] * (d[3] * d[7] - d[4] * d[6]) -
              d[5] * (d[0] * d[7] - d[1] * d[6]) >
            0,
        ),
        (volume) => {
          const written = writeSeries(volume, study, dwi);
          // File order is not slice order.
          const read = readImage([...written.files].reverse());
          expect([...read.voxels]).toEqual([...volume.voxels]);
          // Decimal strings of 16 characters: 1e-12 of half a metre, direction cosines to 1e-13 over 45 mm.
          expect(cornerDisplacement(volume, read)).toBeLessThan(1e-8);
          const mask = someMask(volume);
          const file = writeSegmentation(mask, study, written, segmentation());
          expect([...readMask([file], read).voxels]).toEqual([...mask.voxels]);
        },
      ),
    );
  });

  it('says what it is', () => {
    const volume: Volume = {
      voxels: new Int16Array(8),
      size: [2, 2, 2],
      spacing: [1, 1, 2],
      origin: [0, 0, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    };
    const b0 = writeSeries(volume, study, { ...dwi, bValue: 0 });
    const b800 = writeSeries(volume, study, { ...dwi, firstInstance: 3 });
    const found = listSeries([...b800.files, ...b0.files]);
    expect(found.map(({ bValue }) => bValue)).toEqual([0, 800]);
    expect(proposeSequence(found[0])?.sequence).toBe('dwi');
    expect(b800.files.map(({ name }) => name)).toEqual(['0003.dcm', '0004.dcm']);
    const float = { ...volume, voxels: new Float32Array(8) };
    expect(refusal(() => writeSeries(float, study, dwi))).toMatchObject({ code: 'unsupported-format' });
    const empty = { ...volume, voxels: new Uint8Array(8) };
    expect(refusal(() => writeSegmentation(empty, study, b0, segmentation()))).toMatchObject({ code: 'roi-too-small' });
  });

  it('does not fit another frame of reference', () => {
    const volume = fc.sample(writable, { seed: 4, numRuns: 1 })[0];
    const written = writeSeries(volume, study, dwi);
    const other = { ...study, frameOfReferenceUid: newUid() };
    const file = writeSegmentation(someMask(volume), other, written, segmentation());
    expect(refusal(() => readMask([file], readImage(written.files)))).toMatchObject({
      code: 'geometry-mismatch',
      got: 'a region of interest in another frame of reference than the image',
    });
  });

  it('keeps decimal strings within 16 characters', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e99, max: 1e99, noNaN: true }), (value) => {
        expect(decimal(value).length).toBeLessThanOrEqual(16);
        // At least nine digits fit beside a sign, a point and an exponent of three digits.
        expect(Math.abs(Number(decimal(value)) - value)).toBeLessThanOrEqual(1e-8 * Math.abs(value));
      }),
    );
  });

  it('keeps as many digits of a small number as of its power of ten', () => {
    expect(decimal(-1.9070772191e-6)).toBe('-1.9070772191e-6');
    expect(decimal(-1.90707721912345e-6)).toBe('-1.9070772191e-6');
    expect(decimal(0.00190707721912345)).toBe('0.00190707721912');
  });

  it('derives UIDs from bytes', () => {
    const uid = uidFromBytes(new Uint8Array(16).fill(255));
    expect(uid).toBe(`2.25.${BigInt('0xffffffffffff8fffbfffffffffffffff')}`);
    expect(newUid()).toMatch(/^2\.25\.\d{36,39}$/);
    expect(newUid()).not.toBe(newUid());
  });
});
