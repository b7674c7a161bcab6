/** Every setting beside PyRadiomics. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { featureNames, parseSettings } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { readCase } from '../../../../cli/features/read-case.ts';
import { extract } from '../../../../layers/radiomics/extraction/extract.ts';
import { byName, differences, type GoldenValues, type Tolerance } from '../compare.ts';

const folder = new URL('../../../fixtures/radiomics/settings/', import.meta.url);

interface SettingCase {
  readonly image: string;
  readonly mask: string;
  readonly parameters: string;
  readonly features: GoldenValues;
}

const { cases }: { cases: Readonly<Record<string, SettingCase>> } = JSON.parse(
  readFileSync(new URL('cases.json', folder), 'utf8'),
);

/** Double arithmetic in another order. */
const SAME_ARITHMETIC: Tolerance = { relative: 1e-9, absolute: 1e-12 };

describe('every setting, PyRadiomics 3.1.0', () => {
  it.each(Object.entries(cases))('%s', (_, { image, mask, parameters, features }) => {
    const settings = parseSettings(parameters);
    const path = (name: string): string => fileURLToPath(new URL(`${name}.nrrd`, folder));
    const work = readCase({ image: path(image), mask: path(mask) }, settings.setting);

    const got = byName(extract(work.image, work.mask, settings));

    expect([...got.keys()]).toEqual(Object.keys(features));
    expect(featureNames(settings).flatMap(({ names }) => names)).toEqual(expect.arrayContaining([...got.keys()]));
    expect(differences(got, features, () => SAME_ARITHMETIC)).toEqual([]);
  });
});
