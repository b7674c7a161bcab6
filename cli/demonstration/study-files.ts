/** Turns a synthetic patient into the files that an institution would upload: DICOM series, DICOM SEG and manifest. */
import { createHash } from 'node:crypto';
import {
  type NewSeries,
  type StudyIdentity,
  uidFromBytes,
  type WrittenSeries,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging';
import type { Manifest, SequenceName } from '@radscore/pipeline';
import type { Patient } from './cohort.ts';
import { drawAnatomy, makePhantom, PHANTOM_SEQUENCES, type Phantom } from './phantom.ts';
import { listed, storeArchives } from './stored-archives.ts';

/** A study as an institution would upload it. */
export interface StudyFiles {
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly manifest: Manifest;
}

/** The de-identification method in the header of every file: a file that leaves its folder is still recognised. */
export const SYNTHETIC = 'Synthetic phantom made by Radscore; not a patient';

type Scan = Omit<NewSeries, 'uid' | 'nextUid'>;

/** How each sequence's series are described; every file is a slice, the ROI is one DICOM SEG next to them. */
export const SCANS: Readonly<Record<SequenceName, { readonly folder: string; readonly scan: Scan }>> = {
  t2fs: {
    folder: 't2fs/series/',
    scan: {
      number: 2,
      description: 'T2 FS synthetic phantom',
      scanningSequence: 'SE',
      scanOptions: 'FS',
      repetitionTimeMs: 4000,
      echoTimeMs: 80,
    },
  },
  dwi: {
    folder: 'dwi/adc/',
    scan: {
      number: 3,
      description: 'ADC synthetic phantom',
      scanningSequence: 'EP',
      scanOptions: 'FS',
      repetitionTimeMs: 6000,
      echoTimeMs: 70,
      isAdcMap: true,
    },
  },
  dce: {
    folder: 'dce/series/',
    scan: {
      number: 4,
      description: 'DCE synthetic phantom',
      scanningSequence: 'GR',
      scanOptions: 'FS',
      contrastAgent: 'Synthetic',
      repetitionTimeMs: 5,
      echoTimeMs: 2,
    },
  },
};

/**
 * The files and the manifest of a synthetic study: an MR series and a segmentation per sequence, each sequence in a frame
 * of reference of its own. Voxels are the phantom's 16-bit integers as they are, without a rescale.
 *
 * @param withOutcome whether the manifest holds the outcome; a new patient's is not known yet
 * @param archived whether each sequence is one ZIP archive instead of a folder of slices
 */
export function makeStudy(patient: Patient, seed: number, { withOutcome = true, archived = false } = {}): StudyFiles {
  const anatomy = drawAnatomy(patient, seed);
  const nextUid = uidsOf(`${seed} ${patient.index}`);
  const studyUid = nextUid();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const sequences: Manifest['sequences'] = {};
  for (const sequence of PHANTOM_SEQUENCES) {
    const { folder } = SCANS[sequence];
    const phantom = makePhantom(patient, seed, sequence, anatomy);
    const study: StudyIdentity = {
      patientId: patient.studyId,
      studyUid,
      frameOfReferenceUid: nextUid(),
      deidentification: SYNTHETIC,
    };
    const file = `${sequence}/seg.dcm`;
    const { series, segmentation } = writeSequence(sequence, phantom, study, nextUid);
    for (const { name, bytes } of series) files.set(folder + name, bytes as Uint8Array<ArrayBuffer>);
    files.set(file, segmentation as Uint8Array<ArrayBuffer>);
    sequences[sequence] = { image: folder, ...(sequence === 'dce' && { phase: 'peak' }), roi: { file, label: 1 } };
  }
  const sent = archived ? storeArchives({ files, sequences }) : { files, sequences };
  const manifest: Manifest = {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId: patient.studyId,
    origin: 'synthetic',
    sequences: sent.sequences,
    clinical: patient.clinical,
    ...(withOutcome && { outcome: { pcr: patient.pcr } }),
    files: listed(sent.files),
  };
  return { files: sent.files, manifest };
}

/** The slices of every phase, and the region of interest drawn on the image at its peak. */
function writeSequence(
  sequence: SequenceName,
  { image, phases, roi }: Phantom,
  study: StudyIdentity,
  nextUid: () => string,
): { series: WrittenSeries['files']; segmentation: Uint8Array } {
  const { scan } = SCANS[sequence];
  const uid = nextUid();
  const written = phases.map((phase, i) =>
    writeSeries(phase, study, {
      ...scan,
      uid,
      nextUid,
      firstInstance: 1 + i * phase.size[2],
      ...(phases.length > 1 && { temporalPosition: i + 1, temporalPositions: phases.length }),
    }),
  );
  const segmentation = segmentTumour(roi, study, written[phases.indexOf(image)], {
    number: 100 + scan.number,
    nextUid,
  });
  return { series: written.flatMap(({ files }) => files), segmentation: segmentation.bytes };
}

/** UIDs that a name fixes, one after the other: the same seed and patient give the same bytes. */
function uidsOf(name: string): () => string {
  let drawn = 0;
  return () => uidFromBytes(createHash('sha256').update(`radscore demonstration ${name} ${drawn++}`).digest());
}

/** The region of a synthetic tumour as DICOM SEG, which refers to the slices that it was drawn on. */
export function segmentTumour(
  roi: Parameters<typeof writeSegmentation>[0],
  study: StudyIdentity,
  series: WrittenSeries,
  { number, nextUid }: { readonly number: number; readonly nextUid: () => string },
): ReturnType<typeof writeSegmentation> {
  return writeSegmentation(roi, study, series, {
    uid: nextUid(),
    seriesUid: nextUid(),
    dimensionUid: nextUid(),
    trackingUid: nextUid(),
    number,
    label: 'Tumour of synthetic phantom',
  });
}
