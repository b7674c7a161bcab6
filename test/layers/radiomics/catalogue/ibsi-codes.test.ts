/** The IBSI codes of the catalogue beside those of DICOM and mirp. */
import { readFileSync } from 'node:fs';
import { CATALOGUE, ibsiTag } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { RETIRED } from '../../../../layers/radiomics/catalogue/retired.ts';

interface Code {
  /** The name that DICOM gives the code. */
  readonly dicom?: string;
  /** Name and tag that mirp gives it; the tag is that of IBSI's reference tables. */
  readonly mirp?: string;
  readonly tag?: string;
}

const { codes }: { codes: Readonly<Record<string, Code>> } = JSON.parse(
  readFileSync(new URL('../../../fixtures/ibsi/codes.json', import.meta.url), 'utf8'),
);

/** mirp 2.7.0 writes P6QZ1 for the sum entropy; DICOM and the manual have P6QZ. */
const MISSPELT = new Map([['P6QZ', 'P6QZ1']]);

const entries = [...CATALOGUE, ...RETIRED].filter(({ ibsi }) => ibsi !== null);

describe('IBSI codes of the catalogue', () => {
  it('are compared with more than a hundred of DICOM and of mirp', () => {
    expect(Object.values(codes).filter(({ dicom }) => dicom).length).toBeGreaterThan(140);
    expect(Object.values(codes).filter(({ tag }) => tag).length).toBeGreaterThan(150);
    expect(entries.length).toBeGreaterThan(100);
  });

  it.each(
    entries.map((entry) => [`${entry.featureClass}_${entry.name}`, entry] as const),
  )('%s: the code of the tag under which IBSI gives the feature', (_, { featureClass, name, ibsi }) => {
    const code = ibsi as string;
    const tag = ibsiTag(featureClass, name)?.replace(/_3D(_avg)?$/, '');
    expect(codes[MISSPELT.get(code) ?? code]?.tag).toBe(tag);
  });

  it('of textures and of shape are known to DICOM, under the family of the class', () => {
    const family: Readonly<Record<string, RegExp>> = {
      glcm: /GLCM$/,
      glrlm: /Runs?\b/,
      glszm: /Zones?\b/,
      gldm: /dependence|grey level count|NGLDM$/i,
      ngtdm: /NGTDM$/,
    };
    for (const { featureClass, name, ibsi } of entries) {
      const { dicom } = codes[ibsi as string];
      if (featureClass in family) expect(dicom, name).toMatch(family[featureClass]);
      else if (featureClass === 'shape') expect(dicom, name).toBeTypeOf('string');
    }
  });
});
