import { readFileSync } from 'node:fs';
import { type Manifest, SEQUENCES } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadStudy } from '../../cli/studies/upload.ts';
import { hasShared, sharedPath } from '../shared.ts';
import { listed } from '../workflow/service/small-study.ts';
import { type LocalService, startLocalService } from './local-service.ts';

/** Three real images stand for the three sequences of one study; whole masks, as an institution would send them. */
const SOURCES = {
  t2fs: { golden: 'brain1', image: 'data/pyradiomics/brain1_image.nrrd', mask: 'data/pyradiomics/brain1_label.nrrd' },
  dwi: { golden: 'breast1', image: 'data/pyradiomics/breast1_image.nrrd', mask: 'data/pyradiomics/breast1_label.nrrd' },
  dce: {
    golden: 'sts001_mr',
    image: 'data/sts/STS_001_MR_T1_image.nii.gz',
    mask: 'data/sts/STS_001_MR_T1_mask.nii.gz',
  },
} as const;

describe.skipIf(!hasShared)('a real study of three sequences', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await startLocalService();
  });
  afterAll(() => service?.stop());

  it('comes back through the API with the values of PyRadiomics, from DynamoDB', async () => {
    const files = new Map<string, Uint8Array>();
    const sequences: Record<string, unknown> = {};
    for (const sequence of SEQUENCES) {
      const { image, mask } = SOURCES[sequence];
      const path = (of: string) => `${sequence}/${of.slice(of.lastIndexOf('/') + 1)}`;
      files.set(path(image), readFileSync(sharedPath(image)));
      files.set(path(mask), readFileSync(sharedPath(mask)));
      sequences[sequence] = { image: path(image), roi: { file: path(mask), label: 1 } };
    }
    const studyId = 'REAL-1';
    const manifest = {
      manifestVersion: 1,
      protocol: 'her2-pcr@1',
      studyId,
      sequences,
      files: listed(files),
    } as Manifest;
    const client = service.client('centre-1');
    await uploadStudy(client, { studyId, files, manifest });
    await expect
      .poll(async () => (await client.study(studyId)).status, { timeout: 60_000, interval: 200 })
      .toBe('complete');

    const { features } = await client.features(studyId);
    const wanted = new Map<string, number>();
    for (const sequence of SEQUENCES) {
      const golden = `golden/radiomics/e4_1125-composite__${SOURCES[sequence].golden}.json`;
      const values: Record<string, number> = JSON.parse(readFileSync(sharedPath(golden), 'utf8')).features;
      for (const [name, value] of Object.entries(values)) wanted.set(`${sequence}_${name}`, value);
    }
    expect(Object.keys(features)).toEqual([...wanted.keys()]);
    // 1e-9: the engine computes in double, in another order of summation than PyRadiomics.
    const off = [...wanted].filter(
      ([name, value]) => !(Math.abs((features[name] ?? Number.NaN) - value) <= 1e-9 * Math.abs(value)),
    );
    expect(off).toEqual([]);
  });
});
