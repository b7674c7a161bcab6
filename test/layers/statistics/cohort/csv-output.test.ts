/** CSV as it is written: read back as it was, and never a formula. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, numberOf, parseCsv } from '../../../../layers/statistics/index.ts';

const readBack = (cells: readonly string[]) =>
  parseCsv(`${csvLine(cells.map((_, i) => `c${i}`))}${csvLine(cells)}`).rows[0];

describe('a line of CSV', () => {
  it('guards every text that a spreadsheet would run, and no number', () => {
    for (const text of ['=1+1', '+1-2', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("x","y")', '-', '+', '--1']) {
      expect(readBack([text, 'x'])).toEqual([`'${text}`, 'x']);
    }
    for (const text of ['-1', '+2.5', '-1e-7', '-.5', 'a=1', "'=1"]) expect(readBack([text, 'x'])).toEqual([text, 'x']);
    expect(csvLine([-1.5, 1e-7, Number.NaN, true, null, undefined])).toBe('-1.5,1e-7,,true,,\n');
  });

  it('reads back as it was, whatever is in it', () => {
    const cell = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '').replaceAll('\uFFFD', ''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2, maxLength: 5 }), (cells) => {
        const read = readBack(['id', ...cells]);
        expect(read).toHaveLength(cells.length + 1);
        cells.forEach((text, i) => {
          const got = read[i + 1];
          expect(got === text || got === `'${text}`).toBe(true);
          if (/^[=+\-@\t\r]/.test(got)) expect(numberOf(got)).not.toBeNull();
        });
      }),
      { numRuns: 60 },
    );
  });
});
