/** A series that was written, and changes to it, for tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Mask,
  type NamedBytes,
  type NewSeries,
  type StudyIdentity,
  uidFromBytes,
  type Volume,
  type WrittenSeries,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging';

/** A series with its segmentation, as this project writes them, and what they hold. */
export interface WrittenCase {
  readonly name: string;
  readonly volume: Volume;
  readonly mask: Mask;
  readonly series: WrittenSeries;
  readonly segmentation: NamedBytes;
}

let drawn = 0;
const nextUid = (): string =>
  uidFromBytes(new Uint8Array(16).fill(17).map((value, i) => value + i * (drawn % 97) + drawn++));

const study = (): StudyIdentity => ({
  patientId: 'SYN-0001',
  studyUid: nextUid(),
  frameOfReferenceUid: nextUid(),
  deidentification: 'synthetic',
});

const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
const GRIDS = {
  axial: { size: [5, 4, 3], spacing: [0.7, 0.9, 3], origin: [-10, 20, 30], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
  // Rows run along +y, columns along -z: right-handed, slices ascend along -x.
  sagittal: { size: [4, 5, 3], spacing: [1, 1.2, 2.5], origin: [7, -3, 50], direction: [0, 0, -1, 1, 0, 0, 0, -1, 0] },
  oblique: {
    size: [6, 5, 4],
    spacing: [0.85, 0.85, 3.2],
    origin: [1.5, -2.25, 7],
    direction: [1, 0, 0, 0, c, -s, 0, s, c],
  },
} as const satisfies Record<string, Omit<Volume, 'voxels'>>;

const T2: NewSeries = {
  uid: '',
  number: 2,
  description: 'T2 FS',
  scanningSequence: 'SE',
  scanOptions: 'FS',
  repetitionTimeMs: 4000,
  echoTimeMs: 80,
};
const DWI: NewSeries = { ...T2, number: 3, description: 'DWI', scanningSequence: 'EP', repetitionTimeMs: 6000 };
const DCE: NewSeries = { ...T2, number: 4, description: 'DCE', scanningSequence: 'GR', contrastAgent: 'GD' };

/** Every kind of series that is written, of every voxel type, axial and not. */
export function writtenCases(): WrittenCase[] {
  return [
    written('t2, signed', GRIDS.axial, new Int16Array(60), T2),
    written('t2, unsigned, oblique', GRIDS.oblique, new Uint16Array(120), T2),
    written('t2, 8 bits, sagittal', GRIDS.sagittal, new Uint8Array(60), T2),
    written('dwi, b = 0', GRIDS.axial, new Int16Array(60), { ...DWI, bValue: 0 }),
    written('dwi, b = 800', GRIDS.oblique, new Uint16Array(120), { ...DWI, bValue: 800 }),
    written('adc', GRIDS.axial, new Int16Array(60), { ...DWI, isAdcMap: true }),
    written('dce, first phase', GRIDS.axial, new Int16Array(60), { ...DCE, temporalPosition: 1, temporalPositions: 2 }),
    written('dce, second phase', GRIDS.axial, new Int16Array(60), {
      ...DCE,
      temporalPosition: 2,
      temporalPositions: 2,
      firstInstance: 4,
    }),
  ];
}

function written(
  name: string,
  grid: Omit<Volume, 'voxels'>,
  voxels: Int16Array | Uint16Array | Uint8Array,
  scan: NewSeries,
): WrittenCase {
  const least = voxels instanceof Int16Array ? -900 : 0;
  const step = voxels instanceof Uint8Array ? 2 : 37;
  const volume: Volume = { ...grid, voxels: voxels.map((_, i) => least + step * i) };
  const [nx, ny] = grid.size;
  // Nothing on the last slice: frames of a segmentation are fewer than slices.
  const mask: Mask = {
    ...grid,
    voxels: Uint8Array.from(voxels, (_, i) => (i < nx * ny * (grid.size[2] - 1) && i % 3 === 0 ? 1 : 0)),
  };
  return { name, volume, mask, ...writtenAs(volume, mask, scan) };
}

/** A volume as a series, a slice per file, and its region of interest as the segmentation that refers to them. */
export function writtenAs(
  volume: Volume,
  mask: Mask,
  scan: Omit<NewSeries, 'uid'> = T2,
): Pick<WrittenCase, 'series' | 'segmentation'> {
  const identity = study();
  const series = writeSeries(volume, identity, { ...scan, uid: nextUid(), nextUid });
  const segmentation = writeSegmentation(mask, identity, series, {
    uid: nextUid(),
    seriesUid: nextUid(),
    dimensionUid: nextUid(),
    trackingUid: nextUid(),
    number: 100,
    label: 'Tumour',
  });
  return { series, segmentation };
}

/** Puts a case where other programs find it: slices in a folder of their own, the segmentation beside it. */
export function save({ series, segmentation }: WrittenCase, folder: string): { slices: string; seg: string } {
  const slices = join(folder, 'slices');
  const seg = join(folder, segmentation.name);
  mkdirSync(slices, { recursive: true });
  for (const { name, bytes } of series.files) writeFileSync(join(slices, name), bytes);
  writeFileSync(seg, segmentation.bytes);
  return { slices, seg };
}
