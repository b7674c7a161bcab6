/** What makers and consoles of several languages call a volume, and pictures among the slices: none is taken for another. */
import { inspectStudy, listSeries, type NamedBytes, readImage } from '@radscore/imaging';
import { readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { integers, type NewElement, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { refusal } from '../../volumes.ts';
import { rewritten } from '../rewrite.ts';
import { at, described, expectRoundTrip, phasesOf, scanOf, scans, t2, type } from '../scans.ts';

const source = { image: 'dce/', roi: { file: 'seg.dcm', label: 1 } };
const frame = text(Tag.FrameOfReferenceUID, 'UI', '2.25.1');
/** A sequence as the pipeline reads it, all of it in one frame of reference. */
const read = (sequence: 'dce' | 'dwi' | 't2fs', files: readonly NamedBytes[], volume?: object) =>
  readSequence(sequence, { ...source, ...(volume && { volume }) } as never, {
    image: files.map((file) => rewritten(file, [frame])),
    roi: [rewritten(t2.segmentation, [frame])],
  });

describe('what a Dixon scan gives is no series of phases, in whatever language it is described', () => {
  it.each([
    ['German', ['Wasser', 'Fett', 'Inphase', 'Gegenphase']],
    ['French', ['eau', 'graisse', 'en phase', 'opposition de phase']],
    ['Spanish', ['agua', 'grasa', 'en fase', 'fuera de fase']],
    ['Italian', ['acqua', 'grasso', 'in fase', 'fuori fase']],
    ['Portuguese', ['água', 'gordura', 'em fase', 'fora de fase']],
    ['Dutch', ['water', 'vet', 'in fase', 'uit fase']],
    ['letters', ['t1_vibe_dixon_W', 't1_vibe_dixon_F', 't1_vibe_dixon_in', 't1_vibe_dixon_opp']],
  ])('%s', (_, words) => {
    const files = scans(...words.map((word, k) => ({ series: k + 1, changes: [at(k), described(`T1 ${word}`)] })));
    expect(phasesOf(files)).toEqual([]);
    expect(refusal(() => read('dce', files))).toMatchObject({
      code: 'series-ambiguous',
      got: expect.stringContaining('differ in SeriesDescription water, fat, in phase, opposed phase'),
    });
    expectRoundTrip(files);
  });

  it.each([
    ['T1 w', 'T1 w KM'],
    ['T1 FatSat nativ', 'T1 fat sat post'],
    ['T1 sat graisse', 'T1 sat graisse inj'],
    ['en phase précoce', 'en phase tardive'],
    ['dyn in Phase 1', 'dyn in Phase 2'],
    ['main phase', 'late phase'],
  ])('while "%s" and "%s" are', (one, other) => {
    const files = scans(...[one, other].map((words, k) => ({ series: k + 1, changes: [at(k), described(words)] })));
    expect(phasesOf(files)).toHaveLength(2);
  });
});

describe('a description says what was subtracted, projected or mapped', () => {
  const phases = [0, 1, 2].map((k) => ({ series: k + 1, changes: [at(k)] }));
  const beside = (words: string) => scans(...phases, { series: 9, changes: [at(7), described(words)] });
  it.each([
    'Subtraktion 1',
    'Substraktion',
    'soustraction 2',
    'sustracción',
    'Resta 1',
    'sottrazione',
    'subtractie',
    'dynSUB',
    'SUB1-0',
    'SUB: Ax VIBRANT',
    'post1 minus pre',
  ])('%s is a subtraction', (words) => {
    expect(listSeries(beside(words)).map(({ kind }) => kind)).toEqual(['phase', 'phase', 'phase', 'subtraction']);
  });

  it.each([
    'subcutaneous',
    'sub-volume',
    'Sub_Vol 2',
    'substance',
    'suboptimal',
    'subject 3',
  ])('%s is none', (words) => {
    expect(phasesOf(beside(words))).toHaveLength(4);
  });

  it.each([
    ['Projektion', 'projection'],
    ['dynMIP', 'projection'],
    ['T1-Karte', 'map'],
    ['Carte T1', 'map'],
    ['Mean Time To Enhance', 'map'],
    ['Auswaschen', 'map'],
    ['Tissue4D_Ve', 'map'],
    ['IVIM D*', 'map'],
    ['D_slow', 'map'],
    ['Kurtosis', 'map'],
    ['CDA', 'adc'],
    ['Diffusionskoeffizient', 'adc'],
    ['Coef. de difusión', 'adc'],
  ])('%s is a %s', (words, kind) => {
    expect(listSeries(beside(words)).at(-1)?.kind).toBe(kind);
  });
});

it('the agent is one, in whatever dose and spelling; where two were given they are named', () => {
  const given = (...agents: string[]) =>
    scans(
      ...agents.map((agent, k) => ({ series: k + 1, changes: [at(k), text(Tag.ContrastBolusAgent, 'LO', agent)] })),
    );
  expect(phasesOf(given('ohne', 'Dotarem', 'DOTAREM 0.5 mmol/ml', '15 ml Dotarem'))).toHaveLength(4);
  expect(refusal(() => readImage(given('Dotarem', 'Primovist')))).toMatchObject({
    got: expect.stringContaining('they differ in ContrastBolusAgent'),
  });
});

describe('diffusion', () => {
  const b = (value: number, ...more: NewElement[]) => ({
    changes: [integers(Tag.DiffusionBValue, 'FD', value), text(Tag.ScanningSequence, 'CS', 'EP'), ...more],
  });
  it.each<[string, NewElement]>([
    ['CALC_BVALUE', type('DERIVED', 'PRIMARY', 'DIFFUSION', 'CALC_BVALUE')],
    ['cDWI', described('cDWI b1400')],
    ['synthetic', described('Synthetic b=1400')],
    ['berechnet', described('berechnete b 1400')],
  ])('that was computed (%s) takes no part in a fit, and is named', (_, mark) => {
    const measured = scans(b(0), b(800));
    const fitted = readImage(measured, { adc: true });
    const { voxels, reference } = readImage(scans(b(0), b(800), { ...b(1400, mark), series: 2 }), { adc: true });
    expect([...voxels]).toEqual([...fitted.voxels]);
    expect(reference?.notes?.[0].message).toMatch(/b-values 0, 800 .*Beside them: b=1400 .*not read/);
  });

  it.each<[string, NewElement[]]>([
    ['nothing', [type('ORIGINAL', 'PRIMARY', 'OTHER')]],
    ['only that it is weighted', [type('ORIGINAL', 'PRIMARY', 'DIFFUSION', 'NONE')]],
    ['that it is a trace', [type('DERIVED', 'PRIMARY', 'DIFFUSION', 'TRACEW')]],
    ['only that it is derived', [type('DERIVED', 'SECONDARY', 'OTHER')]],
  ])('one image alone whose header says %s is not taken for an ADC map unless it is selected', (_, changes) => {
    const files = scans({ changes });
    expect(refusal(() => read('dwi', files))).toMatchObject({
      code: 'series-ambiguous',
      got: expect.stringContaining('nothing in its header says that it is a map'),
    });
    const { volume, notes } = read('dwi', files, { kind: 'image' });
    expect(volume.voxels[0]).toBe(t2.volume.voxels[0]);
    expect(notes.map(({ code }) => code)).toContain('volume-selected');
  });

  it('a mean diffusivity beside b-values may be the map: it is refused by name and can be selected', () => {
    const files = scans(b(0), b(800), {
      series: 2,
      changes: [type('DERIVED', 'SECONDARY', 'PROCESSED'), described('Average DC')],
    });
    expect(refusal(() => read('dwi', files))).toMatchObject({ got: expect.stringContaining('kind=md (3 slices)') });
    expect(scanOf(files, 'kind=md')).toBe(2);
  });

  it('a map in mm²/s that extract leaves as it is comes with a warning that says its range and what that does', () => {
    const files = scans({
      changes: [
        type('DERIVED', 'PRIMARY', 'ADC'),
        text(Tag.RescaleSlope, 'DS', '0.000001'),
        text(Tag.RescaleIntercept, 'DS', '0.001'),
      ],
    });
    const { voxels, reference } = readImage(files);
    expect(Math.max(...(voxels as Float64Array))).toBeLessThan(0.01);
    expect(reference?.notes).toEqual([
      {
        code: 'adc-unit',
        message: expect.stringMatching(/range 0\.\d+ to 0\.\d+\) are those of mm²\/s; .* one grey level.*Select adc/),
      },
    ]);
    expect(Math.max(...(readImage(files, { adc: true }).voxels as Float64Array))).toBeGreaterThan(100);
  });
});

it.each<[string, 'dce' | 't2fs', NewElement[], RegExp]>([
  ['an ADC map', 'dce', [type('DERIVED', 'PRIMARY', 'ADC')], /adc \(3 slices\) alone/],
  ['the fat of a Dixon scan', 't2fs', [type('DERIVED', 'PRIMARY', 'FAT')], /shows the fat of the signal/],
  ['a phase image', 't2fs', [type('ORIGINAL', 'PRIMARY', 'P', 'ND')], /shows the phase of the signal/],
])('%s alone is no %s', (_, sequence, changes, got) => {
  expect(refusal(() => read(sequence, scans({ changes })))).toMatchObject({
    code: 'series-ambiguous',
    got: expect.stringMatching(got),
  });
});

it('of two T2 series the one whose fat is suppressed is read, and the other named', () => {
  const spinEcho = [text(Tag.ScanningSequence, 'CS', 'SE'), text(Tag.EchoTime, 'DS', '80'), described('t2_tse_tra')];
  const files = scans(
    { series: 1, changes: [...spinEcho, text(Tag.ScanOptions, 'CS', 'PFP')] },
    { series: 2, changes: [...spinEcho, text(Tag.ScanOptions, 'CS', 'FS')] },
  );
  const { volume, notes } = read('t2fs', files);
  expect(Number(volume.voxels[0]) - Number(t2.volume.voxels[0])).toBe(100);
  expect(notes[0].message).toContain('ScanOptions FS, PFP');
});

describe('a picture beside the slices is passed over with a note', () => {
  const phases = () => scans(...[0, 1].map((k) => ({ series: k + 1, changes: [at(k)] })));
  const [slice] = scans({ series: 1, changes: [] });
  const picture = (series: string, changes: NewElement[], without: number[] = []): NamedBytes => ({
    ...rewritten(
      slice,
      [text(Tag.SeriesInstanceUID, 'UI', series), text(Tag.SOPInstanceUID, 'UI', '2.25.99'), ...changes],
      without,
    ),
    name: 'picture.dcm',
  });
  const colours = [
    integers(Tag.SamplesPerPixel, 'US', 3),
    text(Tag.PhotometricInterpretation, 'CS', 'RGB'),
    integers(Tag.BitsAllocated, 'US', 8),
  ];
  it.each<[string, NamedBytes]>([
    ['screen save', picture('2.25.98', [type('DERIVED', 'SECONDARY', 'SCREEN SAVE')], [Tag.ImagePositionPatient])],
    ['screen save', picture('2.25.98', [type('DERIVED', 'SECONDARY', 'SCREEN SAVE'), ...colours])],
    ['picture in colours', picture('2.25.98', [type('DERIVED', 'SECONDARY', 'OTHER'), ...colours])],
    ['picture in colours', picture('2.25.98', [text(Tag.PhotometricInterpretation, 'CS', 'PALETTE COLOR')])],
    [
      'derived picture without a place',
      picture(
        '2.25.98',
        [type('DERIVED', 'SECONDARY', 'OTHER')],
        [Tag.ImagePositionPatient, Tag.ImageOrientationPatient],
      ),
    ],
  ])('%s', (kind, file) => {
    const { notes } = read('dce', [...phases(), file]);
    expect(notes.map(({ message }) => message).join()).toContain(`1 × ${kind}`);
  });

  it('unless it belongs to the series of the slices, or is an acquired image: it may be a damaged slice', () => {
    const inSeries = picture('2.25.61', colours);
    const acquired = picture('2.25.98', [], [Tag.ImagePositionPatient]);
    for (const file of [inSeries, acquired]) expect(() => read('dce', [...phases(), file])).toThrow();
    expect(refusal(() => listSeries([picture('2.25.98', colours)]))).toMatchObject({ code: 'unsupported-format' });
  });

  it('a projection that turns around an axis keeps an inspection without a manifest from nothing', () => {
    const turning = [0, 0.4].map((angle, i) =>
      rewritten(picture('2.25.97', [type('DERIVED', 'SECONDARY', 'PROJECTION IMAGE', 'MIP')]), [
        text(Tag.SOPInstanceUID, 'UI', `2.25.97${i}`),
        text(
          Tag.ImageOrientationPatient,
          'DS',
          Math.cos(angle).toFixed(6),
          Math.sin(angle).toFixed(6),
          '0',
          '0',
          '0',
          '-1',
        ),
      ]),
    );
    const files = [...phases(), ...turning].map((file, i) => ({ ...rewritten(file, [frame]), name: `dce/${i}.dcm` }));
    const { findings, notes } = inspectStudy([...files, rewritten(t2.segmentation, [frame])]);
    expect(findings.filter(({ code }) => code.startsWith('geometry'))).toEqual([]);
    expect(notes.map(({ message }) => message).join()).toContain('kind=projection (2 slices) is not read');
  });
});
