/** Regions that do not fit their image, and the repairs that are offered. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  inspectRegion,
  orientationCode,
  pictureOfRegion,
  readImage,
  type Vector3,
  type Volume,
} from '../../../../layers/imaging/node.ts';
import { cases, filesOf, hasCases, truth } from '../dicom/cases.ts';
import { rotation } from '../volumes.ts';

const grid = {
  size: [12, 10, 6] as Vector3,
  spacing: [1, 1, 3] as Vector3,
  origin: [-20, 30, 5] as Vector3,
  direction: rotation(0, 0, 0),
};
const image: Volume = { ...grid, voxels: new Int16Array(720).map((_, i) => i) };

/** A box of label 1 from (3, 2, 1), 4 × 5 × 3 voxels. */
function box(label = 1): Volume {
  const voxels = new Uint8Array(720);
  for (let z = 1; z < 4; z++)
    for (let y = 2; y < 7; y++) voxels.fill(label, 3 + 12 * (y + 10 * z), 7 + 12 * (y + 10 * z));
  return { ...grid, voxels };
}

describe('the clinic', () => {
  it('measures a ROI that fits', () => {
    expect(inspectRegion(image, box())).toMatchObject({
      verdict: 'fits',
      orientation: 'LPS',
      displacementMm: 0,
      slices: 3,
      millilitres: 0.18,
      fractionOutside: 0,
    });
  });

  it('proposes to relabel the only label', () => {
    const { verdict, finding, repair } = inspectRegion(image, box(7), { label: 1 });
    expect(verdict).toBe('mendable');
    expect(finding).toMatchObject({ code: 'label-missing' });
    expect(repair).toMatchObject({ name: 'relabel', overlapBefore: 0, overlapAfter: 1 });
    expect(repair?.mask.voxels).toEqual(box().voxels);
  });

  it('proposes to resample a ROI that is shifted by two voxels', () => {
    const { verdict, displacementMm, repair } = inspectRegion(image, { ...box(), origin: [-18, 30, 5] });
    expect(verdict).toBe('mendable');
    expect(displacementMm).toBeCloseTo(2, 12);
    // Half of the box of four voxels stays where it was.
    expect(repair).toMatchObject({ name: 'resample-to-image', overlapBefore: 0.5, overlapAfter: 1 });
    expect(repair?.mask.voxels[5 + 12 * (2 + 10)]).toBe(1);
    expect(repair?.mask.voxels[4 + 12 * (2 + 10)]).toBe(0);
  });

  it('refuses a ROI that lies outside', () => {
    const inspection = inspectRegion(image, { ...box(), origin: [-12, 30, 5] });
    expect(inspection).toMatchObject({ verdict: 'refused' });
    expect(inspection.repair).toBeUndefined();
    expect(inspection.fractionOutside).toBe(0.75);
  });

  it('refuses a mask without a label, or with several others', () => {
    const empty = { ...grid, voxels: new Uint8Array(720) };
    expect(inspectRegion(image, empty)).toMatchObject({ verdict: 'refused', finding: { code: 'label-missing' } });
    const several = box(3);
    several.voxels[0] = 4;
    expect(inspectRegion(image, several)).toMatchObject({ verdict: 'refused', finding: { code: 'label-missing' } });
  });

  it('names orientations', () => {
    expect(orientationCode([1, 0, 0, 0, 1, 0, 0, 0, 1])).toBe('LPS');
    expect(orientationCode([-1, 0, 0, 0, -1, 0, 0, 0, -1])).toBe('RAI');
    expect(orientationCode([0, 0, 1, 1, 0, 0, 0, -1, 0])).toBe('PIL');
  });

  it('draws the outline on the largest slice', () => {
    const png = pictureOfRegion(image, box() as Parameters<typeof pictureOfRegion>[1]);
    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    const length = new DataView(png.buffer).getUint32(33);
    const rows = inflateSync(png.subarray(41, 41 + length));
    expect(rows.length).toBe(10 * 37);
    const red = (x: number, y: number): boolean => rows[37 * y + 1 + 3 * x] === 255 && rows[37 * y + 2 + 3 * x] === 0;
    expect([red(3, 2), red(6, 6), red(4, 3), red(2, 2)]).toEqual([true, true, false, false]);
  });
});

describe.skipIf(!hasCases)('the clinic on the test studies', () => {
  it.each([
    ['E30', 'resample-to-image'],
    ['E33', 'resample-to-image'],
    ['E35', 'flip-to-lps'],
    ['E41', 'resample-to-image'],
    ['E42', undefined],
  ])('%s: %s', (id, name) => {
    const study = cases.find((one) => one.id.startsWith(`${id}-`))!;
    const series = readImage(filesOf(study, study.inputs.image[0]));
    const stored = readImage(filesOf(study, study.inputs.roi[0]));
    const { repair, verdict } = inspectRegion(series, stored);
    expect(verdict).toBe(name ? 'mendable' : 'fits');
    expect(repair?.name).toBe(name);
    // E33 lies where it says, 5 mm off; E41 lost a slice and kept its origin, which only the picture can show.
    if (name && id !== 'E33' && id !== 'E41') {
      expect(repair?.mask.voxels).toEqual(readImage(truth('truth/breast1_mask.nrrd')).voxels);
      expect(repair?.overlapAfter).toBe(1);
    }
  });
});
