/** What option values are read as, and what is refused as a usage error. */
import { describe, expect, it } from 'vitest';
import {
  duration,
  institutionSplit,
  list,
  modelReference,
  numberBetween,
  trueOrFalse,
} from '../../../cli/commands/arguments.ts';

describe('option values', () => {
  it.each([
    ['90s', 90],
    ['15m', 900],
    ['36h', 129_600],
    ['1d12h', 129_600],
    ['0.5h', 1800],
    ['1w', 604_800],
  ])('%s is a duration', (text, seconds) => expect(duration(text)).toBe(seconds));

  it.each(['', '5', '5 m', 'd', '1y', '-1d', '1d,2h'])('"%s" is no duration', (text) => {
    expect(() => duration(text)).toThrow('wanted a duration');
  });

  it('a split names institutions to train and to test on', () => {
    expect(institutionSplit('train=centre-1,centre-3,test=centre-2')).toEqual({
      by: 'institution',
      train: ['centre-1', 'centre-3'],
      test: ['centre-2'],
    });
    expect(institutionSplit('train=a')).toEqual({ by: 'institution', train: ['a'], test: [] });
  });

  it.each(['', 'centre-1', 'test=centre-2', 'train=', 'validate=a', 'train=A B'])('"%s" is no split', (text) => {
    expect(() => institutionSplit(text)).toThrow(/wanted/);
  });

  it('a model may be named with its version', () => {
    expect(modelReference('her2-pcr')).toEqual({ name: 'her2-pcr' });
    expect(modelReference('her2-pcr@12')).toEqual({ name: 'her2-pcr', version: 12 });
    for (const text of ['', '@1', 'her2-pcr@', 'her2-pcr@latest'])
      expect(() => modelReference(text)).toThrow('wanted NAME');
  });

  it('numbers, lists and truth values are taken as written or refused', () => {
    expect(numberBetween(0, 100)('35')).toBe(35);
    for (const text of ['101', '-1', '', 'many']) expect(() => numberBetween(0, 100)(text)).toThrow('from 0 to 100');
    expect(list('a, b')).toEqual(['a', 'b']);
    expect(() => list('a,,b')).toThrow('commas');
    expect([trueOrFalse('true'), trueOrFalse('false')]).toEqual([true, false]);
    expect(() => trueOrFalse('yes')).toThrow('true or false');
  });
});
