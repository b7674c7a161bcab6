/** `radscore predict` with the folder of a fit: answers, abstentions, warnings and refusals row by row. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logistic } from '@radscore/statistics';
import { parseCsv } from '@radscore/statistics/csv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { syntheticCohort } from '../../layers/statistics/synthetic.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-predict-'));
const table = join(root, 'table.csv');
const folder = join(root, 'fit');

beforeAll(async () => {
  const { features, outcome, clinical, split } = syntheticCohort({ seed: 31 });
  const names = clinical.map(({ name }) => name);
  const p = features.columns.length;
  const rows = features.ids.map((id, i) =>
    csvLine([
      ...[id, outcome[i] ?? '', split[i], ...clinical.map(({ values }) => values[i] ?? '')],
      ...features.values.subarray(i * p, (i + 1) * p),
    ]),
  );
  writeFileSync(table, csvLine(['study_id', 'pCR', 'set', ...names, ...features.columns]) + rows.join(''));
  const options = ['--outcome', 'pCR', '--split', 'set', '--clinical', names.join(','), '--force-clinical'];
  const quick = ['--bootstrap', '0', '--permutations', '0', '--nested', '0'];
  expect(await radscore('fit', table, ...options, ...quick, '-o', folder)).toMatchObject({ exitCode: 0 });
});
afterAll(() => rmSync(root, { recursive: true }));

interface Row {
  id: string;
  source: string;
  probability: number;
  radScore: number;
  warnings: { code: string }[];
  notice: string;
}

async function predictions(file: string): Promise<Row[]> {
  const { exitCode, out } = await radscore('predict', '--model', folder, '--table', file, '--json');
  expect(exitCode).toBe(0);
  return JSON.parse(out);
}

/** The table with cells changed. */
function changed(name: string, change: (header: readonly string[], row: string[]) => string[]): string {
  const { header, rows } = parseCsv(readFileSync(table, 'utf8'));
  const file = join(root, name);
  writeFileSync(file, csvLine(header) + rows.map((row) => csvLine(change(header, [...row]))).join(''));
  return file;
}

describe('radscore predict with the folder of a fit', () => {
  it('scores every row as the report does, training and test alike', async () => {
    const rows = await predictions(table);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    for (const set of [report.train, report.test]) {
      set.ids.forEach((id: string, k: number) => {
        const row = rows.find((one) => one.id === id);
        expect(row?.source).toBe('nomogram');
        // The same sums in another order.
        expect(row?.radScore).toBeCloseTo(set.scores.radScore[k], 10);
        expect(row?.probability).toBeCloseTo(logistic(set.scores.nomogram[k]), 10);
      });
    }
    expect(rows).toHaveLength(110);
    expect(rows[0].notice).toBe('Research use only. Not a medical device.');
  });

  it('answers with the Rad-score, and a warning, where a clinical value is missing', async () => {
    const file = changed('gaps.csv', (header, row) => row.with(header.indexOf('ki67'), 'NA'));
    for (const { source, warnings } of await predictions(file)) {
      expect(source).toBe('rad-score');
      expect(warnings.map(({ code }) => code)).toContain('clinical-missing');
    }
  });

  it('shows a table to a person', async () => {
    const { out } = await radscore('predict', '--model', folder, '--table', table);
    expect(out).toMatch(/^id +probability +95 % CI +Rad-score +by +class +warnings\nS0 +\d+\.\d %/);
  });

  it('refuses a table without a feature of the model, a value that is no number, and a folder without a model', async () => {
    const [feature] = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')).features;
    const wrong = changed('wrong.csv', (header, row) => row.with(header.indexOf(feature.name), 'high'));
    const less = join(root, 'less.csv');
    writeFileSync(less, 'id,f0\nS0,1\n');
    for (const [model, file, message] of [
      [folder, wrong, `got "high" for ${feature.name} in row 1 (S0)`],
      [folder, less, 'got a table without f'],
      [join(root, 'nowhere'), table, 'got no such file'],
    ]) {
      const { exitCode, notes } = await radscore('predict', '--model', model, '--table', file);
      expect(notes.join('\n')).toContain(message);
      expect(exitCode).toBe(4);
    }
    writeFileSync(join(root, 'model.json'), '{}');
    const { notes } = await radscore('predict', '--model', root, '--table', table);
    expect(notes.join('\n')).toContain('wanted a model that radscore fit wrote');
  });

  it('answers the other rows where one has a gap, text or a value far outside, each with its reason', async () => {
    const [feature] = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')).features;
    const cells: Record<string, string> = { S70: '', S71: 'high', S72: '1e200', S73: 'inf', S74: '1000' };
    const file = changed('some.csv', (header, row) => {
      const cell = cells[row[header.indexOf('study_id')]];
      return cell === undefined ? row : row.with(header.indexOf(feature.name), cell);
    });
    const { exitCode, out } = await radscore('predict', '--model', folder, '--table', file, '--json');
    expect(exitCode).toBe(0);
    const rows: (Row & { abstained?: { code: string; message: string } })[] = JSON.parse(out);
    const abstained = rows.flatMap((row) => (row.abstained ? [[row.id, row.abstained.code]] : []));
    expect(abstained).toEqual([
      ['S70', 'invalid-value'],
      ['S71', 'invalid-value'],
      ['S72', 'outside-cohort'],
      ['S73', 'invalid-value'],
      ['S74', 'outside-cohort'],
    ]);
    expect(rows.filter((row) => 'probability' in row)).toHaveLength(105);
    expect(rows[71].abstained?.message).toContain(`got "high" for ${feature.name} in row 72 (S71)`);
  });

  it('marks the rows that it was fitted on, and names class, threshold and confidence', async () => {
    const { out } = await radscore('predict', '--model', folder, '--table', table, '--json');
    const rows: { id: string; inTraining: boolean; class: string; threshold: number; confidence: number }[] =
      JSON.parse(out);
    rows.forEach((row, i) => {
      expect([row.id, row.inTraining]).toEqual([row.id, i < 60]);
    });
    expect(new Set(rows.map((row) => row.class))).toEqual(new Set(['above', 'below', 'near']));
    expect(new Set(rows.map((row) => row.confidence))).toEqual(new Set([0.95]));
    const { notes } = await radscore('predict', '--model', folder, '--table', table);
    expect(notes.join('\n')).toMatch(/Threshold of the nomogram, frozen in training: \d+\.\d %/);
    expect(notes.join('\n')).toContain('60 of 110 rows were fitted on');
  });

  it('heads the interval with the confidence of the model', async () => {
    const other = join(root, 'other');
    const model = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
    mkdirSync(other);
    writeFileSync(
      join(other, 'model.json'),
      JSON.stringify({ ...model, protocol: { ...model.protocol, confidence: 0.8 } }),
    );
    expect((await radscore('predict', '--model', other, '--table', table)).out).toContain(' 80 % CI ');
  });

  it('reads the same table as fit does: CR line ends, blank lines, no bytes of Windows-1252', async () => {
    const text = readFileSync(table, 'utf8');
    const cr = join(root, 'cr.csv');
    writeFileSync(cr, `${text.replaceAll('\n', '\r')}   \r`);
    expect(await predictions(cr)).toEqual(await predictions(table));
    const latin1 = join(root, 'latin1.csv');
    writeFileSync(latin1, Buffer.from(text.replace('study_id', 'gr\u00f6\u00dfe_id'), 'latin1'));
    const quoted = join(root, 'quoted.csv');
    writeFileSync(quoted, text.replace('S5,', '"S5"x,'));
    for (const [file, message] of [
      [latin1, 'line 1 that are not UTF-8'],
      [quoted, 'text behind a closing quote in line 7'],
    ]) {
      for (const command of [
        ['predict', '--model', folder, '--table', file],
        ['fit', file, '--outcome', 'pCR', '-o', join(root, 'never')],
      ]) {
        const { exitCode, notes } = await radscore(...command);
        expect([exitCode, notes.join('\n')]).toEqual([4, expect.stringContaining(message)]);
      }
    }
  });
});
