import { readFileSync } from 'node:fs';
import { IDENTITY_DIRECTION, type Mask, type Volume } from '@radscore/imaging';
import { extract, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath } from '../../shared.ts';
import { byName, differences, type GoldenValues } from './compare.ts';

type Voxel = readonly [x: number, y: number, z: number];

const GRID = { size: [7, 7, 7], spacing: [1, 1, 1], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;

function maskOf(voxels: readonly Voxel[]): Mask {
  const inside = new Uint8Array(343);
  for (const [x, y, z] of voxels) inside[x + 7 * (y + 7 * z)] = 1;
  return { ...GRID, voxels: inside };
}

function box([x, y, z]: Voxel, [nx, ny, nz]: Voxel): Voxel[] {
  return Array.from({ length: nx * ny * nz }, (_, k) => [
    x + (k % nx),
    y + (Math.floor(k / nx) % ny),
    z + Math.floor(k / nx / ny),
  ]);
}

const flat2d = { force2D: true, force2Ddimension: 0 };
const cube = box([2, 2, 2], [3, 3, 3]);

/** Where each golden ROI lies in the base image (found by its Energy, Minimum and Maximum), and its settings. */
const CASES: Record<string, { voxels: Voxel[]; setting?: object; shape2D?: boolean; constant?: number }> = {
  two_voxels_line_minDims1: { voxels: box([2, 3, 3], [2, 1, 1]), setting: { minimumROIDimensions: 1 } },
  flat_slice_3x3: { voxels: box([2, 2, 3], [3, 3, 1]) },
  flat_slice_3x3_force2D_shape2D: { voxels: box([2, 2, 3], [3, 3, 1]), setting: flat2d, shape2D: true },
  '2x2_slice_force2D_shape2D': { voxels: box([2, 2, 3], [2, 2, 1]), setting: flat2d, shape2D: true },
  '1x2_force2D_shape2D_minDims1': {
    voxels: box([2, 2, 3], [2, 1, 1]),
    setting: { ...flat2d, minimumROIDimensions: 1 },
    shape2D: true,
  },
  '2x1(ysize2,xsize1)_force2D_shape2D_minDims1': {
    voxels: box([2, 2, 3], [1, 2, 1]),
    setting: { ...flat2d, minimumROIDimensions: 1 },
    shape2D: true,
  },
  'sagittal slice force2Ddimension=2 shape2D': {
    voxels: box([3, 2, 2], [1, 3, 3]),
    setting: { force2D: true, force2Ddimension: 2 },
    shape2D: true,
  },
  cube3: { voxels: cube },
  constant_100_cube3: { voxels: cube, constant: 100 },
  constant_0_cube3: { voxels: cube, constant: 0 },
  two_isolated_voxels: {
    voxels: [
      [1, 1, 1],
      [5, 5, 5],
    ],
  },
  two_adjacent_one_isolated: {
    voxels: [
      [1, 1, 1],
      [2, 1, 1],
      [5, 5, 5],
    ],
  },
  full_image: { voxels: box([0, 0, 0], [7, 7, 7]) },
};

describe.skipIf(!hasShared)('degenerate ROIs, PyRadiomics 3.1.0', () => {
  const golden: Record<string, GoldenValues> = hasShared
    ? JSON.parse(readFileSync(sharedPath('golden/radiomics/degenerate.json'), 'utf8'))
    : {};
  const file = hasShared ? readFileSync(sharedPath('golden/radiomics/degenerate_base_7x7x7_int16.npy')) : undefined;
  const base = (): Volume => {
    const header = 10 + (file?.readUInt16LE(8) ?? 0);
    return { ...GRID, voxels: Int16Array.from({ length: 343 }, (_, k) => file?.readInt16LE(header + 2 * k) ?? 0) };
  };

  it('covers every golden case', () => {
    expect(Object.keys(CASES).sort()).toEqual(Object.keys(golden).sort());
  });

  it.each(Object.entries(CASES))('%s', (name, { voxels, setting, shape2D, constant }) => {
    const classes = ['shape', 'firstorder', 'glcm', 'glrlm', 'glszm', 'gldm', 'ngtdm', ...(shape2D ? ['shape2D'] : [])];
    const settings = settingsFrom({ setting, featureClass: Object.fromEntries(classes.map((c) => [c, null])) });
    const image = constant === undefined ? base() : { ...GRID, voxels: new Int16Array(343).fill(constant) };
    const got = byName(extract(image, maskOf(voxels), settings));

    expect([...got.keys()].sort()).toEqual(Object.keys(golden[name]).sort());
    // An eigenvalue that is 0 in exact arithmetic is rounding noise in PyRadiomics (1e-16), and its root 1e-8.
    const noise = { relative: 1e-9, absolute: 5e-7 };
    const exact = { relative: 1e-9, absolute: 1e-15 };
    const isRoot = (feature: string): boolean => /AxisLength|Elongation|Flatness|MCC|Imc2/.test(feature);
    expect(differences(got, golden[name], (feature) => (isRoot(feature) ? noise : exact))).toEqual([]);
  });
});

describe('an ROI that cannot be used', () => {
  const image: Volume = { ...GRID, voxels: Float32Array.from({ length: 343 }, (_, k) => k) };
  const settings = settingsFrom({});

  it.each([
    ['no voxel', [], 'roi-too-small'],
    ['a single voxel', [[3, 3, 3]], 'roi-too-small'],
    ['a line', box([2, 3, 3], [3, 1, 1]), 'roi-too-small'],
  ] as [string, Voxel[], string][])('%s is refused', (_, voxels, code) => {
    expect(() => extract(image, maskOf(voxels), settings)).toThrowError(expect.objectContaining({ code }));
  });

  it('a voxel that is not finite is refused, with the count', () => {
    const broken = { ...image, voxels: image.voxels.slice() };
    broken.voxels[3 + 7 * (3 + 7 * 3)] = Number.NaN;
    expect(() => extract(broken, maskOf(cube), settings)).toThrowError(
      expect.objectContaining({ code: 'not-finite', got: expect.stringContaining('1 of 27') }),
    );
  });

  it('is refused with the numbers when it would need too much memory', () => {
    const fine = settingsFrom({ setting: { resampledPixelSpacing: [0.001, 0.001, 0.001] } });
    expect(() => extract(image, maskOf(cube), fine)).toThrowError(
      expect.objectContaining({ code: 'too-large', got: expect.stringMatching(/needs about [\d.e+]+ GB .*0\.001/) }),
    );
    expect(() => extract(image, maskOf(cube), settings, { maxBytes: 1000 })).toThrowError(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  it('names what PyRadiomics leaves undefined', () => {
    const { warnings } = extract(image, maskOf([cube[0], cube[26]].map(([x, y, z]) => [x, y, z])), settings);
    expect(warnings.find(({ code }) => code === 'value-undefined')?.message).toContain('original_glcm_MCC');
  });
});
