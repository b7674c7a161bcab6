/** The order of a table's rows, and the sort in the query. */
import { describe, expect, it } from 'vitest';
import { nextSort, sortedRows, sortOf, sortText } from '../../../../console/components/rows/row-order.ts';

describe('sortedRows', () => {
  const rows = ['BB-10', 'BB-9', '', 'BB-1'].map((id, k) => ({ id, k }));

  it('counts numbers inside texts as numbers', () => {
    expect(sortedRows(rows, ({ id }) => id, 'ascending', 'en').map(({ id }) => id)).toEqual([
      'BB-1',
      'BB-9',
      'BB-10',
      '',
    ]);
  });

  it('puts rows without a value last in both directions', () => {
    const values = [2, Number.NaN, null, 1, undefined, 3].map((value, k) => ({ value, k }));
    const order = (direction: 'ascending' | 'descending'): number[] =>
      sortedRows(values, ({ value }) => value, direction).map(({ k }) => k);
    expect(order('ascending')).toEqual([3, 0, 5, 1, 2, 4]);
    expect(order('descending')).toEqual([5, 0, 3, 1, 2, 4]);
  });

  it('keeps the order of equal rows in both directions, and the given rows as they are', () => {
    const equal = [0, 1, 2, 3].map((k) => ({ k, value: k % 2 === 1 }));
    const before = [...equal];
    expect(sortedRows(equal, ({ value }) => value, 'ascending').map(({ k }) => k)).toEqual([0, 2, 1, 3]);
    expect(sortedRows(equal, ({ value }) => value, 'descending').map(({ k }) => k)).toEqual([1, 3, 0, 2]);
    expect(equal).toEqual(before);
  });

  it('sorts letters as the language does', () => {
    const words = ['Zebra', 'Äpfel', 'Apfel'];
    expect(sortedRows(words, (word) => word, 'ascending', 'de')).toEqual(['Apfel', 'Äpfel', 'Zebra']);
  });
});

describe('a sort in the query', () => {
  it('is read as it was written', () => {
    for (const direction of ['ascending', 'descending'] as const) {
      const sort = { column: 'received', direction };
      expect(sortOf(sortText(sort), ['study', 'received'])).toEqual(sort);
    }
  });

  it('is left out if it names no column', () => {
    expect(sortOf('-colour', ['study'])).toBeUndefined();
    expect(sortOf(undefined, ['study'])).toBeUndefined();
    expect(sortOf('', ['study'])).toBeUndefined();
  });

  it('begins with the first direction of the column, then changes', () => {
    const first = nextSort(undefined, 'received', 'descending');
    expect(first).toEqual({ column: 'received', direction: 'descending' });
    expect(nextSort(first, 'received', 'descending').direction).toBe('ascending');
    expect(nextSort(first, 'study')).toEqual({ column: 'study', direction: 'ascending' });
  });
});
