/** Features of the DICOM test studies beside PyRadiomics' on what they encode. */
import { readFileSync } from 'node:fs';
import { readImage, readMask } from '@radscore/imaging/node';
import { extract, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../../shared.ts';
import { cases, filesOf, hasCases, imageOf, regionOf } from './cases.ts';

interface Expected {
  settings: unknown;
  features: Record<string, number>;
}

const sets = cases.flatMap((study) => study.features.map((feature) => ({ study, id: study.id, ...feature })));

describe.skipIf(!hasCases)('features of the accepted studies, against PyRadiomics on what they encode', () => {
  it.each(sets)('$id, $name', ({ study, name, label, roi, expected: path }) => {
    const expected: Expected = JSON.parse(readFileSync(sharedPath(`data/dicom/${path}`), 'utf8'));
    const image = imageOf(study, name);
    const volume = readImage(filesOf(study, image.path), image.selection);
    const options = study.id.startsWith('E45') ? { label } : {};
    const mask = readMask(filesOf(study, regionOf(study, name, roi)), volume, options);
    const { blocks } = extract(volume, mask, settingsFrom(expected.settings));
    const got = new Map(blocks.flatMap(({ names, values }) => names.map((one, i) => [one, values[i]] as const)));
    expect([...got.keys()].sort()).toEqual(Object.keys(expected.features).sort());
    for (const [feature, value] of Object.entries(expected.features)) {
      // 1e-9: the spacing of slices comes from their positions, 1e-14 off the header's; sums run in another order.
      const difference = Math.abs((got.get(feature) ?? Number.NaN) - value);
      expect(difference, feature).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(value), 1e-6));
    }
  });
});
