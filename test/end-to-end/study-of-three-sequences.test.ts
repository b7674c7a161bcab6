import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Manifest, SEQUENCES } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uploadStudy } from '../../cli/studies/upload.ts';
import type { GoldenValues } from '../layers/radiomics/compare.ts';
import {
  COMPOSITE,
  type GoldenCase,
  type ImageName,
  REAL_CASES,
  STAND_IN_CASES,
  standIn,
} from '../layers/radiomics/golden-cases.ts';
import { ofRealImages, sharedPath } from '../shared.ts';
import { listed } from '../workflow/service/small-study.ts';
import { type LocalService, startLocalService } from './local-service.ts';

/** Three images stand for the three sequences of one study; whole masks, as an institution would send them. */
const GOLDEN = { t2fs: 'brain1', dwi: 'breast1', dce: 'sts001_mr' } as const satisfies Record<string, ImageName>;

const REAL: Readonly<Record<string, readonly [string, string]>> = {
  brain1: ['data/pyradiomics/brain1_image.nrrd', 'data/pyradiomics/brain1_label.nrrd'],
  breast1: ['data/pyradiomics/breast1_image.nrrd', 'data/pyradiomics/breast1_label.nrrd'],
  sts001_mr: ['data/sts/STS_001_MR_T1_image.nii.gz', 'data/sts/STS_001_MR_T1_mask.nii.gz'],
};

interface StudySource {
  readonly studyId: string;
  /** Paths of image and mask. */
  readonly files: (image: ImageName) => readonly [string, string];
  readonly features: (image: ImageName) => GoldenValues;
}

const featuresOf = (cases: readonly GoldenCase[], image: string): GoldenValues =>
  cases.find(({ name, setting }) => setting === COMPOSITE && name.includes(image))?.features ?? {};

const SOURCES: readonly StudySource[] = [
  {
    studyId: 'STAND-IN-1',
    files: (image) => [standIn(image, 'image'), standIn(image, 'mask')],
    features: (image) => featuresOf(STAND_IN_CASES, image),
  },
  ...ofRealImages([
    {
      studyId: 'REAL-1',
      files: (image: ImageName) => [sharedPath(REAL[image][0]), sharedPath(REAL[image][1])] as const,
      features: (image: ImageName) => featuresOf(REAL_CASES, image),
    },
  ]),
];

describe('a study of three sequences', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await startLocalService();
  });
  afterAll(() => service?.stop());

  it.each(
    SOURCES,
  )('$studyId comes back through the API with the values of PyRadiomics, from DynamoDB', async (source) => {
    const files = new Map<string, Uint8Array>();
    const sequences: Record<string, unknown> = {};
    for (const sequence of SEQUENCES) {
      const [image, mask] = source.files(GOLDEN[sequence]).map((file) => {
        const path = `${sequence}/${basename(file)}`;
        files.set(path, readFileSync(file));
        return path;
      });
      sequences[sequence] = { image, roi: { file: mask, label: 1 } };
    }
    const { studyId } = source;
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
      for (const [name, value] of Object.entries(source.features(GOLDEN[sequence]))) {
        wanted.set(`${sequence}_${name}`, Number(value));
      }
    }
    expect(wanted.size).toBe(3375);
    expect(Object.keys(features)).toEqual([...wanted.keys()]);
    // 1e-9: the engine computes in double, in another order of summation than PyRadiomics.
    const off = [...wanted].filter(
      ([name, value]) => !(Math.abs((features[name] ?? Number.NaN) - value) <= 1e-9 * Math.abs(value)),
    );
    expect(off).toEqual([]);
  });
});
