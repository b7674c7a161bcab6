/** CSV as it is written and read back. */
import { parseCsv } from '@radscore/statistics/csv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../layers/statistics/cohort/csv-output.ts';

describe('CSV', () => {
  it('reads back what it wrote, whatever the values are', () => {
    const value = fc.oneof(fc.string(), fc.constantFrom('', '"', 'a,b', 'a\nb', 'a\r\nb', ' ', '"quoted"', '\uFEFF'));
    // A first cell of white space alone is an empty line, not a value; two columns make it one.
    const table = fc
      .integer({ min: 2, max: 5 })
      .chain((columns) => fc.array(fc.array(value, { minLength: columns, maxLength: columns }), { minLength: 1 }));
    fc.assert(
      fc.property(table, (rows) => {
        const header = rows[0].map((_, i) => `column ${i}`);
        const text = [header, ...rows].map(csvLine).join('');
        expect(parseCsv(text)).toEqual({ header, rows });
      }),
    );
  });

  it('writes numbers that read back as the same double, and nothing for what is not finite', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(csvLine([value]).trim()) === value).toBe(true);
      }),
    );
    expect(csvLine([Number.NaN, 1, Number.POSITIVE_INFINITY])).toBe(',1,\n');
  });

  it('takes a byte-order mark, CRLF, empty lines and a missing last line break', () => {
    expect(parseCsv('\uFEFFa,b\r\n\r\n1,2\r\n3,')).toEqual({
      header: ['a', 'b'],
      rows: [
        ['1', '2'],
        ['3', ''],
      ],
    });
  });

  it.each([
    ['a,b\n1\n', /got 1 fields in line 2; wanted 2/],
    ['a,b\n"1,2\n', /got a quote opened in line 2 that never closes/],
    ['\n\n', /got an empty table/],
  ])('refuses %j', (text, message) => {
    expect(() => parseCsv(text)).toThrow(message);
  });
});
