/** Sequences that are shown before all of their bytes have come: what is shown is what the whole reading gives. */
import { type NamedBytes, type Volume, writeNifti, writeSegmentation, writeSeries } from '@radscore/imaging';
import { createReaders, nodeCodecs } from '@radscore/imaging/node';
import { EarlySequence, type EarlyView } from '@radscore/pipeline/browser';
import { readSequence } from '@radscore/pipeline/inspection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowOf } from '../../../../console/components/slice-viewer/window-level.ts';
import { text } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../layers/imaging/dicom/encoding/tags.ts';
import { contoursOfBox, structureSet } from '../../imaging/dicom/regions/structure-sets.ts';
import { rewritten } from '../../imaging/dicom/rewrite.ts';

const readers = createReaders(nodeCodecs);
const study = { patientId: 'SYN-1', studyUid: '2.25.1', frameOfReferenceUid: '2.25.2', deidentification: 'synthetic' };
const grid = {
  size: [24, 20, 9],
  spacing: [1, 1.25, 2],
  origin: [-10, 4, 7],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
} as const satisfies Omit<Volume, 'voxels'>;
const plane = 24 * 20;
const mask = {
  ...grid,
  voxels: Uint8Array.from({ length: 9 * plane }, (_, i) => {
    const [x, y, z] = [i % 24, Math.floor(i / 24) % 20, Math.floor(i / plane)];
    return x > 5 && x < 14 && y > 4 && y < 12 && z > 2 && z < 6 ? 1 : 0;
  }),
};
const segmented = (series: ReturnType<typeof writeSeries>): NamedBytes =>
  writeSegmentation(mask, study, series, {
    ...{ uid: '2.25.5', seriesUid: '2.25.6', dimensionUid: '2.25.7', trackingUid: '2.25.8', number: 9 },
    label: 'Tumour',
  });

const T2 = { number: 2, description: 'T2 FS', scanningSequence: 'SE', scanOptions: 'FS', repetitionTimeMs: 4000 };
const DCE = { number: 4, description: 'DCE', scanningSequence: 'GR', repetitionTimeMs: 5, echoTimeMs: 2 };

/** Values of any kind, so that no slice is like another. */
const voxels = (seed: number, gain = 1): Int16Array =>
  Int16Array.from({ length: 9 * plane }, (_, i) => gain * (100 + ((i * 7919 + seed * 104729) % 911)));

/** Phases of which the one with the highest gain in the region is read. */
function dynamic(gains: readonly number[]): { phases: ReturnType<typeof writeSeries>[]; image: NamedBytes[] } {
  const phases = gains.map((gain, k) => {
    let drawn = 0;
    return writeSeries({ ...grid, voxels: voxels(k, gain) }, study, {
      ...DCE,
      uid: '2.25.3',
      nextUid: () => `2.25.4${k}${drawn++}`,
      temporalPosition: k + 1,
      temporalPositions: gains.length,
      firstInstance: 1 + 9 * k,
    });
  });
  return { phases, image: phases.flatMap(({ files }, k) => files.map((f) => ({ ...f, name: `dce/${k}-${f.name}` }))) };
}
const still = writeSeries({ ...grid, voxels: voxels(5) }, study, { ...T2, echoTimeMs: 80, uid: '2.25.9' });

interface Sent {
  readonly sequence: 't2fs' | 'dwi' | 'dce';
  readonly source: { image: string; roi: { file: string; label: number }; phase?: 'peak' | number };
  readonly image: readonly NamedBytes[];
  readonly roi: NamedBytes;
}

/** Files of which only the head has come, and how the rest of one comes. */
function coming({ image, roi }: Sent, head = 2 * plane) {
  const whole = new Set<string>([roi.name]);
  const files = image.map(({ name, bytes }) => {
    const held = new Uint8Array(bytes.length);
    held.set(bytes.subarray(0, bytes.length - head));
    return { name, bytes: held };
  });
  const come = (name: string): void => {
    files.find((file) => file.name === name)?.bytes.set((image.find((file) => file.name === name) as NamedBytes).bytes);
    whole.add(name);
  };
  return { files: { image: files, roi: [roi], isWhole: (name: string) => whole.has(name) }, come };
}

/** The view after its first files have come, and all that it asked for. */
function viewed(sent: Sent): { view: EarlyView; asked: readonly string[]; come: (name: string) => void } | undefined {
  const { files, come } = coming(sent);
  const early = EarlySequence.open(readers, sent.sequence, sent.source, files);
  if (!early) return undefined;
  expect(early.view()).toBeUndefined();
  const asked = early.firstFiles();
  for (const name of asked) come(name);
  const view = early.view();
  return view && { view, asked, come };
}

const whole = ({ sequence, source, image, roi }: Sent) => readSequence(sequence, source, { image, roi: [roi] });

function expectSame(sent: Sent): void {
  const found = viewed(sent);
  const read = whole(sent);
  if (!found) throw new Error('got no view');
  const { view, asked, come } = found;
  // Less than all was needed.
  expect(asked.length).toBeLessThan(sent.image.length);
  expect({ ...view.volume, voxels: view.volume.voxels.constructor }).toMatchObject({
    ...{ size: read.volume.size, spacing: read.volume.spacing, origin: read.volume.origin },
    ...{ direction: read.volume.direction, voxels: read.volume.voxels.constructor },
  });
  expect(view.phases).toEqual(read.phases);
  expect(view.mask.voxels).toEqual(read.mask.voxels);
  expect(view.there[view.middle]).toBe(1);
  expect(windowOf(view.volume, view.mask)).toEqual(windowOf(read.volume, read.mask));
  const slice = ({ voxels: values }: Volume, k: number) => values.subarray(k * plane, (k + 1) * plane);
  for (let k = 0; k < 9; k++) {
    const isThere = view.there[k] === 1;
    if (!isThere) {
      expect(slice(view.volume, k).some((value) => value !== 0)).toBe(false);
      for (const name of view.filesOf(k)) come(name);
      view.fill(k);
    }
    expect(slice(view.volume, k)).toEqual(slice(read.volume, k));
  }
  expect(view.volume.voxels).toEqual(read.volume.voxels);
}

const roi = { file: 'seg.dcm', label: 1 };
const t2: Sent = { sequence: 't2fs', source: { image: 't2/', roi }, image: still.files, roi: segmented(still) };
const dce = (gains: readonly number[], phase: Sent['source']['phase'], drawnOn = 0): Sent => {
  const { phases, image } = dynamic(gains);
  const source = { image: 'dce/', roi, ...(phase !== undefined && { phase }) };
  return { sequence: 'dce', source, image, roi: segmented(phases[drawnOn]) };
};

describe('a sequence that is shown before all of it has come', () => {
  it.each([
    ['a series with a segmentation', t2],
    [
      'a series with a structure set',
      { ...t2, roi: structureSet([{ number: 1, contours: contoursOfBox([6, 5, 3], [13, 11, 5]) }], undefined, grid) },
    ],
    ['the brightest of three phases', dce([1, 2.1, 1.8], 'peak')],
    ['the brightest, which is the last', dce([1, 1.5, 3], 'peak')],
    ['the phase that the manifest names', dce([1, 2.1, 1.8], 2)],
    ['the phase that the region refers to', dce([1, 2.1, 1.8], undefined, 2)],
    [
      'a rescale by a fraction',
      {
        ...t2,
        image: t2.image.map((file) =>
          rewritten(file, [text(Tag.RescaleSlope, 'DS', '0.37'), text(Tag.RescaleIntercept, 'DS', '-4.5')]),
        ),
      },
    ],
  ])('has the grid, region, phase and slices of the whole reading: %s', (_, sent) => expectSame(sent));

  it('has them in whatever order the files are listed', () => {
    const sent = dce([1, 2.1, 1.8], 'peak');
    const shuffles = fc.shuffledSubarray([...sent.image], { minLength: sent.image.length });
    fc.assert(
      fc.property(shuffles, (image) => expectSame({ ...sent, image })),
      { numRuns: 8, seed: 16 },
    );
  });

  it('asks for the slices of the region of all phases, and of one phase if it is known which one', () => {
    expect(viewed(dce([1, 2.1, 1.8], 'peak'))?.asked).toHaveLength(9);
    expect(viewed(dce([1, 2.1, 1.8], 1))?.asked).toHaveLength(3);
    expect(viewed(t2)?.asked).toHaveLength(3);
  });
});

describe('a sequence of which nothing can be known before all of it has come', () => {
  const doubled = { ...t2, image: [...t2.image, { ...t2.image[3], name: 't2/copy.dcm' }] };
  it.each([
    ['a copy of a slice beside it, whose pixels may differ', doubled],
    ['a slice that is missing', { ...t2, image: t2.image.toSpliced(4, 1) }],
    ['another format', { ...t2, image: [{ name: 't2.nii.gz', bytes: writeNifti({ ...grid, voxels: voxels(5) }) }] }],
    ['a region that is not there', { ...t2, source: { ...t2.source, roi: { ...roi, label: 7 } } }],
  ])('is not shown: %s', (_, sent) => {
    expect(EarlySequence.open(readers, sent.sequence, sent.source, coming(sent).files)).toBeUndefined();
  });

  it('is not shown if its headers have not come whole', () => {
    const { files } = coming(t2, t2.image[0].bytes.length - 300);
    expect(EarlySequence.open(readers, 't2fs', t2.source, files)).toBeUndefined();
  });

  it('is read all the same if the copy is one', () => {
    expect(whole(doubled).volume.size).toEqual([24, 20, 9]);
  });

  const map = writeSeries({ ...grid, voxels: voxels(5) }, study, {
    ...{ ...T2, number: 3, description: 'ADC', scanningSequence: 'EP', echoTimeMs: 80 },
    ...{ uid: '2.25.11', isAdcMap: true },
  });
  const ofMap: Sent = {
    ...{ sequence: 'dwi', source: { image: 'dwi/', roi } },
    ...{ image: map.files, roi: segmented(map) },
  };

  it('is not shown as a map in fractions, whose unit its values decide; of whole numbers it is', () => {
    const image = map.files.map((file) =>
      rewritten(file, [text(Tag.RescaleSlope, 'DS', '0.001'), text(Tag.RescaleIntercept, 'DS', '0')]),
    );
    const fractions = { ...ofMap, image };
    expect(whole(fractions).notes.map(({ code }) => code)).toContain('adc-unit');
    expect(EarlySequence.open(readers, 'dwi', fractions.source, coming(fractions).files)).toBeUndefined();
    expectSame(ofMap);
  });
});
