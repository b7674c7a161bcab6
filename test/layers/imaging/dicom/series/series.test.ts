/** Series of the test studies: split, selected, recognised. */
import { describe, expect, it } from 'vitest';
import {
  apparentDiffusion,
  describeSeries,
  type InputRefused,
  listSeries,
  peakPhase,
  proposeSequence,
  readImage,
  readMask,
} from '../../../../../layers/imaging/node.ts';
import { refusal } from '../../volumes.ts';
import { cases, filesOf, hasCases, type StudyCase } from '../cases.ts';

const study = (id: string): StudyCase => cases.find((one) => one.id.startsWith(`${id}-`))!;

describe.skipIf(!hasCases)('series of a study', () => {
  it('are split by b-value, phase and kind, and recognised', () => {
    const files = ['T2', 'DWI', 'ADC', 'DCE'].flatMap((role) => filesOf(study('B1'), study('B1').inputs[role][0]));
    const found = listSeries(files).map((series) => `${describeSeries(series)} ${proposeSequence(series)?.sequence}`);
    expect(found.sort()).toEqual([
      'adc (14 slices) dwi',
      'b=0 (14 slices) dwi',
      'b=800 (14 slices) dwi',
      'image (22 slices) t2fs',
      'phase=0 (26 slices) dce',
      'phase=1 (26 slices) dce',
      'phase=2 (26 slices) dce',
      'phase=3 (26 slices) dce',
      'phase=4 (26 slices) dce',
    ]);
  });

  it.each(['B2', 'B8'])('%s: private b-values are found', (id) => {
    const files = filesOf(study(id), study(id).inputs.DWI[0]);
    expect(listSeries(files).map(({ bValue }) => bValue)).toEqual([0, 800]);
  });

  it('must be chosen where there are several', () => {
    const files = filesOf(study('B1'), study('B1').inputs.DWI[0]);
    const error = refusal(() => readImage(files)) as InputRefused;
    expect(error).toMatchObject({ code: 'series-ambiguous', got: '2 images: b=0 (14 slices), b=800 (14 slices)' });
    expect(refusal(() => readImage(files, { bValue: 1000 }))).toMatchObject({ code: 'series-ambiguous' });
  });

  it('the peak phase is the one where the ROI is brightest', () => {
    const { inputs } = study('B1');
    const files = filesOf(study('B1'), inputs.DCE[0]);
    const phases = [0, 1, 2, 3, 4].map((phase) => readImage(files, { phase }));
    const mask = readMask(filesOf(study('B1'), inputs.roi[0]), phases[0]);
    const means = phases.map(({ voxels }) => {
      const inside = Array.from(voxels).filter((_, i) => mask.voxels[i] === 1);
      return inside.reduce((sum, value) => sum + value, 0) / inside.length;
    });
    expect(peakPhase(phases, mask)).toBe(means.indexOf(Math.max(...means)));
  });

  it('coefficients are fitted where no map was sent', () => {
    const files = filesOf(study('B1'), study('B1').inputs.DWI[0]);
    const [b0, b800] = [0, 800].map((bValue) => readImage(files, { bValue }).voxels);
    const adc = readImage(files, { adc: true });
    expect(adc.voxels).toBeInstanceOf(Float32Array);
    const i = b0.findIndex((value: number, at: number) => value > b800[at] && b800[at] > 0);
    // Two points have one line through them.
    expect(adc.voxels[i]).toBeCloseTo((1e6 * Math.log(b0[i] / b800[i])) / 800, 2);
  });
});

describe('apparent diffusion', () => {
  const grid = { spacing: [1, 1, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] } as const;
  const weighted = (bValue: number, values: number[]) => ({
    bValue,
    volume: { ...grid, size: [values.length, 1, 1] as const, voxels: Float64Array.from(values) },
  });

  it('is the slope of ln S over b', () => {
    const diffusion = [800e-6, 1234e-6, 2.5e-3];
    const series = [50, 400, 800].map((b) =>
      weighted(b, [...diffusion.map((d) => 500 * Math.exp(-b * d)), b === 800 ? 0 : 9, 100 + b]),
    );
    const { voxels } = apparentDiffusion(series);
    // Float32 holds seven digits of what is exactly a line here.
    for (let i = 0; i < 3; i++) expect(voxels[i]).toBeCloseTo(diffusion[i] * 1e6, 3);
    expect([voxels[3], voxels[4]]).toEqual([0, 0]);
  });

  it('needs two b-values', () => {
    expect(refusal(() => apparentDiffusion([weighted(0, [1])]))).toMatchObject({ code: 'series-ambiguous' });
  });
});
