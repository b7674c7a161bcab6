/** The synthetic study of a smoke test: three small DICOM series with a segmentation each, of no patient. */
import { createHash } from 'node:crypto';
import {
  IDENTITY_DIRECTION,
  type Mask,
  uidFromBytes,
  type Vector3,
  type Volume,
  voxelCount,
  writeSeries,
} from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { SEQUENCES } from '@radscore/pipeline/choices';
import { Random } from '@radscore/statistics';
import { SCANS, type StudyFiles, SYNTHETIC, segmentTumour } from '../demonstration/study-files.ts';

const SIZE: Vector3 = [40, 40, 10];
const SPACING: Vector3 = [1, 1, 2];
/** Half axes of the region of interest, in voxels. */
const HALF_AXES: Vector3 = [10, 8, 3.5];

/**
 * Files and manifest of a study that no patient has: noise around a brighter ellipsoid, in three sequences of ten slices.
 * The seed decides every voxel, so that another seed is another study to the service, of which nothing is computed yet.
 */
export function makeSmokeStudy(studyId: string, seed: number): StudyFiles {
  const random = new Random(seed);
  const nextUid = uidsOf(`${studyId} ${seed}`);
  const studyUid = nextUid();
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const sequences: Manifest['sequences'] = {};
  for (const sequence of SEQUENCES) {
    const { folder, scan } = SCANS[sequence];
    const identity = {
      patientId: studyId,
      studyUid,
      frameOfReferenceUid: nextUid(),
      deidentification: SYNTHETIC,
    };
    const image = drawImage(random);
    const series = writeSeries(image, identity, { ...scan, uid: nextUid(), nextUid, firstInstance: 1 });
    const { bytes } = segmentTumour(drawRegion(), identity, series, { number: 100 + scan.number, nextUid });
    const file = `${sequence}/seg.dcm`;
    for (const { name, bytes: slice } of series.files) files.set(folder + name, slice as Uint8Array<ArrayBuffer>);
    files.set(file, bytes as Uint8Array<ArrayBuffer>);
    sequences[sequence] = { image: folder, roi: { file, label: 1 } };
  }
  const manifest: Manifest = {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId,
    origin: 'synthetic',
    sequences,
    clinical: { ki67: 35, morphology: 'regular' },
    files: Array.from(files, ([path, content]) => ({
      path,
      sha256: createHash('sha256').update(content).digest('hex'),
      bytes: content.length,
    })),
  };
  return { files, manifest };
}

const GRID = {
  size: SIZE,
  spacing: SPACING,
  origin: [0, 0, 0] as Vector3,
  direction: IDENTITY_DIRECTION,
};

function drawImage(random: Random): Volume<Int16Array> {
  const region = drawRegion().voxels;
  const voxels = Int16Array.from({ length: voxelCount(SIZE) }, (_, i) =>
    Math.max(0, Math.round((region[i] ? 900 : 400) + 120 * random.normal())),
  );
  return { ...GRID, voxels };
}

function drawRegion(): Mask {
  const voxels = new Uint8Array(voxelCount(SIZE));
  let at = 0;
  for (let z = 0; z < SIZE[2]; z++) {
    for (let y = 0; y < SIZE[1]; y++) {
      for (let x = 0; x < SIZE[0]; x++) {
        const distance = [x, y, z].reduce(
          (sum, place, axis) => sum + ((place - (SIZE[axis] - 1) / 2) / HALF_AXES[axis]) ** 2,
          0,
        );
        voxels[at++] = Number(distance <= 1);
      }
    }
  }
  return { ...GRID, voxels };
}

/** UIDs that a name fixes, one after the other. */
function uidsOf(name: string): () => string {
  let drawn = 0;
  return () => uidFromBytes(createHash('sha256').update(`radscore smoke ${name} ${drawn++}`).digest());
}
