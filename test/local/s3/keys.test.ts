/** The order of keys against the order of their UTF-8 bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys, SortedKeys } from '../../../local/s3/keys.ts';

const key = fc.string({ unit: 'binary', maxLength: 6 });

describe('SortedKeys', () => {
  it('orders keys by their UTF-8 bytes', () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareKeys('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
  });

  it('gives what a sorted set gives, through additions and removals', () => {
    const step = fc.record({ key: fc.string({ maxLength: 2 }), add: fc.boolean() });
    fc.assert(
      fc.property(fc.array(key), fc.array(step), key, (initial, steps, start) => {
        const wanted = new Set(initial);
        const keys = new SortedKeys(wanted);
        for (const { key, add } of steps) {
          if (add) {
            wanted.add(key);
            keys.add(key);
          } else {
            wanted.delete(key);
            keys.remove(key);
          }
        }
        const expected = [...wanted].filter((one) => compareKeys(one, start) >= 0).sort(compareKeys);
        expect([...keys.from(start)]).toEqual(expected);
      }),
    );
  });
});
