/** `radscore fit` on tables with several rows of a patient, and with sites that are held out; `train` with the same options. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { modellingOfOptions } from '../../../cli/modelling/train-modelling.ts';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-patients-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Synthetic: two lesions of each of 50 patients at three sites; one of six features carries signal. */
function twoLesions(): string {
  const random = new Random(12);
  const rows = [csvLine(['pid', 'pCR', 'place', 'f0', 'f1', 'f2', 'f3', 'f4', 'f5'])];
  for (let k = 0; k < 50; k++) {
    const pcr = k % 2;
    for (let lesion = 0; lesion < 2; lesion++) {
      const features = Array.from({ length: 6 }, (_, j) => (j === 0 ? 1.2 * pcr : 0) + random.normal());
      rows.push(csvLine([`00${k}`, pcr, ['north', 'south', 'west'][Math.floor(k / 2) % 3], ...features]));
    }
  }
  return rows.join('');
}

let made = 0;
async function fitLesions(...options: string[]) {
  const table = join(root, 'lesions.csv');
  writeFileSync(table, twoLesions());
  const folder = join(root, `out-${++made}`);
  const quick = ['--bootstrap', '2', '--permutations', '2', '-j', '1'];
  const result = await radscore(
    'fit',
    table,
    '--outcome',
    'pCR',
    '--features',
    'f*',
    '-o',
    folder,
    ...quick,
    ...options,
  );
  const report = () => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  return { ...result, said: [result.out, ...result.notes].join('\n'), report, folder };
}

describe('radscore fit --group', () => {
  it('keeps the rows of a patient together: split, folds, and the report that says so', async () => {
    const { exitCode, report, folder } = await fitLesions('--group', 'pid', '--nested', '3');
    expect(exitCode).toBe(0);
    const { trainRows, testRows, source, table, warnings } = report();
    expect(source).toMatchObject({ group: 'pid', id: null });
    expect(table.patients).toBe(50);
    const patientsOf = (rows: number[]) => new Set(rows.map((row) => Math.floor(row / 2)));
    expect([...patientsOf(trainRows)].filter((patient) => patientsOf(testRows).has(patient))).toEqual([]);
    // Half of the 25 patients of each outcome are test patients: 13, as 12.5 is rounded.
    expect([trainRows.length, testRows.length]).toEqual([48, 52]);
    expect(warnings.map(({ code }: { code: string }) => code)).toContain('several-rows-per-patient');
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('100 rows are of 50 patients');
  });

  it('is what the refusal of two rows with one id recommends', async () => {
    const refused = await fitLesions('--nested', '0');
    expect(refused.exitCode).toBe(4);
    expect(refused.said).toMatch(/got pid 000 in two rows; .* say --group pid to keep the rows of a patient together/);
  });

  it('refuses a split that has a patient on both sides', async () => {
    const file = join(root, 'split.csv');
    const [head, ...rows] = twoLesions().trimEnd().split('\n');
    writeFileSync(file, [`${head},side`, ...rows.map((row, i) => `${row},${i % 2 ? 'test' : 'train'}`)].join('\n'));
    const columns = ['--outcome', 'pCR', '--features', 'f*', '--group', 'pid', '--split', 'side'];
    const { exitCode, notes } = await radscore('fit', file, ...columns, '-o', join(root, 'both'));
    expect(exitCode).toBe(4);
    expect(notes.join('\n')).toMatch(
      /of one patient, one in training and one in test; wanted every patient on one side/,
    );
  });
});

describe('radscore fit --leave-one-site-out', () => {
  it('holds each site out, and reports the area of each', async () => {
    const { exitCode, report, out, folder } = await fitLesions(
      '--group',
      'pid',
      '--site',
      'place',
      '--leave-one-site-out',
    );
    expect(exitCode).toBe(0);
    const { validation, protocol } = report();
    expect(protocol.validation).toMatchObject({ by: 'site' });
    expect(validation).toMatchObject({ method: 'leave-one-site-out cross-validation', folds: 3 });
    expect(validation.sites.map(({ site }: { site: string }) => site)).toEqual(['north', 'south', 'west']);
    expect(out).toMatch(/AUC in cross-validation/);
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(
      '3 sites: everything is refitted without each site',
    );
  });

  it('wants the column of sites, and no number of folds', async () => {
    const without = await fitLesions('--group', 'pid', '--leave-one-site-out');
    expect([without.exitCode, without.said]).toEqual([2, expect.stringMatching(/leave-one-site-out without --site/)]);
    const both = await fitLesions('--group', 'pid', '--site', 'place', '--leave-one-site-out', '--nested', '3');
    expect([both.exitCode, both.said]).toEqual([2, expect.stringMatching(/cannot be used with/)]);
  });
});

describe('radscore train --modelling', () => {
  const file = join(root, 'combat.json');
  const written = (value: unknown) => writeFileSync(file, JSON.stringify(value));

  it('sends what fit --protocol reads, with the options that fit has too', () => {
    written({ id: 'combat', harmonisation: {}, validation: { repeats: 2 } });
    expect(modellingOfOptions('her2-pcr@1', { filter: true })).toBeUndefined();
    expect(modellingOfOptions('her2-pcr@1', { filter: true, modelling: file })).toEqual({
      id: 'combat',
      harmonisation: {},
      validation: { repeats: 2 },
    });
    const options = { filter: false, modelling: file, forceClinical: true, permutations: 3, leaveOneSiteOut: true };
    expect(modellingOfOptions('her2-pcr@1', options)).toEqual({
      id: 'combat',
      harmonisation: {},
      nearDuplicates: null,
      clinical: { force: true },
      permutations: { count: 3 },
      validation: { repeats: 2, by: 'site' },
    });
  });

  it('names options alone after themselves', () => {
    expect(modellingOfOptions('her2-pcr@2', { filter: true, nested: 0, bootstrap: 9 })).toEqual({
      id: 'her2-pcr@2+bootstrap=9+nested=0',
      bootstrap: { count: 9 },
      validation: { folds: 0 },
    });
  });

  it('refuses a file that is wrong before anything is sent', () => {
    written({ id: 'x', lasso: { rule: '2se' } });
    expect(() => modellingOfOptions('her2-pcr@1', { filter: true, modelling: file })).toThrow(/lasso\.rule/);
    written({ id: 'x', harmonisation: { unseenSite: 'abstain' } });
    const options = { filter: true, modelling: file, leaveOneSiteOut: true };
    expect(() => modellingOfOptions('her2-pcr@1', options)).toThrow(/validation\.by/);
  });
});
