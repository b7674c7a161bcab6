/** Workbooks and Parquet files as other programs write them (openpyxl, xlsxwriter, pyarrow), damaged ones, and bombs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Random } from '@radscore/statistics';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { contentHash, openTable, type TableOptions } from '../../../cli/files/table-file.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/tables');
const root = mkdtempSync(join(tmpdir(), 'radscore-binary-'));
afterAll(() => rmSync(root, { recursive: true }));

const { columns, sixteenDigits } = JSON.parse(readFileSync(join(FIXTURES, 'tables.json'), 'utf8'));
const fixture = (name: string, options: TableOptions = {}) => openTable(join(FIXTURES, name), 'a table', options);

/** Cells of a column as the table has them: numbers by value, everything else by its text. */
function columnOf({ header, rows }: Awaited<ReturnType<typeof fixture>>, name: string) {
  const at = header.indexOf(name);
  const isNumber = typeof columns[name].find((value: unknown) => value !== null) === 'number';
  return rows.map((row) => (row[at] === '' ? null : isNumber ? Number(row[at]) : row[at]));
}

let made = 0;
function fileOf(bytes: Uint8Array): string {
  const file = join(root, `${++made}.bin`);
  writeFileSync(file, bytes);
  return file;
}

/** A workbook of one sheet with these cells. */
function workbookOf(cells: string, others: Record<string, string> = {}, styles = ''): Uint8Array {
  const open = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${open}<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
    '_rels/.rels': `${open}<Relationships><Relationship Id="r" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${open}<workbook xmlns="${main}"><sheets><sheet name="A &amp; B" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${open}<Relationships><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `${open}<styleSheet>${styles}</styleSheet>`,
    'xl/worksheets/sheet1.xml': `${open}<worksheet xmlns="${main}"><sheetData>${cells}</sheetData></worksheet>`,
    ...others,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)])));
}
const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
const row = (...cells: string[]) => `<row>${cells.join('')}</row>`;
const number = (value: string | number, style = 0) => `<c s="${style}"><v>${value}</v></c>`;

describe('Parquet', () => {
  it.each([
    'none',
    'snappy',
    'gzip',
    'zstd',
    'brotli',
    'lz4',
    'index',
    'categories',
  ])('%s.parquet of pyarrow holds the table that pandas wrote', async (name) => {
    const table = await fixture(`${name}.parquet`);
    expect(table.header).toEqual(Object.keys(columns));
    for (const column of table.header) {
      const wanted = columns[column].map((value: unknown) => (typeof value === 'boolean' ? String(value) : value));
      expect(columnOf(table, column)).toEqual(wanted);
    }
  });

  it('reads a nameless index as the nameless first column of its CSV', async () => {
    const { header, rows, found } = await fixture('nameless-index.parquet');
    expect([header[0], rows[0][0], rows[11][0]]).toEqual(['', 'row 0', 'row 11']);
    expect(found).toMatchObject({ format: 'parquet', index: [''] });
  });

  it('writes values of every type in the fewest digits, decimals by their scale, and nothing for null and NaN', async () => {
    const { header, rows } = await fixture('types.parquet');
    const cells = (name: string) => rows.map((one) => one[header.indexOf(name)]);
    expect(cells('decimal')).toEqual(['0.3', '-12345.67', '']);
    expect(cells('int64')).toEqual(['1152921504606846977', '-5', '']);
    expect(cells('uint8')).toEqual(['255', '0', '']);
    // The value itself, which is not the 0.1 that single precision stands for in print.
    expect(cells('float32')).toEqual([String(Math.fround(0.1)), '2', '']);
    expect(cells('float16')).toEqual(['0.5', '2', '65504']);
    expect(cells('nan')).toEqual(['', 'Infinity', '']);
    expect(cells('bool')).toEqual(['true', 'false', '']);
    expect(cells('date')).toEqual(['2024-02-29', '1950-01-01', '']);
    expect(cells('time')).toEqual(['2024-02-29T13:30:01', '', '']);
  });

  it('refuses lists, and options that do not apply', async () => {
    await expect(fixture('list.parquet')).rejects.toThrow('a column "list" of lists or groups');
    await expect(fixture('none.parquet', { sheet: 'a' })).rejects.toThrow('--sheet with a Parquet file');
    await expect(fixture('none.parquet', { separator: ';' })).rejects.toThrow('--separator with a Parquet file');
  });
});

describe('workbooks', () => {
  it('of openpyxl hold the table, with the digits that it keeps', async () => {
    const table = await fixture('openpyxl.xlsx');
    expect(table.found).toMatchObject({ format: 'xlsx', sheet: 'Features & more', formulas: 0 });
    for (const column of Object.keys(columns)) {
      const wanted = column === 'größe' ? sixteenDigits : columns[column];
      expect(columnOf(table, column)).toEqual(
        wanted.map((value: unknown) => (typeof value === 'boolean' ? String(value) : value)),
      );
    }
  });

  it('of xlsxwriter hold it with formulas, dates by their format, and away from the corner of the sheet', async () => {
    const table = await fixture('xlsxwriter.xlsx');
    expect(table.found).toMatchObject({ sheet: 'Sheet1', formulas: 12 });
    expect(table.header).toEqual(Object.keys(columns));
    for (const column of ['pid', 'pCR', 'count', 'shape', 'day'])
      expect(columnOf(table, column)).toEqual(columns[column]);
  });

  it('of several sheets are read by the name of one', async () => {
    await expect(fixture('sheets.xlsx')).rejects.toThrow(/a workbook of 2 sheets \("Table", "Notes"\).*--sheet/);
    const [named, numbered] = [
      await fixture('sheets.xlsx', { sheet: 'table' }),
      await fixture('sheets.xlsx', { sheet: '1' }),
    ];
    expect(contentHash(numbered)).toBe(contentHash(named));
    expect(contentHash(named)).toBe(contentHash(await fixture('openpyxl.xlsx')));
    await expect(fixture('sheets.xlsx', { sheet: 'x' })).rejects.toThrow(
      'no sheet "x"; wanted one of "Table", "Notes"',
    );
  });

  it.each([
    [
      'errors by cell',
      '<row r="7"><c r="B7" t="e"><v>#N/A</v></c><c r="AA7" t="e"><v>#DIV/0!</v></c></row>',
      /#N\/A in B7, #DIV\/0! in AA7/,
    ],
    ['formulas that nothing computed', '<row r="2"><c r="C2"><f>A1+1</f></c></row>', /formulas without a value: C2/],
    ['a cell that is no number', row(number('1,5')), /damaged cell A2/],
    ['a shared text that is not there', row('<c t="s"><v>9</v></c>'), /damaged cell A2/],
    ['a column beyond the last', '<row><c r="XFE2"><v>1</v></c></row>', /damaged cell XFE2/],
    ['a row beyond the last', '<row r="1048577"><c><v>1</v></c></row>', /damaged row 1048577/],
  ])('refuse %s', async (_, cells, message) => {
    await expect(openTable(fileOf(workbookOf(row(text('id')) + cells)), 'a table')).rejects.toThrow(message);
  });

  it('refuse merged cells that hold something, and take those that do not', async () => {
    const body = row(text('id'), text('x')) + row(text('a'), number(1)) + row('', number(2));
    const merged = (range: string) =>
      workbookOf('', {
        'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${body}</sheetData><mergeCells><mergeCell ref="${range}"/></mergeCells></worksheet>`,
      });
    await expect(openTable(fileOf(merged('A2:A3')), 'a table')).rejects.toThrow('merged cells: A2:A3');
    expect((await openTable(fileOf(merged('D1:E1')), 'a table')).rows).toHaveLength(2);
  });

  it('show dates by format, of both calendars, and numbers in every other format', async () => {
    const formats = [
      '<numFmts><numFmt numFmtId="164" formatCode="0.00&quot; days&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/>',
      '<numFmt numFmtId="166" formatCode="[Red]0.0E+00"/><numFmt numFmtId="167" formatCode="dd\\.mm\\.yyyy"/></numFmts>',
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>',
      `<cellXfs>${[0, 14, 164, 165, 166, 167, 10].map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs>`,
    ].join('');
    const header = row(...['id', 'a', 'b', 'c', 'd', 'e', 'f'].map(text));
    const cells = header + row(text('x'), ...[1, 2, 3, 4, 5, 6].map((style) => number(45351.5, style)));
    const read = async (parts = {}) => (await openTable(fileOf(workbookOf(cells, parts, formats)), 'a table')).rows[0];
    const day = '2024-02-29T12:00:00';
    expect(await read()).toEqual(['x', day, '45351.5', day, '45351.5', day, '45351.5']);
    const of1904 =
      '<workbook><workbookPr date1904="1"/><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>';
    expect((await read({ 'xl/workbook.xml': of1904 }))[1]).toBe('2028-03-01T12:00:00');
  });

  it('find numbers that were kept as text with decimal commas, characters by their code, and cells without a place', async () => {
    const cells =
      row(text('id'), text('gr&#xF6;&#223;e &#x1F600; &lt;')) +
      row(text('a_x0041_'), text('0,5')) +
      row(text('b'), text('−1,25'));
    const { header, rows } = await openTable(fileOf(workbookOf(cells)), 'a table');
    expect([header, ...rows]).toEqual([
      ['id', 'größe 😀 <'],
      ['aA', '0.5'],
      ['b', '-1.25'],
    ]);
  });

  it('refuse what is no workbook by what it is', async () => {
    const zip = (parts: Record<string, string>) => {
      return fileOf(zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)]))));
    };
    await expect(openTable(zip({ 'xl/workbook.bin': '' }), 'a table')).rejects.toThrow('a binary workbook (.xlsb)');
    await expect(openTable(zip({ mimetype: '', 'content.xml': '' }), 'a table')).rejects.toThrow('OpenDocument');
    await expect(openTable(zip({ 'a.txt': '' }), 'a table')).rejects.toThrow('a ZIP archive that is no Excel workbook');
    const old = fileOf(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1));
    await expect(openTable(old, 'a table')).rejects.toThrow('a workbook of Excel 97 (.xls)');
  });

  it('refuse a bomb by its declared size, before anything is unpacked', async () => {
    const bomb = zipSync({
      '[Content_Types].xml': strToU8('spreadsheetml'),
      'xl/a.xml': new Uint8Array(300 * 2 ** 20),
    });
    expect(bomb.length).toBeLessThan(2 ** 20);
    const started = performance.now();
    await expect(openTable(fileOf(bomb), 'a table')).rejects.toThrow('unpack to over 256 MB');
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('expand no entities', async () => {
    const part = `<!DOCTYPE x [<!ENTITY a "${'b'.repeat(1000)}">]><worksheet><sheetData>${row(text('id'))}${row(text('&a;'))}</sheetData></worksheet>`;
    const { rows } = await openTable(fileOf(workbookOf('', { 'xl/worksheets/sheet1.xml': part })), 'a table');
    expect(rows).toEqual([['&a;']]);
  });
});

describe('damaged files', () => {
  it.each([
    'openpyxl.xlsx',
    'snappy.parquet',
    'categories.parquet',
  ])('%s is read or refused, never worse', async (name) => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, name)));
    const random = new Random(7);
    let refused = 0;
    for (let k = 0; k < 120; k++) {
      const copy = bytes.slice(0, k % 4 === 0 ? 4 + random.below(bytes.length - 4) : bytes.length);
      for (let edit = 0; edit <= k % 3; edit++) copy[4 + random.below(copy.length - 4)] = random.below(256);
      const error = await openTable(fileOf(copy), 'a table').then(
        () => null,
        (caught: Error) => caught,
      );
      if (error === null) continue;
      refused++;
      expect(error.name, error.stack).toBe('InputRefused');
    }
    expect(refused).toBeGreaterThan(30);
  });
});
