/** The accepted DICOM test studies beside their true images and regions. */
import { describe, expect, it } from 'vitest';
import {
  checkFinite,
  cornerDisplacement,
  InputRefused,
  labelsIn,
  readImage,
  readMask,
  type Volume,
} from '../../../../layers/imaging/node.ts';
import { largestDifference, refusal } from '../volumes.ts';
import { cases, filesOf, hasCases, imageOf, regionOf, type StudyCase, truth } from './cases.ts';

/** Reading knows nothing of identities: cases that are quarantined for them must read well. */
const concernsIdentity = (study: StudyCase): boolean => study.expected.reason_code?.startsWith('identity') === true;

describe.skipIf(!hasCases)('studies that are accepted', () => {
  const features = cases.flatMap((study) => study.features.map((feature) => ({ study, id: study.id, ...feature })));

  it.each(features)('$id, $name: image and ROI are those of the truth', (feature) => {
    const { study, name, label, roi, truth_image, truth_mask } = feature;
    const { path, selection } = imageOf(study, name);
    const image = readImage(filesOf(study, path), selection);
    const expectedImage = readImage(truth(truth_image));
    expectSameImage(image, expectedImage);

    const region = filesOf(study, regionOf(study, name, roi));
    const mask = readMask(region, image, study.id.startsWith('E45') ? { label } : {});
    const expectedMask = readMask(truth(truth_mask), expectedImage, { label });
    expect(differing(mask.voxels, expectedMask.voxels)).toBe(0);
    expect(mask.spacing).toEqual(image.spacing);
  });

  it.each([
    ['A1', 1],
    ['E45', 2],
    ['B3', 1],
  ])('%s: the regions are listed with their voxels', (id, count) => {
    const study = cases.find((one) => one.id.startsWith(`${id}-`))!;
    const image = readImage(filesOf(study, (study.inputs.image ?? study.inputs.T2)[0]));
    const found = [...labelsIn(filesOf(study, study.inputs.roi[0]), image)];
    const mask = readMask(filesOf(study, study.inputs.roi[0]), image, { label: 1 });
    expect(found[0]).toEqual([1, mask.voxels.reduce((sum, value) => sum + value, 0)]);
    expect(found.length).toBe(count);
  });

  it('a left-handed mask is put in the order of its image', () => {
    const study = cases.find(({ id }) => id.startsWith('A2'))!;
    const image = readImage(filesOf(study, study.inputs.image[0]));
    const [first, second] = study.inputs.roi.map((path) => readMask(filesOf(study, path), image).voxels);
    expect(differing(first, second)).toBe(0);
  });
});

describe.skipIf(!hasCases)('studies that are refused', () => {
  const refused = cases.filter((study) => !concernsIdentity(study) && study.expected.verdict !== 'accepted');

  it.each(refused)('$id: $expected.reason_code', (study) => {
    const start = performance.now();
    const error = refusal(() => {
      const image = readImage(filesOf(study, study.inputs.image[0]));
      const mask = readMask(filesOf(study, study.inputs.roi[0]), image);
      checkFinite(image, mask);
    });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(error).toBeInstanceOf(InputRefused);
    const { code, file, got, wanted, remedy } = error as InputRefused;
    expect(CODES[study.expected.reason_code ?? '']).toContain(code);
    if (code !== 'not-finite') expect(file).toMatch(/^files\//);
    for (const part of [got, wanted, remedy]) expect(part.length).toBeGreaterThan(5);
  });
});

/** Our codes for the reasons that the cases suggest. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  'geometry.missing_slice': ['slice-gap'],
  'geometry.nonuniform_spacing': ['geometry-invalid'],
  'geometry.sheared': ['geometry-invalid'],
  'geometry.pixel_spacing': ['geometry-invalid'],
  'geometry.mixed_matrix': ['geometry-invalid'],
  'roi.references_other_study': ['geometry-mismatch'],
  'roi.origin_mismatch': ['geometry-mismatch'],
  'roi.orientation_mismatch': ['geometry-mismatch'],
  'roi.spacing_mismatch': ['geometry-mismatch'],
  'roi.size_mismatch': ['geometry-mismatch'],
  'roi.empty': ['label-missing'],
  'roi.truncated': ['truncated'],
  'dicom.truncated': ['truncated'],
  'dicom.pixel_length': ['truncated', 'too-large'],
  'dicom.not_dicom': ['unreadable'],
  'nrrd.size': ['truncated'],
  'nrrd.detached': ['unsupported-format'],
  'nifti.dim': ['unreadable'],
  'nifti.truncated': ['truncated'],
  'nifti.header': ['unreadable'],
  'nifti.affine': ['geometry-invalid'],
  'image.not_finite': ['not-finite'],
};

function expectSameImage(image: Volume, expected: Volume): void {
  expect(image.size).toEqual(expected.size);
  // Spacing from positions instead of the header's strings, and the truth's own rounding.
  expect(cornerDisplacement(image, expected)).toBeLessThan(1e-9);
  expect(largestDifference(image.voxels, expected.voxels)).toBe(0);
}

function differing(a: Uint8Array, b: Uint8Array): number {
  let count = a.length === b.length ? 0 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}
