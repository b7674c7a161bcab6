/** Cohorts read from CSV. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../../layers/statistics/cohort/csv.ts';
import { readCohort } from '../../../../layers/statistics/cohort/read-cohort.ts';
import { InvalidTable, InvalidValue } from '../../../../layers/statistics/errors.ts';

const TABLE = `pid,site,pCR,morphology,age,f1,f2,note,diagnostics_Version
a,x,1,regular,40,1.5,2,"hello, ""you""",3
b,x,0.0,irregular,NA,2.5,,,3
c,y,,regular,61,3.5,1e-3,,3
d,y,non-pcr,non-mass,50,4.5,4,,3
`;

describe('CSV', () => {
  it('gives back any table that is written as RFC 4180 has it', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '1', '.') });
    const table = fc
      .integer({ min: 2, max: 4 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 2, maxLength: 5 }),
      );
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, end, last) => {
        const text = rows.map((row) => row.map(quote).join(',')).join(end) + (last ? end : '');
        const parsed = parseCsv(text);
        expect(parsed.header).toEqual(rows[0].map((name) => name.trim()));
        expect(parsed.rows).toEqual(rows.slice(1));
      }),
    );
  });

  it('reads bare fields, empty last fields and CRLF', () => {
    expect(parseCsv('\ufeffa,b,c\r\n1,,\r\n\r\n,"x",3').rows).toEqual([
      ['1', '', ''],
      ['', 'x', '3'],
    ]);
  });

  it('names the line of a row that is too short, and of an open quote', () => {
    expect(() => parseCsv('a,b\n1,2\n3\n')).toThrow('1 fields in line 3');
    expect(() => parseCsv('a,b\n1,"2\n')).toThrow('line 2');
  });
});

describe('a cohort from a table', () => {
  it('types every column', () => {
    const { cohort, ignored } = readCohort(TABLE, {
      outcome: 'pCR',
      id: 'pid',
      site: 'site',
      clinical: [{ name: 'age' }, { name: 'morphology' }],
    });
    expect(cohort.features.ids).toEqual(['a', 'b', 'c', 'd']);
    expect(cohort.features.columns).toEqual(['f1', 'f2']);
    expect(Array.from(cohort.features.values)).toEqual([1.5, 2, 2.5, Number.NaN, 3.5, 1e-3, 4.5, 4]);
    expect(cohort.outcome).toEqual([1, 0, null, 0]);
    expect(cohort.clinical[0]).toEqual({ name: 'age', kind: 'continuous', values: [40, null, 61, 50] });
    expect(cohort.clinical[1].kind).toBe('categorical');
    expect(cohort.site).toEqual(['x', 'x', 'y', 'y']);
    expect(ignored).toEqual(['note', 'diagnostics_Version']);
  });

  it('keeps rows by a condition and columns by a beginning', () => {
    const { cohort } = readCohort(TABLE, {
      outcome: 'pCR',
      features: ['f*'],
      where: [{ column: 'site', equals: 'y' }],
      split: undefined,
    });
    expect(cohort.features.ids).toEqual(['1', '2']);
    expect(cohort.features.columns).toEqual(['f1', 'f2']);
  });

  it('splits within each class, the same way for the same seed', () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 4 === 0 ? 1 : 0},${i}`);
    const text = `y,f\n${rows.join('\n')}`;
    const split = (seed: number) => readCohort(text, { outcome: 'y', features: ['f'], seed }).cohort.split;
    const first = split(3);
    expect(first).toEqual(split(3));
    expect(first).not.toEqual(split(4));
    const events = first.filter((mark, i) => mark === 'test' && i % 4 === 0).length;
    expect([events, first.filter((mark) => mark === 'test').length]).toEqual([5, 20]);
  });

  it('refuses by row and column', () => {
    const refuse = (text: string, columns: Parameters<typeof readCohort>[1]) => {
      try {
        readCohort(text, columns);
      } catch (error) {
        if (error instanceof InvalidValue) return [error.row, error.column, error.got];
        if (error instanceof InvalidTable) return [error.got];
        throw error;
      }
      return [];
    };
    expect(refuse('id,y,f\nA,maybe,1', { outcome: 'y', id: 'id' })).toEqual(['A', 'y', '"maybe"']);
    expect(refuse('id,y,f\nA,1,tall', { outcome: 'y', id: 'id', features: ['f'] })).toEqual(['A', 'f', '"tall"']);
    expect(refuse('id,y,f,s\nA,1,2,validation', { outcome: 'y', id: 'id', split: 's' })).toEqual([
      'A',
      's',
      '"validation"',
    ]);
    expect(refuse('id,y,f\nA,1,2', { outcome: 'z' })).toEqual(['no column "z"']);
  });
});
