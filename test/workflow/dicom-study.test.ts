/** A study of DICOM files through the workflow. */
import { type NamedBytes, readImage, readMask } from '@radscore/imaging/node';
import { api, findStudy, findVector, loadFeatures } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { featureRoutes } from '../../lambdas/api/routes/features.ts';
import { text } from '../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../layers/imaging/dicom/encoding/tags.ts';
import { rewritten } from '../layers/imaging/dicom/rewrite.ts';
import { writtenAs } from '../layers/imaging/dicom/written.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, type SmallStudy, smallStudy } from './service/small-study.ts';

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
  const vector = row && (await findVector(row));
  return Array.from((await loadFeatures(vector as NonNullable<typeof vector>)).values);
}

/** A small study whose T2 is a DICOM series, a slice per file, with its ROI as a SEG. */
function withDicom(
  { files, manifest }: SmallStudy,
  change: (slice: NamedBytes) => NamedBytes = (slice) => slice,
): { dicom: Map<string, Uint8Array>; sequences: object } {
  const bytesOf = (path: string) => [{ name: path, bytes: files.get(path) as Uint8Array }];
  const volume = readImage(bytesOf('t2fs/image.nii'));
  const { series, segmentation } = writtenAs(volume, readMask(bytesOf('t2fs/roi.nrrd'), volume));
  const dicom = new Map([...files].filter(([path]) => !path.startsWith('t2fs/')));
  for (const slice of series.files) dicom.set(`t2fs/image/${slice.name}`, change(slice).bytes);
  dicom.set('t2fs/roi.dcm', segmentation.bytes);
  const t2fs = { image: 't2fs/image/', roi: { file: 't2fs/roi.dcm', label: 1 } };
  return { dicom, sequences: { ...(manifest.sequences as object), t2fs } };
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
  const study = smallStudy({ studyId: 'D-1', seed: 4 });
  const plain = await featuresOf('D-1', study.files, study.manifest);

  const { dicom, sequences } = withDicom(study);
  const manifest = { ...study.manifest, studyId: 'D-2', sequences, files: listed(dicom) };
  expect(await featuresOf('D-2', dicom, manifest)).toEqual(plain);
  expect(await answeredFeatures('D-2')).toMatchObject({ warnings: [] });
});

it('warns on the study and beside its features where an image went through lossy compression', async () => {
  const study = smallStudy({ studyId: 'D-3', seed: 4 });
  const changes = [text(Tag.LossyImageCompression, 'CS', '01'), text(Tag.LossyImageCompressionRatio, 'DS', '8')];
  const { dicom, sequences } = withDicom(study, (slice) => rewritten(slice, changes));
  await featuresOf('D-3', dicom, { ...study.manifest, sequences, files: listed(dicom) });
  const warning = {
    sequence: 't2fs',
    code: 'lossy-compression',
    message: expect.stringContaining('got 8 slices after lossy compression (8 : 1), first t2fs/image/0001.dcm'),
  };
  expect(await findStudy({ institution, studyId: 'D-3' })).toMatchObject({ warnings: [warning] });
  expect(await answeredFeatures('D-3')).toMatchObject({ warnings: [warning] });
});
