/** A synthetic study on three oblique grids that differ: one lump in the patient, seen by each, with its outline. */
import { createHash } from 'node:crypto';
import {
  type Grid,
  indexToWorld,
  type Mask,
  type Vector3,
  type Volume,
  writeNrrd,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging';
import { rotation } from '../../components/slice-viewer/grids.ts';

/** Where the lump lies in the patient, mm, LPS. */
export const LUMP: Vector3 = [42.6, 18.3, 9.4];

export interface ObliqueStudy {
  readonly images: Readonly<Record<'t2fs' | 'dwi' | 'dce', readonly Volume[]>>;
  readonly masks: Readonly<Record<'t2fs' | 'dwi' | 'dce', Mask>>;
  /** Files as they were uploaded, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: { readonly sequences: Readonly<Record<string, object>> };
}

export interface StudySize {
  /** Slices of each image. */
  readonly slices: number;
  readonly columns: number;
}

/** How much the dynamic phases light up. */
const GAINS = [1, 2.1, 1.8];

/** @param size of the images; spacings are such that all show the same 120 mm */
export function obliqueStudy({ slices, columns }: StudySize = { slices: 24, columns: 96 }): ObliqueStudy {
  const grids = {
    t2fs: centred([columns, Math.round(columns * 0.75), slices], 120, rotation(0.15, 0.1, -0.05)),
    dwi: centred([Math.round(columns / 2), Math.round(columns / 2), slices], 120, rotation(0.02, 0, 0.2)),
    dce: centred([columns, columns, slices], 120, rotation(-0.1, -0.12, 0.08)),
  };
  const masks = { t2fs: lump(grids.t2fs), dwi: lump(grids.dwi), dce: lump(grids.dce) };
  const images = {
    t2fs: [picture(grids.t2fs, 300, 700)],
    dwi: [picture(grids.dwi, 1500, 810)],
    dce: GAINS.map((gain) => picture(grids.dce, 400, 500 * gain)),
  };
  const files = new Map<string, Uint8Array>([
    ['t2fs/image.nrrd', writeNrrd(images.t2fs[0])],
    ['t2fs/roi.nrrd', writeNrrd(masks.t2fs)],
    ['dwi/image.nrrd', writeNrrd(images.dwi[0])],
    ['dwi/roi.nrrd', writeNrrd(masks.dwi)],
    ...dynamicSeries(images.dce, masks.dce),
  ]);
  const manifest = {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId: 'SYN-0042',
    origin: 'synthetic',
    sequences: {
      t2fs: { image: 't2fs/image.nrrd', roi: { file: 't2fs/roi.nrrd', label: 1 } },
      dwi: { image: 'dwi/image.nrrd', roi: { file: 'dwi/roi.nrrd', label: 1 } },
      dce: { image: 'dce/', phase: 'peak', roi: { file: 'dce-roi/seg.dcm', label: 1 } },
    },
  };
  return { images, masks, files, manifest };
}

/** What `GET /v1/studies/{id}/files` says of the files. */
export function listedFiles(files: ObliqueStudy['files'], url: (path: string) => string): object[] {
  return [...files].map(([path, bytes]) => ({
    path,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    url: url(path),
  }));
}

/** A grid of this many voxels over a square of millimetres, its middle slice through the lump. */
function centred(size: Vector3, extent: number, direction: Grid['direction']): Grid {
  const spacing: Vector3 = [extent / size[0], extent / size[1], Math.max(1, 72 / size[2])];
  const [x, y, z] = indexToWorld({ size, spacing, origin: [0, 0, 0], direction }, [
    0.58 * (size[0] - 1),
    0.52 * (size[1] - 1),
    Math.round(0.55 * (size[2] - 1)),
  ]);
  return { size, spacing, origin: [LUMP[0] - x, LUMP[1] - y, LUMP[2] - z], direction };
}

/** A lump with an uneven border: a ball whose radius changes with the direction. */
function isInLump([x, y, z]: Vector3): boolean {
  const [a, b, c] = [x - LUMP[0], y - LUMP[1], z - LUMP[2]];
  const angle = Math.atan2(b, a);
  const radius = 14 + 2.2 * Math.sin(3 * angle + 0.4) + 1.1 * Math.sin(7 * angle);
  return Math.hypot(a, b, 1.2 * c) < radius;
}

function lump(grid: Grid): Mask {
  return { ...grid, voxels: filled(grid, Uint8Array, (point) => (isInLump(point) ? 1 : 0)) };
}

/** Grey tissue with strands, dark outside a round border, another grey in the lump. */
function picture(grid: Grid, tissue: number, inLump: number): Volume {
  const value = (point: Vector3): number => {
    const [x, y, z] = point;
    const [a, b] = [x - LUMP[0] + 10, y - LUMP[1] + 14];
    if (Math.hypot(a, 0.9 * b) > 56) return 12 + ((x * 7 + y * 13) & 7);
    const strands = Math.sin(x / 5) * Math.cos(y / 7 + z / 9) + 0.5 * Math.sin((x + 2 * y) / 3.1);
    const rim = Math.hypot(a, 0.9 * b) > 52 ? 0.9 * tissue : 0;
    const texture = 0.12 * inLump * Math.sin(x * 1.3) * Math.cos(y * 1.1 - z);
    return isInLump(point) ? inLump + texture : 0.55 * tissue + 0.3 * tissue * strands * strands + rim;
  };
  return { ...grid, voxels: filled(grid, Int16Array, (point) => Math.round(value(point))) };
}

function filled<Values extends Int16Array | Uint8Array>(
  grid: Grid,
  Type: new (length: number) => Values,
  value: (point: Vector3) => number,
): Values {
  const [nx, ny, nz] = grid.size;
  const voxels = new Type(nx * ny * nz);
  const right = indexToWorld({ ...grid, origin: [0, 0, 0] }, [1, 0, 0]);
  let at = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const [a, b, c] = indexToWorld(grid, [0, y, z]);
      for (let x = 0; x < nx; x++) voxels[at++] = value([a + x * right[0], b + x * right[1], c + x * right[2]]);
    }
  }
  return voxels;
}

/** Phases of one DICOM series, the region drawn on the second. */
function dynamicSeries(phases: readonly Volume[], mask: Mask): (readonly [string, Uint8Array])[] {
  const identity = {
    patientId: 'SYN-0042',
    studyUid: '2.25.8701',
    frameOfReferenceUid: '2.25.8702',
    deidentification: 'synthetic',
  };
  let drawn = 0;
  const nextUid = (): string => `2.25.8710${++drawn}`;
  const written = phases.map((volume, k) =>
    writeSeries(volume, identity, {
      uid: '2.25.8703',
      number: 4,
      description: 'DCE',
      scanningSequence: 'GR',
      contrastAgent: 'Synthetic',
      repetitionTimeMs: 5,
      echoTimeMs: 2,
      nextUid,
      firstInstance: 1 + k * volume.size[2],
      temporalPosition: k + 1,
      temporalPositions: phases.length,
    }),
  );
  const segmentation = writeSegmentation(mask, identity, written[1], {
    uid: nextUid(),
    seriesUid: nextUid(),
    dimensionUid: nextUid(),
    trackingUid: nextUid(),
    number: 100,
    label: 'Tumour',
  });
  return [
    ...written.flatMap(({ files }) => files.map(({ name, bytes }) => [`dce/${name}`, bytes] as const)),
    ['dce-roi/seg.dcm', segmentation.bytes],
  ];
}
