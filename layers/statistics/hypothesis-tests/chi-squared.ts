/** Pearson's chi-squared test of a contingency table, with Yates's correction on request. */
import { chiSquaredUpper } from '../numbers/distributions.ts';

export interface ContingencyTest {
  readonly chiSquared: number;
  readonly df: number;
  readonly p: number;
  readonly expected: number[][];
  /** Below 5 the approximation is doubtful: use Fisher's test. */
  readonly smallestExpected: number;
}

/**
 * Pearson's chi-squared test of a table of counts.
 *
 * @param yates continuity correction, for 2 × 2 tables: half a count towards expectation, at most the distance
 *
 * @example
 * ```ts
 * import { chiSquaredTest } from '@radscore/statistics';
 * const { chiSquared, df } = chiSquaredTest([[10, 20], [20, 10]]);
 * [chiSquared.toFixed(3), df]; // → [ '6.667', 1 ]
 * ```
 */
export function chiSquaredTest(table: readonly (readonly number[])[], yates = false): ContingencyTest {
  const rows = table.map((row) => row.reduce((a, b) => a + b, 0));
  const columns = table[0].map((_, c) => table.reduce((sum, row) => sum + row[c], 0));
  const total = rows.reduce((a, b) => a + b, 0);
  const expected = rows.map((row) => columns.map((column) => (row * column) / total));
  let chiSquared = 0;
  table.forEach((row, r) => {
    row.forEach((count, c) => {
      const distance = Math.abs(count - expected[r][c]);
      chiSquared += (distance - (yates ? Math.min(0.5, distance) : 0)) ** 2 / expected[r][c];
    });
  });
  const df = (rows.length - 1) * (columns.length - 1);
  return {
    chiSquared,
    df,
    p: chiSquaredUpper(chiSquared, df),
    expected,
    smallestExpected: Math.min(...expected.flat()),
  };
}
