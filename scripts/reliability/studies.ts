/** Small synthetic studies: the demonstration's phantoms, cut around the tumour. */
import { createHash } from 'node:crypto';
import { type Mask, uidFromBytes, type Vector3, type Volume, writeNifti, writeSeries } from '@radscore/imaging';
import type { Manifest, SequenceName } from '@radscore/pipeline';
import { Random } from '@radscore/statistics';
import { CENTRES, drawCohort, type Patient } from '../../cli/demonstration/cohort.ts';
import { drawAnatomy, makePhantom, PHANTOM_SEQUENCES } from '../../cli/demonstration/phantom.ts';
import { SCANS, SYNTHETIC, segmentTumour } from '../../cli/demonstration/study-files.ts';

export interface SmallStudy {
  readonly studyId: string;
  readonly institution: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: Manifest;
}

interface Cut {
  readonly image: Volume<Int16Array>;
  readonly roi: Mask;
}

/** Voxels around the tumour that are kept: in the slice, and slices above and below. */
const MARGIN: Vector3 = [3, 3, 1];
/** Phantoms that are drawn; studies beyond them are the same with noise of their own. */
const DRAWN = 40;

/**
 * `count` studies, the same at every call with the same seed: fewer are the first of more. The diffusion sequence is a DICOM series with a DICOM SEG,
 * the others are NIfTI: about fifteen files, and a tenth of the voxels of the demonstration.
 */
export function smallStudies(seed: number, count: number): SmallStudy[] {
  const patients = drawCohort(seed, DRAWN).patients.slice(0, count);
  const drawn = patients.map((patient) => {
    const anatomy = drawAnatomy(patient, seed);
    return PHANTOM_SEQUENCES.map((name): [SequenceName, Cut] => {
      const { image, roi } = makePhantom(patient, seed, name, anatomy);
      return [name, cutOut(image, roi)];
    });
  });
  return Array.from({ length: count }, (_, index) => {
    const of = index % DRAWN;
    const studyId = `REL-${String(index + 1).padStart(4, '0')}`;
    const sequences = drawn[of].map(([name, cut]): [SequenceName, Cut] => [
      name,
      index < DRAWN ? cut : { ...cut, image: shaken(cut.image, seed, index) },
    ]);
    return studyOf({ ...patients[of], studyId }, sequences, `${seed} ${index}`);
  });
}

/** The part of an image around its region. */
function cutOut(image: Volume<Int16Array>, roi: Mask): Cut {
  const { size, spacing, origin } = image;
  const low: number[] = [...size];
  const high = [-1, -1, -1];
  for (let z = 0, at = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      for (let x = 0; x < size[0]; x++, at++) {
        if (!roi.voxels[at]) continue;
        for (const [axis, value] of [x, y, z].entries()) {
          low[axis] = Math.min(low[axis], value);
          high[axis] = Math.max(high[axis], value);
        }
      }
    }
  }
  const from = low.map((value, axis) => Math.max(0, value - MARGIN[axis]));
  const to = high.map((value, axis) => Math.min(size[axis] - 1, value + MARGIN[axis]));
  const extent: Vector3 = [to[0] - from[0] + 1, to[1] - from[1] + 1, to[2] - from[2] + 1];
  const grid = {
    ...image,
    size: extent,
    origin: origin.map((value, axis) => value + from[axis] * spacing[axis]) as unknown as Vector3,
  };
  const voxels = new Int16Array(extent[0] * extent[1] * extent[2]);
  const marked = new Uint8Array(voxels.length);
  let at = 0;
  for (let z = from[2]; z <= to[2]; z++) {
    for (let y = from[1]; y <= to[1]; y++) {
      for (let x = from[0]; x <= to[0]; x++, at++) {
        const source = x + size[0] * (y + size[1] * z);
        voxels[at] = image.voxels[source];
        marked[at] = roi.voxels[source];
      }
    }
  }
  return { image: { ...grid, voxels }, roi: { ...grid, voxels: marked } };
}

/** The same image as a scanner would take it again. */
function shaken(image: Volume<Int16Array>, seed: number, stream: number): Volume<Int16Array> {
  const random = new Random(seed, 1000 + stream);
  return { ...image, voxels: image.voxels.map((value) => Math.abs(value + Math.round(20 * random.normal()))) };
}

function studyOf(patient: Patient, cuts: readonly [SequenceName, Cut][], name: string): SmallStudy {
  const { studyId } = patient;
  let drawn = 0;
  const nextUid = () => uidFromBytes(createHash('sha256').update(`radscore reliability ${name} ${drawn++}`).digest());
  const studyUid = nextUid();
  const files = new Map<string, Uint8Array>();
  const sequences: Manifest['sequences'] = {};
  for (const [sequence, { image, roi }] of cuts) {
    if (sequence !== 'dwi') {
      const [volume, region] = [`${sequence}/image.nii.gz`, `${sequence}/roi.nii.gz`];
      files.set(volume, writeNifti(image));
      files.set(region, writeNifti(roi));
      sequences[sequence] = { image: volume, roi: { file: region, label: 1 } };
      continue;
    }
    const identity = { patientId: studyId, studyUid, frameOfReferenceUid: nextUid(), deidentification: SYNTHETIC };
    const { folder, scan } = SCANS[sequence];
    const written = writeSeries(image, identity, { ...scan, uid: nextUid(), nextUid });
    const segmentation = segmentTumour(roi, identity, written, { number: 100 + scan.number, nextUid });
    for (const { name: file, bytes } of written.files) files.set(folder + file, bytes);
    files.set(`${sequence}/seg.dcm`, segmentation.bytes);
    sequences[sequence] = { image: folder, roi: { file: `${sequence}/seg.dcm`, label: 1 } };
  }
  const manifest: Manifest = {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId,
    origin: 'synthetic',
    sequences,
    clinical: patient.clinical,
    outcome: { pcr: patient.pcr },
    files: Array.from(files, ([path, bytes]) => ({
      path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
    })),
  };
  // One institution sends them all: lists are asked for once.
  return { studyId, institution: CENTRES[0], files, manifest };
}
