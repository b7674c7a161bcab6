/** Estimates with their intervals, as the console writes them. */
import { describe, expect, it } from 'vitest';
import { between, difference, duration, estimate } from '../../../console/texts/intervals.ts';
import { decimal } from '../../../console/texts/numbers.ts';

describe('an estimate', () => {
  it('has its interval in brackets; with words if a sign could be read as the dash', () => {
    expect(estimate(0.82, [0.71, 0.92])).toBe('0.82 (0.71–0.92)');
    expect(difference(0.05, [-0.06, 0.17])).toBe('+0.05 (−0.06 to 0.17)');
    expect(between([-0.3, -0.1])).toBe('−0.30 to −0.10');
  });

  it('without an interval, or without itself, says so', () => {
    expect(estimate(0.82, null)).toBe('0.82');
    expect(estimate(0.82, [null, 0.9])).toBe('0.82');
    expect(estimate(null, [0.1, 0.2])).toBe('–');
  });

  it('that is proven by a hair does not read as if its interval reached 0', () => {
    expect(difference(0.12, [0.004, 0.23])).toBe('+0.120 (0.004–0.230)');
    expect(difference(0.12, [0, 0.23])).toBe('+0.12 (0.00–0.23)');
  });

  it('of −0.001 is 0.00, not −0.00', () => {
    expect(decimal(-0.001)).toBe('0.00');
    expect(decimal(-0.2)).toBe('−0.20');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [45, '45 s'],
    [130, '2 min 10 s'],
    [3600 + 190, '1 h 3 min'],
  ])('of %d s reads %s', (seconds, wanted) => {
    expect(duration(seconds).replaceAll('\u00a0', ' ')).toBe(wanted);
  });
});
