/** What is wrong with one region of a file concerns that region only: in inspection, in reading, and in a study. */
import { inspectStudy, type NamedBytes, readRegion } from '@radscore/imaging';
import type { Manifest } from '@radscore/pipeline';
import { inspectManifest, readSequence } from '@radscore/pipeline/inspection';
import { describe, expect, it } from 'vitest';
import { refusal } from '../../volumes.ts';
import {
  around,
  box,
  contoursOfBox,
  type NewRoi,
  segmentation,
  structureSet,
  volume,
  written,
} from './structure-sets.ts';

const series = written().series.files.map(({ name, bytes }) => ({ name: `dce/${name}`, bytes }));
const truth = box([4, 5, 2], [9, 10, 5]).voxels;
const good = (number: number): NewRoi => ({ number, contours: contoursOfBox([4, 5, 2], [9, 10, 5]) });
const contours = (number: number, ...all: NewRoi['contours']): NewRoi => ({ number, contours: all });

/** Regions that cannot be read, with the code that says why. */
const BAD: readonly [string, (number: number) => NewRoi, string][] = [
  ['beyond the image', (n) => ({ number: n, contours: contoursOfBox([-3, 5, 2], [30, 10, 5]) }), 'roi-outside-image'],
  [
    'beyond the last slice',
    (n) => ({ number: n, contours: contoursOfBox([4, 5, 7], [9, 10, 9]) }),
    'roi-outside-image',
  ],
  ['a point marker', (n) => contours(n, { type: 'POINT', z: 3, points: [[4, 4]] }), 'roi-too-small'],
  [
    'two points',
    (n) =>
      contours(n, {
        type: 'CLOSED_PLANAR',
        z: 3,
        points: [
          [4, 4],
          [5, 5],
        ],
      }),
    'roi-too-small',
  ],
  ['an open line', (n) => contours(n, { type: 'OPEN_PLANAR', z: 3, points: around([4, 4], [9, 9]) }), 'roi-too-small'],
  [
    'no voxel centre',
    (n) =>
      contours(n, {
        type: 'CLOSED_PLANAR',
        z: 3,
        points: [
          [4.2, 4.2],
          [4.4, 4.2],
          [4.3, 4.4],
        ],
      }),
    'roi-too-small',
  ],
  [
    'a single voxel',
    (n) => contours(n, { type: 'CLOSED_PLANAR', z: 3, points: around([4, 4], [4, 4]) }),
    'roi-too-small',
  ],
  [
    'between slices',
    (n) => contours(n, { type: 'CLOSED_PLANAR', z: 3.4, points: around([4, 4], [9, 9]) }),
    'geometry-mismatch',
  ],
  [
    'an unknown type',
    (n) => contours(n, { type: 'SPIRAL', z: 3, points: around([4, 4], [9, 9]) }),
    'unsupported-format',
  ],
  [
    'damaged coordinates',
    (n) =>
      contours(n, {
        type: 'CLOSED_PLANAR',
        z: 3,
        points: [
          [Number.NaN, 1],
          [2, 2],
          [3, 1],
        ],
      }),
    'unreadable',
  ],
];

function manifestOf(files: readonly NamedBytes[], file: string, label?: number): Manifest {
  return {
    manifestVersion: 2,
    protocol: 'her2-pcr@1',
    studyId: 'S-1',
    sequences: { dce: { image: 'dce/', roi: { file, ...(label !== undefined && { label }) } } },
    files: files.map(({ name, bytes }) => ({ path: name, sha256: '0'.repeat(64), bytes: bytes.length })),
  };
}

describe.each(BAD)('an ROI: %s', (_, bad, code) => {
  const file = structureSet([good(1), bad(2)]);

  it('is noted by inspection without a manifest, which shows the other', () => {
    const { verdict, findings, rois, notes } = inspectStudy([...series, file]);
    expect([verdict, findings]).toEqual(['accepted', []]);
    expect(rois.map(({ label, voxels }) => [label, voxels])).toEqual([[1, 144]]);
    expect(notes.filter(({ message }) => message.startsWith('region 2: '))).toMatchObject([{ code }]);
  });

  it('stops a study only if the manifest names it', () => {
    const files = [...series, file];
    for (const label of [undefined, 1]) {
      const { verdict, findings, rois } = inspectManifest(files, manifestOf(files, file.name, label));
      expect([verdict, findings, rois.map((roi) => roi.voxels)]).toEqual(['accepted', [], [144]]);
    }
    const { verdict, findings } = inspectManifest(files, manifestOf(files, file.name, 2));
    expect(verdict).toBe('refused');
    expect(findings.map((finding) => finding.code)).toEqual([code]);
    expect(findings[0].file).toBe(file.name);
  });

  it('is refused alone, by inspection with and without a manifest', () => {
    const files = [...series, structureSet([bad(3)])];
    expect(inspectStudy(files)).toMatchObject({ verdict: 'refused', findings: [{ code }] });
    expect(inspectManifest(files, manifestOf(files, 'rt.dcm'))).toMatchObject({
      verdict: 'refused',
      findings: [{ code }],
    });
  });
});

describe('where no region is named', () => {
  const marker = contours(1, { type: 'POINT', z: 3, points: [[4, 4]] });

  it('one that bounds no area is no candidate, and 1 or the only other one is taken', () => {
    const { mask, notes } = readRegion([structureSet([marker, good(2)])], volume);
    expect(mask.voxels).toEqual(truth);
    expect(notes).toEqual([{ code: 'regions-empty', message: 'took region 2: there is nothing in the others (1).' }]);
    expect(readRegion([structureSet([good(1), { ...marker, number: 2 }])], volume).notes).toEqual([]);
    expect(refusal(() => readRegion([structureSet([marker, good(2), good(3)])], volume))).toMatchObject({
      code: 'label-missing',
      got: 'the regions 2, 3, and nothing in 1',
    });
  });

  it('a damaged or misplaced region 1 is not passed over in silence', () => {
    for (const [, bad, code] of BAD.filter(([, , one]) => one !== 'roi-too-small')) {
      expect(refusal(() => readRegion([structureSet([bad(1), good(2)])], volume))).toMatchObject({ code });
    }
  });

  it('the default is also what a study and its phases are read by', () => {
    const file = structureSet([marker, good(2)]);
    const source = { image: 'dce/', roi: { file: file.name } };
    const { mask, notes } = readSequence('dce', source, { image: series, roi: [file] });
    expect(mask.voxels).toEqual(truth);
    expect(notes.map(({ code }) => code)).toContain('regions-empty');
  });
});

describe('ROI number 0', () => {
  const file = structureSet([good(0), { number: 5, contours: contoursOfBox([2, 2, 1], [4, 4, 2]) }]);

  it('is selected by its number, and alone is taken', () => {
    expect(readRegion([file], volume, { label: 0 }).mask.voxels).toEqual(truth);
    expect(readRegion([structureSet([good(0)])], volume).mask.voxels).toEqual(truth);
    const files = [...series, file];
    const { verdict, rois } = inspectManifest(files, manifestOf(files, file.name, 0));
    expect([verdict, rois.map(({ label, voxels }) => [label, voxels])]).toEqual(['accepted', [[0, 144]]]);
  });

  it('is what the message says to name', () => {
    expect(refusal(() => readRegion([file], volume))).toMatchObject({
      code: 'label-missing',
      got: 'the regions 0, 5',
      remedy: expect.stringContaining('--label 0'),
    });
  });
});

describe('a segment of a SEG', () => {
  const other = box([2, 2, 1], [4, 4, 2]).voxels;

  it.each([
    ['without a frame', undefined, 'segment 1 without a frame'],
    ['without a voxel', new Uint8Array(truth.length), 'segment 1 without a voxel'],
  ])('%s concerns that segment only', (_, voxels, got) => {
    const file = segmentation([
      { number: 1, voxels, hasAllFrames: true },
      { number: 2, voxels: truth },
    ]);
    expect(readRegion([file], volume).mask.voxels).toEqual(truth);
    expect(refusal(() => readRegion([file], volume, { label: 1 }))).toMatchObject({ code: 'roi-too-small', got });
    const { verdict, rois, notes } = inspectStudy([...series, file]);
    expect([verdict, rois.map(({ label }) => label)]).toEqual(['accepted', [2]]);
    expect(notes).toContainEqual({ code: 'roi-too-small', message: expect.stringContaining('region 1: ') });
  });

  it('is chosen by number among several', () => {
    const file = segmentation([
      { number: 3, voxels: other },
      { number: 2, voxels: truth },
    ]);
    expect(readRegion([file], volume, { label: 3 }).mask.voxels).toEqual(other);
    expect(refusal(() => readRegion([file], volume))).toMatchObject({ code: 'label-missing', got: 'the regions 3, 2' });
  });
});

describe('a region of one voxel', () => {
  const single = box([4, 5, 2], [4, 5, 2]).voxels;

  it('is refused by inspection for the reason that the extraction has, with and without a manifest', () => {
    const files = [...series, segmentation([{ number: 1, voxels: single }])];
    expect(inspectStudy(files)).toMatchObject({ verdict: 'refused', findings: [{ code: 'roi-too-small' }] });
    const { verdict, findings } = inspectManifest(files, manifestOf(files, 'seg.dcm'));
    expect(verdict).toBe('refused');
    expect(findings).toMatchObject([
      { code: 'roi-too-small', file: 'seg.dcm', message: expect.stringContaining('extends along 0 axis') },
    ]);
  });

  it.each([
    ['a row of voxels', box([4, 5, 2], [9, 5, 2])],
    ['a column of single voxels through slices', box([4, 5, 2], [4, 5, 5])],
  ])('and so is %s, which the protocol of the manifest cannot measure', (_, mask) => {
    const files = [...series, segmentation([{ number: 1, voxels: mask.voxels }])];
    const { findings } = inspectManifest(files, manifestOf(files, 'seg.dcm'));
    expect(findings.map(({ code }) => code)).toEqual(['roi-too-small']);
  });
});
