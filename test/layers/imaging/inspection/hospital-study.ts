/** A small synthetic study as a hospital exports it: DICOM series of every sequence, with regions of interest. */
import {
  type Mask,
  type NamedBytes,
  type NewSeries,
  uidFromBytes,
  type Volume,
  type WrittenSeries,
  writeNifti,
  writeSegmentation,
  writeSeries,
} from '@radscore/imaging/node';

type Grid = Omit<Volume, 'voxels'>;

/** One series of a study: its slices, and which part of the study they are. */
export interface ScannedSeries {
  /** T2, ADC, DWI, DCE. */
  readonly part: string;
  readonly volume: Volume;
  readonly written: WrittenSeries;
}

const IDENTITY_DIRECTION = [1, 0, 0, 0, 1, 0, 0, 0, 1] as const;
const grid = (extent: number, spacing: number): Grid => ({
  size: [extent, extent, 6],
  spacing: [spacing, spacing, 3],
  origin: [-20, 10, 5],
  direction: IDENTITY_DIRECTION,
});
export const GRIDS = { T2: grid(24, 0.9), DWI: grid(16, 1.5), DCE: grid(20, 1.1) } as const;

const T2: Omit<NewSeries, 'uid'> = {
  number: 2,
  description: 'ax t2 fs',
  scanningSequence: 'SE',
  scanOptions: 'FS',
  repetitionTimeMs: 4000,
  echoTimeMs: 80,
};
const DWI = { ...T2, number: 3, description: 'ep2d', scanningSequence: 'EP', repetitionTimeMs: 6000 };
const DCE = { ...T2, number: 5, description: 'ax dyn', scanningSequence: 'GR', repetitionTimeMs: 5, echoTimeMs: 2 };
export const SCANS = { T2, DWI, DCE } as const;

/** A study whose parts are added one by one; everything is drawn from numbers, so that the same study has the same bytes. */
export class HospitalStudy {
  #drawn = 0;
  readonly identity = {
    patientId: 'SYN-0007',
    studyUid: this.#uid(),
    frameOfReferenceUid: this.#uid(),
    deidentification: 'synthetic',
  };

  /** UIDs are counted, not random. */
  #uid(): string {
    this.#drawn++;
    const [high, low] = [this.#drawn >> 8, this.#drawn & 255];
    return uidFromBytes(new Uint8Array(16).map((_, i) => (i === 14 ? high : i === 15 ? low : 40 + i)));
  }

  /** A series of slices. `like` continues another series; `change` of it makes several volumes of one series. */
  scan(part: string, scan: Omit<NewSeries, 'uid'>, on: Grid, seed = 1, like?: ScannedSeries): ScannedSeries {
    const uid = like?.written.seriesUid ?? this.#uid();
    const voxels = Int16Array.from({ length: on.size[0] * on.size[1] * on.size[2] }, (_, i) => 300 + noise(i, seed));
    const volume = { ...on, voxels };
    return { part, volume, written: writeSeries(volume, this.identity, { ...scan, uid, nextUid: () => this.#uid() }) };
  }

  seg({ volume, written }: ScannedSeries, name: string, shift = 0): NamedBytes {
    const { bytes } = writeSegmentation(maskOn(volume, shift), this.identity, written, {
      uid: this.#uid(),
      seriesUid: this.#uid(),
      dimensionUid: this.#uid(),
      trackingUid: this.#uid(),
      number: 100,
      label: 'Tumour',
    });
    return { name, bytes };
  }

  /** T2, ADC, two b-values, three phases, and a region on each: two SEGs, of which one names phase 1, and a NIfTI mask. */
  static complete(): HospitalParts {
    const study = new HospitalStudy();
    const t2 = study.scan('T2', T2, GRIDS.T2, 1);
    const b0 = study.scan('DWI', { ...DWI, bValue: 0 }, GRIDS.DWI, 2);
    const b800 = study.scan('DWI', { ...DWI, bValue: 800, firstInstance: 7 }, GRIDS.DWI, 3, b0);
    const adc = study.scan('ADC', { ...DWI, number: 4, isAdcMap: true }, GRIDS.DWI, 4);
    const phase = (at: number, like?: ScannedSeries) =>
      study.scan(
        'DCE',
        { ...DCE, contrastAgent: 'GD', temporalPosition: at + 1, temporalPositions: 3, firstInstance: 1 + 6 * at },
        GRIDS.DCE,
        5 + at,
        like,
      );
    const first = phase(0);
    const phases = [first, phase(1, first), phase(2, first)];
    return {
      study,
      series: [t2, b0, b800, adc, ...phases],
      regions: [
        study.seg(t2, 't2_seg.dcm'),
        study.seg(phases[1], 'dce_seg.dcm'),
        { name: 'dwi_mask.nii.gz', bytes: writeNifti(maskOn(adc.volume), {}) },
      ],
    };
  }
}

export interface HospitalParts {
  readonly study: HospitalStudy;
  readonly series: readonly ScannedSeries[];
  readonly regions: readonly NamedBytes[];
}

/** Seeded numbers that no two series share. */
function noise(i: number, seed: number): number {
  return ((i * 7919 + seed * 104_729) % 997) + 40 * seed;
}

export function maskOn({ size, ...place }: Grid, shift = 0): Mask {
  const voxels = new Uint8Array(size[0] * size[1] * size[2]);
  for (let z = 1; z < 5; z++) {
    for (let y = 4; y < 13; y++) {
      for (let x = 3 + shift; x < 12 + shift; x++) voxels[x + size[0] * (y + size[1] * z)] = 1;
    }
  }
  return { size, spacing: place.spacing, origin: place.origin, direction: place.direction, voxels };
}

/** The slices of a study under the paths that `place` gives them: by part, number of the slice, and number of the series. */
export function slicesOf(
  series: readonly ScannedSeries[],
  place: (part: string, slice: number, series: number) => string,
): NamedBytes[] {
  const next = new Map<string, number>();
  return series.flatMap(({ part, written }, at) =>
    written.files.map(({ bytes }) => {
      const slice = (next.get(part) ?? 0) + 1;
      next.set(part, slice);
      return { name: place(part, slice, at), bytes };
    }),
  );
}
