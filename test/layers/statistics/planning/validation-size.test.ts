/** Riley's criteria for an external validation, against pmvalsampsize. */
import { readFileSync } from 'node:fs';
import {
  type LinearPredictor,
  PlanRefused,
  type ValidationAssumptions,
  validationSize,
} from '@radscore/statistics/study-plan';
import { describe, expect, it } from 'vitest';

interface Setting {
  readonly prevalence: number;
  readonly c: number;
  readonly lp: readonly ['normal' | 'beta' | 'c-statistic', ...number[]];
  readonly options: Readonly<Record<string, number>>;
  /** O/E, slope, C statistic, and net benefit if a threshold was given. */
  readonly sizes: readonly (number | null)[];
  readonly se: readonly number[];
  readonly perf: readonly number[];
  /** What Python simulated at the threshold. */
  readonly at?: { readonly sensitivity: number; readonly specificity: number };
}

const peers: { r: readonly Setting[]; python: readonly Setting[] } = JSON.parse(
  readFileSync(new URL('../../../fixtures/planning/pmvalsampsize.json', import.meta.url), 'utf8'),
);

function linearPredictorOf([kind, first, second]: Setting['lp']): LinearPredictor {
  if (kind === 'normal') return { kind, mean: first, sd: second };
  if (kind === 'beta') return { kind, alpha: first, beta: second };
  return { kind };
}

function assumptionsOf({ prevalence, c, lp, options }: Setting): ValidationAssumptions {
  const { oe, oeciwidth, csciwidth, cstatciwidth, nbciwidth, threshold, sensitivity, specificity } = options;
  return {
    prevalence,
    c,
    linearPredictor: linearPredictorOf(lp),
    observedToExpected: oe ?? 1,
    widths: {
      observedToExpected: oeciwidth ?? 0.2,
      slope: csciwidth ?? 0.2,
      c: cstatciwidth ?? 0.1,
      netBenefit: nbciwidth ?? 0.2,
    },
    ...(threshold !== undefined && { threshold }),
    ...(sensitivity !== undefined && { sensitivity, specificity }),
  };
}

/** R keeps two decimals of the shares that it simulates: the sizes of every rounding that a patient more or less gives. */
function sizesInR(given: ValidationAssumptions): number[] {
  const expected = validationSize(given).netBenefit;
  if (!expected) return [];
  if (given.sensitivity !== undefined) return [expected.patients];
  const near = (share: number) => [...new Set([-0.004, 0, 0.004].map((step) => (share + step).toFixed(2)))].map(Number);
  return near(expected.sensitivity).flatMap((sensitivity) =>
    near(expected.specificity).flatMap(
      (specificity) => validationSize({ ...given, sensitivity, specificity }).netBenefit?.patients ?? [],
    ),
  );
}

/** Python reports the shares that it simulated: with them the size is equal, and ours lie within 4 standard errors. */
function agreesWithPython(given: ValidationAssumptions, { sizes, at }: Setting): void {
  const ours = validationSize(given).netBenefit;
  if (!ours || !at) throw new Error('no net benefit');
  expect(validationSize({ ...given, ...at }).netBenefit?.patients).toBe(sizes[3]);
  const { prevalence } = given;
  for (const [name, share] of [
    ['sensitivity', prevalence],
    ['specificity', 1 - prevalence],
  ] as const) {
    const error = Math.sqrt((ours[name] * (1 - ours[name])) / (1_000_000 * share));
    expect(Math.abs(ours[name] - at[name])).toBeLessThan(4 * error + 0.0005 + 1e-9);
  }
}

describe('the size of an external validation', () => {
  it('has at least 20 settings of pmvalsampsize to agree with', () => {
    expect(peers.r.length).toBeGreaterThanOrEqual(20);
  });

  it.each(
    [...peers.r.map((one) => ['R', one] as const), ...peers.python.map((one) => ['Python', one] as const)].map(
      ([language, one]) => [language, JSON.stringify([one.prevalence, one.c, one.lp, one.options]), one] as const,
    ),
  )('agrees with pmvalsampsize of %s: %s', (language, _name, setting) => {
    const given = assumptionsOf(setting);
    const size = validationSize(given);
    const [ofRatio, slope, c, netBenefit] = setting.sizes;
    // Closed forms: equal.
    expect([size.observedToExpected.patients, size.c.patients]).toEqual([ofRatio, c]);
    expect(size.observedToExpected.standardError).toBeCloseTo(setting.se[0], 3);
    // Of the slope pmvalsampsize simulates 1,000,000 patients: the size varies by 0.1 % (standard deviation), 4 of which are allowed.
    expect(Math.abs(size.slope.patients / (slope ?? Number.NaN) - 1)).toBeLessThan(0.004);
    if (netBenefit === undefined) expect(size.netBenefit).toBeNull();
    else if (language === 'Python') agreesWithPython(given, setting);
    else expect(sizesInR(given)).toContain(netBenefit);
  });

  it('decides by the largest', () => {
    const size = validationSize({ prevalence: 0.3, c: 0.8, threshold: 0.2 });
    const sizes = [size.observedToExpected, size.slope, size.c].map(({ patients }) => patients);
    expect(size.needed.patients).toBe(Math.max(...sizes, size.netBenefit?.patients ?? 0));
  });

  it('falls as intervals may be wider, and the C statistic asks for the smallest number that reaches its width', () => {
    const at = (width: number) => validationSize({ prevalence: 0.25, c: 0.75, widths: { c: width, slope: width } });
    const sizes = [0.05, 0.1, 0.2, 0.4].map((width) => at(width));
    for (const figure of ['c', 'slope'] as const) {
      const patients = sizes.map((size) => size[figure].patients);
      expect(patients).toEqual(patients.toSorted((a, b) => b - a));
    }
    for (const { c } of sizes) expect(2 * 1.96 * c.standardError).toBeLessThanOrEqual(c.width);
  });

  it('expects of a normal linear predictor by class what the classes themselves have', () => {
    // At C = 0.76025 the classes are 1 apart; at the prevalence 0.5 and threshold 0.5 half of the distance cuts both.
    const { netBenefit } = validationSize({ prevalence: 0.5, c: 0.7602499389065233, threshold: 0.5 });
    expect([netBenefit?.sensitivity, netBenefit?.specificity]).toEqual([0.691, 0.691]);
  });

  it('takes a narrow beta distribution as the normal one that it nearly is', () => {
    const slopeOf = (linearPredictor: LinearPredictor) =>
      validationSize({ prevalence: 0.5, c: 0.7, linearPredictor }).slope;
    const beta = slopeOf({ kind: 'beta', alpha: 9000, beta: 9000 }).patients;
    const normal = slopeOf({ kind: 'normal', mean: 0, sd: Math.sqrt(2 / 9000) }).patients;
    // The variance of the logit is trigamma(9000) · 2, which exceeds 2 / 9000 by 1 / (2 · 9000).
    expect(Math.abs(beta / normal - 1)).toBeLessThan(1e-4);
  });

  it('is refused where nothing can be estimated', () => {
    for (const change of [{ c: 0.5 }, { prevalence: 0 }, { threshold: 0 }, { widths: { netBenefit: 0.0005 } }]) {
      expect(() => validationSize({ prevalence: 0.3, c: 0.7, threshold: 0.5, ...change })).toThrow(PlanRefused);
    }
  });
});
