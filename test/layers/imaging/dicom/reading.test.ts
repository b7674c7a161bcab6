/** Series whose pixels are fetched when they are read. */
import { createHash } from 'node:crypto';
import {
  describeSeries,
  formatOf,
  listSeries,
  type NamedBytes,
  readFrom,
  readingSelected,
  readingSeries,
  readNow,
  readSeries,
  SeriesCollector,
} from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { cases, filesOf, hasCases } from './cases.ts';
import { writtenCases } from './written.ts';

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Headers only, and what serves the pieces that a reading asks for. */
function opened(files: readonly NamedBytes[]) {
  const collector = new SeriesCollector({ digest });
  for (const { name, bytes } of files) {
    // The file's memory is the caller's again once it has been added.
    const lent = bytes.slice();
    collector.add({ name, bytes: lent });
    lent.fill(0);
  }
  let fetched = 0;
  const fetch = async ({ file, start, length }: { file: string; start: number; length: number }) => {
    fetched += length;
    const bytes = files.find(({ name }) => name === file)?.bytes ?? new Uint8Array();
    expect(start + length).toBeLessThanOrEqual(bytes.length);
    return bytes.slice(start, start + length);
  };
  return { series: collector.series(), fetch, fetched: () => fetched };
}

async function readsAlike(files: readonly NamedBytes[]): Promise<void> {
  const wanted = listSeries(files);
  const { series, fetch } = opened(files);
  expect(series.map(describeSeries)).toEqual(wanted.map(describeSeries));
  for (const [i, one] of series.entries()) {
    const volume = await readFrom(readingSeries(one), fetch);
    const whole = readSeries(wanted[i]);
    expect(volume.voxels.constructor).toBe(whole.voxels.constructor);
    expect(Buffer.from(volume.voxels.buffer).equals(Buffer.from(whole.voxels.buffer))).toBe(true);
    expect({ ...volume, voxels: 0 }).toEqual({ ...whole, voxels: 0 });
  }
}

describe('pixels that are fetched when they are read', () => {
  it.each(writtenCases().map((one) => [one.name, one] as const))('give the same volume of %s', (_, { series }) =>
    readsAlike(series.files));

  it('stay where they are: of each file the header is kept, and of a phase its own slices are fetched', async () => {
    const cases = writtenCases().filter(({ name }) => name.startsWith('dce'));
    const uid = cases[0].series.seriesUid;
    const files = cases.flatMap(({ series }) => series.files);
    const { series, fetch, fetched } = opened(files);
    for (const { frames } of series) {
      for (const { instance } of frames) {
        expect(instance.dataSet.elements.get(Tag.PixelData)?.value.length).toBe(0);
        expect(instance.dataSet.elements.get(Tag.Rows)?.value.buffer.byteLength).toBeLessThan(3000);
      }
    }
    expect(fetched()).toBe(0);
    await readFrom(readingSelected(series, undefined, { seriesUid: uid }), fetch);
    expect(fetched()).toBe(2 * 60);
  });

  it('are missed where nobody fetches them', () => {
    const [{ series: written }] = writtenCases();
    const { series } = opened(written.files);
    expect(() => readNow(readingSeries(series[0]))).toThrow(/got a reading that wants 0001\.dcm/);
  });

  const accepted = cases.filter(({ expected }) => expected.verdict === 'accepted');
  it.skipIf(!hasCases).each(accepted.map((one) => [one.id, one] as const))('give the same volumes of %s', (_, one) =>
    readsAlike(filesOf(one, 'files').filter(({ bytes, name }) => formatOf(bytes, name) === 'dicom')),
  );
});
