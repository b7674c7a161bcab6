/** The words for an outcome. */
import { describe, expect, it } from 'vitest';
import { outcomeWords, splitText } from '../../../../layers/statistics/model/about.ts';

describe('the words of an outcome', () => {
  it.each([
    ['relapse', '1', '0', 'relapse', 'no relapse'],
    ['pCR', '1.0', '0.0', 'pCR', 'no pCR'],
    ['recurrence', 'relapse', 'cure', 'relapse', 'cure'],
    ['status', 'pCR', 'none', 'pCR', 'no pCR'],
    ['response', 'yes, Y', 'no', 'response', 'no response'],
    ['response', 'CR, pCR', 'RD', 'CR or pCR', 'RD'],
    ['class', '2', '1', 'class', 'no class'],
    ['response', '1', '-1', 'response', 'no response'],
  ])('%s with %s against %s is "%s" against "%s"', (outcome, positive, negative, event, noEvent) => {
    expect(outcomeWords({ outcome, positive, negative })).toEqual({ event, noEvent });
  });

  it('are those of the service where a model does not know', () => {
    expect(outcomeWords(undefined)).toEqual({ event: 'pCR', noEvent: 'no pCR' });
  });
});

describe('a split in words', () => {
  it('names its column, seed or institutions', () => {
    expect(splitText({ by: 'column', column: 'set' })).toBe('by the column set');
    expect(splitText({ by: 'stratified', testFraction: 0.3, seed: 4 })).toMatch(/test share 0\.3, seed 4/);
    expect(splitText({ by: 'institution', train: ['a'], test: ['b', 'c'] })).toMatch(/training a; test b, c/);
  });
});
