/** A synthetic study with a dynamic series of any length, from the phantom of the demonstration. */
import { createHash } from 'node:crypto';
import { type StudyIdentity, uidFromBytes, writeSegmentation, writeSeries } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { drawCohort } from '../cli/demonstration/cohort.ts';
import { drawAnatomy, makePhantom } from '../cli/demonstration/phantom.ts';
import { makeStudy, SCANS, type StudyFiles, SYNTHETIC } from '../cli/demonstration/study-files.ts';

/** Values that are added to the voxels of repeated phases, so that no two files are the same. */
const NOISE = 16;

/**
 * The study of the demonstration's new patient with a dynamic series of `phases` phases of 24 slices, a file each: the
 * three phases of the phantom in turn, with other noise. All of a sequence lies in its folder, the region of interest too.
 */
export function longStudy(studyId: string, phases: number, seed = 1): StudyFiles {
  const patient = { ...drawCohort(seed).newPatient, studyId };
  const { files: short, manifest } = makeStudy(patient, seed);
  const files = new Map([...short].filter(([path]) => !path.startsWith('dce/')));
  const phantom = makePhantom(patient, seed, 'dce', drawAnatomy(patient, seed));
  let drawn = 0;
  const nextUid = (): string =>
    uidFromBytes(createHash('sha256').update(`radscore long study ${seed} ${drawn++}`).digest());
  const study: StudyIdentity = {
    patientId: studyId,
    studyUid: nextUid(),
    frameOfReferenceUid: nextUid(),
    deidentification: SYNTHETIC,
  };
  const uid = nextUid();
  let state = seed;
  const written = Array.from({ length: phases }, (_, i) => {
    const phase = phantom.phases[i % phantom.phases.length];
    const voxels = phase.voxels.map((value) => {
      // Numerical Recipes' linear congruential generator: quick, and the same everywhere.
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      return Math.max(0, value + (i < phantom.phases.length ? 0 : ((state >>> 24) % NOISE) - NOISE / 2));
    });
    return writeSeries({ ...phase, voxels }, study, {
      ...SCANS.dce.scan,
      uid,
      nextUid,
      firstInstance: 1 + i * phase.size[2],
      temporalPosition: i + 1,
      temporalPositions: phases,
    });
  });
  written.forEach(({ files: slices }, i) => {
    for (const { name, bytes } of slices) {
      files.set(`dce/phase-${String(i + 1).padStart(3, '0')}/${name}`, bytes as Uint8Array<ArrayBuffer>);
    }
  });
  const segmentation = writeSegmentation(phantom.roi, study, written[phantom.phases.indexOf(phantom.image)], {
    uid: nextUid(),
    seriesUid: nextUid(),
    dimensionUid: nextUid(),
    trackingUid: nextUid(),
    number: 104,
    label: 'Tumour of synthetic phantom',
  });
  files.set('dce/seg.dcm', segmentation.bytes as Uint8Array<ArrayBuffer>);
  const listed = [...files].map(([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
  const dce = { ...manifest.sequences.dce, image: 'dce/', roi: { file: 'dce/seg.dcm', label: 1 } };
  return {
    files,
    manifest: {
      ...manifest,
      studyId,
      sequences: { ...manifest.sequences, dce },
      files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)),
    } as Manifest,
  };
}
