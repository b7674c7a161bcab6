import {
  type Mask,
  type NewSeries,
  readImage,
  readMask,
  type StudyIdentity,
  type Volume,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging';
import { api, findStudy, findVector, loadFeatures } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { featureRoutes } from '../../lambdas/api/routes/features.ts';
import { text } from '../../layers/imaging/dicom/encode.ts';
import { Tag } from '../../layers/imaging/dicom/tags.ts';
import { rewritten } from '../layers/imaging/dicom/rewrite.ts';
import { startWorkflows, type Workflows } from './in-process.ts';
import { listed, smallStudy } from './small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const institution = 'centre-1';

async function featuresOf(studyId: string, files: Map<string, Uint8Array>, manifest: unknown): Promise<number[]> {
  const prefix = `institutions/${institution}/studies/${studyId}/`;
  for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
  await workflows.put(`${prefix}manifest.json`, JSON.stringify(manifest));
  await workflows.settled();
  const row = await findStudy({ institution, studyId });
  expect(row, JSON.stringify(row?.gaps ?? row?.reason)).toMatchObject({ status: 'complete', features: 3375 });
  const vector = await findVector({ institution, studyId }, row?.settingsHash ?? '');
  return Array.from((await loadFeatures(vector as NonNullable<typeof vector>)).values);
}

/** One slice per file, and the ROI as a DICOM SEG that references them. */
function asDicom(volume: Volume, mask: Mask, folder: string): [string, Uint8Array][] {
  const uid = (last: number) => `2.25.1000${last}`;
  const study: StudyIdentity = {
    patientId: 'SYN-1',
    studyUid: uid(1),
    frameOfReferenceUid: uid(2),
    deidentification: 'synthetic',
  };
  const series: NewSeries = {
    number: 1,
    description: 't2 fs',
    scanningSequence: 'SE',
    scanOptions: 'FS',
    repetitionTimeMs: 4000,
    echoTimeMs: 80,
    uid: uid(3),
  };
  const written = writeSeries(volume, study, series);
  const seg = writeSegmentation(mask, study, written, {
    uid: uid(4),
    seriesUid: uid(5),
    dimensionUid: uid(6),
    trackingUid: uid(7),
    number: 2,
    label: 'Tumour',
  });
  return [
    ...written.files.map(({ bytes }, i): [string, Uint8Array] => [`${folder}/image/${i}.dcm`, bytes]),
    [`${folder}/roi.dcm`, seg.bytes],
  ];
}

/** What the API answers to the institution: the features of a study, with what is to be known of them. */
async function answeredFeatures(studyId: string): Promise<{ warnings?: unknown }> {
  const route = featureRoutes.find(({ path }) => path === '/v1/studies/{id}/features');
  const answer = await route?.handler({
    headers: {},
    pathParameters: { id: studyId },
    requestContext: { authorizer: { jwt: { claims: { institution } } } },
  } as never);
  return api.studyFeatures.parse(JSON.parse(answer?.body ?? '{}'));
}

it('gives the same features for a DICOM series with its SEG as for the same voxels in NIfTI and NRRD', async () => {
  const { files, manifest } = smallStudy({ studyId: 'D-1', seed: 4 });
  const plain = await featuresOf('D-1', files, manifest);

  const bytesOf = (path: string) => [{ name: path, bytes: files.get(path) as Uint8Array }];
  const volume = readImage(bytesOf('t2fs/image.nii'));
  const mask = readMask(bytesOf('t2fs/roi.nrrd'), volume);
  const dicom = new Map([...files].filter(([path]) => !path.startsWith('t2fs/')));
  for (const [path, bytes] of asDicom(volume, mask, 't2fs')) dicom.set(path, bytes);
  const sequences = {
    ...(manifest.sequences as object),
    t2fs: { image: 't2fs/image/', roi: { file: 't2fs/roi.dcm', label: 1 } },
  };
  const read = await featuresOf('D-2', dicom, { ...manifest, studyId: 'D-2', sequences, files: listed(dicom) });
  expect(read).toEqual(plain);
  expect(await answeredFeatures('D-2')).toMatchObject({ warnings: [] });
});

it('warns on the study and beside its features where an image went through lossy compression', async () => {
  const { files, manifest } = smallStudy({ studyId: 'D-3', seed: 4 });
  const bytesOf = (path: string) => [{ name: path, bytes: files.get(path) as Uint8Array }];
  const volume = readImage(bytesOf('t2fs/image.nii'));
  const mask = readMask(bytesOf('t2fs/roi.nrrd'), volume);
  const dicom = new Map([...files].filter(([path]) => !path.startsWith('t2fs/')));
  for (const [name, bytes] of asDicom(volume, mask, 't2fs')) {
    const changes = name.includes('/image/')
      ? [text(Tag.LossyImageCompression, 'CS', '01'), text(Tag.LossyImageCompressionRatio, 'DS', '8')]
      : [];
    dicom.set(name, rewritten({ name, bytes }, changes).bytes);
  }
  const sequences = {
    ...(manifest.sequences as object),
    t2fs: { image: 't2fs/image/', roi: { file: 't2fs/roi.dcm', label: 1 } },
  };
  await featuresOf('D-3', dicom, { ...manifest, sequences, files: listed(dicom) });
  const warning = {
    sequence: 't2fs',
    code: 'lossy-compression',
    message: expect.stringContaining('got 8 slices after lossy compression (8 : 1), first t2fs/image/0.dcm'),
  };
  expect(await findStudy({ institution, studyId: 'D-3' })).toMatchObject({ warnings: [warning] });
  expect(await answeredFeatures('D-3')).toMatchObject({ warnings: [warning] });
});
