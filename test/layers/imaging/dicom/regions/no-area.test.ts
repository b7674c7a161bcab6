/** Contours of an RTSTRUCT that bound no area say nothing against the others of their ROI. */
import { readFileSync } from 'node:fs';
import { readRegion } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { CONTOUR_GEOMETRIC_TYPES } from '../../../../../layers/imaging/dicom/regions/contour-geometric-types.ts';
import { regionsDocument } from '../../../../../scripts/dicom/regions-doc.ts';
import { refusal } from '../../volumes.ts';
import { around, box, contoursOfBox, grid, type NewContour, structureSet, volume } from './structure-sets.ts';

const truth = box([4, 5, 2], [9, 10, 5]).voxels;
const drawn = contoursOfBox([4, 5, 2], [9, 10, 5]);

/** The region of the drawn contours and others, and its notes. */
function read(others: readonly NewContour[], decimals?: number) {
  const file = structureSet([{ number: 1, contours: [...drawn, ...others] }], decimals);
  return readRegion([file], volume);
}

const closed = (z: number, ...points: [number, number][]): NewContour => ({ type: 'CLOSED_PLANAR', z, points });

describe('a contour that bounds no area is passed over and counted', () => {
  it.each<[string, NewContour, string]>([
    ['without points', closed(6), 'without points'],
    ['of one point', closed(6, [7, 7]), 'of one point'],
    ['of two points', closed(6, [7, 7], [9, 7]), 'of two points'],
    ['of three points that coincide', closed(6, [7, 7], [7, 7], [7, 7]), 'of points on one line'],
    ['of points on a row', closed(6, [5, 7], [9, 7], [7, 7]), 'of points on one line'],
    ['of points on an oblique line', closed(6, [5, 6.1], [8, 8.2], [11, 10.3], [6.5, 7.15]), 'of points on one line'],
    [
      'there and back around a corner',
      closed(6, [5, 7], [9, 7], [9, 10], [9, 7]),
      'that goes there and back on a line',
    ],
    ['POINT', { type: 'POINT', z: 6, points: [[7, 7]] }, 'POINT'],
    ['OPEN_PLANAR', { type: 'OPEN_PLANAR', z: 6, points: around([5, 5], [9, 9]) }, 'OPEN_PLANAR'],
    ['OPEN_NONPLANAR', { type: 'OPEN_NONPLANAR', z: 6.4, points: around([5, 5], [9, 9]) }, 'OPEN_NONPLANAR'],
  ])('%s', (_, other, why) => {
    const { mask, notes } = read([other]);
    expect(mask.voxels).toEqual(truth);
    expect(notes).toEqual([{ code: 'contours-without-area', message: expect.stringContaining(`1 of 5 contours`) }]);
    expect(notes[0].message).toContain(why);
    // One that lies beyond the image, or between its slices, bounds nothing there either.
    expect(read([{ ...other, z: 20.3 }]).mask.voxels).toEqual(truth);
  });

  it('of points that lie on a line within the rounding of two decimals', () => {
    const line = closed(6, [5, 6.1], [8.123, 8.2861], [11.7, 10.79]);
    expect(read([line], 2).notes[0].message).toContain('of points on one line');
    expect(read([closed(6, [5, 6.1], [8.123, 8.4], [11.7, 10.79])], 2).notes).toEqual([]);
  });

  it('with counts of each kind', () => {
    const { notes } = read([closed(6, [7, 7]), closed(7, [7, 7]), { type: 'POINT', z: 0, points: [[1, 1]] }]);
    expect(notes[0].message).toBe('ROI 1: passed over 3 of 7 contours, which bound no area: 2 of one point, 1 POINT.');
  });

  it('but a ROI in which nothing bounds an area is refused by its number', () => {
    const file = structureSet([
      { number: 7, contours: [closed(6, [7, 7]), { type: 'POINT', z: 0, points: [[1, 1]] }] },
    ]);
    expect(refusal(() => readRegion([file], volume, { label: 7 }))).toMatchObject({
      code: 'roi-too-small',
      got: 'ROI 7, whose contours bound no area (1 of one point, 1 POINT)',
    });
  });

  it('while coordinates that are none, and types that nobody knows, are refused', () => {
    const unknown = structureSet([{ number: 1, contours: [...drawn, { type: 'SPIRAL', z: 6, points: [[7, 7]] }] }]);
    expect(refusal(() => readRegion([unknown], volume))).toMatchObject({ code: 'unsupported-format' });
    const damaged = structureSet([{ number: 1, contours: [...drawn, closed(6, [Number.NaN, 7], [8, 8], [9, 7])] }]);
    expect(refusal(() => readRegion([damaged], volume))).toMatchObject({ code: 'unreadable', got: /ROI 1/ });
  });
});

describe('contours of one slice', () => {
  const at = (type: string, from: [number, number], to: [number, number]): NewContour => ({
    type,
    z: 6,
    points: around(from, to),
  });
  const inSlice = (voxels: Uint8Array): number => voxels.subarray(6 * 360, 7 * 360).reduce((sum, one) => sum + one, 0);

  it.each(['CLOSED_PLANAR', 'CLOSEDPLANAR_XOR'])('within each other are holes, as %s', (type) => {
    const { mask, notes } = read([at(type, [3, 3], [12, 12]), at(type, [5, 5], [8, 8]), at(type, [6, 6], [7, 7])]);
    expect(inSlice(mask.voxels)).toBe(100 - 16 + 4);
    expect(notes).toEqual([]);
  });

  it('that overlap in part are noted unless exclusive or is meant', () => {
    const both = (type: string) => read([at(type, [3, 3], [8, 8]), at(type, [6, 6], [10, 10])]);
    const [closedOnes, xor] = [both('CLOSED_PLANAR'), both('CLOSEDPLANAR_XOR')];
    expect(inSlice(closedOnes.mask.voxels)).toBe(36 + 25 - 2 * 9);
    expect(xor.mask.voxels).toEqual(closedOnes.mask.voxels);
    expect(closedOnes.notes).toEqual([{ code: 'contours-overlap', message: expect.stringContaining('the 9 voxels') }]);
    expect(xor.notes).toEqual([]);
  });

  it('of which one is a copy of the other are taken once, unless exclusive or is meant', () => {
    const copies = (type: string) => {
      const one = at(type, [3, 3], [8, 8]);
      return inSlice(read([one, { ...one, points: [...one.points].reverse() }]).mask.voxels);
    };
    expect(copies('CLOSED_PLANAR')).toBe(36);
    expect(copies('CLOSEDPLANAR_XOR')).toBe(0);
  });
});

it('docs/dicom-regions.md is what the declarations say, and has every type', () => {
  const page = readFileSync(new URL('../../../../../docs/dicom-regions.md', import.meta.url), 'utf8');
  expect(page).toBe(regionsDocument());
  for (const type of Object.keys(CONTOUR_GEOMETRIC_TYPES)) expect(page).toContain(`\`${type}\``);
});

it.each(Object.entries(CONTOUR_GEOMETRIC_TYPES))('%s is treated as its declaration says', (type, { encloses }) => {
  const file = structureSet([{ number: 1, contours: contoursOfBox([4, 5, 2], [9, 10, 5], type) }]);
  if (encloses) expect(readRegion([file], volume).mask).toEqual({ ...grid, voxels: truth });
  else expect(refusal(() => readRegion([file], volume))).toMatchObject({ code: 'roi-too-small' });
});
