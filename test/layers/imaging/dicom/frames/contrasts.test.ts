/** What is a phase and what is not: volumes that differ in more than time are never phases, and each can be selected. */
import { type InputRefused, listSeries, readImage } from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { selectionFrom } from '../../../../../cli/files/selection.ts';
import { type NewElement, sequence, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { at, described, expectRoundTrip, phasesOf, type Scan, scanOf, scans, type } from '../scans.ts';

describe('volumes of one moment or of another contrast are no phases', () => {
  const minutes = [0, 1, 2, 3];
  it.each<[string, NewElement[][], string[], RegExp]>([
    [
      'Dixon of one series',
      ['W', 'F', 'IP', 'OP'].map((one) => [type('DERIVED', 'PRIMARY', one, one, 'DERIVED')]),
      ['type=W', 'type=F', 'type=IP', 'type=OP'],
      /ImageType W, F, IP, OP/,
    ],
    [
      'echoes',
      ['1', '2'].map((echo, i) => [text(Tag.EchoNumbers, 'IS', echo), text(Tag.EchoTime, 'DS', String(2.3 * (i + 1)))]),
      ['echo=1', 'echo=2'],
      /EchoNumbers 1, 2; EchoTime 2\.3, 4\.6/,
    ],
    [
      'magnitude and phase',
      [[type('ORIGINAL', 'PRIMARY', 'M', 'ND')], [type('ORIGINAL', 'PRIMARY', 'P', 'ND')]],
      ['type=M', 'type=P'],
      /ImageType M, P/,
    ],
    [
      'real and imaginary, as GE marks them',
      [2, 3].map((component) => [
        text(0x00430010, 'LO', 'GEMS_PARM_01'),
        { tag: 0x0043102f, vr: 'SS', value: Uint8Array.of(component, 0) },
      ]),
      ['component=real', 'component=imaginary'],
      /ComplexImageComponent REAL, IMAGINARY/,
    ],
    [
      'flip angles',
      ['2', '5', '12'].map((angle) => [text(Tag.FlipAngle, 'DS', angle)]),
      ['flip=2', 'flip=5', 'flip=12'],
      /FlipAngle 2, 5, 12/,
    ],
    [
      'inversion times',
      ['150', '2500'].map((time) => [text(Tag.InversionTime, 'DS', time)]),
      ['ti=150', 'ti=2500'],
      /InversionTime 150, 2500/,
    ],
    [
      'distortion-corrected and not',
      [[type('ORIGINAL', 'PRIMARY', 'M', 'ND')], [type('ORIGINAL', 'PRIMARY', 'M', 'ND', 'NORM')]],
      ['type=ORIGINAL/PRIMARY/M/ND', 'type=NORM'],
      /ImageType/,
    ],
  ])('%s', (_, contrasts, texts, differences) => {
    // In one series, one second or one minute apart, and as series of their own.
    for (const files of [
      scans(...contrasts.map((changes, i) => ({ changes: [...changes, text(Tag.ContentTime, 'TM', `10000${i}`)] }))),
      scans(...contrasts.map((changes, i) => ({ changes: [...changes, at(minutes[i])] }))),
      scans(...contrasts.map((changes, i) => ({ series: i + 1, changes: [...changes, at(minutes[i])] }))),
    ]) {
      expect(phasesOf(files)).toEqual([]);
      const refused = refusal(() => readImage(files)) as InputRefused;
      expect(refused.code).toBe('series-ambiguous');
      expect(refused.got).toMatch(differences);
      expect(expectRoundTrip(files).sort()).toEqual([...texts].sort());
    }
  });

  it.each<[string, NewElement[]]>([
    ['suppression of fat', [text(Tag.ScanOptions, 'CS', 'FS', 'PFP')]],
    ['the pulse sequence', [text(Tag.SequenceName, 'SH', '*tfl3d1')]],
    ['the repetition time', [text(Tag.RepetitionTime, 'DS', '5000')]],
    ['the kind of scan', [text(Tag.ScanningSequence, 'CS', 'GR', 'IR')]],
    ['what the description calls it, as of GE', [described('WATER: Ax LAVA Flex')]],
    ['the agent', [text(Tag.ContrastBolusAgent, 'LO', 'Primovist')]],
  ])('nor are those that differ in %s', (_, changes) => {
    const agent = text(Tag.ContrastBolusAgent, 'LO', 'Gadovist');
    const files = scans(
      { series: 1, changes: [agent, at(0)] },
      { series: 2, changes: [at(1), ...changes, ...(changes.some(({ tag }) => tag === agent.tag) ? [] : [agent])] },
    );
    expect(phasesOf(files)).toEqual([]);
    expect(refusal(() => readImage(files))).toMatchObject({ code: 'series-ambiguous' });
    expectRoundTrip(files);
  });

  it('nor are frames of an enhanced image whose types differ', () => {
    const typed = (one: string, z: number): NewElement[] => [
      type('DERIVED', 'PRIMARY', 'T1', 'MIXED'),
      sequence(Tag.SharedFunctionalGroupsSequence, [
        sequence(Tag.MRImageFrameTypeSequence, [text(Tag.FrameType, 'CS', 'DERIVED', 'PRIMARY', 'DIXON', one)]),
      ]),
      text(Tag.ContentTime, 'TM', `10000${z}`),
    ];
    const files = scans(...['WATER', 'FAT'].map((one, i) => ({ changes: typed(one, i) })));
    expect(phasesOf(files)).toEqual([]);
    expect(expectRoundTrip(files).sort()).toEqual(['type=FAT', 'type=WATER']);
  });

  it('nor are weighted images whose b-values are unknown', () => {
    for (const mark of [described('ep2d_diff_tra'), text(Tag.ScanningSequence, 'CS', 'EP')]) {
      const files = scans({ changes: [mark, at(0)] }, { changes: [mark, at(1)] });
      expect(phasesOf(files)).toEqual([]);
      expect(refusal(() => readImage(files))).toMatchObject({ got: expect.stringContaining('b-values') });
    }
  });
});

describe('what was computed from phases lies beside them', () => {
  const phases: Scan[] = [0, 1, 2].map((k) => ({ series: k + 1, changes: [at(k)] }));
  it.each<[string, NewElement[], string]>([
    ['a subtraction', [type('DERIVED', 'PRIMARY', 'SUBTRACTION')], 'subtraction'],
    ['a subtraction by its description', [described('dyn_SUB_2-1')], 'subtraction'],
    ['a projection', [type('DERIVED', 'SECONDARY', 'PROJECTION IMAGE')], 'projection'],
    ['a projection by its description', [type('DERIVED', 'SECONDARY', 'OTHER'), described('dyn MIP')], 'projection'],
    ['reformatted slices', [type('DERIVED', 'SECONDARY', 'MPR')], 'reformat'],
    ['a map', [type('DERIVED', 'PRIMARY', 'OTHER'), described('K-trans')], 'map'],
    ['a relaxation map', [type('DERIVED', 'PRIMARY', 'T1 MAP')], 'map'],
  ])('%s', (_, changes, kind) => {
    const files = scans(
      ...phases,
      { series: 9, changes: [at(1), ...changes] },
      { series: 10, changes: [at(7), ...changes] },
    );
    const all = listSeries(files);
    expect(all.filter((one) => one.kind === 'phase').map(({ phase }) => phase)).toEqual([0, 1, 2]);
    expect(all.filter((one) => one.kind === kind)).toHaveLength(2);
    expect([0, 1, 2].map((phase) => scanOf(files, `phase=${phase}`))).toEqual([0, 1, 2]);
    expect(expectRoundTrip(files)).toContain('phase=1');
  });
});

it('derived images that do not say what they are, beside acquired ones, are no phases', () => {
  const derived = type('DERIVED', 'SECONDARY', 'OTHER');
  const files = scans(
    ...[0, 1].map((k) => ({ series: k + 1, changes: [at(k)] })),
    ...[2, 3].map((k) => ({ series: k + 1, changes: [at(k), derived] })),
  );
  expect(listSeries(files).map(({ kind }) => kind)).toEqual(['phase', 'phase', 'image', 'image']);
  expectRoundTrip(files);
  // Alone they may be phases: nothing acquired is there to compute them from.
  expect(phasesOf(scans(...[0, 1].map((k) => ({ series: k + 1, changes: [at(k), derived] }))))).toHaveLength(2);
});

it('a dynamic series that goes on past midnight without dates is read in the order in which it was acquired', () => {
  const times = ['235800', '235930', '000100', '000230'];
  for (const ownSeries of [false, true]) {
    const files = scans(
      ...times.map((time, k) => ({
        series: ownSeries ? k + 1 : 1,
        changes: [text(Tag.AcquisitionTime, 'TM', time), text(Tag.AcquisitionDate, 'DA', '')],
      })),
    );
    expect([0, 1, 2, 3].map((phase) => scanOf(files, `phase=${phase}`))).toEqual([0, 1, 2, 3]);
  }
});

it('numbers of phases that their times contradict are noted', () => {
  const noted = (minutes: readonly number[]): readonly string[] => {
    const files = scans(
      ...minutes.map((minute, k) => ({
        changes: [at(minute), text(Tag.TemporalPositionIdentifier, 'IS', String(k + 1))],
      })),
    );
    expect(scanOf(files, 'phase=1')).toBe(1);
    return readImage(files, selectionFrom('phase=1')).reference?.notes?.map(({ code }) => code) ?? [];
  };
  expect(noted([0, 2, 4])).toEqual([]);
  expect(noted([0, 4, 2])).toEqual(['phase-order-contradicted']);
});

describe('phases of a dynamic series are read as such', () => {
  const agent = text(Tag.ContrastBolusAgent, 'LO', 'GADAVIST');
  it.each<[string, Scan[]]>([
    [
      'Siemens: a series for each, whose descriptions differ',
      [0, 1, 2].map((k) => ({
        series: k + 1,
        changes: [described(`t1_fl3d_tra_dyn_${k}`), type('ORIGINAL', 'PRIMARY', 'M', 'ND'), at(k)],
      })),
    ],
    [
      'GE: one series with trigger times, acquired at one time',
      [0, 1, 2].map((k) => ({ changes: [at(0), text(Tag.TriggerTime, 'DS', String(60_000 * k))] })),
    ],
    [
      'Philips: one series with temporal positions',
      [0, 1, 2].map((k) => ({
        changes: [
          type('ORIGINAL', 'PRIMARY', 'M_FFE', 'M', 'FFE'),
          text(Tag.TemporalPositionIdentifier, 'IS', `${k + 1}`),
        ],
      })),
    ],
    [
      'no agent before the contrast',
      [0, 1, 2].map((k) => ({ series: k + 1, changes: [at(k), ...(k > 0 ? [agent] : [])] })),
    ],
    [
      'the word for none before it',
      [0, 1].map((k) => ({
        series: k + 1,
        changes: [at(k), k > 0 ? agent : text(Tag.ContrastBolusAgent, 'LO', 'NONE')],
      })),
    ],
    [
      'one series before the contrast, one after it',
      [0, 1, 2].map((k) => ({
        series: k === 0 ? 1 : 2,
        changes: [at(k), ...(k === 0 ? [] : [text(Tag.TemporalPositionIdentifier, 'IS', String(k))])],
      })),
    ],
    [
      'GE: one series before the contrast, one with trigger times and one time of acquisition after it',
      [0, 1, 2].map((k) => ({
        series: k === 0 ? 1 : 2,
        changes: [at(Math.min(k, 1)), text(Tag.TriggerTime, 'DS', String(k === 0 ? 0 : 60_000 * (k - 1)))],
      })),
    ],
    [
      'times that were rounded',
      [0, 1].map((k) => ({ series: k + 1, changes: [at(k), text(Tag.EchoTime, 'DS', k === 0 ? '1.23' : '1.2')] })),
    ],
    [
      'window, rescale and acquisition numbers of their own',
      [0, 1].map((k) => ({
        series: k + 1,
        changes: [at(k), text(0x00281050, 'DS', String(100 + k)), text(Tag.AcquisitionNumber, 'IS', String(k + 3))],
      })),
    ],
    [
      'water of a Dixon scan, with fat beside it',
      [0, 1].map((k) => ({ changes: [type('DERIVED', 'PRIMARY', 'W'), at(k)] })),
    ],
    [
      'times removed, acquisitions numbered',
      [0, 1, 2].map((k) => ({ series: k + 10, changes: [text(Tag.AcquisitionNumber, 'IS', String(k + 1))] })),
    ],
  ])('%s', (_, all) => {
    const files = scans(...all);
    expect(phasesOf(files).map(({ phase }) => phase)).toEqual(all.map((__, k) => k));
    expect(all.map((__, k) => scanOf(files, `phase=${k}`))).toEqual(all.map((__, k) => k));
  });

  it('also where another contrast has phases of its own: the text says both', () => {
    const files = scans(
      ...['W', 'F'].flatMap((one) => [0, 1].map((k) => ({ changes: [type('DERIVED', 'PRIMARY', one), at(k)] }))),
    );
    expect(expectRoundTrip(files)).toEqual(['phase=0,type=W', 'phase=1,type=W', 'phase=0,type=F', 'phase=1,type=F']);
    expect(scanOf(files, 'type=F,phase=1')).toBe(3);
  });

  it('and one that was broken off is named, not read', () => {
    const whole = scans(
      ...[0, 1, 2].map((k) => ({ changes: [text(Tag.TemporalPositionIdentifier, 'IS', `${k + 1}`)] })),
    );
    const files = whole.filter(({ name }) => name !== '2-0003.dcm');
    expect(scanOf(files, 'phase=1')).toBe(1);
    expect(refusal(() => readImage(files, { phase: 2 }))).toMatchObject({
      code: 'slice-gap',
      got: 'phase 2 with 2 of 3 slices',
    });
  });
});

describe('a selection', () => {
  it.each([
    ['b=800', { bValue: 800 }],
    ['series=5,phase=1', { seriesNumber: 5, phase: 1 }],
    ['series=1.2.840.1', { seriesUid: '1.2.840.1' }],
    ['adc=fit', { adc: 'fit' }],
    ['type=M+ND, te=2.3', { imageType: 'M+ND', echoTime: 2.3 }],
    ['kind=eadc', { kind: 'eadc' }],
  ])('%s is taken', (words, wanted) => {
    expect(selectionFrom(words)).toEqual(wanted);
  });

  it.each([
    '',
    'b',
    'b=',
    'b=x',
    'phase=1.5',
    'phase=1,phase=2',
    'toString=1',
    'series=',
    'type=',
    'b=1,,phase=2',
  ])('"%s" is not', (words) => {
    expect(selectionFrom(words)).toBeUndefined();
  });
});
