import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logistic } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvLine, parseCsv } from '../../cli/csv.ts';
import { syntheticCohort } from '../layers/statistics/synthetic.ts';
import { radscore } from './terminal.ts';

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
  const { header, rows } = parseCsv(readFileSync(table, 'utf8'), table);
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
});
