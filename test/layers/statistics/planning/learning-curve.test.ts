/** The learning curve of a pilot: the law is found where it holds, and not continued where it does not. */
import { DEFAULT_PROTOCOL, Random } from '@radscore/statistics';
import { fitCurve, openPlan, PlanRefused, planStudy } from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';
import { areaAt, type PowerLaw } from '../../../../layers/statistics/planning/power-law.ts';
import { type Spread, spreadOf } from '../../../../layers/statistics/planning/spread.ts';
import { syntheticCohort } from '../synthetic.ts';

const SIZES = [60, 80, 100, 120, 140, 160];

/** Points whose scatter is what their standard error says. */
function pointsOf(areaOf: (n: number) => number, error: number, seed = 1) {
  const random = new Random(seed);
  return SIZES.map((patients) => {
    const mean = areaOf(patients) + error * random.normal();
    const spread = { ...(spreadOf([0, 1]) as Spread), count: 30, mean, sd: error * Math.sqrt(30), error };
    return { patients, auc: spread };
  });
}

describe('the inverse power law of a learning curve', () => {
  const law: PowerLaw = { asymptote: 0.82, gain: 4, rate: 0.8 };

  it('is found where the areas follow it exactly', () => {
    const points = pointsOf((n) => areaAt(law, n), 0).map(({ patients, auc }) => ({
      patients,
      auc: { ...auc, sd: 0.01, error: 0.002 },
    }));
    const { law: found, refused, planned } = fitCurve(points, 200, 500);
    expect(refused).toBeNull();
    // The rate is that of a grid of 0.01.
    expect(found?.rate).toBeCloseTo(law.rate, 2);
    expect(found?.asymptote).toBeCloseTo(law.asymptote, 2);
    expect(planned?.auc).toBeCloseTo(areaAt(law, 500), 3);
    const [low, high] = planned?.range ?? [1, 0];
    expect([low < areaAt(law, 500), areaAt(law, 500) < high]).toEqual([true, true]);
  });

  it('is not continued beyond three times the pilot', () => {
    const points = pointsOf((n) => areaAt(law, n), 0.0005);
    expect(fitCurve(points, 200, 600).planned).not.toBeNull();
    const far = fitCurve(points, 200, 601);
    expect([far.planned, far.refused]).toEqual([null, expect.stringContaining('601 patients')]);
  });

  it('is refused for areas that do not grow: in 95 of 100 pilots of chance', () => {
    const refused = Array.from({ length: 200 }, (_, seed) =>
      fitCurve(
        pointsOf(() => 0.5, 0.01, seed),
        200,
        400,
      ).refused !== null
        ? 1
        : 0,
    ).reduce<number>((sum, one) => sum + one, 0);
    // The level of the test is 5 %, and half of what it lets through falls rather than grows; 4 standard errors of 200.
    expect(refused).toBeGreaterThan(200 * (0.95 - 4 * Math.sqrt((0.05 * 0.95) / 200)));
  });

  it.each([
    ['that fall', (n: number) => 0.8 - 0.001 * n, 0.002, 'do not grow'],
    ['that jump up and down', (n: number) => 0.6 + 0.002 * n + (n % 40 === 0 ? 0.08 : 0), 0.002, 'do not follow'],
    ['that climb in a straight line', (n: number) => 0.5 + 0.002 * n, 0.004, ''],
  ])('is refused for areas %s', (_, areaOf, error, reason) => {
    const { refused, planned } = fitCurve(pointsOf(areaOf, error), 200, 400);
    expect([refused, planned]).toEqual([expect.stringContaining(reason), null]);
  });

  it('is refused with fewer than four sizes', () => {
    const few = pointsOf((n) => areaAt(law, n), 0.001).slice(0, 3);
    expect(fitCurve(few, 200, 400).refused).toContain('Only 3 sizes');
  });
});

describe('the learning curve of a pilot', () => {
  const cohort = syntheticCohort({ seed: 5 });
  const job = {
    protocol: DEFAULT_PROTOCOL,
    null: null,
    pilot: { cohort, protocol: DEFAULT_PROTOCOL, repeats: 3, seed: 2 },
  };

  it('learns from parts and judges in the others, with the same figures in any order', () => {
    const { tasks, replicate, join } = openPlan(job);
    expect(tasks).toHaveLength(18);
    const results = tasks.map(replicate);
    expect(tasks.toReversed().map(replicate).toReversed()).toEqual(results);
    const plan = planStudy({ prevalence: 0.5, parameters: 10, patients: 200, test: null });
    const { curve } = join(plan, results);
    expect(curve?.points).toHaveLength(6);
    for (const { patients, judged } of curve?.points ?? []) expect(patients + judged).toBe(curve?.pilot.patients);
    const sizes = curve?.points.map(({ patients }) => patients) ?? [];
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it('is refused for a pilot with too few patients of an outcome', () => {
    let left = 19;
    const outcome = cohort.outcome.map((y) => (y === 1 && left-- <= 0 ? null : y));
    const small = { ...job, pilot: { ...job.pilot, cohort: { ...cohort, outcome } } };
    expect(() => openPlan(small)).toThrow(PlanRefused);
    expect(() => openPlan(small)).toThrow('got pilot with 19 patients of the rarer outcome');
  });
});
