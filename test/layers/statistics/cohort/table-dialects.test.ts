/** Tables as people save them: separators, decimal marks, encodings, line ends, and what lies around a table. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberOf } from '../../../../layers/statistics/cohort/cells.ts';
import { readCohort } from '../../../../layers/statistics/cohort/read-cohort.ts';
import { readTable } from '../../../../layers/statistics/cohort/read-table.ts';
import { contentLines } from '../../../../layers/statistics/cohort/table-content.ts';
import { dialectWords, type TableFormat } from '../../../../layers/statistics/cohort/table-dialect.ts';
import { InvalidTable } from '../../../../layers/statistics/errors.ts';

const cellsOf = (table: string | Uint8Array, format: TableFormat = {}) => {
  const { header, rows } = readTable(table, format);
  return [header, ...rows];
};
const wordsOf = (table: string | Uint8Array, format: TableFormat = {}) =>
  dialectWords(readTable(table, format).dialect);
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const utf16 = (text: string, isBigEndian = false) => {
  const bytes = Buffer.from(text, 'utf16le');
  return Uint8Array.from(isBigEndian ? bytes.swap16() : bytes);
};

const PLAIN = [
  ['id', 'pCR', 'f1'],
  ['A', '1', '0.3'],
  ['B', '0', '-1.25'],
];

describe('a table of users', () => {
  it.each<[string, string | Uint8Array, string[]]>([
    ['commas and points', 'id,pCR,f1\nA,1,0.3\nB,0,-1.25\n', []],
    ['semicolons and points', 'id;pCR;f1\nA;1;0.3\nB;0;-1.25\n', ['semicolons between fields']],
    ['semicolons and commas', 'id;pCR;f1\nA;1;0,3\nB;0;-1,25\n', ['semicolons between fields', 'decimal commas']],
    ['tabs', 'id\tpCR\tf1\nA\t1\t0.3\nB\t0\t-1.25\n', ['tabs between fields']],
    ['vertical bars and commas', 'id|pCR|f1\nA|1|0,3\nB|0|-1,25\n', ['vertical bars between fields', 'decimal commas']],
    ['commas in quotes', '"id","pCR","f1"\n"A","1","0,3"\n"B","0","-1,25"\n', ['decimal commas']],
    [
      'sep=',
      'sep=;\r\nid;pCR;f1\r\nA;1;0,3\r\nB;0;-1,25\r\n',
      ['semicolons between fields', 'decimal commas', 'a line sep='],
    ],
    ['sep= in quotes', '"sep=;"\nid;pCR;f1\nA;1;0.3\nB;0;-1.25\n', ['semicolons between fields', 'a line sep=']],
    ['sep= that Excel padded', 'sep=,,,\nid,pCR,f1\nA,1,0.3\nB,0,-1.25\n', ['a line sep=']],
    ['sep= of another character', 'sep=^\nid^pCR^f1\nA^1^0.3\nB^0^-1.25\n', ['"^" between fields', 'a line sep=']],
    ['CR', 'id,pCR,f1\rA,1,0.3\rB,0,-1.25\r', ['CR line ends']],
    ['CRLF', 'id,pCR,f1\r\nA,1,0.3\r\nB,0,-1.25\r\n', []],
    ['all line ends', 'id,pCR,f1\rA,1,0.3\nB,0,-1.25\r\n', ['mixed line ends']],
    ['a mark of UTF-8', '\ufeffid,pCR,f1\nA,1,0.3\nB,0,-1.25', []],
    [
      'UTF-16 of Excel',
      utf16('\ufeffid\tpCR\tf1\r\nA\t1\t0,3\r\nB\t0\t-1,25\r\n'),
      ['tabs between fields', 'decimal commas', 'UTF-16LE'],
    ],
    ['UTF-16 of the other order', utf16('\ufeffid,pCR,f1\nA,1,0.3\nB,0,-1.25', true), ['UTF-16BE']],
    ['UTF-16 without a mark', utf16('id,pCR,f1\nA,1,0.3\nB,0,-1.25'), ['UTF-16LE']],
    ['UTF-16 of the other order without a mark', utf16('id,pCR,f1\nA,1,0.3\nB,0,-1.25', true), ['UTF-16BE']],
    [
      'empty rows and columns',
      'id,pCR,,f1,\n,,,,\nA,1,,0.3,\n\nB,0,, -1.25,\n,,,,\n',
      ['2 empty rows left out', '2 empty columns left out'],
    ],
    [
      'comments',
      '# made by, us\n#\n# 12" and more\nid,pCR,f1\nA,1,0.3\n# half\n#,,\nB,0,-1.25\n# end',
      ['6 comment lines left out'],
    ],
    ['comments of Excel', '"# made by, us",,\nid,pCR,f1\nA,1,0.3\nB,0,-1.25\n', ['1 comment line left out']],
    ['a header with a mark', '# a comment\n# id,pCR,f1\nA,1,0.3\nB,0,-1.25\n', ['1 comment line left out']],
    ['the header again', 'id,pCR,f1\nA,1,0.3\nid,pCR,f1\nB,0,-1.25\n', ['1 repeated header left out']],
    ['separators behind rows', 'id,pCR,f1\nA,1,0.3,\nB,0,-1.25,,\n', ['separators at the ends of lines']],
    ['a minus sign', 'id,pCR,f1\nA,1,0.3\nB,0,\u22121.25\n', []],
    ['an en dash', 'id;pCR;f1\nA;1;0,3\nB;0;\u20131,25\n', ['semicolons between fields', 'decimal commas']],
    ['blanks without break', '\u00a0id,p\u200aCR\u202f,f1\nA,1,\u00a00.3\nB,0,-1.25\u00a0\n', []],
  ])('is read with %s', (name, table, words) => {
    const cells = cellsOf(table).map((row) => row.map((cell) => cell.trim()));
    expect(cells).toEqual(name === 'blanks without break' ? [['id', 'p CR', 'f1'], ...PLAIN.slice(1)] : PLAIN);
    expect(wordsOf(table)).toEqual(words);
  });

  it('keeps separators, line ends and quotes that are part of a value', () => {
    const table = 'id;"a;b";note\nA;"1,5";"x\r\ny"\nB;2,5;"so ""called"""\n';
    expect(cellsOf(table)).toEqual([
      ['id', 'a;b', 'note'],
      ['A', '1.5', 'x\r\ny'],
      ['B', '2.5', 'so "called"'],
    ]);
  });

  it('reads an encoding of one byte a letter by its name alone', () => {
    const table = latin1('größe,é\n1,\xb5\n2,\x80\n');
    expect(() => readTable(table)).toThrow(/bytes in line 1 that are not UTF-8 .*--encoding windows-1252/);
    for (const encoding of ['windows-1252', 'cp1252', 'latin1', 'ISO-8859-1']) {
      expect(cellsOf(table, { encoding })).toEqual([
        ['größe', 'é'],
        ['1', 'µ'],
        ['2', '€'],
      ]);
      expect(wordsOf(table, { encoding })).toEqual(['Windows-1252']);
    }
    expect(cellsOf(latin1('\xb3,a\n1,2'), { encoding: 'windows-1250' })[0][0]).toBe('ł');
  });

  it.each<[string, Uint8Array, string, string]>([
    ['a mark that says otherwise', utf16('\ufeffa,b\n1,2'), 'windows-1252', 'a byte order mark of UTF-16LE'],
    ['UTF-8', new TextEncoder().encode('größe,b\n1,2'), 'windows-1252', 'UTF-8 in a table that is called Windows-1252'],
    [
      'a byte that is no letter',
      latin1('a,b\n1,\x81\n'),
      'windows-1252',
      'a byte in line 2 that is no letter of Windows-1252 (U+0081)',
    ],
    ['half a letter', utf16('a,b\n1,2').slice(0, -1), 'utf-16le', 'bytes that are not UTF-16LE'],
    ['no encoding', latin1('a,b\n1,2'), 'cp850', 'the encoding "cp850"; wanted one of utf-8'],
  ])('refuses %s where an encoding is named', (_, table, encoding, message) => {
    expect(() => readTable(table, { encoding })).toThrow(message);
  });
});

describe('numbers that could be two', () => {
  const semicolons = (...cells: string[]) => `id;f\n${cells.map((cell, i) => `${i};${cell}`).join('\n')}\n`;
  it.each([
    [['1.234', '2.500', '17'], /"1\.234" in line 2, column f, and no number that shows whether its mark is decimal/],
    [['1,234', '2,500'], /"1,234" in line 2, column f, and no number/],
    [['1,5', '2.5'], /decimal commas \("1,5" in line 2, column f\) and decimal points \("2\.5" in line 3/],
    [['1,5', '1.234'], /"1\.234" in line 3, column f in a table of decimal commas: thousands/],
    [['1,5', '1.234.567'], null],
    [['0.5', '1,234'], null],
  ])('%j', (cells, message) => {
    if (message) expect(() => readTable(semicolons(...cells))).toThrow(message);
    else {
      // What is left as it was is no number to any reader: it is refused in its place as soon as it is needed.
      const { rows } = readTable(semicolons(...cells));
      expect(numberOf(rows[1][1])).toBeNull();
    }
  });

  it('are read as the user says', () => {
    expect(cellsOf(semicolons('1.234', '2.500'), { decimal: '.' })[1][1]).toBe('1.234');
    expect(cellsOf(semicolons('1,234', '2,500'), { decimal: ',' })[1][1]).toBe('1.234');
    expect(() => readTable(semicolons('1.234'), { decimal: ',' })).toThrow('thousands');
  });

  it('are proven by another column, in a cell that is no thousand or by an exponent', () => {
    const of = (first: string, second: string) => cellsOf(`id;f;g\n0;${first};${second}\n`)[1].slice(1);
    expect(of('1.234', '0.5')).toEqual(['1.234', '0.5']);
    expect(of('1,234', '0,5')).toEqual(['1.234', '0.5']);
    expect(of('1,234', '1234,567')).toEqual(['1.234', '1234.567']);
    expect(of('1,234e-3', '5')).toEqual(['1.234e-3', '5']);
  });

  it('are not between decimal commas and decimal points in columns of the same table', () => {
    expect(() => readTable('id;f;g\n0;1,5;2.5\n1;2,5;3.5\n')).toThrow(
      'decimal commas ("1,5" in line 2, column f) and decimal points ("2.5" in line 2, column g)',
    );
  });

  it('leave words alone', () => {
    const table = 'id;f;stage;note\n0;1,5;2.3 a;1,2 and 3\n1;2,5;x;3,4 or 5\n';
    expect(cellsOf(table)[1]).toEqual(['0', '1.5', '2.3 a', '1,2 and 3']);
  });
});

describe('tables that can be read in two ways, or in none', () => {
  it.each([
    [
      'two separators',
      'a,b;c\n1,2;3\n',
      /divided into equal rows by commas and by semicolons.*--separator comma or semicolon/,
    ],
    [
      'a row without fields',
      'a;b;c\n1;2;3\n1;2\n',
      /2 fields in line 3; wanted 3, as in the header, with semicolons between them/,
    ],
    ['decimal commas between commas', 'a,b\n1,5,2,5\n3,5,4,5\n', /4 fields in line 2.*semicolons between fields/],
    ['row names of R', '"a","b"\n"1",2,3\n"2",3,4\n', /3 fields in line 2.*row\.names = FALSE/],
    [
      'a comment that could be a row',
      'a,b\n1,2\n#3,4\n5,6\n',
      /a line 3 that begins with # and has the fields of a row/,
    ],
    ['another separator than said', 'sep=;\na,b\n1,2\n3,4,5\n', /3 fields|sep=|fields/],
    ['a column twice', 'a;a\n1;2\n', /column "a" twice/],
    ['nothing', '\n \n', /an empty table/],
    ['an open quote', 'a;b\n1;"2\n', /a quote opened in line 2/],
  ])('%s are refused by name', (name, table, message) => {
    if (name === 'another separator than said') {
      expect(() => readTable(table, { separator: ',' })).toThrow(
        /a first line "sep=;" in a table that is said to have commas/,
      );
    } else expect(() => readTable(table)).toThrow(message);
  });

  it('are read as the user says', () => {
    expect(cellsOf('a,b;c\n1,2;3\n', { separator: ';' })[0]).toEqual(['a,b', 'c']);
    expect(cellsOf('a:b\n1:2\n', { separator: ':' })).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('rows whose ids begin with # are rows, and so are error values of a spreadsheet', () => {
    expect(cellsOf('a,b\n#1,2\n#2,4\n')).toHaveLength(3);
    expect(cellsOf('a,b\n#N/A,2\nx,4\n')).toHaveLength(3);
  });
});

/** Cells that no dialect changes, and numbers with the digits of this language. */
const word = fc
  .stringMatching(/^[A-Za-zäöüß,;|"' ()/+\n=-]{1,12}$/u)
  .filter((text) => text.trim() === text && !/^[-+]?\d/.test(text));
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer({ min: -5000, max: 5000 }).map(String),
  fc.constantFrom('0.5', '-12.25', '1e-7', '', 'NA'),
);
const tables = fc
  .tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.record({
      ids: fc.array(word, { minLength: rows, maxLength: rows }),
      numbers: fc.array(fc.array(value, { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      }),
      words: fc.array(word, { minLength: rows, maxLength: rows }),
    }),
  )
  .map(({ ids, numbers, words }) => {
    const header = ['name', ...numbers[0].map((_, j) => `f${j}`), 'word'];
    // A number with a sure mark, so that no table is open to two readings.
    return [
      header,
      ...numbers.map((row, i) => [`p${ids[i]}`, ...row, `w${words[i]}`]),
      ['last', ...numbers[0].map(() => '0.25'), 'w'],
    ];
  });
const dialects = fc.record({
  separator: fc.constantFrom(',', ';', '\t', '|'),
  decimal: fc.constantFrom('.', ','),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  encoding: fc.constantFrom('utf-8', 'bom', 'utf-16le', 'utf-16be', 'utf-16le-bom', 'utf-16be-bom', 'windows-1252'),
  quoted: fc.boolean(),
  sep: fc.boolean(),
  minus: fc.constantFrom('-', '\u2212'),
  comment: fc.boolean(),
  trailing: fc.integer({ min: 0, max: 2 }),
  again: fc.boolean(),
});

function written(
  cells: readonly string[][],
  dialect: typeof dialects extends fc.Arbitrary<infer D> ? D : never,
): Uint8Array {
  const { separator, decimal, end, encoding, quoted, sep, comment, trailing, again } = dialect;
  const minus = encoding === 'windows-1252' ? '-' : dialect.minus;
  const cell = (text: string) => {
    const shown = numberOf(text) === null ? text : text.replace('.', decimal).replaceAll('-', minus);
    const needsQuotes = quoted || /["\r\n]/.test(shown) || shown.includes(separator);
    return needsQuotes ? `"${shown.replaceAll('"', '""')}"` : shown;
  };
  const lines = cells.map((row) => row.map(cell).join(separator) + separator.repeat(trailing));
  if (again) lines.splice(2, 0, lines[0]);
  if (comment) lines.splice(1, 0, '# by hand');
  lines.push(separator.repeat(cells[0].length - 1 + trailing));
  const text = (sep ? `sep=${separator}${end}` : '') + lines.join(end) + end;
  if (encoding === 'windows-1252') return latin1(text);
  if (encoding.startsWith('utf-16'))
    return utf16(encoding.endsWith('-bom') ? `\ufeff${text}` : text, encoding.includes('be'));
  return new TextEncoder().encode(encoding === 'bom' ? `\ufeff${text}` : text);
}

describe('a random table in random dialects', () => {
  it('has the same cells in each', () => {
    fc.assert(
      fc.property(tables, dialects, (cells, dialect) => {
        const named = dialect.encoding === 'windows-1252' ? { encoding: 'windows-1252' } : {};
        let read: readonly (readonly string[])[];
        try {
          read = cellsOf(written(cells, dialect), named);
        } catch (error) {
          // The words of a table may happen to hold another separator in every row; that is for the user to say.
          if (!(error instanceof InvalidTable) || !error.message.includes('--separator')) throw error;
          read = cellsOf(written(cells, dialect), { ...named, separator: dialect.separator });
        }
        expect(read).toEqual(cells);
      }),
      { numRuns: 300 },
    );
  });

  it('has the same content, whose text is that of a plain file', () => {
    fc.assert(
      fc.property(tables, dialects, dialects, (cells, one, other) => {
        const contentIn = (dialect: typeof one) => {
          const named = dialect.encoding === 'windows-1252' ? { encoding: 'windows-1252' } : {};
          return [...contentLines(readTable(written(cells, dialect), { ...named, separator: dialect.separator }))].join(
            '',
          );
        };
        expect(contentIn(one)).toBe(contentIn(other));
      }),
      { numRuns: 100 },
    );
    const plain = 'id,f\nA,0.5\nB,\n';
    expect([...contentLines(readTable(plain))].join('')).toBe(plain);
    expect([...contentLines(readTable('id;f\r\nA;0,50\r\nB;NA\r\n'))].join('')).toBe(plain);
  });
});

describe('time grows with the size of a table', () => {
  const rows = (make: (i: number) => string, count: number) =>
    Array.from({ length: count }, (_, i) => make(i)).join('');
  it.each<[string, (size: number) => string]>([
    ['rows', (size) => `a;b;c\n${rows((i) => `${i};${i},5;x\n`, size)}`],
    ['columns', (size) => `${rows((i) => `c${i};`, size)}\n${rows((i) => `${i},5;`, size)}\n`],
    ['one cell of quotes', (size) => `a,b\n1,"${'""'.repeat(4 * size)}"\n`],
    ['one cell of commas', (size) => `a;b\n1;${','.repeat(8 * size)}\n2;1,5\n`],
    ['one cell of digits and marks', (size) => `a;b\n1;${'1.234'.repeat(4 * size)}\n2;${'1,'.repeat(4 * size)}\n`],
    ['one cell of minus signs', (size) => `a;b\n1;${'\u2212'.repeat(8 * size)}\n2;1,5\n`],
    ['comments', (size) => `${'# "x\n'.repeat(size)}a,b\n${rows((i) => `${i},1\n# "${i}\n`, size)}`],
    ['blank lines', (size) => `${'\n'.repeat(4 * size)}a,b\n${' \n'.repeat(4 * size)}1,2\n`],
    ['line ends in quotes', (size) => `a,b\n1,"${'\r\n'.repeat(4 * size)}"\n`],
    ['separators alone', (size) => `a,b\n1,2\n${','.repeat(8 * size)}\n`],
    ['a line sep= that never ends', (size) => `sep=;${';'.repeat(8 * size)}x\na;b\n1;2\n`],
    ['blanks', (size) => `a,b\n1,${' '.repeat(8 * size)}x\n"2"${' '.repeat(8 * size)},3\n`],
  ])('%s', (_, make) => {
    const time = (size: number) => {
      const text = make(size);
      const tries = [1, 2, 3, 4, 5].map(() => {
        const started = performance.now();
        try {
          readTable(text);
        } catch (error) {
          if (!(error instanceof InvalidTable)) throw error;
        }
        return performance.now() - started;
      });
      return Math.min(...tries);
    };
    time(2000);
    // Eight times the size: 8 if time is proportional, 64 if it is quadratic. 40 leaves room for a machine that does other work.
    const [small, large] = [time(5000), time(40_000)];
    expect(large).toBeLessThan(Math.max(40 * small, 400));
  });
});

describe('thousands separators', () => {
  it.each([
    '1,234.5',
    "1'234.5",
    '1’234,5',
    '1\u202f234,5',
    '12.345.678',
    '1 234',
  ])('are named where %s is needed', (cell) => {
    const table = `y,f\n1,0.5\n0,0.25\n1,"${cell}"\n0,2.5\n`;
    expect(() => readCohort(table, { outcome: 'y' })).toThrow(
      `got "${cell}" (thousands separators?); wanted a finite number`,
    );
  });
});

describe('a table with blanks between its fields', () => {
  it.each(['id pCR f1\nA 1 0.5\n', '"a" "b"\n"1" 2 3\n', 'a   b\n1   2\n'])('is refused by name: %j', (table) => {
    expect(() => readTable(table)).toThrow('fields with blanks between them');
  });

  it('is not one whose only column has a name of two words', () => {
    expect(cellsOf('my name\n1\n2\n')).toEqual([['my name'], ['1'], ['2']]);
  });
});
