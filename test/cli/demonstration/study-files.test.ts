import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { checkSameGrid, examineIdentity, readMask, readVolume } from '@radscore/imaging';
import { manifest as manifestSchema, SEQUENCES } from '@radscore/pipeline';
import { describe, expect, it } from 'vitest';
import { drawCohort } from '../../../cli/demonstration/cohort.ts';
import { makePhantom } from '../../../cli/demonstration/phantom.ts';
import { makeStudy, SYNTHETIC } from '../../../cli/demonstration/study-files.ts';

const SEED = 2;
const { patients, newPatient } = drawCohort(SEED);
const study = makeStudy(patients[0], SEED);

describe('the files of a synthetic study', () => {
  it('are the same bytes for the same seed', () => {
    const again = makeStudy(patients[0], SEED);
    expect([...again.files.keys()]).toEqual([...study.files.keys()]);
    for (const [path, bytes] of study.files) expect(Buffer.compare(again.files.get(path)!, bytes)).toBe(0);
  });

  it('tell nobody who anybody is', () => {
    const files = [...study.files].map(([name, bytes]) => ({ name, bytes }));
    expect(examineIdentity(files)).toMatchObject({ verdict: 'clean', findings: [] });
  });

  it('hold the phantom, as the readers see it', () => {
    for (const sequence of SEQUENCES) {
      const { image: path, roi: source } = study.manifest.sequences[sequence]!;
      const phantom = makePhantom(patients[0], SEED, sequence);
      const image = readVolume(study.files.get(path)!, path);
      const roi = readMask([{ name: source.file, bytes: study.files.get(source.file)! }], image, { label: 1 });
      expect(image.voxels).toBeInstanceOf(Int16Array);
      expect(Buffer.from(image.voxels.buffer).equals(Buffer.from(phantom.image.voxels.buffer))).toBe(true);
      expect(Buffer.from(roi.voxels).equals(phantom.roi.voxels)).toBe(true);
      checkSameGrid(phantom.image, image, path);
    }
  });

  it('say in their headers that they are synthetic', () => {
    expect(study.files.size).toBe(6);
    for (const bytes of study.files.values()) {
      const plain = bytes[0] === 0x1f ? gunzipSync(bytes) : Buffer.from(bytes);
      expect(plain.subarray(0, 512).toString('latin1')).toContain(SYNTHETIC);
    }
  });

  it('come in NRRD, NIfTI and gzipped NIfTI', () => {
    expect([...study.files.keys()]).toEqual([
      't2fs/image.nrrd',
      't2fs/roi.nrrd',
      'dwi/adc.nii.gz',
      'dwi/roi.nii.gz',
      'dce/peak.nii',
      'dce/roi.nii.gz',
    ]);
  });

  it('are listed in a valid manifest with their checksums and the outcome', () => {
    expect(manifestSchema.parse(study.manifest)).toEqual(study.manifest);
    expect(study.manifest.outcome).toEqual({ pcr: patients[0].pcr });
    for (const { path, sha256, bytes } of study.manifest.files) {
      const content = study.files.get(path)!;
      expect(bytes).toBe(content.length);
      expect(sha256).toBe(createHash('sha256').update(content).digest('hex'));
    }
  });

  it('do not tell the outcome of a new patient', () => {
    expect(makeStudy(newPatient, SEED, { withOutcome: false }).manifest.outcome).toBeUndefined();
  });
});
