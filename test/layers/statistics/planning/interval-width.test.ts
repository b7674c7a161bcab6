/** The expected width of the test interval: the formula against simulation, and what both grow with. */
import { testInterval } from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';
import { binormalVariance } from '../../../../layers/statistics/planning/interval-width.ts';

describe('the expected width of the test interval', () => {
  it.each([
    [65, 44, 0.72],
    [65, 44, 0.878],
    [40, 12, 0.6],
    [300, 30, 0.8],
  ])('%d patients, %d events, area %d: formula and simulation agree', (patients, events, c) => {
    const { variance, width, simulated } = testInterval({ patients, events }, c);
    // The mean area within 4 standard errors; its standard deviation within 4 of its own (1 / √(2 sets)).
    expect(Math.abs(simulated.area.mean - c)).toBeLessThan(4 * simulated.area.error);
    expect(Math.abs(simulated.area.sd / Math.sqrt(variance) - 1)).toBeLessThan(4 / Math.sqrt(2 * simulated.sets));
    // The width is not linear in area and variance: its mean lies within 5 % of the width at their means.
    expect(Math.abs(simulated.width.mean / width - 1)).toBeLessThan(0.05);
    // docs/interval-coverage.md: the interval holds the area in 93 to 97 of 100 tests; 4 standard errors on top.
    expect(Math.abs(simulated.coverage - 0.95)).toBeLessThan(0.02 + 4 * simulated.errorOfCoverage);
  });

  it('has Hanley and McNeil’s variance of chance: (m + n + 1) / (12 m n) of the rank-sum test', () => {
    for (const [patients, events] of [
      [10, 4],
      [65, 44],
    ]) {
      const exact = (patients + 1) / (12 * events * (patients - events));
      expect(binormalVariance(0.5, { patients, events })).toBeCloseTo(exact, 10);
    }
  });

  it('falls with the patients, and grows with the confidence', () => {
    const widths = [20, 40, 80, 320].map((patients) => testInterval({ patients, events: patients / 2 }, 0.75).width);
    expect(widths).toEqual(widths.toSorted((a, b) => b - a));
    const set = { patients: 60, events: 20 };
    expect(testInterval(set, 0.75, 0.99).width).toBeGreaterThan(testInterval(set, 0.75, 0.9).width);
  });

  it('is the same with the same seed, and another with another', () => {
    const set = { patients: 30, events: 10 };
    expect(testInterval(set, 0.7, 0.95, 5)).toEqual(testInterval(set, 0.7, 0.95, 5));
    expect(testInterval(set, 0.7, 0.95, 6).simulated).not.toEqual(testInterval(set, 0.7, 0.95, 5).simulated);
  });
});
