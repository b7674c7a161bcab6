import '@radscore/imaging/node';
import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';
import { type Volume, writeNifti, writeNrrd } from '@radscore/imaging';
import type { Manifest, SequenceName } from '@radscore/pipeline';
import type { Patient } from './cohort.ts';
import { drawAnatomy, makePhantom, PHANTOM_SEQUENCES } from './phantom.ts';

/** A study as an institution would upload it. */
export interface StudyFiles {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly manifest: Manifest;
}

/** Stands in the header of every image: a file that leaves its folder still says what it is. */
export const SYNTHETIC = 'Synthetic phantom made by Radscore; not a patient';

type Format = 'nrrd' | 'nrrd-gzip' | 'nifti' | 'nifti-gzip';
interface Place {
  readonly path: string;
  readonly format: Format;
}

/** Every format that institutions send, among the six files of each study. */
const PLACES: Readonly<Record<SequenceName, { readonly image: Place; readonly roi: Place }>> = {
  t2fs: {
    image: { path: 't2fs/image.nrrd', format: 'nrrd' },
    roi: { path: 't2fs/roi.nrrd', format: 'nrrd-gzip' },
  },
  dwi: {
    image: { path: 'dwi/adc.nii.gz', format: 'nifti-gzip' },
    roi: { path: 'dwi/roi.nii.gz', format: 'nifti-gzip' },
  },
  dce: {
    image: { path: 'dce/peak.nii', format: 'nifti' },
    roi: { path: 'dce/roi.nii.gz', format: 'nifti-gzip' },
  },
};

/**
 * The files and the manifest of a synthetic study.
 *
 * @param withOutcome whether the manifest tells the outcome; a new patient's is not known yet
 */
export function makeStudy(patient: Patient, seed: number, { withOutcome = true } = {}): StudyFiles {
  const anatomy = drawAnatomy(patient, seed);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const sequence of PHANTOM_SEQUENCES) {
    const { image, roi } = makePhantom(patient, seed, sequence, anatomy);
    const place = PLACES[sequence];
    files.set(place.image.path, encode(image, place.image.format));
    files.set(place.roi.path, encode(roi, place.roi.format));
  }
  const sequences = Object.fromEntries(
    PHANTOM_SEQUENCES.map((sequence) => {
      const { image, roi } = PLACES[sequence];
      return [sequence, { image: image.path, roi: { file: roi.path, label: 1 } }];
    }),
  );
  const manifest: Manifest = {
    manifestVersion: 1,
    protocol: 'her2-pcr@1',
    studyId: patient.studyId,
    sequences,
    clinical: patient.clinical,
    ...(withOutcome && { outcome: { pcr: patient.pcr } }),
    files: Array.from(files, ([path, bytes]) => ({
      path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    })),
  };
  return { files, manifest };
}

function encode(volume: Volume, format: Format): Uint8Array<ArrayBuffer> {
  switch (format) {
    case 'nrrd':
      return describeNrrd(writeNrrd(volume, { encoding: 'raw' }));
    case 'nrrd-gzip':
      return describeNrrd(writeNrrd(volume, { encoding: 'gzip' }));
    case 'nifti':
      return describeNifti(writeNifti(volume, { gzip: false }));
    case 'nifti-gzip':
      // Noise does not compress: the fastest level costs a tenth more bytes and saves most of the time.
      return new Uint8Array(
        gzipSync(describeNifti(writeNifti(volume, { gzip: false })), { level: constants.Z_BEST_SPEED }),
      );
  }
}

/** Adds a `content` field after the first line, the magic number. */
function describeNrrd(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const field = new TextEncoder().encode(`content: ${SYNTHETIC}\n`);
  const afterMagic = file.indexOf(10) + 1;
  const described = new Uint8Array(file.length + field.length);
  described.set(file.subarray(0, afterMagic));
  described.set(field, afterMagic);
  described.set(file.subarray(afterMagic), afterMagic + field.length);
  return described;
}

/** Fills `descrip`, the 80 bytes of text in a NIfTI-1 header. */
function describeNifti(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const described = file as Uint8Array<ArrayBuffer>;
  described.set(new TextEncoder().encode(SYNTHETIC), NIFTI_DESCRIP);
  return described;
}

const NIFTI_DESCRIP = 148;
