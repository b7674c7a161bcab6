/** What lossy compression took away is reported: with an inspection, with a sequence of a study, with features. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspectStudy, type NamedBytes, readImage, SeriesCollector } from '@radscore/imaging/node';
import { readSequence } from '@radscore/pipeline/inspection';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NewElement, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { parseDicom } from '../../../../../layers/imaging/dicom/encoding/parse.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { lossyCompressionOf } from '../../../../../layers/imaging/dicom/pixels/lossy-compression.ts';
import { radscore } from '../../../../cli/terminal.ts';
import { cases, filesOf, hasCases } from '../cases.ts';
import { encapsulated } from '../encapsulated.ts';
import { asJpeg2000, asJpegLs } from '../encoded-frames.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

const [, oblique] = writtenCases();
const { series, segmentation, volume } = oblique;
const [columns, rows] = volume.size;

/** The pixels of each slice, as a code stream of another syntax would hold them. */
function recoded(syntax: string, code: (slice: number) => Uint8Array, ...changes: NewElement[]): NamedBytes[] {
  return series.files.map((file, slice) => {
    const { name, bytes } = rewritten(file, changes, [Tag.PixelData]);
    return { name, bytes: encapsulated(bytes, syntax, code(slice)) };
  });
}

const frame = (slice: number) => ({
  columns,
  rows,
  pixels: Uint16Array.from(volume.voxels.subarray(columns * rows * slice, columns * rows * (slice + 1))),
});
const jpegLs = (near: number) => (slice: number) => asJpegLs(frame(slice), near);
const jpeg2000 = (isReversible: boolean) => (slice: number) => asJpeg2000(frame(slice), isReversible);
const flag = text(Tag.LossyImageCompression, 'CS', '01');
const unlossy = text(Tag.LossyImageCompression, 'CS', '00');
const flagged = (...changes: NewElement[]): NamedBytes[] => series.files.map((file) => rewritten(file, changes));

const JPEG_LS = '1.2.840.10008.1.2.4.80';
const JPEG_LS_NEAR = '1.2.840.10008.1.2.4.81';
const JPEG_2000_LOSSLESS = '1.2.840.10008.1.2.4.90';
const JPEG_2000 = '1.2.840.10008.1.2.4.91';

const LOSSY: readonly (readonly [string, () => NamedBytes[], string])[] = [
  ['JPEG-LS with NEAR 3', () => recoded(JPEG_LS_NEAR, jpegLs(3)), 'JPEG-LS, near-lossless'],
  [
    'JPEG-LS with NEAR 3 that says it is lossless',
    () => recoded(JPEG_LS, jpegLs(3), unlossy),
    'JPEG-LS, near-lossless',
  ],
  ['JPEG 2000 with the 9-7 wavelet', () => recoded(JPEG_2000, jpeg2000(false)), 'JPEG 2000, irreversible'],
  [
    'JPEG 2000 with the 9-7 wavelet, its ratio and its method',
    () =>
      recoded(
        JPEG_2000,
        jpeg2000(false),
        flag,
        text(Tag.LossyImageCompressionRatio, 'DS', '12.5'),
        text(Tag.LossyImageCompressionMethod, 'CS', 'ISO_15444_1'),
      ),
    'ISO_15444_1; 12.5 : 1',
  ],
  [
    'JPEG 2000 with the 5-3 wavelet, cut to a rate as its flag says',
    () => recoded(JPEG_2000, jpeg2000(true), flag),
    '',
  ],
  [
    'pixels that were compressed twice before, by ratios of 5 and 20',
    () =>
      flagged(
        flag,
        text(Tag.LossyImageCompressionRatio, 'DS', '5', '20'),
        text(Tag.LossyImageCompressionMethod, 'CS', 'ISO_10918_1', 'ISO_14495_1'),
      ),
    'ISO_10918_1, ISO_14495_1; 20 : 1',
  ],
  [
    'a flag beside a ratio and a method that are none',
    () =>
      flagged(
        flag,
        text(Tag.LossyImageCompressionRatio, 'DS', '-1'),
        text(Tag.LossyImageCompressionMethod, 'CS', 'WAVELET'),
      ),
    '',
  ],
];

const LOSSLESS: readonly (readonly [string, () => NamedBytes[]])[] = [
  ['pixels as they were', () => [...series.files]],
  ['pixels whose flag says that nothing was lost', () => flagged(unlossy)],
  ['JPEG-LS with NEAR 0 in the near-lossless syntax', () => recoded(JPEG_LS_NEAR, jpegLs(0))],
  ['JPEG-LS', () => recoded(JPEG_LS, jpegLs(0))],
  ['JPEG 2000 with the 5-3 wavelet in the lossy syntax', () => recoded(JPEG_2000, jpeg2000(true))],
  ['JPEG 2000 lossless', () => recoded(JPEG_2000_LOSSLESS, jpeg2000(true), unlossy)],
];

const source = { image: 't2/', roi: { file: segmentation.name } };

describe('an image after lossy compression', () => {
  it.each(LOSSY)('%s: is read, and what is known is reported', (_, make, details) => {
    const files = make();
    const told = {
      code: 'lossy-compression',
      message: expect.stringContaining(
        `got ${files.length} slices after lossy compression${details && ` (${details})`}, first ${files[0].name}; wanted`,
      ),
    };
    const study = [...files, segmentation];
    const { verdict, findings, notes } = inspectStudy(study);
    expect({ verdict, findings }).toEqual({ verdict: 'accepted', findings: [] });
    expect(notes).toEqual([{ ...told, sequence: 't2fs' }]);
    expect(notes[0].message).toMatch(/^\.: image \(4 slices\): /);
    expect(readSequence('t2fs', source, { image: files, roi: [segmentation] }).notes).toEqual([told]);
  });

  it.each(LOSSLESS)('%s: nothing is reported, and the voxels are those of the scanner', (_, make) => {
    const files = make();
    expect([...readImage(files).voxels]).toEqual([...volume.voxels]);
    expect(inspectStudy([...files, segmentation])).toMatchObject({ verdict: 'accepted', notes: [] });
    expect(readSequence('t2fs', source, { image: files, roi: [segmentation] }).notes).toEqual([]);
  });

  it('has other voxels: near-lossless JPEG-LS by as much as it allows', () => {
    const { voxels } = readImage(recoded(JPEG_LS_NEAR, jpegLs(3)));
    const off = voxels.map((value, i) => Math.abs(Number(value) - Number(volume.voxels[i])));
    expect(Math.max(...off)).toBeGreaterThan(0);
    expect(Math.max(...off)).toBeLessThanOrEqual(3);
  });

  it('counts the slices that have it, not those beside them', () => {
    const [first, ...others] = recoded(JPEG_LS_NEAR, jpegLs(3));
    const { notes } = inspectStudy([first, ...series.files.slice(1), segmentation]);
    expect(notes[0].message).toContain(
      `got 1 slice after lossy compression (JPEG-LS, near-lossless), first ${first.name}`,
    );
    expect(others).toHaveLength(3);
  });

  it('is reported without what a file has in place of a method: it could be a name', () => {
    const files = flagged(flag, text(Tag.LossyImageCompressionMethod, 'CS', 'MUELLER^ERIKA', 'ISO_10918_1'));
    const { notes } = readSequence('t2fs', source, { image: files, roi: [segmentation] });
    expect(notes[0].message).toContain('after lossy compression (ISO_10918_1), first');
  });

  it('is known of pixels that are left where they lie', () => {
    const collector = new SeriesCollector({ digest: (bytes) => String(bytes.length) });
    for (const file of recoded(JPEG_LS_NEAR, jpegLs(3))) collector.add(file);
    const [{ frames }] = collector.series();
    expect(frames.map(({ instance }) => [instance.place !== undefined, instance.lossyCompression?.methods])).toEqual(
      frames.map(() => [true, ['JPEG-LS, near-lossless']]),
    );
  });

  it('is reported of a map that was fitted to such images', () => {
    const weighted = [0, 800].flatMap((b) =>
      flagged(flag, text(Tag.SequenceName, 'SH', `*ep_b${b}t`), text(Tag.SeriesInstanceUID, 'UI', '2.25.4')).map(
        (file, i) => rewritten(file, [text(Tag.SOPInstanceUID, 'UI', `2.25.4${b}${i}`)]),
      ),
    );
    const { notes } = readSequence('dwi', source, { image: weighted, roi: [segmentation] });
    expect(notes.map(({ code }) => code)).toEqual(['adc-fitted', 'lossy-compression']);
    expect(notes[1].message).toContain('got 8 slices');
  });

  it('is seen in the coding style of a component, in the main header of a stream and nowhere behind it', () => {
    const stream = asJpeg2000(frame(0), true);
    // Content of a component's coding style: which one, no precincts, a level, blocks of 64 × 64, the 9-7 wavelet.
    const style = [0xff, 0x53, 0, 9, 0, 0, 1, 4, 4, 0, 0];
    const seenAt = (marker: number): boolean => {
      const at = Buffer.from(stream).indexOf(Buffer.of(0xff, marker));
      const changed = Uint8Array.from([...stream.slice(0, at), ...style, ...stream.slice(at)]);
      const head = rewritten(series.files[0], [], [Tag.PixelData]).bytes;
      return lossyCompressionOf(parseDicom(encapsulated(head, JPEG_2000, changed), 'a.dcm')) !== undefined;
    };
    expect({ beforeQuantisation: seenAt(0x5c), behindTheData: seenAt(0xd9) }).toEqual({
      beforeQuantisation: true,
      behindTheData: false,
    });
  });

  it('is no finding where streams are cut off anywhere: their headers are read as far as they go', () => {
    for (const [syntax, stream] of [
      [JPEG_LS_NEAR, asJpegLs(frame(0), 3)],
      [JPEG_2000, asJpeg2000(frame(0), false)],
    ] as const) {
      const head = rewritten(series.files[0], [], [Tag.PixelData]).bytes;
      const seen = Array.from({ length: stream.length }, (_, length) =>
        lossyCompressionOf(parseDicom(encapsulated(head, syntax, stream.slice(0, length)), 'a.dcm')),
      );
      expect(seen[0]).toBeUndefined();
      expect(seen[stream.length - 1]).toBeDefined();
      // Once the header is there, it stays.
      const from = seen.findIndex((one) => one !== undefined);
      expect(seen.slice(from).every((one) => one !== undefined)).toBe(true);
    }
  });

  it.skipIf(!hasCases)('is not seen in any of the test studies, whose compression is lossless', () => {
    for (const study of cases) expect(inspectStudy(filesOf(study, 'files')).notes, study.id).toEqual([]);
  });
});

describe('features of an image after lossy compression', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'radscore-lossy-'));
    mkdirSync(join(folder, 'study/t2'), { recursive: true });
    for (const { name, bytes } of recoded(JPEG_2000, jpeg2000(false)))
      writeFileSync(join(folder, 'study/t2', name), bytes);
    writeFileSync(join(folder, 'study/roi.dcm'), segmentation.bytes);
    writeFileSync(join(folder, 'cases.csv'), 'Image,Mask\nstudy/t2,study/roi.dcm\n');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('carry the warning: beside one case, in its diagnostics, in the column of a table', async () => {
    const one = await radscore('extract', join(folder, 'study/t2'), join(folder, 'study/roi.dcm'));
    expect(one.exitCode).toBe(0);
    expect(one.notes.join('\n')).toMatch(
      /warning: lossy-compression: got 4 slices after lossy compression \(JPEG 2000/,
    );
    expect(JSON.parse(one.out).diagnostics_Warnings).toEqual([expect.stringMatching(/^lossy-compression: /)]);
    const ibsi = await radscore(
      'extract',
      join(folder, 'study/t2'),
      join(folder, 'study/roi.dcm'),
      '--profile',
      'ibsi',
    );
    expect(ibsi.notes.join('\n')).toContain('warning: lossy-compression: ');
    const table = await radscore('extract', join(folder, 'cases.csv'), '-f', 'json', '-j', '1');
    expect(JSON.parse(table.out)[0].Warnings).toContain('lossy-compression: ');
  });

  it('and so does the inspection, in words', async () => {
    const { out, exitCode } = await radscore('inspect', join(folder, 'study'));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/note, t2fs: lossy-compression: t2: image \(4 slices\): got 4 slices/);
  });
});
