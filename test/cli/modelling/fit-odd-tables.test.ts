/** Tables of kinds that were once answered with a false sentence, NaN, or after minutes. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { type CommandResult, radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-odd-'));
afterAll(() => rmSync(root, { recursive: true }));

type Row = Record<string, string | number>;

/** Synthetic rows; two of six features carry signal; every third row is a test row. */
function rowsOf(seed: number, n: number, change: (row: Row, i: number) => Row = (row) => row): Row[] {
  const random = new Random(seed);
  return Array.from({ length: n }, (_, i) => {
    const x = Array.from({ length: 6 }, () => random.normal());
    const pCR = random.uniform() < 1 / (1 + Math.exp(-1.3 * (x[0] - x[1]))) ? 1 : 0;
    const features = Object.fromEntries(x.map((value, j) => [`f${j}`, value]));
    return change({ id: `P${i}`, pCR, set: i % 3 === 2 ? 'test' : 'train', ...features }, i);
  });
}

let made = 0;
function fileOf(content: string | Uint8Array, ending = 'csv'): string {
  const file = join(root, `${++made}.${ending}`);
  writeFileSync(file, content);
  return file;
}

const csvOf = (rows: readonly Row[]) =>
  csvLine(Object.keys(rows[0])) + rows.map((row) => csvLine(Object.values(row))).join('');
const protocolFile = (protocol: object) => fileOf(JSON.stringify(protocol), 'json');

const QUICK = ['--nested', '0', '--bootstrap', '0', '--permutations', '0'];

async function fitTable(content: string | Uint8Array, ...options: string[]) {
  const folder = join(root, `out-${++made}`);
  const result: CommandResult = await radscore(
    ...['fit', fileOf(content), '--outcome', 'pCR', '-o', folder],
    ...options,
  );
  return { ...result, folder, said: [result.out, ...result.notes].join('\n') };
}

const page = (folder: string) => readFileSync(join(folder, 'report.html'), 'utf8');

describe('radscore fit on odd tables', () => {
  it('refuses repeats of no training row by that name, and does not blame the features', async () => {
    const protocol = protocolFile({ id: 'r', robustness: { icc: 0.75 } });
    const rows = rowsOf(1, 60);
    const repeated = (ids: (i: number) => string) =>
      fileOf(csvOf(rows.slice(0, 20).map(({ pCR: _, set: __, ...row }, i) => ({ ...row, id: ids(i) }))));
    const options = ['--split', 'set', '--protocol', protocol, ...QUICK];
    const foreign = await fitTable(
      csvOf(rows),
      ...options,
      '--repeats',
      repeated((i) => `Q${i}`),
    );
    expect(foreign.exitCode).toBe(4);
    expect(foreign.said).toContain('got repeats of 0 training rows; wanted repeats of at least 2');
    const one = await fitTable(
      csvOf(rows),
      ...options,
      '--repeats',
      repeated((i) => (i === 0 ? 'P0' : `Q${i}`)),
    );
    expect(one.said).toContain('got repeats of 1 training row;');
  });

  it('says that repeats are not used where the protocol asks for no robustness', async () => {
    const rows = rowsOf(1, 60);
    const { said } = await fitTable(
      csvOf(rows),
      '--split',
      'set',
      '--repeats',
      fileOf(csvOf(rows.slice(0, 9))),
      ...QUICK,
    );
    expect(said).toContain('The repeats are not used: her2-pcr@1 asks for no robustness.');
  });

  it('ends a table of constant features with their number, and without a plot of NaN', async () => {
    const flat = rowsOf(1, 60, (row) => ({ ...row, f0: 1, f1: 2, f2: 3, f3: 4, f4: 5, f5: 6 }));
    const { exitCode, said, folder } = await fitTable(csvOf(flat), '--split', 'set', ...QUICK);
    expect(exitCode).toBe(5);
    expect(said).toContain('no feature of 6 is left for the LASSO (6 constant in the training rows, 0 unstable');
    expect(existsSync(join(folder, 'lasso-path.svg'))).toBe(false);
    expect(page(folder)).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('refuses a categorical variable of a level for every few rows at once', async () => {
    const many = rowsOf(1, 60, (row, i) => ({ ...row, ward: `W${i % 25}` }));
    const { exitCode, said } = await fitTable(csvOf(many), '--split', 'set', '--clinical', 'ward', ...QUICK);
    expect(exitCode).toBe(4);
    expect(said).toContain('got 25 levels of ward in 40 training rows; wanted at most 20 of a categorical variable');
  });

  it.each([
    [['--clinical', 'pCR'], 'column "pCR" as the outcome and as a clinical variable'],
    [['--clinical', 'f0,f0'], 'column "f0" as a clinical variable and as a clinical variable'],
    [['--site', 'pCR'], 'column "pCR" as the outcome and as the site'],
    [['--id', 'f1', '--clinical', 'f1'], 'column "f1" as the id and as a clinical variable'],
  ])('refuses a column in two roles: %j', async (options, got) => {
    const { exitCode, said } = await fitTable(csvOf(rowsOf(1, 60)), '--split', 'set', ...QUICK, ...options);
    expect(exitCode).toBe(4);
    expect(said).toContain(`got ${got}; wanted one role for every column`);
  });

  it('gives the reason if every site is too small to be held out', async () => {
    const pairs = rowsOf(1, 60, (row, i) => ({ ...row, set: 'train', site: `S${Math.floor(i / 2)}` }));
    const options = ['--site', 'site', '--protocol', protocolFile({ id: 'h', harmonisation: {} })];
    const { said } = await fitTable(csvOf(pairs), '--split', 'set', ...options, ...QUICK.slice(2), '--nested', '3');
    expect(said).toContain('60 of 60 rows belong to sites too small to be harmonised without some of their rows');
    expect(said).not.toContain('refits failed');
  });

  it('distinguishes test rows without an answer from no test rows, and counts those of unseen sites', async () => {
    const strange = rowsOf(1, 60, (row, i) => ({ ...row, site: row.set === 'test' ? 'X' : i % 2 ? 'A' : 'B' }));
    const fitted = (unseenSite: string) =>
      fitTable(
        csvOf(strange),
        ...['--split', 'set', '--site', 'site', ...QUICK],
        ...['--protocol', protocolFile({ id: 'h', harmonisation: { unseenSite } })],
      );
    const abstaining = await fitted('abstain');
    expect(abstaining.said).toContain('The model has no answer for any test row.');
    expect(abstaining.said).not.toContain('There are no test rows');
    const taking = await fitted('reference');
    expect(taking.said).toMatch(/warning: site-unseen: 20 of 20 test rows are of sites without training rows \(X\)/);
  });

  it('warns of features that differ within single precision, and keeps quiet about others', async () => {
    const rounded = rowsOf(1, 60, (row) => ({ ...row, f2: row.pCR === 1 ? Math.fround(0.3) : 0.3 }));
    const { said } = await fitTable(csvOf(rounded), '--split', 'set', ...QUICK);
    expect(said).toMatch(/warning: rounding-spread: The training values of f2 differ by less than single precision/);
    expect((await fitTable(csvOf(rowsOf(1, 60)), '--split', 'set', ...QUICK)).said).not.toContain('rounding-spread');
  });

  it.each([
    'Age (years)',
    'RCB class',
    'TumorSize_mm',
    'prob_model1',
    'pathologic_response',
    'Residual cancer burden',
  ])('warns that %s went in among the features', async (name) => {
    const rows = rowsOf(1, 60, (row, i) => ({ ...row, [name]: (i * 7) % 31 }));
    const { said } = await fitTable(csvOf(rows), '--split', 'set', ...QUICK);
    expect(said).toContain(`undeclared-clinical: The column ${name},`);
  });

  it.each([1e-300, 1e-160, 1e160, 1e300])('fits a feature in units of %s as in units of 1', async (unit) => {
    const coefficientsOf = async (change: (row: Row) => Row) => {
      const { folder } = await fitTable(csvOf(rowsOf(1, 60, change)), '--split', 'set', ...QUICK);
      const { features } = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8'));
      return features.map(({ coefficient }: { coefficient: number }) => coefficient);
    };
    const scaled = await coefficientsOf((row) => ({ ...row, f0: Number(row.f0) * unit }));
    const plain = await coefficientsOf((row) => row);
    expect(scaled).toHaveLength(plain.length);
    scaled.forEach((value: number, k: number) => {
      expect(Math.abs(value / plain[k] - 1)).toBeLessThan(1e-9);
    });
  });

  it('takes x1 for the feature that it is, and the X that R writes for the row number that it is', async () => {
    const rows = rowsOf(1, 60, ({ f0, ...row }, i) => ({ ...row, x1: f0, X: i + 1 }));
    const { said } = await fitTable(csvOf(rows), '--split', 'set', ...QUICK);
    expect(said).toMatch(/6 feature columns: .*x1/);
    expect(said).toMatch(/Not used \(whole numbers.*\): X\./);
  });

  it('does not take a name of PyRadiomics for a clinical one', async () => {
    const named = 'dce_wavelet-LHL_glcm_Response';
    const rows = rowsOf(1, 60, (row, i) => ({ ...row, [named]: (i * 7) % 31 }));
    expect((await fitTable(csvOf(rows), '--split', 'set', ...QUICK)).said).not.toContain('undeclared-clinical');
  });

  it('lists the columns that were not used in report.html, with their reason', async () => {
    const rows = rowsOf(1, 60, (row, i) => ({ ...row, MRN: 7000 + i, note: `word ${i}` }));
    const { folder } = await fitTable(csvOf(rows), '--split', 'set', ...QUICK);
    expect(page(folder)).toContain(
      'Columns of the table that were not used: MRN (identifies rows); note (holds words).',
    );
  });

  it('names what a file is that is no CSV', async () => {
    const text = csvOf(rowsOf(1, 30));
    const utf32 = new Uint8Array(Uint32Array.from(`\uFEFF${text}`, (letter) => letter.codePointAt(0) ?? 0).buffer);
    const cases: [string | Uint8Array, string][] = [
      [utf32, 'a table in UTF-32'],
      [Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), 'a ZIP archive (an Excel workbook?)'],
      [Uint8Array.of(0x1f, 0x8b, 8, 0), 'a table compressed with gzip'],
      [text.replace('f0', 'gr\u00f6sse').replace('f1', 'gro\u0308sse'), 'column "gro\u0308sse" twice'],
      [text.replaceAll(/^P[01],/gm, ','), 'two rows without id'],
    ];
    for (const [content, got] of cases) {
      const { exitCode, said } = await fitTable(content, ...QUICK);
      expect(exitCode).toBe(4);
      expect(said).toContain(`got ${got}`);
    }
  });
});
