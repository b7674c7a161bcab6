/** Tables as they come from hospitals: encodings, codings, missing values. */
import { describe, expect, it } from 'vitest';
import { parseCsv, withoutEmptyEdges } from '../../../../layers/statistics/cohort/csv.ts';
import { abbreviateNames } from '../../../../layers/statistics/cohort/feature-columns.ts';
import { readOutcome } from '../../../../layers/statistics/cohort/outcome.ts';
import { type CohortColumns, readCohort, readRepeats } from '../../../../layers/statistics/cohort/read-cohort.ts';
import { decodeTable } from '../../../../layers/statistics/cohort/table-encoding.ts';
import { InvalidTable, InvalidValue } from '../../../../layers/statistics/errors.ts';

/** A table of 30 rows: an outcome, a real feature, and the columns given as functions of the row. */
function tableOf(columns: Record<string, (row: number) => string | number>): string {
  const names = Object.keys(columns);
  const rows = Array.from({ length: 30 }, (_, i) =>
    [i % 2, Math.sin(i * 7.3), ...names.map((name) => columns[name](i))].map((cell) => `"${cell}"`).join(','),
  );
  return [['y', 'f', ...names].join(','), ...rows].join('\n');
}
const read = (text: string, columns: Partial<CohortColumns> = {}) => readCohort(text, { outcome: 'y', ...columns });

describe('the strict parser of our own tables', () => {
  it.each([
    ['CR', 'a,b\r1,2\r3,4\r'],
    ['CRLF', 'a,b\r\n1,2\r\n3,4\r\n'],
    ['mixed', 'a,b\r1,2\n3,4\r\n'],
    ['blanks at the end', 'a,b\n1,2\n3,4\n   \n\n  '],
    ['a byte order mark', '\ufeffa,b\n1,2\n3,4'],
    ['rows of commas at the end', 'a,b\n1,2\n3,4\n,\n,\n'],
    ['columns of commas at the end', 'a,b,,\n1,2,,\n3,4,,\n'],
  ])('takes %s', (_, text) => {
    const rows = [
      ['1', '2'],
      ['3', '4'],
    ];
    expect(withoutEmptyEdges(parseCsv(text))).toEqual({ header: ['a', 'b'], rows });
  });

  it.each([
    ['text behind a quote', 'a,b\n"P00"x,2', 'text behind a closing quote in line 2'],
    [
      'a quote within a field',
      'a,b\n1,2\n5" lesion,2',
      'a quote within a field that does not begin with one, in line 3',
    ],
    ['an open quote', 'a,b\n1,"2\n3', 'a quote opened in line 2'],
    ['semicolons', 'a;b\n1;0,5', 'semicolons'],
    ['tabs', 'a\tb\n1\t2', 'tabs'],
    ['a line of Excel', 'sep=,\na,b\n1,2', 'sep='],
    ['a comment', '# made by\na,b\n1,2', 'a comment in the first line'],
    ['lost letters', 'a,gr\ufffde\n1,2', 'replacement character (U+FFFD) in line 1'],
    ['NUL', 'a,b\n1,2\u0000', 'NUL character in line 2'],
    ['lines after CR, counted', 'a,b\r1,2\r3\r', '1 fields in line 3'],
  ])('refuses %s by name', (_, text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });

  it('refuses bytes that are not UTF-8, by line', () => {
    const latin1 = Uint8Array.from(Buffer.from('a,gr\xf6\xdfe\n1,2', 'latin1'));
    expect(() => decodeTable(latin1)).toThrow('bytes in line 1 that are not UTF-8');
    const later = Uint8Array.from(Buffer.from('a,b\n1,2\n3,\xe9\n', 'latin1'));
    expect(() => decodeTable(later)).toThrow('bytes in line 3');
    expect(decodeTable(new TextEncoder().encode('größe,é')).text).toBe('größe,é');
  });
});

describe('the outcome', () => {
  const rows = ['r0', 'r1', 'r2', 'r3'];
  const outcome = (cells: string[], coding = {}) => readOutcome(cells, rows, 'y', coding).values;

  it.each([
    [
      ['1', '0', '1.0', '0.00'],
      [1, 0, 1, 0],
    ],
    [
      ['pCR', 'non-pCR', 'non pCR', 'no_pcr'],
      [1, 0, 0, 0],
    ],
    [
      ['pCR', 'RD', '', 'NA'],
      [1, 0, null, null],
    ],
    [
      ['pCR', 'none', 'none', ''],
      [1, 0, 0, null],
    ],
    [
      ['Y', 'N', 'y', 'n'],
      [1, 0, 1, 0],
    ],
    [
      ['1', '-1', '-1.0', ''],
      [1, 0, 0, null],
    ],
    [
      ['1', '0', 'none', 'NaN'],
      [1, 0, null, null],
    ],
    [
      ['TRUE', 'False', 'yes', 'no'],
      [1, 0, 1, 0],
    ],
  ])('%j is understood', (cells, wanted) => {
    expect(outcome(cells)).toEqual(wanted);
  });

  it.each([
    [['1', '2', '2', '1']],
    [['1', '0', '2', '1']],
    [['-1', '0', '1', '1']],
    [['pCR', 'none', 'no', 'pCR']],
    [['pCR', 'unknown', 'RD', 'pCR']],
    [['a', 'b', 'a', 'b']],
    [['none', 'maybe', 'none', 'none']],
  ])('%j is refused, naming row, column and --positive', (cells) => {
    expect(() => outcome(cells)).toThrow(InvalidValue);
    expect(() => outcome(cells)).toThrow(/row r\d, column y: .*--positive VALUE/);
  });

  it('is coded by --positive, and by --negative where several values are left', () => {
    expect(outcome(['1', '2', '2.0', ''], { positive: ['2'] })).toEqual([0, 1, 1, null]);
    expect(outcome(['1', '2', '2', '1'], { negative: ['1'] })).toEqual([0, 1, 1, 0]);
    expect(() => outcome(['pCR', 'none', 'no', 'pCR'], { positive: ['pcr'] })).toThrow(
      'Name "no", "none" with --negative',
    );
    expect(outcome(['pCR', 'none', 'no', 'pCR'], { positive: ['pcr'], negative: ['none', 'no'] })).toEqual([
      1, 0, 0, 1,
    ]);
    expect(() => outcome(['1', '2', '2', '1'], { positive: ['3'] })).toThrow(
      'no "3" in column y; wanted one of "1", "2"',
    );
    expect(() => outcome(['1', '2', '2', '1'], { positive: ['1'], negative: ['1'] })).toThrow('both classes');
  });
});

describe('a column of numbers', () => {
  it.each([
    'inf',
    '-Infinity',
    '<0.01',
    '>100',
    '0,123',
    '1.234,5',
    'n/a?',
    '12%',
    '1e999',
    '0x10',
    'high',
  ])('with one cell %s is refused by row and column', (cell) => {
    const text = tableOf({ g: (i) => (i === 4 ? cell : i * 1.1) });
    for (const columns of [{}, { features: ['f', 'g'] }, { clinical: [{ name: 'g' }] }]) {
      expect(() => read(text, columns)).toThrow(InvalidValue);
      expect(() => read(text, columns)).toThrow(`row 5, column g: got "${cell}"`);
    }
  });

  it('of decimal commas is no column of words', () => {
    const text = tableOf({ g: (i) => `${i % 3},${i}` });
    expect(() => read(text)).toThrow('row 1, column g: got "0,0"');
  });

  it('of words is left out with that reason, and one that was not asked for with that', () => {
    const text = tableOf({ word: (i) => 'abc'[i % 3], her2: (i) => `${i % 4}+`, g: (i) => i * 1.1 });
    expect(read(text).excluded).toEqual([
      { name: 'word', reason: 'holds words' },
      { name: 'her2', reason: 'holds words' },
    ]);
    expect(read(text, { features: ['f'] }).excluded).toContainEqual({
      name: 'g',
      reason: 'not among the features asked for',
    });
  });
});

describe('"none"', () => {
  it('is a level among words, and missing among numbers', () => {
    const text = tableOf({
      node: (i) => ['none', 'N1', 'N2'][i % 3],
      grade: (i) => (i === 3 ? 'none' : 1 + (i % 3)),
    });
    const { clinical } = read(text, { clinical: [{ name: 'node' }, { name: 'grade' }] }).cohort;
    expect(clinical[0].values.slice(0, 3)).toEqual(['none', 'N1', 'N2']);
    expect(clinical[1].values.slice(2, 5)).toEqual([3, null, 2]);
    const declared = read(text, {
      clinical: [{ name: 'grade', kind: 'categorical', levels: ['none', '1', '2', '3'] }],
    });
    expect(declared.cohort.clinical[0].values[3]).toBe('none');
  });
});

describe('levels that are numbers', () => {
  it('compare as numbers: 2.0 is 2', () => {
    const text = tableOf({ sex: (i) => (i % 2 === 0 ? '1.0' : '2') });
    const [sex] = read(text, { clinical: [{ name: 'sex', kind: 'categorical', levels: ['1', '2.0'] }] }).cohort
      .clinical;
    expect(sex.levels).toEqual(['1', '2']);
    expect(sex.values.slice(0, 2)).toEqual(['1', '2']);
  });
});

describe('columns that are no features unless they are named', () => {
  it.each([
    ['record numbers', 'recordnr', (i: number) => 100000 + 1001 * i],
    ['record numbers out of order', 'nr1', (i: number) => 100000 + ((i * 7919) % 65537)],
    ['row numbers', 'n', (i: number) => i + 1],
    ['row numbers with a gap', 'n', (i: number) => (i === 3 ? '' : i)],
    ['one double entry', 'chart', (i: number) => (i === 29 ? 500 : 500 + i)],
    ['the index of pandas', 'Unnamed: 0', (i: number) => i * 0.5],
    ['a repeated identifier', 'patient_id', (i: number) => Math.floor(i / 2)],
  ])('%s', (_, name, value) => {
    const text = tableOf({ [name]: value });
    const found = read(text);
    expect(found.cohort.features.columns).toEqual(['f']);
    expect(found.excluded.map((one) => one.name)).toEqual([name]);
    expect(found.cohort.remarks?.map(({ code }) => code)).toEqual(['row-number']);
    expect(read(text, { features: ['f', name] }).cohort.features.columns).toEqual(['f', name]);
  });

  it('the index of pandas without a name', () => {
    const text = parseCsv(tableOf({ g: (i) => i * 1.1 }));
    const rows = text.rows.map((row, i) => [String(i), ...row]);
    const { excluded } = readCohort({ header: ['', ...text.header], rows }, { outcome: 'y' });
    expect(excluded).toEqual([{ name: '', reason: 'has no name' }]);
  });

  it('but radiomics may be whole numbers', () => {
    const text = tableOf({ original_firstorder_Energy: (i) => 100000 + 17 * i * i, ages: (i) => 40 + (i % 9) });
    expect(read(text).excluded).toEqual([]);
  });
});

describe('columns that are doubtful features', () => {
  it.each([
    'age',
    'Ki67',
    'ki-67',
    'stage',
    'RCB',
    'set',
    'fold',
    'weight',
    'cT',
    'T_stage',
    'grade',
    'sample_weight',
  ])('%s is warned of by its name', (name) => {
    const { remarks } = read(tableOf({ [name]: (i) => (i * 1.3) % 7 })).cohort;
    expect(remarks).toMatchObject([{ code: 'undeclared-clinical' }]);
    expect(remarks?.[0].message).toContain(name);
  });

  it('two values are warned of, and radiomics not', () => {
    const { remarks } = read(tableOf({ mark: (i) => i % 2, dce_original_glcm_Idm: (i) => (i * 1.3) % 7 })).cohort;
    expect(remarks).toMatchObject([{ code: 'two-valued-feature' }]);
    expect(remarks?.[0].message).toContain('mark');
    expect(remarks?.[0].message).not.toContain('glcm');
  });
});

describe('tables that contradict themselves', () => {
  it('are refused: a column twice, a site without a name', () => {
    expect(() => readCohort('y,f,f\n1,2,3\n0,1,1', { outcome: 'y' })).toThrow('column "f" twice');
    expect(() => readCohort('y,f,s\n1,2.5,A\n0,1,\n', { outcome: 'y', site: 's' })).toThrow('row 2, column s');
  });
});

describe('repeats', () => {
  it('are read as the main table: a gap is a gap, text is refused, an id comes once', () => {
    const repeats = readRepeats('id,g,f\na,1,2\nb,,4\n', 'id', ['f', 'g']);
    expect(Array.from(repeats.values)).toEqual([2, 1, 4, Number.NaN]);
    expect(() => readRepeats('id,f\na,n/a?\n', 'id', ['f'])).toThrow('row a, column f: got "n/a?"');
    expect(() => readRepeats('id,f\na,inf\n', 'id', ['f'])).toThrow('row a, column f: got "inf"');
    expect(() => readRepeats('id,f\na,1\na,2\n', 'id', ['f'])).toThrow('id a in two rows');
    expect(() => readRepeats('id,g\na,1\n', 'id', ['f'])).toThrow(InvalidTable);
  });
});

describe('names in few words', () => {
  it('draw runs together', () => {
    expect(abbreviateNames(['f0', 'f1', 'f2', 'f3', 'age', 'RCB'])).toBe('f0 … f3, age, RCB');
    expect(abbreviateNames(['a', 'b2', 'b3'])).toBe('a, b2, b3');
    expect(
      abbreviateNames(
        Array.from({ length: 40 }, (_, i) => `x${i}y`),
        4,
      ),
    ).toBe('x0y, x1y, …, x38y, x39y');
  });
});
