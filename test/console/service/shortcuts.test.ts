/** Keys read as shortcuts. */
import { describe, expect, it } from 'vitest';
import { KeyReader, PATIENCE } from '../../../console/service/shortcuts.ts';

const KNOWN = ['/', '?', 'g s', 'g m', 'n'];

function read(...pressed: readonly (string | readonly [key: string, after: number])[]): (string | undefined)[] {
  const reader = new KeyReader();
  let at = 0;
  return pressed.map((one) => {
    const [key, after] = typeof one === 'string' ? [one, 100] : one;
    at += after;
    return reader.read(key, KNOWN, at);
  });
}

describe('KeyReader', () => {
  it('reads single keys and two in a row', () => {
    expect(read('/', 'n', 'g', 's', 'g', 'm')).toEqual(['/', 'n', undefined, 'g s', undefined, 'g m']);
  });

  it('forgets the first key after a while, and reads the second one alone', () => {
    expect(read('g', ['s', PATIENCE + 1])).toEqual([undefined, undefined]);
    expect(read('g', ['n', PATIENCE + 1])).toEqual([undefined, 'n']);
    expect(read('g', ['s', PATIENCE])).toEqual([undefined, 'g s']);
  });

  it('takes the second key alone if the two are no shortcut', () => {
    expect(read('g', 'n', 's')).toEqual([undefined, 'n', undefined]);
    expect(read('g', 'g', 's')).toEqual([undefined, undefined, 'g s']);
    expect(read('x', 's', 'Shift', '?')).toEqual([undefined, undefined, undefined, '?']);
  });
});
