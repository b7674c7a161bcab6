/** Which rows of a long table stand in the document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  covers,
  OVERSCAN,
  partsOf,
  RowHeights,
  rangeAround,
  STEP,
} from '../../../../console/components/rows/row-window.ts';

const keysOf = (count: number): string[] => Array.from({ length: count }, (_, k) => `row ${k}`);

function shown(count: number, estimate = 44): RowHeights {
  const heights = new RowHeights(estimate);
  heights.show(keysOf(count));
  return heights;
}

const rowsOf = (parts: ReturnType<typeof partsOf>): number[] =>
  parts.flatMap((part) => ('index' in part ? [part.index] : []));

describe('RowHeights', () => {
  it('begins a row where the rows before it end, whatever was measured in whatever order', () => {
    const scenario = fc.record({
      count: fc.integer({ min: 1, max: 60 }),
      measured: fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 300 })), { maxLength: 40 }),
    });
    fc.assert(
      fc.property(scenario, ({ count, measured }) => {
        const heights = shown(count);
        const plain = Array.from({ length: count }, () => 44);
        for (const [index, height] of measured) {
          heights.measure(index, height);
          if (index < count) plain[index] = height;
          // Asking in between is what makes a stale sum possible.
          heights.startOf(Math.min(index, count));
        }
        const starts = [0];
        for (const height of plain) starts.push(starts[starts.length - 1] + height);
        for (let k = 0; k <= count; k++) expect(heights.startOf(k)).toBe(starts[k]);
        for (let k = 0; k < count; k++) {
          expect(heights.rowAt(starts[k])).toBe(k);
          expect(heights.rowAt(starts[k + 1] - 0.25)).toBe(k);
        }
      }),
      { seed: 16, numRuns: 200 },
    );
  });

  it('keeps a height with its row when the order changes', () => {
    const heights = shown(3);
    heights.measure(0, 100);
    heights.show(['row 2', 'row 1', 'row 0']);
    expect([0, 1, 2, 3].map((k) => heights.startOf(k))).toEqual([0, 44, 88, 188]);
  });

  it('takes the mean of what was measured for the other rows', () => {
    const heights = shown(4);
    heights.measure(0, 100);
    heights.measure(1, 50);
    heights.estimateFromMeasured();
    expect(heights.total).toBe(100 + 50 + 75 + 75);
  });

  it('forgets what was measured at another width', () => {
    const heights = shown(2);
    expect(heights.changeWidth(1280)).toBe(true);
    heights.measure(0, 100);
    expect(heights.changeWidth(1280)).toBe(false);
    expect(heights.total).toBe(144);
    expect(heights.changeWidth(390)).toBe(true);
    expect(heights.total).toBe(88);
  });

  it('takes no notice of rows that are not there, or not laid out', () => {
    const heights = shown(2);
    heights.measure(7, 60);
    heights.measure(1, 0);
    expect(heights.total).toBe(88);
  });
});

describe('the rows in the document', () => {
  it('are those that are seen and some on each side, never all of 5,000', () => {
    const heights = shown(5000);
    for (const top of [-300, 0, 1000, 100_000, heights.total - 900, heights.total + 500]) {
      const range = rangeAround(heights, top, top + 900);
      const rows = rowsOf(partsOf(heights, range));
      expect(rows.length).toBeLessThanOrEqual(60);
      expect(rows[0]).toBe(Math.max(0, heights.rowAt(top) - OVERSCAN));
      expect(rows.at(-1)).toBe(Math.min(4999, heights.rowAt(top + 900) + OVERSCAN));
    }
  });

  it('and the gaps are together as high as all rows, with the focused row wherever it is', () => {
    const scenario = fc.record({
      count: fc.integer({ min: 0, max: 400 }),
      top: fc.integer({ min: -2000, max: 30_000 }),
      focused: fc.integer({ min: -1, max: 500 }),
    });
    fc.assert(
      fc.property(scenario, ({ count, top, focused }) => {
        const heights = shown(count, 44);
        const parts = partsOf(heights, rangeAround(heights, top, top + 800), focused);
        const height = parts.reduce((sum, part) => sum + ('gap' in part ? part.gap : 44), 0);
        expect(height).toBe(count * 44);
        const rows = rowsOf(parts);
        expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
        if (focused >= 0 && focused < count) expect(rows).toContain(focused);
        // Two gaps are never neighbours.
        for (let k = 1; k < parts.length; k++) expect('gap' in parts[k] && 'gap' in parts[k - 1]).toBe(false);
      }),
      { seed: 16, numRuns: 300 },
    );
  });

  it('change only when the spare ones run out', () => {
    const heights = shown(5000);
    const range = rangeAround(heights, 44_000, 44_900);
    const scrolled = (rows: number): boolean => covers(range, heights, 44_000 + rows * 44, 44_900 + rows * 44);
    expect(scrolled(STEP)).toBe(true);
    expect(scrolled(STEP + 1)).toBe(false);
    expect(scrolled(-STEP)).toBe(true);
    expect(scrolled(-STEP - 1)).toBe(false);
    expect(covers(range, shown(200), 0, 900)).toBe(false);
  });
});
