/** Volumes of one grid that differ in brightness and in what a test says: what the scanners' makers send as series. */
import { describeVolumes, type ImageSeries, listSeries, type NamedBytes, readImage } from '@radscore/imaging';
import { expect } from 'vitest';
import { selectionFrom } from '../../../../cli/files/selection.ts';
import { type NewElement, text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { rewritten } from './rewrite.ts';
import { writtenCases } from './written.ts';

export const [t2] = writtenCases();
const slices = t2.series.files;
const first = Number(t2.volume.voxels[0]);

export interface Scan {
  /** Series of its own, by number; without it all volumes are of one series. */
  readonly series?: number;
  readonly changes: readonly NewElement[];
}

/** A volume for each scan, each brighter by 100 than the one before, its files in a scrambled order. */
export function scans(...all: readonly Scan[]): NamedBytes[] {
  const files = all.flatMap(({ series = 1, changes }, k) =>
    slices.map((file, i) => {
      const voxels = t2.volume.voxels.subarray(20 * i, 20 * i + 20);
      const pixels = Int16Array.from(voxels, (value) => Number(value) + 100 * k);
      const own = rewritten(file, [
        text(Tag.SOPInstanceUID, 'UI', `2.25.7${k}${i}`),
        text(Tag.SeriesInstanceUID, 'UI', `2.25.6${series}`),
        text(Tag.SeriesNumber, 'IS', String(series)),
        { tag: Tag.PixelData, vr: 'OW', value: new Uint8Array(pixels.buffer) },
        ...changes,
      ]);
      return { ...own, name: `${k}-${file.name}` };
    }),
  );
  return files.sort((a, b) => (a.name.split('').reverse().join('') < b.name.split('').reverse().join('') ? -1 : 1));
}

export const at = (minute: number): NewElement =>
  text(Tag.AcquisitionTime, 'TM', `10${String(minute).padStart(2, '0')}00`);
export const type = (...values: string[]): NewElement => text(Tag.ImageType, 'CS', ...values);
export const described = (words: string): NewElement => text(Tag.SeriesDescription, 'LO', words);
export const phasesOf = (files: NamedBytes[]): ImageSeries[] =>
  listSeries(files).filter(({ kind }) => kind === 'phase');

/** Which scan a volume is, by its brightness. */
export const scanOf = (files: NamedBytes[], selection: string): number =>
  (Number(readImage(files, selectionFrom(selection)).voxels[0]) - first) / 100;

/** Every volume is selected by the text that lists it, and by no other. */
export function expectRoundTrip(files: NamedBytes[]): string[] {
  const all = listSeries(files);
  const texts = describeVolumes(all).map((words) => words.replace(/ \(.*/, ''));
  const seen = texts.map((one) => scanOf(files, one));
  expect(new Set(seen).size).toBe(all.length);
  return texts;
}
