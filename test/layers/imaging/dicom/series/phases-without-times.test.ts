/** Phases whose times were removed, and phases that were broken off, wherever they stand and however they are filed. */
import { inspectStudy, listSeries, type NamedBytes, readImage } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { selectionFrom } from '../../../../../cli/files/selection.ts';
import { text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { rewritten } from '../rewrite.ts';
import { at, phasesOf, type Scan, scanOf, scans, t2 } from '../scans.ts';

const SLICES = t2.series.files.length;
const agent = text(Tag.ContrastBolusAgent, 'LO', 'GADAVIST');
const acquisition = (number: number) => text(Tag.AcquisitionNumber, 'IS', String(number));
const position = (number: number) => text(Tag.TemporalPositionIdentifier, 'IS', String(number));
const TIMES = [
  Tag.AcquisitionTime,
  Tag.ContentTime,
  Tag.SeriesTime,
  Tag.AcquisitionNumber,
  Tag.TemporalPositionIdentifier,
];

/** Scans without any of the attributes that order phases, but those that a test gives. */
const timeless = (...all: Scan[]): NamedBytes[] =>
  scans(...all).map((file) => {
    const k = Number(file.name.split('-')[0]);
    return { ...rewritten(file, all[k].changes, TIMES), name: file.name };
  });
const notesOf = (files: NamedBytes[], selection: string): string[] =>
  (readImage(files, selectionFrom(selection)).reference?.notes ?? []).map(({ message }) => message);

describe('phases whose times were removed', () => {
  it('as series of their own are ordered by AcquisitionNumber, with a note', () => {
    // Their series are numbered the other way round.
    const files = timeless(...[0, 1, 2].map((k) => ({ series: 9 - k, changes: [agent, acquisition(k + 1)] })));
    expect([0, 1, 2].map((k) => scanOf(files, `phase=${k}`))).toEqual([0, 1, 2]);
    expect(notesOf(files, 'phase=1')).toEqual([expect.stringContaining('ordered by AcquisitionNumber')]);
    const { notes } = inspectStudy(files);
    expect(notes).toEqual([
      { code: 'phases-ordered', message: expect.stringContaining('ordered by AcquisitionNumber') },
    ]);
  });

  it.each<[string, (k: number) => Scan]>([
    ['none of them numbers its acquisition', (k) => ({ series: 3 + k, changes: [agent] })],
    ['all of them have one acquisition number', (k) => ({ series: 3 + k, changes: [agent, acquisition(1)] })],
  ])('and by SeriesNumber where %s', (_, scan) => {
    const files = timeless(...[0, 1, 2].map(scan));
    expect([0, 1, 2].map((k) => scanOf(files, `phase=${k}`))).toEqual([0, 1, 2]);
    expect(notesOf(files, 'phase=0')).toEqual([expect.stringContaining('ordered by SeriesNumber')]);
  });

  it('of one series are ordered by AcquisitionNumber', () => {
    const files = timeless(...[2, 0, 1].map((k) => ({ changes: [agent, acquisition(k + 4)] })));
    expect([0, 1, 2].map((k) => scanOf(files, `phase=${k}`))).toEqual([1, 2, 0]);
    expect(notesOf(files, 'phase=0')).toEqual([expect.stringContaining('ordered by AcquisitionNumber')]);
  });

  it('of one series that nothing orders are refused, without advice to remove phases', () => {
    const files = timeless(...[0, 1, 2].map(() => ({ changes: [agent] })));
    const error = refusal(() => readImage(files)) as { code: string; remedy: string };
    expect(error.code).toBe('geometry-invalid');
    expect(error.remedy).toMatch(/^9 slices lie at 3 positions\. If they are phases, keep what orders them/);
  });

  it('and a copy of one slice among many is still a duplicate', () => {
    const [one] = t2.series.files;
    const copy = { ...rewritten(one, [text(Tag.SOPInstanceUID, 'UI', '2.25.4711')]), name: 'copy.dcm' };
    expect(refusal(() => readImage([...t2.series.files, copy]))).toMatchObject({
      remedy: expect.stringMatching(/^Remove the duplicates/),
    });
  });

  it('images of one moment are no phases, whatever their series are numbered', () => {
    const files = scans(...[0, 1].map((k) => ({ series: k + 1, changes: [at(0)] })));
    expect(phasesOf(files)).toEqual([]);
  });
});

/** All but the last slice of one scan. */
const without = (files: NamedBytes[], scan: number): NamedBytes[] =>
  files.filter(({ name }) => name !== `${scan}-${t2.series.files[SLICES - 1].name}`);

describe('a phase that was broken off', () => {
  const FILED: readonly (readonly [string, (k: number) => Scan])[] = [
    ['in one series, by temporal position', (k) => ({ changes: [agent, position(k + 1)] })],
    ['in one series, by its times', (k) => ({ changes: [agent, at(k)] })],
    ['as a series of its own, by its times', (k) => ({ series: k + 1, changes: [agent, at(k)] })],
    ['as a series of its own, by AcquisitionNumber', (k) => ({ series: k + 1, changes: [agent, acquisition(k + 1)] })],
    ['as a series of its own, by SeriesNumber', (k) => ({ series: k + 1, changes: [agent] })],
  ];
  for (const broken of [0, 1, 2, 3]) {
    it.each(FILED)(`%s: phase ${broken} of 4 is named, and the others are read as they are numbered`, (_, scan) => {
      const files = without(timeless(...[0, 1, 2, 3].map(scan)), broken);
      const phases = phasesOf(files);
      expect(phases.map(({ phase, incompleteOf }) => [phase, incompleteOf])).toEqual(
        [0, 1, 2, 3].map((k) => [k, k === broken ? SLICES : undefined]),
      );
      for (const k of [0, 1, 2, 3]) {
        if (k !== broken) expect(scanOf(files, `phase=${k}`)).toBe(k);
      }
      expect(refusal(() => readImage(files, { phase: broken }))).toMatchObject({
        code: 'slice-gap',
        got: `phase ${broken} with ${SLICES - 1} of ${SLICES} slices`,
      });
      expect(inspectStudy(files).notes.filter(({ code }) => code === 'phase-incomplete')).toEqual([
        {
          code: 'phase-incomplete',
          message: expect.stringContaining(`phase ${broken} has ${SLICES - 1} of ${SLICES} slices`),
        },
      ]);
    });
  }

  it('needs two whole ones of its grid and contrast: a lone shorter series is an image of its own', () => {
    const files = without(timeless(...[0, 1].map((k) => ({ series: k + 1, changes: [agent, at(k)] }))), 1);
    expect(listSeries(files).map(({ kind }) => kind)).toEqual(['image', 'image']);
    const other = without(
      timeless(
        ...[0, 1, 2].map((k) => ({
          series: k + 1,
          changes: [agent, at(k), ...(k === 2 ? [text(Tag.EchoTime, 'DS', '7')] : [])],
        })),
      ),
      2,
    );
    expect(listSeries(other).map(({ kind, incompleteOf }) => [kind, incompleteOf])).toEqual([
      ['phase', undefined],
      ['phase', undefined],
      ['image', undefined],
    ]);
  });
});
