/** `radscore extract --select` on folders of DICOM files, against PyRadiomics on the same volume. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCsv } from '@radscore/statistics/csv';
import { describe, expect, it } from 'vitest';
import { ofRealImages, sharedPath } from '../../shared.ts';
import { radscore } from '../terminal.ts';

/** A study of several series, and the features of its volumes. */
interface SelectStudy {
  readonly name: string;
  /** Folder of a series, path of a region. */
  readonly folder: (series: string) => string;
  readonly phases: number;
  /** Values of the volume `t2`, `b0`, `b800`, `adc`, `dce0` … */
  readonly features: (volume: string) => Readonly<Record<string, number>>;
}

const fixtures = fileURLToPath(new URL('../../fixtures/dicom/', import.meta.url));
const standIn: {
  readonly sha256: Readonly<Record<string, string>>;
  readonly features: Record<string, Record<string, number>>;
} = JSON.parse(readFileSync(`${fixtures}study.json`, 'utf8'));
const STAND_IN: SelectStudy = {
  name: 'the stand-in',
  folder: (series) => `${fixtures}study/${series}`,
  phases: 4,
  features: (volume) => standIn.features[volume],
};

/** Folders of the series in the test study; two series come from studies of their own. */
const DICOM = sharedPath('data/dicom');
const OWN_STUDY: Readonly<Record<string, string>> = {
  'DWI-siemens': 'B2-dwi-siemens-private-bvalue/files/DWI',
  'DWI-ge': 'B8-dwi-ge-private-bvalue/files/DWI',
};
const TEST_STUDY: SelectStudy = {
  name: 'B1',
  folder: (series) => `${DICOM}/cases/${OWN_STUDY[series] ?? `B1-study-multisequence/files/${series}`}`,
  phases: 5,
  features: (volume) => {
    const mask = volume === 't2' ? 't2' : volume.startsWith('dce') ? 'dce' : 'dwi';
    const file = JSON.parse(readFileSync(`${DICOM}/expected/B1_${volume}_image__B1_${mask}_mask__l1.json`, 'utf8'));
    return file.features ?? file;
  },
};
const STUDIES = [STAND_IN, ...ofRealImages([TEST_STUDY])];

const ROI = { dwi: 'roi/dwi_mask.nii.gz', dce: 'roi/dce_seg.dcm', t2: 'roi/t2_rtstruct.dcm' };

/** study, folder, region of interest, selection, volume */
const CASES = STUDIES.flatMap(
  (study) =>
    [
      ['ADC', ROI.dwi, 'adc', 'adc'],
      ['T2', ROI.t2, undefined, 't2'],
      ...Array.from({ length: study.phases }, (_, phase) => ['DCE', ROI.dce, `phase=${phase}`, `dce${phase}`]),
      ...['DWI', 'DWI-siemens', 'DWI-ge'].flatMap((series) =>
        ['b=0', 'b=800'].map((selection) => [series, ROI.dwi, selection, selection.replace('=', '')]),
      ),
    ].map((one) => [study.name, ...one, study]) as [string, string, string, string | undefined, string, SelectStudy][],
);

describe('the study of DICOM files', () => {
  it('has the bytes that its maker wrote', () => {
    const digest = (file: string) =>
      createHash('sha256')
        .update(readFileSync(`${fixtures}study/${file}`))
        .digest('hex');
    expect(Object.entries(standIn.sha256).filter(([file, sha256]) => digest(file) !== sha256)).toEqual([]);
  });
});

describe('radscore extract --select, from folders of several volumes', () => {
  it.each(
    CASES,
  )('%s: %s with %s, %s: the features of PyRadiomics', async (_name, series, roi, selection, volume, study) => {
    const args = selection === undefined ? [] : ['--select', selection];
    const { exitCode, out, notes } = await radscore('extract', study.folder(series), study.folder(roi), ...args);
    expect(exitCode).toBe(0);
    expect(notes.filter((note) => !note.startsWith('warning: few-grey-levels'))).toEqual([]);
    const got: Record<string, number> = JSON.parse(out);
    const wanted = Object.entries(study.features(volume)).filter(([name]) => name.startsWith('original_'));
    expect(wanted).toHaveLength(107);
    // Suggested by the data set: the spacing of the positions differs from the header's text in the last bits.
    const apart = wanted.filter(([name, value]) => !(Math.abs(got[name] - value) <= 1e-9 * Math.abs(value)));
    expect(apart.map(([name, value]) => `${name}: got ${got[name]}, wanted ${value}`)).toEqual([]);
  });

  it('of every row of a batch its own, which goes before the one that holds for all', async () => {
    const [folder, roi] = [STAND_IN.folder('DCE'), STAND_IN.folder(ROI.dce)];
    const table = join(mkdtempSync(join(tmpdir(), 'radscore-select-')), 'phases.csv');
    const lines = ['phase=3', '', 'phase=9'].map((selection) => `${folder},${roi},${selection}`);
    writeFileSync(table, ['Image,Mask,Select', ...lines, ''].join('\n'));
    const { header, rows } = parseCsv((await radscore('extract', table, '--select', 'phase=1')).out);
    rmSync(dirname(table), { recursive: true });
    const mean = (row: readonly string[]): number => Number(row[header.indexOf('original_firstorder_Mean')]);
    const expected = (phase: number): number => STAND_IN.features(`dce${phase}`).original_firstorder_Mean;
    expect(mean(rows[0])).toBeCloseTo(expected(3), 6);
    expect(mean(rows[1])).toBeCloseTo(expected(1), 6);
    expect(rows[2][header.indexOf('Error')]).toMatch(/^series-ambiguous: /);
  });

  it('refuses several volumes where none is selected, with a list of them', async () => {
    const { exitCode, notes } = await radscore('extract', STAND_IN.folder('DCE'), STAND_IN.folder(ROI.dce));
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/series-ambiguous: .*got 4 images: phase=0 .*phase=3.*Select one of them: b=…, phase=…/);
  });

  it('refuses a selection that is not there', async () => {
    const { exitCode, notes } = await radscore(
      'extract',
      STAND_IN.folder('DWI'),
      STAND_IN.folder(ROI.dwi),
      '--select',
      'b=1000',
    );
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/series-ambiguous: .*b=0 .*b=800 .*the one that is selected, which is not there/);
  });

  it('refuses a selection from an image that holds one volume only', async () => {
    const volume = fileURLToPath(new URL('../../fixtures/radiomics/border-precrop', import.meta.url));
    const { exitCode, notes } = await radscore('extract', `${volume}.nrrd`, `${volume}.mask.nrrd`, '--select', 'b=0');
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/got a selection \(--select\) from an image that is no DICOM series/);
  });

  it.each(['b', 'b=', 'phase=1.5', 'ADC', 't2'])('takes no %s', async (selection) => {
    expect(await radscore('extract', 'a', 'b', '--select', selection)).toMatchObject({ exitCode: 2, out: '' });
  });

  it('holds for every row of a table', async () => {
    const [image, mask] = [STAND_IN.folder('DWI'), STAND_IN.folder(ROI.dwi)];
    const folder = mkdtempSync(join(tmpdir(), 'radscore-select-'));
    try {
      writeFileSync(`${folder}/cases.csv`, `Image,Mask\n${image},${mask}\n`);
      writeFileSync(`${folder}/mean.yaml`, 'featureClass: {firstorder: [Mean]}\nsetting: {additionalInfo: false}\n');
      const args = ['-p', `${folder}/mean.yaml`, '--select', 'b=800', '-f', 'json'];
      const { exitCode, out } = await radscore('extract', `${folder}/cases.csv`, ...args);
      const single = await radscore('extract', image, mask, ...args);
      expect(exitCode).toBe(0);
      expect(JSON.parse(out)[0]).toMatchObject(JSON.parse(single.out));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
