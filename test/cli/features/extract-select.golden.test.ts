/** `radscore extract --select` on real DICOM folders, against PyRadiomics on the same volume. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseCsv } from '@radscore/statistics/csv';
import { describe, expect, it } from 'vitest';
import { sharedPath } from '../../shared.ts';
import { radscore } from '../terminal.ts';

const DICOM = sharedPath('data/dicom');
const B1 = 'B1-study-multisequence';
const ROI = { dwi: 'dwi_mask.nii.gz', dce: 'dce_seg.dcm', t2: 't2_rtstruct.dcm' };

/** case, folder, region of interest, selection, expected features */
const CASES: readonly (readonly [string, string, string, string | undefined, string])[] = [
  [B1, 'DWI', ROI.dwi, 'b=0', 'B1_b0_image__B1_dwi_mask'],
  [B1, 'DWI', ROI.dwi, 'b=800', 'B1_b800_image__B1_dwi_mask'],
  [B1, 'ADC', ROI.dwi, 'adc', 'B1_adc_image__B1_dwi_mask'],
  [B1, 'T2', ROI.t2, undefined, 'B1_t2_image__B1_t2_mask'],
  ...[0, 1, 2, 3, 4].map(
    (phase) => [B1, 'DCE', ROI.dce, `phase=${phase}`, `B1_dce${phase}_image__B1_dce_mask`] as const,
  ),
  ...['B2-dwi-siemens-private-bvalue', 'B8-dwi-ge-private-bvalue'].flatMap((id) => [
    [id, 'DWI', ROI.dwi, 'b=0', 'B1_b0_image__B1_dwi_mask'] as const,
    [id, 'DWI', ROI.dwi, 'b=800', 'B1_b800_image__B1_dwi_mask'] as const,
  ]),
];

describe.skipIf(!existsSync(DICOM))('radscore extract --select, from folders of several volumes', () => {
  const paths = (id: string, folder: string, roi: string): [string, string] => [
    `${DICOM}/cases/${id}/files/${folder}`,
    `${DICOM}/cases/${id}/files/roi/${roi}`,
  ];

  it.each(CASES)('%s %s with %s, %s: the features of PyRadiomics', async (id, folder, roi, selection, expected) => {
    const args = selection === undefined ? [] : ['--select', selection];
    const { exitCode, out, notes } = await radscore('extract', ...paths(id, folder, roi), ...args);
    expect(exitCode).toBe(0);
    expect(notes.filter((note) => !note.startsWith('warning: few-grey-levels'))).toEqual([]);
    const got: Record<string, number> = JSON.parse(out);
    const file = JSON.parse(readFileSync(`${DICOM}/expected/${expected}__l1.json`, 'utf8'));
    const wanted = Object.entries((file.features ?? file) as Record<string, number>).filter(([name]) =>
      name.startsWith('original_'),
    );
    expect(wanted).toHaveLength(107);
    // Suggested by the data set: the spacing of the positions differs from the header's text in the last bits.
    const apart = wanted.filter(([name, value]) => !(Math.abs(got[name] - value) <= 1e-9 * Math.abs(value)));
    expect(apart.map(([name, value]) => `${name}: got ${got[name]}, wanted ${value}`)).toEqual([]);
  });

  it('of every row of a batch its own, which goes before the one that holds for all', async () => {
    const [folder, roi] = paths(B1, 'DCE', ROI.dce);
    const table = join(mkdtempSync(join(tmpdir(), 'radscore-select-')), 'phases.csv');
    const lines = ['phase=3', '', 'phase=9'].map((selection) => `${folder},${roi},${selection}`);
    writeFileSync(table, ['Image,Mask,Select', ...lines, ''].join('\n'));
    const { header, rows } = parseCsv((await radscore('extract', table, '--select', 'phase=1')).out);
    rmSync(dirname(table), { recursive: true });
    const mean = (row: readonly string[]): number => Number(row[header.indexOf('original_firstorder_Mean')]);
    const expected = (phase: number): number => {
      const file = JSON.parse(readFileSync(`${DICOM}/expected/B1_dce${phase}_image__B1_dce_mask__l1.json`, 'utf8'));
      return (file.features ?? file).original_firstorder_Mean;
    };
    expect(mean(rows[0])).toBeCloseTo(expected(3), 6);
    expect(mean(rows[1])).toBeCloseTo(expected(1), 6);
    expect(rows[2][header.indexOf('Error')]).toMatch(/^series-ambiguous: /);
  });

  it('refuses several volumes where none is selected, with a list of them', async () => {
    const { exitCode, notes } = await radscore('extract', ...paths(B1, 'DCE', ROI.dce));
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/series-ambiguous: .*got 5 images: phase=0 .*phase=4.*Select one of them: b=…, phase=…/);
  });

  it('refuses a selection that is not there', async () => {
    const { exitCode, notes } = await radscore('extract', ...paths(B1, 'DWI', ROI.dwi), '--select', 'b=1000');
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/series-ambiguous: .*b=0 .*b=800 .*the one that is selected, which is not there/);
  });

  it('refuses a selection from an image that holds one volume only', async () => {
    const truth = (name: string) => `${DICOM}/truth/${name}.nrrd`;
    const { exitCode, notes } = await radscore(
      'extract',
      truth('B1_b0_image'),
      truth('B1_dwi_mask'),
      '--select',
      'b=0',
    );
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/got a selection \(--select\) from an image that is no DICOM series/);
  });

  it.each(['b', 'b=', 'phase=1.5', 'ADC', 't2'])('takes no %s', async (selection) => {
    expect(await radscore('extract', 'a', 'b', '--select', selection)).toMatchObject({ exitCode: 2, out: '' });
  });

  it('holds for every row of a table', async () => {
    const [image, mask] = paths(B1, 'DWI', ROI.dwi);
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
