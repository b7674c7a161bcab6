/** The synthetic studies whose analysis is measured: few files, the demonstration's, and thousands. */
import { createHash } from 'node:crypto';
import { writeNifti, writeNrrd } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { archivedManifest, planArchives } from '@radscore/pipeline/upload';
import { longStudy } from '../../bench/long-study.ts';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { drawAnatomy, makePhantom, PHANTOM_SEQUENCES } from '../../cli/demonstration/phantom.ts';
import { makeStudy, type StudyFiles } from '../../cli/demonstration/study-files.ts';
import { openArchiveSource, withArchives } from '../../cli/studies/archive-source.ts';
import { type OpenSource, sourcesOf, type UploadSource } from '../../cli/studies/upload-source.ts';

/** Phases of the longest: 2,595 files of 75 kB, and the manifest. */
const PHASES = 106;

export const STUDY_KINDS = ['volumes', 'slices', 'long'] as const;
export type StudyKind = (typeof STUDY_KINDS)[number];

/** A study of a kind; another seed gives other voxels, so that nothing is found computed already. */
export function studyOfKind(kind: StudyKind, studyId: string, seed: number): StudyFiles {
  const patient = { ...drawCohort(seed).newPatient, studyId };
  if (kind === 'long') return longStudy(studyId, PHASES, seed);
  const { files, manifest } = makeStudy(patient, seed);
  return kind === 'slices' ? { files, manifest } : asVolumes(patient, seed, manifest);
}

/** One NIfTI volume and one NRRD region for each sequence: six files. */
function asVolumes(patient: Parameters<typeof makeStudy>[0], seed: number, manifest: Manifest): StudyFiles {
  const anatomy = drawAnatomy(patient, seed);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const sequences: Manifest['sequences'] = {};
  for (const sequence of PHANTOM_SEQUENCES) {
    const { image, roi } = makePhantom(patient, seed, sequence, anatomy);
    files.set(`${sequence}/image.nii`, writeNifti(image, { gzip: false }) as Uint8Array<ArrayBuffer>);
    files.set(`${sequence}/roi.nrrd`, writeNrrd(roi, { encoding: 'gzip' }) as Uint8Array<ArrayBuffer>);
    sequences[sequence] = { image: `${sequence}/image.nii`, roi: { file: `${sequence}/roi.nrrd`, label: 1 } };
  }
  const listed = Array.from(files, ([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
  return { files, manifest: { ...manifest, sequences, files: listed } };
}

/** What is sent: the manifest and what opens its files. */
export interface Sent {
  readonly manifest: Manifest;
  readonly files: OpenSource;
}

export function asPlain({ files, manifest }: StudyFiles): Sent {
  return { manifest, files: sourcesOf(files) };
}

/** An archive for each sequence, as `radscore submit` sends it. */
export async function asArchives({ files, manifest }: StudyFiles): Promise<Sent> {
  const open = sourcesOf(files);
  const sources = new Map<string, UploadSource>();
  const made = [];
  for (const planned of planArchives(manifest)) {
    const source = await openArchiveSource(open, planned);
    sources.set(planned.path, source);
    made.push({ ...planned, sha256: source.digest.sha256, bytes: source.bytes });
  }
  return { manifest: archivedManifest(manifest, made), files: withArchives(open, sources) };
}
