/** Positions that a writer rounded: slices, segmentations and contours are read where rounding explains them. */
import { type Mask, type NamedBytes, readImage, readRegion, type Volume, writeNrrd } from '@radscore/imaging';
import { inspectManifest, readSequence } from '@radscore/pipeline/inspection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { parseDicom } from '../../../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { inspectStudy } from '../../../../../layers/imaging/index.ts';
import { refusal, rotation } from '../../volumes.ts';
import { rewritten } from '../rewrite.ts';
import { box, contoursOfBox, grid, segmentation, structureSet, volume, written } from './structure-sets.ts';

const truth = box([4, 5, 2], [9, 10, 5]);
const ORIENTATIONS = {
  axial: grid.direction,
  sagittal: [0, 0, -1, 1, 0, 0, 0, -1, 0],
  oblique: rotation(0.31, -0.22, 0.47),
  'almost axial': rotation(0.004, 0.002, 0.0007),
} as const;

/** An image whose slices lie `step` apart, its positions as a writer with that number of decimals gives them. */
function series(
  step: number,
  decimals: number,
  {
    direction = grid.direction,
    origin = [-99.43217, -83.11873, -47.26391],
    hasSpacing = true,
  }: Partial<Volume> & { hasSpacing?: boolean } = {},
): { of: Volume; files: NamedBytes[] } {
  const of: Volume = { ...volume, spacing: [0.8, 0.8, step], direction, origin };
  const files = written({ ...of, voxels: truth.voxels }, of).series.files.map((file) =>
    rewritten(file, [moved(file, (value) => value.toFixed(decimals))], hasSpacing ? [] : [Tag.SpacingBetweenSlices]),
  );
  return { of, files };
}

function moved(file: NamedBytes, write: (value: number, axis: number) => string) {
  const position = parseDicom(file.bytes, file.name).dataSet.numbers(Tag.ImagePositionPatient);
  return text(Tag.ImagePositionPatient, 'DS', ...position.map(write));
}

/** The series with its slices moved along z. */
const shifted = (files: NamedBytes[], by: readonly number[], decimals: number): NamedBytes[] =>
  files.map((file, i) =>
    rewritten(file, [moved(file, (value, axis) => (value + (axis === 2 ? (by[i] ?? 0) : 0)).toFixed(decimals))]),
  );

describe('slices whose positions are rounded', () => {
  it.each(
    Object.entries(ORIENTATIONS).flatMap(([name, direction]) =>
      [
        [1.25, 1],
        [0.6875, 1],
        [0.6875, 2],
        [0.43, 2],
      ].map(([step, decimals]) => ({ name, direction, step, decimals })),
    ),
  )('$name, $step mm at $decimals decimals, are read at the distance that the header has', ({
    direction,
    step,
    decimals,
  }) => {
    const { of, files } = series(step, decimals, { direction });
    const { spacing, reference, voxels } = readImage(files);
    const notes = reference?.notes ?? [];
    // Where the distances differ by less than a hundredth, they are those of the first and the last slice, as ever.
    expect(Math.abs(spacing[2] - step)).toBeLessThan(notes.length > 0 ? 1e-9 : 0.01 * step);
    expect(voxels).toEqual(of.voxels);
    for (const { code, message } of notes) {
      expect(code).toBe('slice-positions-rounded');
      expect(message).toContain(`rounded to ${10 ** -decimals} mm`);
      expect(message).toContain(`${step} mm apart (SpacingBetweenSlices)`);
    }
    const own = segmentation([{ number: 1, voxels: truth.voxels }], { on: of, decimals });
    expect(readRegion([own], readImage(files)).mask.voxels).toEqual(truth.voxels);
    const exact = segmentation([{ number: 1, voxels: truth.voxels }], { on: of });
    if (notes.length > 0) expect(readRegion([exact], readImage(files)).mask.voxels).toEqual(truth.voxels);
    if (notes.length === 0) return;
    // A label image on the true grid is put on the image, which may be a tenth of a millimetre off.
    const labels = [{ name: 'mask.nrrd', bytes: writeNrrd({ ...of, voxels: truth.voxels }) }];
    expect(readRegion(labels, readImage(files)).mask.voxels).toEqual(truth.voxels);
  });

  it('without SpacingBetweenSlices are read at the distance of least squares', () => {
    const { files } = series(1.25, 1, { hasSpacing: false });
    const { spacing, reference } = readImage(files);
    expect(Math.abs(spacing[2] - 1.25)).toBeLessThan((2 * 0.05) / 7);
    expect(reference?.notes?.[0].message).toContain('(the line fitted to them)');
  });

  it('are not believed where the header has a distance that does not explain them', () => {
    const { files } = series(1.25, 1);
    const wrong = files.map((file) => rewritten(file, [text(Tag.SpacingBetweenSlices, 'DS', '1.5')]));
    const { spacing, reference } = readImage(wrong);
    expect(Math.abs(spacing[2] - 1.25)).toBeLessThan((2 * 0.05) / 7);
    expect(reference?.notes?.[0].message).toContain('(the line fitted to them)');
  });

  it('have as many digits as they need: zeros at the end and noise of single precision are none', () => {
    const { files } = series(1.25, 1);
    const noisy = files.map((file) =>
      rewritten(file, [moved(file, (value) => String(Math.fround(value)).slice(0, 16))]),
    );
    const padded = files.map((file) => rewritten(file, [moved(file, (value) => value.toFixed(6))]));
    for (const one of [noisy, padded]) expect(readImage(one).spacing[2]).toBe(1.25);
  });

  it('are refused where no line explains them, by how far they lie off one', () => {
    const { files } = series(1.25, 2);
    const uneven = shifted(files, [0, 0.06, -0.06, 0.06, 0, 0, 0, 0], 2);
    expect(refusal(() => readImage(uneven))).toMatchObject({
      code: 'geometry-invalid',
      got: expect.stringContaining('mm off equal distances'),
      wanted: expect.stringContaining('explains 0.005 mm'),
      remedy: expect.stringContaining('all digits of ImagePositionPatient'),
    });
    const growing = shifted(series(1.25, 1).files, [0, 0.1, 0.2, 0.4, 0.7, 1.1, 1.6, 2.2], 1);
    expect(refusal(() => readImage(growing))).toMatchObject({ code: 'geometry-invalid' });
  });

  it('miss a slice all the same', () => {
    for (const gone of [1, 3, 6]) {
      const { files } = series(1.25, 1);
      files.splice(gone, 1);
      expect(refusal(() => readImage(files))).toMatchObject({
        code: 'slice-gap',
        got: expect.stringContaining('1 missing'),
      });
    }
  });

  it('are refused where rounding is more than a quarter of their distance', () => {
    expect(refusal(() => readImage(series(0.17, 1).files))).toMatchObject({ code: 'geometry-invalid' });
  });

  it('whatever their distance and directions, are read at it or refused', () => {
    const angle = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(
        fc.record({
          step: fc.double({ min: 0.3, max: 6, noNaN: true }),
          decimals: fc.integer({ min: 1, max: 4 }),
          angles: fc.tuple(angle, angle, angle),
          hasSpacing: fc.boolean(),
        }),
        ({ step, decimals, angles, hasSpacing }) => {
          const { files } = series(step, decimals, { direction: rotation(...angles), hasSpacing });
          const { spacing } = readImage(files);
          // Half a unit along three axes, at both ends of seven distances.
          const most = Math.max((Math.sqrt(3) * 10 ** -decimals) / 7, 1e-9);
          expect(Math.abs(spacing[2] - step)).toBeLessThan(most);
        },
      ),
      { numRuns: 60, seed: 15 },
    );
  });
});

describe('a segmentation whose positions or directions are rounded', () => {
  it.each(
    Object.entries(ORIENTATIONS).flatMap(([name, direction]) =>
      [
        { decimals: 1 },
        { decimals: 2 },
        { decimals: 2, cosineDecimals: 3 },
        { decimals: 3, cosineDecimals: 4 },
        { cosineDecimals: 3 },
        { cosineDecimals: 5 },
      ].map((options) => ({ name, direction, options })),
    ),
  )('$name, $options, marks the same voxels', ({ direction, options }) => {
    const { of, files } = series(1.25, 6, { direction });
    const seg = segmentation([{ number: 1, voxels: truth.voxels }], { ...options, on: of });
    const { mask, notes } = readRegion([seg], readImage(files));
    expect(mask.voxels).toEqual(truth.voxels);
    for (const { code, message } of notes) {
      expect(code).toBe('region-positions-rounded');
      expect(message).toMatch(/ \d[\d.]* mm \([\d.]+ % of a voxel\)/);
    }
  });

  it.each([
    [0.02, 5],
    [0.02, 3],
    [0.15, 2],
    [0.3, 1],
    [0.3, undefined],
  ])('but one that lies %d mm off at %s decimals is refused, with a repair', (shift, decimals) => {
    const { of, files } = series(1.25, 6);
    const seg = segmentation([{ number: 1, voxels: truth.voxels }], { decimals, shift, on: of });
    expect(refusal(() => readRegion([seg], readImage(files)))).toMatchObject({ code: 'geometry-mismatch' });
    expect(refusal(() => sequenceOf(files, seg))).toMatchObject({
      remedy: expect.stringContaining('"repair": "resample-to-image"'),
    });
    const { mask, notes, repairs } = sequenceOf(files, seg, 'resample-to-image');
    expect(mask.voxels).toEqual(truth.voxels);
    expect(notes.map(({ code }) => code)).toContain('roi-repaired');
    expect(repairs).toMatchObject([{ name: 'resample-to-image', overlapBefore: 0, overlapAfter: 1 }]);
  });
});

function sequenceOf(files: NamedBytes[], roi: NamedBytes, repair?: 'resample-to-image') {
  const source = { image: 'dce/', roi: { file: roi.name }, ...(repair && { repair }) };
  return readSequence('dce', source, { image: files, roi: [roi] });
}

describe('resample-to-image', () => {
  const { series: on } = written();

  it('puts a segmentation of half the voxel size on the image, as the nearest voxel has it', () => {
    const fine: Mask = {
      ...grid,
      size: [40, 36, 16],
      spacing: [0.4, 0.4, 1],
      origin: [-7.5, 11, 40],
      voxels: Uint8Array.from({ length: 40 * 36 * 16 }, (_, i) => {
        const [x, y, z] = [i % 40, Math.floor(i / 40) % 36, Math.floor(i / 1440)];
        return x >= 8 && x < 20 && y >= 10 && y < 22 && z >= 4 && z < 12 ? 1 : 0;
      }),
    };
    const seg = segmentation([{ number: 1, voxels: fine.voxels }], { on: fine });
    const { mask, region } = sequenceOf([...on.files], seg, 'resample-to-image');
    expect(mask.voxels).toEqual(truth.voxels);
    // Protocols that resample begin at the region as it is stored.
    expect(region?.stored.spacing).toEqual([0.4, 0.4, 1]);
  });

  it('is offered for contours between the slices, by inspection with and without a manifest', () => {
    const contours = contoursOfBox([4, 5, 2], [9, 10, 5]).map((contour) => ({ ...contour, z: contour.z + 0.3 }));
    const rt = structureSet([{ number: 1, contours }]);
    const files = [...on.files.map(({ name, bytes }) => ({ name: `dce/${name}`, bytes })), rt];
    const { verdict, findings, rois } = inspectStudy(files);
    expect(verdict).toBe('refused');
    expect(findings).toMatchObject([
      { code: 'geometry-mismatch', remedy: expect.stringContaining('resample-to-image') },
    ]);
    expect(rois).toMatchObject([{ repair: { name: 'resample-to-image', overlapAfter: 1 } }]);
    const manifest = {
      ...{ manifestVersion: 2 as const, protocol: 'her2-pcr@1', studyId: 'S-1' },
      sequences: { dce: { image: 'dce/', roi: { file: rt.name }, repair: 'resample-to-image' as const } },
      files: files.map(({ name, bytes }) => ({ path: name, sha256: '0'.repeat(64), bytes: bytes.length })),
    };
    expect(inspectManifest(files, manifest)).toMatchObject({ verdict: 'accepted', rois: [{ voxels: 144 }] });
    expect(sequenceOf([...on.files], rt, 'resample-to-image').mask.voxels).toEqual(truth.voxels);
  });

  it('is not offered for contours in no parallel planes, nor for a region that reaches beyond the image', () => {
    const tilted = contoursOfBox([4, 5, 2], [9, 10, 5]).map((contour, i) => ({ ...contour, z: contour.z + 0.3 * i }));
    const odd = structureSet([{ number: 1, contours: [...tilted, ...contoursOfBox([4, 5, 6], [9, 10, 6])] }]);
    expect(refusal(() => sequenceOf([...on.files], odd))).toMatchObject({
      code: 'geometry-mismatch',
      remedy: expect.not.stringContaining('repair'),
    });
    const beyond = { ...truth, origin: [-20.15, 11.2, 40.5] as const };
    const seg = segmentation([{ number: 1, voxels: truth.voxels }], { on: beyond });
    expect(refusal(() => sequenceOf([...on.files], seg))).toMatchObject({
      code: 'geometry-mismatch',
      remedy: expect.not.stringContaining('repair'),
    });
  });
});

describe('contours whose points are rounded', () => {
  it.each([1, 2, 3])('to %i decimals are contours of their slices, thin as these may be', (decimals) => {
    const thin = { ...grid, spacing: [0.8, 0.8, 0.43] as const, origin: [-7.34, 11.27, 40.58] as const };
    const of: Volume = { ...volume, ...thin };
    const rt = structureSet([{ number: 1, contours: contoursOfBox([4, 5, 2], [9, 10, 5]) }], decimals, thin);
    const { mask, notes } = readRegion([rt], of);
    expect(mask.voxels).toEqual(truth.voxels);
    for (const { code } of notes) expect(code).toBe('region-positions-rounded');
  });

  it('to whole millimetres lie between slices that are no whole millimetres apart', () => {
    const thin = { ...grid, spacing: [0.8, 0.8, 1.25] as const, origin: [-7.3, 11.2, 40.5] as const };
    const rt = structureSet([{ number: 1, contours: contoursOfBox([4, 5, 2], [9, 10, 5]) }], 0, thin);
    expect(refusal(() => readRegion([rt], { ...volume, ...thin }))).toMatchObject({ code: 'geometry-mismatch' });
  });

  it('at the edge of the image lie on it within their rounding, and no further', () => {
    const edge = { ...grid, origin: [-7.34, 11.27, 40.58] as const };
    const at = (decimals: number, by: number) => {
      const contours = contoursOfBox([0, 0, 1], [19, 17, 2]).map((contour) => ({
        ...contour,
        points: contour.points.map(([x, y]) => [x < 0 ? x - by : x, y] as const),
      }));
      return () => readRegion([structureSet([{ number: 1, contours }], decimals, edge)], { ...volume, ...edge });
    };
    expect(at(1, 0)().mask.voxels).toEqual(box([0, 0, 1], [19, 17, 2]).voxels);
    expect(refusal(at(3, 0.05))).toMatchObject({ code: 'roi-outside-image' });
  });
});
