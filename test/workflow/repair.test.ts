/** Repairs that a manifest accepts. */
import { crop, type Mask, readImage, type Vector3, type Volume, writeNifti, writeNrrd } from '@radscore/imaging/node';
import { findStudy, findVector, loadFeatures, type StoredVector, type StudyRow } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeStudy } from '../../cli/studies/study-report.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const institution = 'centre-1';
const ROI = 't2fs/roi.nrrd';

/** A study whose fat-suppressed T2 has no two extents alike, and its mask as it is right. */
function study(studyId: string) {
  const { files, manifest } = smallStudy({ studyId, seed: 51 });
  const read = (path: string) =>
    crop(readImage([{ name: path, bytes: files.get(path) as Uint8Array }]), { lower: [0, 2, 0], size: [24, 20, 8] });
  const [image, mask] = [read('t2fs/image.nii'), read(ROI) as Mask];
  files.set('t2fs/image.nii', writeNifti(image, { gzip: false }));
  return { files, manifest, mask };
}

async function submit(studyId: string, change: (mask: Mask) => Volume, repair?: string) {
  const { files, manifest, mask } = study(studyId);
  files.set(ROI, writeNrrd(change(mask), { encoding: 'gzip' }));
  const sequences = structuredClone(manifest.sequences) as Record<string, object>;
  if (repair) sequences.t2fs = { ...sequences.t2fs, repair };
  const prefix = `institutions/${institution}/studies/${studyId}/`;
  for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
  await workflows.put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, sequences, files: listed(files) }));
  await workflows.settled();
  const row = (await findStudy({ institution, studyId })) as StudyRow;
  const vector = (await findVector(row)) as StoredVector;
  return { row, vector, ...(await loadFeatures(vector)) };
}

/** Stored as slices, rows and columns; the header stays that of the image. */
function transposed({ voxels, size: [nx, ny, nz], ...header }: Mask): Mask {
  const stored = new Uint8Array(voxels.length);
  for (let x = 0; x < nx; x++) {
    for (let y = 0; y < ny; y++) {
      for (let z = 0; z < nz; z++) stored[z + nz * (y + ny * x)] = voxels[x + nx * (y + ny * z)];
    }
  }
  return { ...header, size: [nz, ny, nx], voxels: stored };
}

/** Stored from the last slice to the first, whose position is the origin; the axis stays that of the image. */
function backwards(mask: Mask): Mask {
  const { size, spacing, origin, voxels } = mask;
  const slice = size[0] * size[1];
  const stored = new Uint8Array(voxels.length);
  for (let z = 0; z < size[2]; z++) {
    stored.set(voxels.subarray(z * slice, (z + 1) * slice), (size[2] - 1 - z) * slice);
  }
  const last: Vector3 = [origin[0], origin[1], origin[2] + (size[2] - 1) * spacing[2]];
  return { ...mask, origin: last, voxels: stored };
}

it('computes from a mask that is put in order what it computes from the mask in order, to the bit', async () => {
  const right = await submit('M-1', (mask) => mask);
  expect(right.row).toMatchObject({ status: 'complete', features: 3375, repairs: [] });
  for (const [studyId, spoil] of [
    ['M-2', transposed],
    ['M-3', backwards],
  ] as const) {
    const { row, vector, names, values } = await submit(studyId, spoil, 'reorder');
    expect(row, JSON.stringify(row.gaps)).toMatchObject({ status: 'complete', features: 3375 });
    expect(names).toEqual(right.names);
    expect(values).toEqual(right.values);
    // The same image and the same mask, voxel for voxel.
    expect(vector.contentHashes).toEqual(right.vector.contentHashes);
    const repair = { sequence: 't2fs', name: 'reorder', file: ROI, overlapAfter: 1 };
    for (const { repairs } of [row, vector]) {
      expect(repairs).toEqual([
        { ...repair, overlapBefore: expect.any(Number), says: expect.stringMatching(/^Take /) },
      ]);
      expect(repairs?.[0].overlapBefore).toBeLessThan(0.5);
    }
    expect(row.warnings).toMatchObject([{ code: 'roi-repaired', sequence: 't2fs' }]);
    expect(describeStudy(row)).toMatch(
      /repaired, t2fs: t2fs\/roi\.nrrd by "reorder" \(overlap \S+ before, 1 after\): /,
    );
  }
});

it('does not apply a repair that the manifest does not accept by its name, and names the one that there is', async () => {
  for (const [studyId, repair] of [
    ['M-4', undefined],
    ['M-5', 'resample-to-image'],
  ] as const) {
    const { row, vector } = await submit(studyId, backwards, repair);
    expect(row).toMatchObject({ status: 'partial', features: 2250, repairs: [] });
    expect(vector.repairs).toEqual([]);
    expect(row.gaps?.t2fs).toMatchObject({
      code: 'geometry-mismatch',
      message: expect.stringMatching(/accept "repair": "reorder" in manifest\.json/),
    });
  }
});

it('forgets the repairs of an earlier manifest', async () => {
  const { row } = await submit('M-2', (mask) => mask);
  expect(row).toMatchObject({ status: 'complete', repairs: [] });
});
