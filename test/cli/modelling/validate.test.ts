/** `radscore validate`: a fit's model on another table, row by row and refusal by refusal. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-validate-'));
const folder = join(root, 'fit');
const output = join(root, 'validation');

/** A table of a synthetic cohort; `change` may alter the cells of a row. */
function tableOf(name: string, seed: number, change: (row: string[], i: number) => string[] = (row) => row): string {
  const { features, outcome, clinical, split, site } = syntheticCohort({ seed, train: 70, test: 60, effect: 2 });
  const p = features.columns.length;
  const header = [
    'study_id',
    'response',
    'set',
    ...clinical.map((one) => one.name),
    'site',
    'age',
    ...features.columns,
  ];
  const rows = features.ids.map((id, i) =>
    change(
      [
        ...[id, outcome[i] === 1 ? 'pCR' : 'RD', split[i], ...clinical.map(({ values }) => values[i] ?? '')],
        ...[site?.[i] ?? '', 30 + ((7 * i) % 41), ...features.values.subarray(i * p, (i + 1) * p)],
      ].map(String),
      i,
    ),
  );
  const file = join(root, name);
  writeFileSync(file, csvLine(header) + rows.map(csvLine).join(''));
  return file;
}

const validation = () => JSON.parse(readFileSync(join(output, 'validation.json'), 'utf8'));
const validate = (file: string, ...options: string[]) => radscore('validate', folder, file, ...options, '-o', output);

beforeAll(async () => {
  const table = tableOf('fitted.csv', 41);
  const options = ['--outcome', 'response', '--split', 'set', '--clinical', 'ki67,morphology', '--features', 'f*'];
  const quick = ['--bootstrap', '0', '--permutations', '0', '--nested', '0', '--force-clinical'];
  expect(await radscore('fit', table, ...options, ...quick, '-o', folder)).toMatchObject({ exitCode: 0 });
});
afterAll(() => rmSync(root, { recursive: true }));

describe('radscore validate', () => {
  it('writes figures, report and plots, with the known subgroups of the table', async () => {
    const { exitCode, out, notes } = await validate(tableOf('other.csv', 42));
    expect(exitCode).toBe(0);
    expect(notes.at(-1)).toBe('Research use only. Not a medical device.');
    expect(readdirSync(output).sort()).toEqual([
      ...['calibration.svg', 'decision-curve.svg', 'report.html', 'roc.svg', 'subgroups.svg', 'validation.json'],
    ]);
    expect(out).toContain('130 of 130 rows judge the model');
    expect(out).toMatch(/AUC \(95 % CI\) {2,}0\.\d{3} \(0\.\d{3} to 0\.\d{3}\)/);
    const found = validation();
    expect(found).toMatchObject({
      format: 'radscore-validation/1',
      rows: { given: 130, judged: 130 },
      confidence: 0.95,
    });
    expect(found.subgroups.map((one: { name: string }) => one.name)).toEqual(['morphology', 'site', 'age']);
    expect(found.subgroups[2]).toMatchObject({ cuts: [50], cutsFrom: 'customary' });
    expect(found.source.outcomeWords).toEqual({ positive: ['pCR'], negative: ['RD'] });
  });

  it('gives the same bytes again', async () => {
    const file = tableOf('again.csv', 43);
    await validate(file);
    const before = readdirSync(output).map((name) => readFileSync(join(output, name), 'utf8'));
    await validate(file);
    expect(readdirSync(output).map((name) => readFileSync(join(output, name), 'utf8'))).toEqual(before);
  });

  it('says of the fit’s own table what the fit said, without the rows that it was fitted on', async () => {
    const { exitCode, out } = await validate(join(root, 'fitted.csv'));
    expect(exitCode).toBe(0);
    expect(out).toContain('left out: 70 in-training');
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    expect(validation().performance.models.nomogram.auc).toEqual(report.test.models.nomogram.auc);
    expect(validation().performance.models.nomogram.confusion).toEqual(report.test.models.nomogram.confusion);
  });

  it('lists every row that cannot be scored with its reason, and judges by the others', async () => {
    const { features } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    const at = 7 + Number(String(features[0].name).slice(1));
    const broken = ['1e9', '', '0,5'];
    const file = tableOf('broken.csv', 44, (row, i) => {
      if (i < broken.length) row[at] = broken[i];
      if (i === 3) row[1] = '';
      return row;
    });
    const { exitCode, out } = await validate(file, '--subgroups', 'age:45|60,site');
    expect(exitCode).toBe(0);
    expect(out).toContain('126 of 130 rows judge the model');
    expect(validation().leftOut.map(({ id, code }: { id: string; code: string }) => [id, code])).toEqual([
      ['S1', 'invalid-value'],
      ['S2', 'invalid-value'],
      ['S0', 'outside-cohort'],
      ['S3', 'outcome-unknown'],
    ]);
    expect(validation().subgroups[0].levels.map((one: { level: string }) => one.level)).toEqual([
      '< 45',
      '45 to < 60',
      '≥ 60',
    ]);
    const html = readFileSync(join(output, 'report.html'), 'utf8');
    for (const id of ['S0', 'S1', 'S2', 'S3']) expect(html).toContain(`>${id}</th>`);
  });

  it('ends with “not enough data” where one outcome is all there is, and still says why', async () => {
    const { exitCode, out } = await validate(tableOf('one.csv', 45, (row) => row.with(1, 'pCR')));
    expect(exitCode).toBe(5);
    expect(out).toContain('nothing can be discriminated');
    expect(readdirSync(output).sort()).toEqual(['report.html', 'validation.json']);
  });

  it('reads another coding of the same outcome, and one that is named', async () => {
    expect(await validate(tableOf('coded.csv', 42, (row) => row.with(1, row[1] === 'pCR' ? '1' : '0')))).toMatchObject({
      exitCode: 0,
    });
    const { auc } = validation().performance.models.nomogram;
    const words = tableOf('words.csv', 42, (row) => row.with(1, row[1] === 'pCR' ? 'gone' : 'left'));
    expect(await validate(words)).toMatchObject({ exitCode: 4 });
    expect(await validate(words, '--positive', 'gone')).toMatchObject({ exitCode: 0 });
    expect(validation().performance.models.nomogram.auc).toEqual(auc);
  });

  it('refuses what it cannot validate, by name', async () => {
    const other = join(root, 'other.csv');
    const refused = async (...args: string[]) => {
      const { exitCode, notes } = await radscore('validate', ...args);
      return [exitCode, notes.join('\n')];
    };
    expect(await refused(join(root, 'nothing'), other, '-o', output)).toEqual([
      4,
      expect.stringContaining('model.json'),
    ]);
    expect(await refused(folder, other, '--outcome', 'grade', '-o', output)).toEqual([
      4,
      expect.stringContaining('no column "grade"'),
    ]);
    expect(await refused(folder, other, '--subgroups', 'vendor', '-o', output)).toEqual([
      4,
      expect.stringContaining('no column "vendor"'),
    ]);
    expect(await refused(folder, other, '--subgroups', 'site:3', '-o', output)).toEqual([
      4,
      expect.stringContaining('holds words'),
    ]);
    expect(await refused(folder, other, '--subgroups', 'age:3|', '-o', output)).toEqual([
      2,
      expect.stringContaining('NAME:CUT'),
    ]);
    expect(await refused(folder, other)).toEqual([2, expect.stringContaining('--output')]);
  });
});
