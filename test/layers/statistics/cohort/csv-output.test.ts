/** CSV as it is written: read back as it was, and never a formula. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, parseCsv } from '../../../../layers/statistics/index.ts';

const readBack = (cells: readonly string[]) =>
  parseCsv(`${csvLine(cells.map((_, i) => `c${i}`))}${csvLine(cells)}`).rows[0];

describe('a line of CSV', () => {
  it('guards every text that a spreadsheet would run, and no number', () => {
    for (const text of ['=1+1', '+1-2', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x","y")', '-', '+', '--1']) {
      expect(csvLine([text, 'x'])).toMatch(/^"?'/);
    }
    for (const text of ['-1', '+2.5', '-1e-7', '-.5', '-inf', 'a=1']) expect(csvLine([text, 'x'])).toBe(`${text},x\n`);
    expect(csvLine([-1.5, 1e-7, Number.NaN, true, null, undefined])).toBe('-1.5,1e-7,,true,,\n');
  });

  it('reads back as it was, whatever is in it', () => {
    const character = fc.constantFrom(
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\r',
      '\n',
      "'",
      '"',
      ',',
      ';',
      '1',
      '.',
      'e',
      'a',
      ' ',
    );
    const text = fc.oneof(fc.string({ unit: character, maxLength: 8 }), fc.string({ unit: 'binary' }));
    const cell = text.map((found) => found.replaceAll('\0', '').replaceAll('\uFFFD', ''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        expect(readBack(['id', ...cells])).toEqual(['id', ...cells]);
      }),
      { numRuns: 400 },
    );
  });
});
