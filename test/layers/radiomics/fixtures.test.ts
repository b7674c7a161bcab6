/** Features of seeded volumes beside PyRadiomics. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readMask, readVolume } from '@radscore/imaging';
import { extract, featureNames, parseSettings } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { byName, differences, type GoldenValues, type Tolerance } from './compare.ts';

const folder = new URL('../../fixtures/radiomics/', import.meta.url);

interface Fixture {
  readonly sha256: Readonly<Record<string, string>>;
  readonly label: number;
  readonly parameters: string;
  readonly features: GoldenValues;
}

const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''));

/** Double arithmetic in another order; see golden.test.ts for why this holds for float32 images too. */
const SAME_ARITHMETIC: Tolerance = { relative: 1e-9, absolute: 1e-12 };

describe('seeded volumes, PyRadiomics 3.1.0', () => {
  it.each(cases)('%s: same names in the same order, same values', (name) => {
    const fixture: Fixture = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    const bytes = (file: string): Uint8Array => {
      const content = readFileSync(new URL(file, folder));
      expect(createHash('sha256').update(content).digest('hex')).toBe(fixture.sha256[file]);
      return content;
    };
    const settings = parseSettings(fixture.parameters);
    const image = readVolume(bytes(`${name}.nrrd`), name);
    const maskFile = `${name}.mask.nrrd`;
    const mask = readMask([{ name: maskFile, bytes: bytes(maskFile) }], image, { label: fixture.label });

    const got = byName(extract(image, mask, settings));

    expect([...got.keys()]).toEqual(Object.keys(fixture.features));
    expect(featureNames(settings).flatMap(({ names }) => names)).toEqual([...got.keys()]);
    expect(differences(got, fixture.features, () => SAME_ARITHMETIC)).toEqual([]);
  });

  it('light and heavy together give what all gives, each block once', () => {
    const settings = parseSettings(
      JSON.parse(readFileSync(new URL('float32-filters.json', folder), 'utf8')).parameters,
    );
    const image = readVolume(readFileSync(new URL('float32-filters.nrrd', folder)), 'float32-filters');
    const roi = { name: 'mask', bytes: readFileSync(new URL('float32-filters.mask.nrrd', folder)) };
    const mask = readMask([roi], image, { label: 2 });
    const all = byName(extract(image, mask, settings));
    const light = byName(extract(image, mask, settings, { group: 'light' }));
    const heavy = byName(extract(image, mask, settings, { group: 'heavy' }));
    expect(new Map([...light, ...heavy])).toEqual(all);
    expect(light.size + heavy.size).toBe(all.size);
    expect([...light.keys()].every((name) => /^(original|gradient)_/.test(name))).toBe(true);
  });
});
