/** `radscore fit` on one table saved in many ways, with an external set, and what it prints before anything is fitted. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@radscore/statistics';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';
import { radscore } from '../terminal.ts';

const root = mkdtempSync(join(tmpdir(), 'radscore-dialects-'));
afterAll(() => rmSync(root, { recursive: true }));

const QUICK = ['--bootstrap', '2', '--permutations', '1', '--nested', '0', '-j', '1'];
const random = new Random(21);
/** Synthetic: 60 patients, two of six features carry signal, a clinical variable of numbers and one of words. */
const ROWS = Array.from({ length: 60 }, (_, i) => {
  const pcr = i % 2;
  const features = Array.from({ length: 6 }, (_, j) => (j < 2 ? 0.9 * pcr : 0) + random.normal());
  const age = Math.round(10 * (50 + 8 * random.normal())) / 10;
  return [`P${i}`, pcr === 1 ? 'pCR' : 'RD', age, ['regular', 'irregular'][i % 3 === 0 ? 1 : 0], ...features];
});
const HEADER = ['pid', 'response', 'Größe', 'form', 'f0', 'f1', 'f2', 'f3', 'f4', 'f5'];
const PLAIN = [HEADER, ...ROWS].map(csvLine).join('');
const comma = (separator: string) =>
  [HEADER, ...ROWS]
    .map((row) => row.map((cell) => (typeof cell === 'number' ? String(cell).replace('.', ',') : cell)).join(separator))
    .join('\n');

/** The least workbook that holds the table. */
function workbook(): Uint8Array {
  const types = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<c><v>${value}</v></c>` : `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const rows = [HEADER, ...ROWS].map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
  const parts = {
    '[Content_Types].xml':
      '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    'xl/workbook.xml': '<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="a" Type="${types}/worksheet" Target="s.xml"/></Relationships>`,
    'xl/s.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}

const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));

/** The table as different programs and people save it, and what has to be said. */
const DIALECTS: readonly (readonly [name: string, content: string | Uint8Array, options?: readonly string[]])[] = [
  ['plain.csv', PLAIN],
  ['german-excel.csv', latin1(comma(';').replaceAll('\n', '\r\n')), ['--encoding', 'windows-1252']],
  ['unicode-text.txt', utf16(`\uFEFF${comma('\t').replaceAll('\n', '\r\n')}`)],
  ['big-endian.csv', Uint8Array.from(Buffer.from(PLAIN, 'utf16le').swap16())],
  ['excel-sep.csv', `sep=|\r\n${comma('|')}`],
  ['old-mac.csv', `\uFEFF${PLAIN.replaceAll('\n', '\r')}`],
  [
    'quoted.csv',
    [HEADER, ...ROWS].map((row) => row.map((cell) => `"${String(cell).replace('.', ',')}"`).join(',')).join('\n'),
  ],
  ['with-comments.csv', `# from the PACS, "old\n${PLAIN}# end\n`],
  ['with-edges.csv', `${PLAIN.replaceAll('\n', ',,\n')}${','.repeat(11)}\n\n${HEADER.join(',')},,\n`],
  ['minus.tsv', comma('\t').replaceAll('\t-', '\t\u2212')],
  ['book.xlsx', workbook()],
];

let made = 0;
async function fitTable(content: string | Uint8Array, options: readonly string[] = [], name = 'table.csv') {
  const folder = mkdtempSync(join(root, `${++made}-`));
  const file = join(folder, name);
  writeFileSync(file, content);
  const out = join(folder, 'fit');
  const clinical = ['--outcome', 'response', '--clinical', 'Größe,form'];
  const result = await radscore('fit', file, ...clinical, ...QUICK, ...options, '-o', out);
  const read = (path: string) => readFileSync(join(out, path), 'utf8');
  return { ...result, read, files: () => readdirSync(out).sort(), said: [result.out, ...result.notes].join('\n') };
}

describe('one table in eleven dialects', () => {
  it('gives the same model.json to the byte, and says how each was saved', async () => {
    const plain = await fitTable(PLAIN, [], 'plain.csv');
    expect([plain.exitCode, plain.notes[0]]).toEqual([0, 'Rows are called by their pid.']);
    const model = plain.read('model.json');
    for (const [name, content, options] of DIALECTS) {
      const fitted = await fitTable(content, options, name);
      expect([name, fitted.exitCode]).toEqual([name, 0]);
      expect(fitted.read('model.json'), name).toBe(model);
      const { source } = JSON.parse(fitted.read('report.json'));
      expect(source).toMatchObject({ table: name, content: JSON.parse(model).about.sha256 });
      if (name !== 'plain.csv') expect(fitted.notes[0], name).toMatch(new RegExp(`^${name}: .+\\.$`));
    }
  });

  it('names the separator, the mark and the encoding, in the line and in report.json', async () => {
    const [, content, options] = DIALECTS[1];
    const { notes, read } = await fitTable(content, options, 'german-excel.csv');
    expect(notes[0]).toBe('german-excel.csv: semicolons between fields, decimal commas, Windows-1252.');
    expect(JSON.parse(read('report.json')).source.found).toMatchObject({
      format: 'text',
      separator: ';',
      decimal: ',',
      encoding: 'Windows-1252',
      lineEnds: 'CRLF',
    });
    const refused = await fitTable(content, [], 'german-excel.csv');
    expect([refused.exitCode, refused.notes.at(-1)]).toEqual([4, expect.stringContaining('--encoding windows-1252')]);
  });

  it('has a content whose hash is that of the file that plain programs write', async () => {
    const { read } = await fitTable(PLAIN);
    const { about, source } = JSON.parse(read('report.json'));
    expect(about.sha256).toBe(source.sha256);
    expect(JSON.parse(read('model.json')).about).not.toHaveProperty('table');
  });
});

describe('the columns of a fit', () => {
  it('are printed with their roles before anything is fitted, and are in the report', async () => {
    const marked = PLAIN.replace('\n', ',set,MRN\n').replaceAll(
      /^P(\d+),.*$/gm,
      (row, i) => `${row},${i < 40 ? 'train' : 'test'},${900 - i}`,
    );
    const { notes, read } = await fitTable(marked, ['--split', 'set']);
    const columns = notes.findIndex((line) => line.startsWith('Columns: '));
    expect(notes[columns]).toBe(
      'Columns: outcome response (30 with it, 30 without); id pid; group none: each row is a patient; split set (40 train, 20 test); ' +
        'site none; clinical Größe (continuous), form (categorical: irregular, regular).',
    );
    expect(notes.slice(columns + 1, columns + 3)).toEqual([
      '6 feature columns: f0 … f5.',
      'Not used (identifies rows): MRN.',
    ]);
    expect(JSON.parse(read('report.json')).source.roles).toMatchObject({
      id: 'pid',
      outcome: { column: 'response', with: 30, without: 30, unknown: 0 },
      split: { column: 'set', train: 40, test: 20, external: 0 },
      clinical: [
        { column: 'Größe', kind: 'continuous' },
        { column: 'form', levels: ['irregular', 'regular'] },
      ],
      features: { count: 6, columns: 'f0 … f5' },
      notUsed: [{ name: 'MRN', reason: 'identifies rows' }],
    });
  });

  it('that are not there are answered with the one that was meant', async () => {
    const file = join(root, 'near.csv');
    writeFileSync(file, PLAIN);
    for (const [option, name, meant] of [
      ['--outcome', 'Response', 'response'],
      ['--outcome', 'respons', 'response'],
      ['--outcome', 'form2', 'form'],
    ]) {
      const { exitCode, notes } = await radscore('fit', file, option, name, '-o', join(root, 'never'));
      expect([exitCode, notes.at(-1)]).toEqual([4, expect.stringContaining(`Did you mean "${meant}"`)]);
    }
  });

  it('cannot be weights', async () => {
    const { exitCode, said } = await fitTable(PLAIN, ['--weights', 'f5']);
    expect([exitCode, said]).toEqual([
      2,
      expect.stringMatching(/weights of rows are not supported: the LASSO.*count each row once/),
    ]);
  });
});

describe('rows marked external', () => {
  const marked = (change: (row: string[], i: number) => string[] = (row) => row) =>
    [
      [...HEADER, 'set'],
      ...ROWS.map((row, i) => [
        ...change(row.map(String), i),
        i < 30 ? 'train' : i < 45 ? 'test' : i % 2 ? 'external' : 'External-Validation',
      ]),
    ]
      .map((row) => row.join(','))
      .join('\n');
  const withoutHash = (text: string) => JSON.stringify({ ...JSON.parse(text), about: null });

  it('are judged as a set of their own, and decide nothing else', async () => {
    const one = await fitTable(marked(), ['--split', 'set']);
    expect(one.exitCode).toBe(0);
    expect(one.out).toMatch(
      /AUC in external rows +0\.\d{3} \(95 % CI .*\n +15 of 15 external rows judge the model, 8 with pCR/,
    );
    expect(one.files()).toContain('external.html');
    const report = JSON.parse(one.read('report.json'));
    expect(report.source).toMatchObject({
      rows: 45,
      externalRows: 15,
      roles: { split: { train: 30, test: 15, external: 15 } },
    });
    expect(report.external.validation).toMatchObject({
      format: 'radscore-validation/1',
      rows: { given: 15, judged: 15, events: 8 },
    });
    // Other values, other outcomes and levels that nobody has elsewhere: the model is the same to the byte.
    const other = await fitTable(
      marked((row, i) =>
        i < 45
          ? row
          : [
              row[0],
              row[1] === 'RD' ? 'pCR' : 'RD',
              '99',
              'spiculated',
              ...row.slice(4).map((x) => `${9 * Number(x)}`),
            ],
      ),
      ['--split', 'set'],
    );
    expect(withoutHash(other.read('model.json'))).toBe(withoutHash(one.read('model.json')));
    const { external: judged, ...rest } = JSON.parse(other.read('report.json'));
    expect(judged).not.toEqual(report.external);
    expect(rest.thresholds).toEqual(report.thresholds);
    expect(rest.test).toEqual(report.test);
    // A fit without them is the same as well, and removes the page of an earlier one.
    const without = await fitTable(marked().split('\n').slice(0, 46).join('\n'), ['--split', 'set']);
    expect(withoutHash(without.read('model.json'))).toBe(withoutHash(one.read('model.json')));
    expect(without.files()).not.toContain('external.html');
  });

  it('are what radscore validate makes of a table of them', async () => {
    const one = await fitTable(marked(), ['--split', 'set']);
    const folder = mkdtempSync(join(root, 'validate-'));
    const lines = marked().split('\n');
    writeFileSync(join(folder, 'external.csv'), [lines[0], ...lines.slice(46)].join('\n'));
    const fitted = join(folder, 'fit');
    execFileSync('mkdir', ['-p', fitted]);
    writeFileSync(join(fitted, 'model.json'), one.read('model.json'));
    await radscore('validate', fitted, join(folder, 'external.csv'), '-o', join(folder, 'out'));
    const {
      notice: _n,
      source: _s,
      leftOut: _l,
      ...validation
    } = JSON.parse(readFileSync(join(folder, 'out', 'validation.json'), 'utf8'));
    expect(JSON.parse(one.read('report.json')).external.validation).toEqual(validation);
  });

  it('share no patient with the others, and have outcomes that can be read before the fit begins', async () => {
    const patients = marked((row, i) => [i === 50 ? 'P3' : row[0], ...row.slice(1)]);
    const refused = await fitTable(patients, ['--split', 'set', '--group', 'pid', '--id', 'f5']);
    expect([refused.exitCode, refused.said]).toEqual([
      4,
      expect.stringMatching(/rows of pid P3 in the external set and outside it/),
    ]);
    const twice = await fitTable(patients, ['--split', 'set']);
    expect([twice.exitCode, twice.said]).toEqual([4, expect.stringMatching(/got pid P3 in two rows/)]);
    const unreadable = await fitTable(
      marked((row, i) => (i === 50 ? [row[0], 'maybe', ...row.slice(2)] : row)),
      ['--split', 'set'],
    );
    expect([unreadable.exitCode, unreadable.said]).toEqual([
      4,
      expect.stringMatching(/row P50, column response: got "maybe"/),
    ]);
  });
});

describe('radscore validate --group', () => {
  it('counts patients in the intervals of areas: every row twice says no more than once', async () => {
    const one = await fitTable(PLAIN, ['--test-fraction', '0.5']);
    const folder = mkdtempSync(join(root, 'groups-'));
    writeFileSync(join(folder, 'model.json'), one.read('model.json'));
    const validated = async (rows: readonly string[], ...options: string[]) => {
      writeFileSync(join(folder, 'rows.csv'), [HEADER.join(','), ...rows].join('\n'));
      const out = join(folder, `out-${++made}`);
      const { exitCode } = await radscore(
        'validate',
        folder,
        join(folder, 'rows.csv'),
        '--keep-training-rows',
        ...options,
        '-o',
        out,
      );
      expect(exitCode).toBe(0);
      const { performance, model } = JSON.parse(readFileSync(join(out, 'validation.json'), 'utf8'));
      return performance.models[model.final].auc;
    };
    const rows = PLAIN.trimEnd().split('\n').slice(1);
    const [single, doubled] = [await validated(rows), await validated([...rows, ...rows], '--group', 'pid')];
    expect(doubled.auc).toBeCloseTo(single.auc, 12);
    expect(doubled.variance / single.variance).toBeCloseTo(1, 10);
    expect(doubled.note).toMatch(/Obuchowski/);
    expect((await validated([...rows, ...rows])).variance).toBeLessThan(0.6 * single.variance);
  });
});

describe('a name that stands for another format', () => {
  it.each([
    ['extract', 'a.nii', 'b.nii', '-o', 'x.parquet'],
    ['extract', 'a.nii', 'b.nii', '-f', 'csv', '-o', 'x.xlsx'],
    ['extract', 'a.nii', 'b.nii', '-o', 'x.tsv'],
    ['features', 'BB-0042', '-o', 'x.Parquet'],
    ['predict', '--table', 'a.csv', '--model', 'her2-pcr', '-o', 'x.feather'],
  ])('%s … %s %s %s %s is refused before anything is done', async (...command) => {
    const { exitCode, notes } = await radscore(...command.filter(Boolean));
    expect([exitCode, notes.at(-1)]).toEqual([2, expect.stringMatching(/got -o x\.\w+; \.\w+ is not written/)]);
  });
});
