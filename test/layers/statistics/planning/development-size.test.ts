/** Riley's criteria for the development of a model, against pmsampsize. */
import { readFileSync } from 'node:fs';
import {
  allowedBy,
  cOfCoxSnell,
  coxSnellOfC,
  coxSnellOfNagelkerke,
  developmentSize,
  largestCoxSnell,
  type PlanAssumptions,
  PlanRefused,
  planStudy,
  simulatedCoxSnell,
} from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';
import { MersenneTwister } from '../../../../layers/statistics/planning/mersenne-twister.ts';

interface Setting {
  readonly input: {
    readonly parameters: number;
    readonly prevalence: number;
    readonly shrinkage?: number;
    readonly cstatistic?: number;
    readonly csrsquared?: number;
    readonly nagrsquared?: number;
  };
  readonly coxSnell: number;
  readonly maxR2: number;
  readonly nagelkerke: number;
  /** By criterion, and of all. */
  readonly sizes: readonly number[];
  readonly shrinkage: readonly number[];
  readonly epp: readonly number[];
  readonly events: number;
}

const { settings }: { settings: readonly Setting[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/planning/pmsampsize.json', import.meta.url), 'utf8'),
);

function coxSnellOf({ cstatistic, csrsquared, nagrsquared, prevalence }: Setting['input']): number {
  if (cstatistic !== undefined) return simulatedCoxSnell(cstatistic, prevalence);
  return nagrsquared === undefined ? (csrsquared ?? Number.NaN) : coxSnellOfNagelkerke(nagrsquared, prevalence);
}

describe('the size of a development', () => {
  it('has at least 20 settings of pmsampsize to agree with', () => {
    expect(settings.length).toBeGreaterThanOrEqual(20);
  });

  it.each(settings.map((one) => [JSON.stringify(one.input), one] as const))('equals pmsampsize: %s', (_, setting) => {
    const { input, maxR2, nagelkerke, sizes, shrinkage, epp, events } = setting;
    const { prevalence, parameters } = input;
    const coxSnell = coxSnellOf(input);
    // R² to the decimals that pmsampsize keeps, and numbers of patients, are equal; the rest to rounding, or as it rounds.
    expect(coxSnell).toBe(setting.coxSnell);
    const size = developmentSize({
      prevalence,
      parameters,
      coxSnell,
      ...(input.shrinkage !== undefined && { shrinkage: input.shrinkage }),
    });
    const criteria = [size.shrinkage, size.optimism, size.overallRisk, size.needed];
    expect(criteria.map(({ patients }) => patients)).toEqual(sizes);
    criteria.forEach((one, k) => {
      expect(Math.abs(one.eventsPerParameter - epp[k])).toBeLessThanOrEqual(0.005 + 1e-9);
    });
    expect(Math.abs(size.shrinkage.target - shrinkage[0])).toBeLessThanOrEqual(0.0005 + 1e-9);
    expect(Math.abs(size.optimism.target - shrinkage[1])).toBeLessThanOrEqual(0.0005 + 1e-9);
    expect(size.largestCoxSnell).toBeCloseTo(maxR2, 12);
    expect(size.nagelkerke).toBeCloseTo(nagelkerke, 12);
    expect(size.needed.events).toBeCloseTo(events, 6);
  });

  it('draws the random numbers of R: set.seed(123456), runif(3), rnorm(3)', () => {
    const random = new MersenneTwister(123_456);
    const uniform = [random.uniform(), random.uniform(), random.uniform()];
    const given = [0.7977843207772821, 0.7535650948993862, 0.391255684196949];
    uniform.forEach((value, i) => {
      expect(value).toBeCloseTo(given[i], 15);
    });
    // The quantile is computed by another series than R's: 1e-13 of its size.
    const normal = [random.normal(), random.normal(), random.normal()];
    [-0.40821831712244877, -0.847548496699117, -1.3016019718654723].forEach((value, i) => {
      expect(normal[i]).toBeCloseTo(value, 12);
    });
  });

  it('takes R² of a C statistic exactly as well, next to the simulation of pmsampsize', () => {
    for (const [c, prevalence] of [
      [0.89, 0.174],
      [0.75, 0.6],
      [0.6, 0.632],
    ] as const) {
      // Standard error of the mean gain of 1,000,000 patients: at most 1e-3.
      expect(Math.abs(coxSnellOfC(c, prevalence) - simulatedCoxSnell(c, prevalence))).toBeLessThan(2e-3);
      expect(coxSnellOfC(c, prevalence)).toBeCloseTo(coxSnellOfC(c, 1 - prevalence), 10);
      expect(cOfCoxSnell(coxSnellOfC(c, prevalence), prevalence)).toBeCloseTo(c, 7);
    }
  });

  it('grows with the candidates and the target, and falls with the performance', () => {
    const at = (parameters: number, coxSnell: number, shrinkage = 0.9) =>
      developmentSize({ prevalence: 0.3, parameters, coxSnell, shrinkage }).needed.patients;
    for (const r2 of [0.01, 0.1, 0.3, 0.6]) {
      const sizes = [1, 2, 5, 20, 100, 3375].map((parameters) => at(parameters, r2));
      expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      const stricter = [0.7, 0.8, 0.9, 0.95, 0.99].map((shrinkage) => at(20, r2, shrinkage));
      expect(stricter).toEqual(stricter.toSorted((a, b) => a - b));
    }
    const shrinkage = [0.02, 0.05, 0.1, 0.2, 0.4].map(
      (coxSnell) => developmentSize({ prevalence: 0.3, parameters: 20, coxSnell }).shrinkage.patients,
    );
    expect(shrinkage).toEqual(shrinkage.toSorted((a, b) => b - a));
  });

  it('is the same for a prevalence and its complement', () => {
    for (const prevalence of [0.01, 0.2, 0.37]) {
      const patients = (share: number) =>
        developmentSize({ prevalence: share, parameters: 9, coxSnell: 0.05 }).needed.patients;
      expect(patients(prevalence)).toBe(patients(1 - prevalence));
      expect(largestCoxSnell(prevalence)).toBeCloseTo(largestCoxSnell(1 - prevalence), 14);
    }
  });

  it('solved the other way round gives what was put in', () => {
    for (const [parameters, coxSnell] of [
      [24, 0.288],
      [7, 0.1],
      [100, 0.02],
    ] as const) {
      const size = developmentSize({ prevalence: 0.25, parameters, coxSnell });
      const given = allowedBy(size.shrinkage.patients, size);
      // One patient more or less is what rounding up leaves.
      expect(given.expectedShrinkage).toBeGreaterThanOrEqual(0.9);
      expect(given.expectedShrinkage).toBeCloseTo(0.9, 2);
      expect(given.mostParameters.shrinkage).toBe(parameters);
      expect(allowedBy(size.needed.patients, size).enough).toBe(true);
      expect(allowedBy(size.needed.patients - 1, size).enough).toBe(false);
    }
  });

  it('expects no shrinkage of a model that would fit its patients perfectly', () => {
    const size = developmentSize({ prevalence: 43 / 68, parameters: 3375, coxSnell: 0.1 });
    const given = allowedBy(68, size);
    expect([given.expectedShrinkage, given.mostParameters.shrinkage, given.enough]).toEqual([null, 0, false]);
  });
});

describe('an assumption is refused by its name', () => {
  const good: PlanAssumptions = {
    prevalence: 0.3,
    parameters: 10,
    patients: null,
    performance: { kind: 'cox-snell', value: 0.1 },
    test: null,
  };
  const bad: [string, string, Partial<PlanAssumptions>][] = [
    ['prevalence', 'of 0', { prevalence: 0 }],
    ['prevalence', 'of 1', { prevalence: 1 }],
    ['prevalence', 'in per cent', { prevalence: 30 }],
    ['prevalence', 'that is no number', { prevalence: Number.NaN }],
    ['candidates', 'of 0', { parameters: 0 }],
    ['candidates', 'of a half', { parameters: 2.5 }],
    ['candidates', 'without end', { parameters: 1e12 }],
    ['patients', 'of 1', { patients: 1 }],
    ['c-statistic', 'of chance', { performance: { kind: 'c-statistic', value: 0.5 } }],
    ['c-statistic', 'below chance', { performance: { kind: 'c-statistic', value: 0.4 } }],
    ['c-statistic', 'of 1', { performance: { kind: 'c-statistic', value: 1 } }],
    ['c-statistic', 'of next to chance', { performance: { kind: 'c-statistic', value: 0.5001 } }],
    ['cox-snell', 'of 0', { performance: { kind: 'cox-snell', value: 0 } }],
    ['cox-snell', 'above what the prevalence allows', { performance: { kind: 'cox-snell', value: 0.71 } }],
    ['nagelkerke', 'of 1', { performance: { kind: 'nagelkerke', value: 1 } }],
    ['nagelkerke', 'of 0', { performance: { kind: 'nagelkerke', value: 0 } }],
    ['shrinkage', 'of 1', { shrinkage: 1 }],
    ['shrinkage', 'above 1', { shrinkage: 1.1 }],
    ['shrinkage', 'of 0', { shrinkage: 0 }],
    ['shrinkage', 'below R²', { shrinkage: 0.05, performance: { kind: 'cox-snell', value: 0.1 } }],
    ['optimism', 'of 0', { optimism: 0 }],
    ['margin', 'of 0', { margin: 0 }],
    ['test-events', 'that are all patients', { test: { patients: 20, events: 20 } }],
    ['test-events', 'of 1', { test: { patients: 20, events: 1 } }],
    ['threshold', 'of 1', { validation: { threshold: 1 } }],
    ['sensitivity', 'without a threshold', { validation: { sensitivity: 0.8, specificity: 0.8 } }],
    ['net benefit', 'without specificity', { validation: { sensitivity: 0.8, threshold: 0.2 } }],
    ['specificity', 'above 1', { validation: { sensitivity: 0.8, specificity: 1.2, threshold: 0.2 } }],
    ['lp-normal sd', 'of 0', { validation: { linearPredictor: { kind: 'normal', mean: 0, sd: 0 } } }],
    ['lp-beta alpha', 'of 0', { validation: { linearPredictor: { kind: 'beta', alpha: 0, beta: 1 } } }],
    ['oe', 'of 0', { validation: { observedToExpected: 0 } }],
    ['slope-width', 'of 0', { validation: { widths: { slope: 0 } } }],
  ];

  it.each(bad)('%s %s', (name, _, change) => {
    let refused: unknown;
    try {
      planStudy({ ...good, ...change });
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(PlanRefused);
    expect(refused).toMatchObject({ assumption: name, message: expect.stringContaining(`got ${name}`) });
  });

  it('but a rare outcome is not, of which the decimals of pmsampsize leave no R²', () => {
    for (const performance of [
      { kind: 'nagelkerke', value: 0.15 },
      { kind: 'c-statistic', value: 0.8 },
    ] as const) {
      for (const prevalence of [1e-5, 1e-7]) {
        const { development, coxSnell } = planStudy({ ...good, performance, prevalence });
        expect(coxSnell).toBeGreaterThan(0);
        expect(Number.isSafeInteger(development.needed.patients)).toBe(true);
      }
    }
  });

  it('and the same plan without the slip is made', () => {
    expect(planStudy(good).development.needed.patients).toBeGreaterThan(100);
  });
});
