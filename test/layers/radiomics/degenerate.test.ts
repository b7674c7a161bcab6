/** Degenerate regions: the values of PyRadiomics, or a refusal. */
import { readFileSync } from 'node:fs';
import { IDENTITY_DIRECTION, type Mask, type Volume } from '@radscore/imaging';
import { extract, featureNames, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { goldenPath } from '../../shared.ts';
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

describe('degenerate ROIs, PyRadiomics 3.1.0', () => {
  const golden: Record<string, GoldenValues> = JSON.parse(
    readFileSync(goldenPath('radiomics/degenerate.json'), 'utf8'),
  );
  const file = readFileSync(goldenPath('radiomics/degenerate_base_7x7x7_int16.npy'));
  const base = (): Volume => {
    const header = 10 + file.readUInt16LE(8);
    return { ...GRID, voxels: Int16Array.from({ length: 343 }, (_, k) => file.readInt16LE(header + 2 * k)) };
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

describe('voxels that are no numbers', () => {
  const image: Volume = { ...GRID, voxels: Float32Array.from({ length: 343 }, (_, k) => (7 * k) % 53) };
  const broken = (at: Voxel, value: number): Volume => {
    const voxels = image.voxels.slice();
    voxels[at[0] + 7 * (at[1] + 7 * at[2])] = value;
    return { ...image, voxels };
  };
  const all = ['Original', 'Wavelet', 'LoG', 'Square', 'SquareRoot', 'Logarithm', 'Exponential', 'Gradient', 'LBP3D'];
  const settings = settingsFrom({
    imageType: Object.fromEntries(all.map((type) => [type, type === 'LoG' ? { sigma: [1] } : {}])),
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('%s in the ROI is refused', (value) => {
    expect(() => extract(broken([2, 3, 4], value), maskOf(cube), settings)).toThrowError(
      expect.objectContaining({ code: 'not-finite' }),
    );
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%s outside leaves the original image as it is, and what a filter spreads is absent with a reason', (value) => {
    const far = extract(broken([6, 6, 6], value), maskOf(cube), settings);
    const got = byName(far);
    for (const [name, wanted] of byName(extract(image, maskOf(cube), settingsFrom({}))))
      expect(got.get(name)).toBe(wanted);
    const expected = new Set(featureNames(settings).map(({ imageType }) => imageType));
    const given = new Set(far.blocks.map(({ imageType }) => imageType));
    const absent = [...expected].filter((imageType) => !given.has(imageType));
    expect(absent).toContain('logarithm');
    if (Number.isNaN(value)) expect(absent).toContain('square');
    for (const imageType of absent) {
      expect(far.warnings.some(({ code, message }) => code === 'not-finite' && message.startsWith(imageType))).toBe(
        true,
      );
    }
    // What is given is finite, or named as undefined.
    const named = far.warnings.filter(({ code }) => code === 'value-undefined').map(({ message }) => message);
    for (const [name, number] of got) {
      expect(Number.isFinite(number) || named.some((message) => message.includes(name)), name).toBe(true);
    }
  });

  it('refuses to normalise over them, and to interpolate them into the ROI', () => {
    const normalised = settingsFrom({ setting: { normalize: true } });
    expect(() => extract(broken([6, 6, 6], Number.NaN), maskOf(cube), normalised)).toThrowError(
      expect.objectContaining({ code: 'not-finite', got: expect.stringContaining('1 of 343') }),
    );
    const resampled = settingsFrom({ setting: { resampledPixelSpacing: [0.7, 0.7, 0.7] } });
    expect(() => extract(broken([5, 4, 4], Number.NaN), maskOf(cube), resampled)).toThrowError(
      expect.objectContaining({ code: 'not-finite' }),
    );
  });
});

describe('extremes that PyRadiomics has no memory for', () => {
  const image: Volume = { ...GRID, voxels: Float64Array.from({ length: 343 }, (_, k) => 1e4 * Math.sin(k)) };

  it('as many levels as voxels: every matrix is there, and its sums are right', () => {
    const got = byName(extract(image, maskOf(cube), settingsFrom({ setting: { binWidth: 0.01 } })));
    const of = (name: string): number => got.get(`original_${name}`) ?? Number.NaN;
    expect(of('firstorder_Uniformity')).toBeCloseTo(1 / 27, 12);
    expect(of('glszm_ZonePercentage')).toBe(1);
    expect(of('gldm_DependenceEntropy')).toBeCloseTo(Math.log2(27), 9);
    for (const [name, value] of got) expect(Number.isFinite(value), name).toBe(true);
  });

  it('more levels than a matrix can have are refused, with the numbers', () => {
    expect(() => extract(image, maskOf(cube), settingsFrom({ setting: { binWidth: 1e-6 } }))).toThrowError(
      expect.objectContaining({
        code: 'settings-invalid',
        got: expect.stringMatching(/\d{8,} grey levels .*bin width/),
      }),
    );
  });

  it.each([
    ['a corner', [0, 0, 0]],
    ['the opposite corner', [4, 4, 4]],
    ['an edge', [0, 2, 4]],
  ] as [string, Voxel][])('an ROI at %s: texture and shape as in the middle of a larger image', (_, lower) => {
    const size = [9, 9, 9] as const;
    const larger = new Float64Array(729);
    const inside = new Uint8Array(729);
    const roi = maskOf(box(lower, [3, 3, 3]));
    for (let k = 0; k < 343; k++) {
      const at = 1 + (k % 7) + 9 * (1 + (Math.floor(k / 7) % 7) + 9 * (1 + Math.floor(k / 49)));
      larger[at] = image.voxels[k];
      inside[at] = roi.voxels[k];
    }
    const settings = settingsFrom({ setting: { binWidth: 2000 } });
    const around = extract({ ...GRID, size, voxels: larger }, { ...GRID, size, voxels: inside }, settings);
    const middle = byName(around);
    for (const [name, value] of byName(extract(image, roi, settings)))
      expect(value, name).toBeCloseTo(middle.get(name) ?? Number.NaN, 8);
  });
});

describe('a region of one grey level without a pair of neighbours', () => {
  const apart: readonly Voxel[] = [
    [1, 1, 1],
    [5, 5, 5],
  ];
  const image: Volume = { ...GRID, voxels: new Int16Array(343).fill(50) };

  // Recorded from PyRadiomics 3.1.0 on this image, binWidth 25.
  it.each<readonly [string, readonly Voxel[], object, number]>([
    ['in three dimensions', apart, {}, 1],
    ['in two', [apart[0], [5, 5, 1]], flat2d, 1],
    ['in its only direction', [apart[0], [3, 1, 1]], { minimumROIDimensions: 1 }, Number.NaN],
    ['with weights', apart, { weightingNorm: 'euclidean' }, Number.NaN],
    ['with equal weights', apart, { weightingNorm: 'no_weighting' }, Number.NaN],
  ])('has the MCC of PyRadiomics %s, and no contrast', (_, voxels, setting, mcc) => {
    const settings = settingsFrom({
      featureClass: { glcm: ['MCC', 'Contrast'] },
      setting: { binWidth: 25, ...setting },
    });
    const got = byName(extract(image, maskOf(voxels), settings));
    expect(Object.fromEntries(got)).toEqual({ original_glcm_Contrast: Number.NaN, original_glcm_MCC: mcc });
  });
});
