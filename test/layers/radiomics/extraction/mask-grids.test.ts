/** Masks on grids of their own beside PyRadiomics, and masks that are edited in place. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  gridOf,
  placeOnImage,
  readMask,
  readVolume,
  requireInside,
  selectLabel,
  type Volume,
  writeNifti,
  writeNrrd,
} from '@radscore/imaging/node';
import { extract, featureNames, parseSettings } from '@radscore/radiomics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractCase } from '../../../../cli/features/extract-case.ts';
import { MASK_GRIDS, type MaskGridCase, maskGridCase } from '../mask-grid-cases.ts';
import { type Given, isSame, type Rounding, whyApart } from '../mask-grid-values.ts';

interface Fixture {
  readonly versions: Readonly<Record<string, string>>;
  readonly cases: readonly {
    readonly seed: number;
    readonly values: readonly Given[];
    /** Of the values that PyRadiomics does not determine: what rounding alone makes of them. */
    readonly rounding?: Rounding;
  }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/mask-grids/pyradiomics.json', import.meta.url), 'utf8'),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mask-grids-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** By way of files, as PyRadiomics got them: NRRD rounds spacing times direction. */
function featuresOf({ image, mask, parameters }: MaskGridCase): Readonly<Record<string, number>> {
  const paths = { image: join(folder, 'image.nrrd'), mask: join(folder, 'mask.nrrd') };
  writeFileSync(paths.image, writeNrrd(image, { encoding: 'raw' }));
  writeFileSync(paths.mask, writeNrrd(mask, { encoding: 'raw' }));
  return extractCase(paths, { profile: 'pyradiomics', settings: parseSettings(parameters) }).features;
}

describe('masks on grids of their own, PyRadiomics 3.1.0', () => {
  it('of every kind are among the cases', () => {
    expect(fixture.versions.PyRadiomics).toMatch(/^v?3\.1\.0/);
    const kinds = new Set(fixture.cases.map(({ seed }) => maskGridCase(seed).grid));
    expect([...kinds].sort()).toEqual([...MASK_GRIDS].sort());
  });

  it.each(MASK_GRIDS)('%s: same names in the same order, same values', (grid) => {
    const cases = fixture.cases.filter(({ seed }) => maskGridCase(seed).grid === grid);
    let compared = 0;
    for (const { seed, values, rounding = { orders: {}, otherProcessor: {} } } of cases) {
      const work = maskGridCase(seed);
      const got = Object.entries(featuresOf(work));
      expect(got.length, `seed ${seed}`).toBe(values.length);
      const off = got.filter(
        ([name, value], k) => !isSame(value, values[k]) && whyApart(name, value, values[k], rounding) === undefined,
      );
      expect(off, `seed ${seed} ${work.parameters}`).toEqual([]);
      compared += values.length;
      const possible = featureNames(parseSettings(work.parameters)).flatMap(({ names }) => names);
      expect(possible).toEqual(expect.arrayContaining(got.map(([name]) => name)));
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describe('a mask on a grid of its own', () => {
  const settings = parseSettings('{setting: {resampledPixelSpacing: [1, 1, 1]}, featureClass: {firstorder: [Mean]}}');
  const work = maskGridCase(1);
  const own = selectLabel(work.mask, work.label);

  it('is named with the grid on which it was measured', () => {
    const { warnings } = extract(work.image, own, settings);
    expect(warnings.find(({ code }) => code === 'mask-grid')?.message).toMatch(
      /^measured on the grid of the mask, .* the mask has .*voxels|spacing/,
    );
    const same = { ...placeOnImage(own, work.image), ...gridOf(work.image) };
    expect(extract(work.image, same, settings).warnings.map(({ code }) => code)).not.toContain('mask-grid');
  });

  it('is refused with resampling where its ROI sticks out of the image', () => {
    const far = { ...own, origin: [own.origin[0] + 500, own.origin[1], own.origin[2]] as const };
    expect(() => extract(work.image, far, settings)).toThrowError(
      expect.objectContaining({ code: 'roi-outside-image' }),
    );
    expect(() => requireInside(far, { lower: [0, 0, 0], size: [1, 1, 1] }, work.image)).toThrow(/within the image of/);
  });

  it('is refused without resampling', () => {
    const native = parseSettings('{featureClass: {firstorder: [Mean]}}');
    expect(() => extract(work.image, own, native)).toThrowError(expect.objectContaining({ code: 'geometry-mismatch' }));
  });
});

describe('voxels that are written after a mask was made', () => {
  const size = [12, 12, 12] as const;
  const grid = { size, spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
  const image: Volume = { ...grid, voxels: Int16Array.from({ length: 1728 }, (_, k) => (k * 37) % 101) };
  const cube = (voxels: Volume['voxels'], from: number, to: number, value: number): void => {
    for (let z = from; z < to; z++)
      for (let y = from; y < to; y++) for (let x = from; x < to; x++) voxels[x + 12 * (y + 12 * z)] = value;
  };
  const volume = parseSettings('{featureClass: {shape: [VoxelVolume]}}');

  /** A file is inflated into memory that is known to be empty around the ROI. */
  const file = (labels: Volume) => ({ name: 'roi.nii.gz', bytes: writeNifti(labels, { gzip: true }) });
  const small = (): Volume => {
    const labels: Volume = { ...grid, voxels: new Uint8Array(1728) };
    cube(labels.voxels, 4, 6, 1);
    return labels;
  };

  it('belong to it: an ROI that is filled up is measured whole', () => {
    const mask = readMask([file(small())], image);
    cube(mask.voxels, 2, 10, 1);
    expect(extract(image, mask, volume).blocks[0].values[0]).toBe(512);
  });

  it('belong to it: a second label that is painted is found', () => {
    const { name, bytes } = file(small());
    const labels = readVolume(bytes, name);
    expect(selectLabel(labels, 1).voxels.filter(Boolean)).toHaveLength(8);
    cube(labels.voxels, 8, 12, 2);
    expect(selectLabel(labels, 2).voxels.filter(Boolean)).toHaveLength(64);
  });
});

const peers = process.env.RADSCORE_PEERS;

describe.skipIf(!peers)('masks on grids of their own, asked of PyRadiomics itself (RADSCORE_PEERS)', () => {
  it('give the same values', { timeout: 120_000 }, () => {
    const script = fileURLToPath(new URL('../../../../scripts/mask-grids.ts', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [script, '--first', '5000', '--cases', '66'], {
      encoding: 'utf8',
    });
    expect(stdout).toMatch(/0 for no known reason/);
    expect(status).toBe(0);
  });
});
