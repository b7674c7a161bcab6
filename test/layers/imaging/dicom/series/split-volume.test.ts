/** One volume whose slices came in several series: the refusal says that together they are one. */
import { readImage } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { type NewElement, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { written } from '../regions/structure-sets.ts';
import { rewritten } from '../rewrite.ts';

const { series } = written();

/** The slices, each in the series that a rule gives it. */
function split(seriesOf: (slice: number) => number, more: (series: number) => readonly NewElement[] = () => []) {
  return series.files.map((file, i) =>
    rewritten(file, [text(Tag.SeriesInstanceUID, 'UI', `2.25.6${seriesOf(i)}`), ...more(seriesOf(i))]),
  );
}

const TOGETHER = 'Together they make one volume of 8 slices: give them one SeriesInstanceUID.';

describe('slices of one volume in several series', () => {
  it.each<[string, (slice: number) => number]>([
    ['that interleave', (i) => i % 2],
    ['that adjoin', (i) => (i < 4 ? 0 : 1)],
    ['of different lengths', (i) => (i < 1 ? 0 : 1)],
    ['in three', (i) => i % 3],
    ['each of its own', (i) => i],
  ])('%s', (_, seriesOf) => {
    expect(refusal(() => readImage(split(seriesOf)))).toMatchObject({ code: 'series-ambiguous', remedy: TOGETHER });
  });

  it('that describe themselves apart, or are of other times', () => {
    const described = (k: number) => [
      text(Tag.SeriesDescription, 'LO', `T2 ${k}`),
      text(Tag.SeriesNumber, 'IS', `${k + 1}`),
    ];
    const timed = (k: number) => [text(Tag.AcquisitionTime, 'TM', `10${k}000`)];
    for (const more of [described, timed]) {
      expect(refusal(() => readImage(split((i) => (i < 4 ? 0 : 1), more)))).toMatchObject({ remedy: TOGETHER });
    }
  });

  it('of which one is missing between them', () => {
    const files = split((i) => (i < 4 ? 0 : 1)).filter((_, i) => i !== 3);
    expect(refusal(() => readImage(files))).toMatchObject({
      remedy: expect.stringContaining('2.000 mm apart: 1 missing'),
    });
  });

  it('but not if their contrast, their frame of reference or their study differ', () => {
    const apart: ((k: number) => readonly NewElement[])[] = [
      (k) => [text(Tag.EchoTime, 'DS', `${80 + 20 * k}`)],
      (k) => [text(Tag.FrameOfReferenceUID, 'UI', `2.25.1${k}`)],
      (k) => [text(Tag.StudyInstanceUID, 'UI', `2.25.2${k}`)],
    ];
    for (const more of apart) {
      const refused = refusal(() => readImage(split((i) => (i < 4 ? 0 : 1), more)));
      expect(refused).toMatchObject({
        code: 'series-ambiguous',
        remedy: expect.stringContaining('Select one of them'),
      });
    }
  });
});
