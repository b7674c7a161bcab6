/** Diagnostics beside PyRadiomics', name by name. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { correctMask, IDENTITY_DIRECTION, readMask, readVolume } from '@radscore/imaging';
import {
  DEFAULT_SETTING,
  type DiagnosticValue,
  diagnose,
  diagnosticNames,
  parseSettings,
  prepareRoi,
  settingsFrom,
} from '@radscore/radiomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractCase } from '../../../../cli/features/extract-case.ts';
import { nodeSha1 } from '../../../../layers/radiomics/numbers/sha1.node.ts';
import { portableSha1 } from '../../../../layers/radiomics/numbers/sha1.ts';
import { connectedVolumes } from '../../../../layers/radiomics/roi/connected-volumes.ts';
import { roiOf } from '../../../../layers/radiomics/roi/roi.ts';
import { ofRealImages, sharedPath } from '../../../shared.ts';
import { maskWhere } from '../volumes.ts';

const folder = new URL('../../../fixtures/radiomics/diagnostics/', import.meta.url);

interface Fixture {
  readonly sha256: Readonly<Record<string, string>>;
  readonly parameters: string;
  readonly mean: number;
  readonly diagnostics: Readonly<Record<string, unknown>>;
}

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && name !== 'real-images.json')
  .map((name) => name.replace('.json', ''));

/** Of real images, which are compared along with the seeded volumes. */
const real: (Omit<Fixture, 'sha256'> & { readonly image: string; readonly mask: string })[] = JSON.parse(
  readFileSync(new URL('real-images.json', folder), 'utf8'),
);

/** Versions are this engine's; settings are all settings, PyRadiomics' those that were given and some defaults. */
function expectSame(got: Readonly<Record<string, DiagnosticValue>>, wanted: Fixture['diagnostics']): void {
  expect(Object.keys(got)).toEqual(Object.keys(wanted));
  for (const [name, value] of Object.entries(wanted)) {
    if (name.startsWith('diagnostics_Versions_')) continue;
    const have = got[name];
    if (name.startsWith('diagnostics_Configuration_')) {
      const settings = JSON.parse(String(have));
      if (name.endsWith('EnabledImageTypes')) expect(settings).toEqual(value);
      else expect(settings).toEqual({ ...DEFAULT_SETTING, ...(value as object) });
    } else if (typeof value === 'string') {
      expect(have, name).toBe(value);
    } else {
      const [numbers, references] = [[have].flat(), [value].flat()] as [number[], number[]];
      expect(numbers.length, name).toBe(references.length);
      // Normalised and interpolated values are sums in another order; all others have the same bits.
      const relative = /interpolated_M|resegmented_M/.test(name) ? 1e-9 : 1e-15;
      numbers.forEach((x, i) => {
        expect(Math.abs(x - references[i]), `${name}: ${x}, ${references[i]}`).toBeLessThanOrEqual(
          relative * Math.max(1, Math.abs(references[i])),
        );
      });
    }
  }
}

describe('diagnostics of PyRadiomics 3.1.0', () => {
  it.each(cases)('%s: same names in the same order, same values', (name) => {
    const fixture: Fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    for (const [file, sha256] of Object.entries(fixture.sha256)) {
      expect(
        createHash('sha256')
          .update(readFileSync(new URL(file, folder)))
          .digest('hex'),
      ).toBe(sha256);
    }
    const settings = parseSettings(fixture.parameters);
    const path = (file: string): string => fileURLToPath(new URL(file, folder));
    const work = { image: path(`${name}.nrrd`), mask: path(`${name}.mask.nrrd`) };

    const { diagnostics, features } = extractCase(work, { profile: 'pyradiomics', settings });

    const own = /Versions_Engine|Versions_Kernels|Configuration_Canonical|_Warnings/;
    const theirs = Object.fromEntries(Object.entries(diagnostics).filter(([entry]) => !own.test(entry)));
    expectSame(theirs as Readonly<Record<string, DiagnosticValue>>, fixture.diagnostics);
    expect(diagnosticNames(settings)).toEqual(Object.keys(fixture.diagnostics));
    expect(features.original_firstorder_Mean).toBeCloseTo(fixture.mean, 9);
  });

  it.each(ofRealImages(real))('$image', ({ image: file, mask: maskFile, parameters, diagnostics }) => {
    const image = readVolume(readFileSync(sharedPath(file)), file);
    const bytes = readFileSync(sharedPath(maskFile));
    const mask = readMask([{ name: maskFile, bytes }], image);
    const source = { labels: readVolume(bytes, maskFile), label: 1, corrected: false };
    const settings = parseSettings(parameters);
    const prepared = prepareRoi(image, mask, settings).withImage();
    expectSame(diagnose(image, mask, settings, '1', prepared, source), diagnostics);
  });
});

describe('a mask on another grid', () => {
  const path = (file: string): string => fileURLToPath(new URL(file, folder));
  const work = { image: path('corrected.nrrd'), mask: path('corrected.mask.nrrd') };
  const run = (setting: string) =>
    extractCase(work, { profile: 'pyradiomics', settings: parseSettings(`setting: {label: 2, ${setting}}`) });

  it('is refused without correctMask', () => {
    expect(() => run('correctMask: false')).toThrowError(expect.objectContaining({ code: 'geometry-mismatch' }));
  });

  it('is refused where the ROI sticks out of the image', () => {
    const image = readVolume(readFileSync(work.image), 'image');
    const labels = readVolume(readFileSync(work.mask), 'mask');
    const [x, y, z] = labels.origin;
    expect(() => correctMask({ ...labels, origin: [x - 3, y, z] }, image, 1)).toThrowError(
      expect.objectContaining({ code: 'roi-outside-image' }),
    );
  });
});

describe('connected volumes', () => {
  it('touch at a corner, and not across a gap', () => {
    const corners = (far: number) =>
      maskWhere([5, 5, 5], (x, y, z) => [x, y, z].every((c) => c === 1) || x + y + z === far);
    expect(connectedVolumes(roiOf(maskWhere([4, 4, 4], (x, y, z) => x === y && y === z)))).toBe(1);
    expect(connectedVolumes(roiOf(corners(12)))).toBe(2);
    // A row that ends at one edge does not touch the next row's beginning.
    expect(connectedVolumes(roiOf(maskWhere([4, 3, 1], (x, y) => (x === 3 && y === 0) || (x === 0 && y === 1))))).toBe(
      2,
    );
  });
});

it('SHA-1 of the platform has the digits of the portable one', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(nodeSha1([bytes])).toBe(portableSha1([bytes]));
    }),
  );
});

it('whole numbers of 16 bits have the mean, extremes and hashes that other types of the same values have', () => {
  const grid = { size: [40, 33, 29], spacing: [1, 1, 1], origin: [0, 0, 0], direction: IDENTITY_DIRECTION } as const;
  const settings = settingsFrom({ imageType: { Original: {} } });
  const count = 40 * 33 * 29;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), fc.integer({ min: -32_768, max: 32_767 }), (step, base) => {
      const values = Int16Array.from({ length: count }, (_, i) => base + ((i * step) % 65_521));
      const inside = new Uint8Array(count);
      for (let i = 0; i < count; i++) inside[i] = i % 3 === 0 ? 1 : 0;
      const mask = { ...grid, voxels: inside };
      const described = [values, Float64Array.from(values)].map((voxels) => {
        const image = { ...grid, voxels };
        const prepared = prepareRoi(image, mask, settings).withImage();
        return diagnose(image, mask, settings, 'test', prepared, undefined, nodeSha1);
      });
      for (const entry of ['Mean', 'Minimum', 'Maximum'] as const) {
        const name = `diagnostics_Image-original_${entry}` as const;
        expect(described[0][name]).toBe(described[1][name]);
      }
      const hash = portableSha1([new Uint8Array(new Uint32Array(inside).buffer)]);
      expect(described.map((one) => one['diagnostics_Mask-original_Hash'])).toEqual([hash, hash]);
    }),
    { numRuns: 12 },
  );
});
