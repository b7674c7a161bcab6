/** Tables with very long cells are examined fast, and to their end. */
import { describe, expect, it } from 'vitest';
import { examineIdentity } from '../../../../layers/imaging/index.ts';

/** Processor time in milliseconds, the least of three runs. */
function cost(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const runs = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    examineIdentity([{ name: 'notes.csv', bytes }]);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...runs);
}

const CELLS: readonly (readonly [what: string, unit: string])[] = [
  ['dashes', '-'],
  ['digits', '1'],
  ['digits and dashes', '12-'],
  ['at signs', '@'],
  ['addresses that are none', 'a@'],
  ['an address that never ends', '.a@b'],
  ['quotes', '""'],
  ['letters', 'ab '],
];

describe('a cell of a table is examined in time in proportion to its length', () => {
  it.each(CELLS)('%s', (_, unit) => {
    const cell = (length: number): string => `a\n${unit.repeat(Math.ceil(length / unit.length))}`;
    // The first text warms up what the others measure.
    cost(cell(100_000));
    const [once, twice] = [cost(cell(700_000)), cost(cell(1_400_000))];
    // Twice the work, and the noise of a busy machine; the pattern that this replaced took hours here, not 200 ms.
    expect(twice).toBeLessThanOrEqual(3 * once + 100);
    expect(cost(cell(200_000))).toBeLessThan(500);
  });
});

it('an address in a cell is found, at its beginning, in its middle and at its end', () => {
  const found = (cell: string): boolean =>
    examineIdentity([{ name: 'notes.csv', bytes: new TextEncoder().encode(`age\n${cell}`) }]).findings.some(
      ({ where }) => where.includes('e-mail'),
    );
  for (const cell of ['jane@example.org', 'see jane@example.org today', '@ @@ a@b.c']) expect(found(cell)).toBe(true);
  for (const cell of ['@', 'a@b', '@example.org', 'a @example.org', 'a@.', 'a@b. c', 'a@.c'])
    expect(found(cell)).toBe(false);
});
