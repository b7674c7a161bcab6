/** Headers changed at random: what is still read is read as pydicom and GDCM read it, and everything else is refused. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputRefused, type NamedBytes, readImage } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { rewritten } from './rewrite.ts';
import { writtenCases } from './written.ts';

const cases = writtenCases();
const SEED = 20_260;
const MUTATIONS = 400;

const US = (tag: number, ...values: number[]) => values.map((value) => integers(tag, 'US', value));
const DS = (tag: number, ...values: string[]) => values.map((value) => text(tag, 'DS', ...value.split('\\')));

/** What a header may come to say; `undefined` takes the element away. */
const CHANGES: readonly (readonly [number, readonly (NewElement | undefined)[]])[] = [
  [Tag.Rows, [...US(Tag.Rows, 0, 1, 2, 3, 5, 6, 60), undefined]],
  [Tag.Columns, [...US(Tag.Columns, 0, 1, 3, 4, 6, 65_535), undefined]],
  [Tag.BitsAllocated, [...US(Tag.BitsAllocated, 1, 8, 12, 16, 32, 64), undefined]],
  [Tag.BitsStored, [...US(Tag.BitsStored, 0, 8, 10, 12, 15, 16, 17), undefined]],
  [Tag.HighBit, [...US(Tag.HighBit, 0, 7, 9, 11, 14, 15, 16), undefined]],
  [Tag.PixelRepresentation, [...US(Tag.PixelRepresentation, 0, 1, 2), undefined]],
  [Tag.SamplesPerPixel, [...US(Tag.SamplesPerPixel, 0, 1, 2, 3), undefined]],
  [Tag.PlanarConfiguration, US(Tag.PlanarConfiguration, 0, 1)],
  [
    Tag.PhotometricInterpretation,
    [...['MONOCHROME1', 'RGB', 'GREY', ''].map((one) => text(Tag.PhotometricInterpretation, 'CS', one)), undefined],
  ],
  [Tag.NumberOfFrames, ['0', '1', '2', '-1', 'x', '1.0', ''].map((one) => text(Tag.NumberOfFrames, 'IS', one))],
  [Tag.RescaleSlope, DS(Tag.RescaleSlope, '0', '1', '2', '-1', '0.5', 'x', '', '1\\2', '1e400')],
  [Tag.RescaleIntercept, DS(Tag.RescaleIntercept, '0', '-1024', '0.25', 'x', '')],
  [
    Tag.PixelSpacing,
    [...DS(Tag.PixelSpacing, '0\\1', '-1\\1', '2\\3', '2', 'x\\1', '1,5\\1', '0x1\\1', ''), undefined],
  ],
  [Tag.ImageOrientationPatient, DS(Tag.ImageOrientationPatient, '1\\0\\0\\1\\0\\0', '2\\0\\0\\0\\1\\0', '1\\0\\0', '')],
  [Tag.ImagePositionPatient, DS(Tag.ImagePositionPatient, '0\\0', 'x\\0\\0', '')],
];

/** Mulberry32: the same changes every time. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** One to three changes of a series, in all of its slices or in one. */
function mutated(random: (below: number) => number): NamedBytes[] {
  const { series } = cases[random(3)];
  const chosen = new Map(
    Array.from({ length: 1 + random(3) }, () => {
      const [tag, values] = CHANGES[random(CHANGES.length)];
      return [tag, values[random(values.length)]] as const;
    }),
  );
  const only = random(3) === 0 ? random(series.files.length) : undefined;
  const added = [...chosen.values()].filter((change) => change !== undefined);
  return series.files.map((file, i) =>
    only === undefined || only === i ? rewritten(file, added, [...chosen.keys()]) : file,
  );
}

interface Seen {
  readonly voxels: readonly number[];
  readonly spacing: readonly number[];
}

const random = randomFrom(SEED);
const all = Array.from({ length: MUTATIONS }, () => mutated(random));

describe('headers changed at random', () => {
  const outcomes = all.map((files): Seen | string => {
    try {
      const { voxels, spacing } = readImage(files);
      return { voxels: Array.from(voxels, Number), spacing: spacing.slice(0, 2) };
    } catch (error) {
      if (error instanceof InputRefused) return error.code;
      throw error;
    }
  });
  const read = outcomes.flatMap((outcome, i) => (typeof outcome === 'string' ? [] : [[i, outcome] as const]));

  it('are refused with a code, or read', () => {
    expect(read.length).toBeGreaterThan(20);
    expect(outcomes.length - read.length).toBeGreaterThan(200);
  });

  const peers = process.env.RADSCORE_DICOM_PEERS;
  it.skipIf(!peers)('are read as pydicom and GDCM read them (RADSCORE_DICOM_PEERS)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-mutations-'));
    try {
      for (const [i] of read) {
        mkdirSync(join(folder, String(i)));
        for (const { name, bytes } of all[i]) writeFileSync(join(folder, String(i), name), bytes);
      }
      const script = join(import.meta.dirname, 'mutations-by-peers.py');
      const output = execFileSync(peers ?? '', [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 });
      const seen: Record<string, { pydicom: Seen | null; gdcm: Seen | null }> = JSON.parse(output);
      const apart = read.flatMap(([i, own]) => {
        const others = [seen[i].pydicom, seen[i].gdcm].filter((one) => one !== null);
        const agrees =
          others.length > 0 &&
          others.every((one) => isSame(one.voxels, own.voxels) && isSame(one.spacing, own.spacing));
        return agrees ? [] : [i];
      });
      expect(apart).toEqual([]);
      // Neither reader may have refused everything.
      expect(read.filter(([i]) => seen[i].pydicom && seen[i].gdcm).length).toBeGreaterThan(20);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** Products and sums of the rescale in double precision, once or in another order. */
function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]) <= 1e-9 * Math.max(1, Math.abs(value)));
}
