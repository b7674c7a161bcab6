/** Riley's criteria: how many patients the external validation of a model of a binary outcome needs. */
import { separationOf } from './cox-snell.ts';
import { integrate, normalDensity, REACH } from './integrate.ts';
import { PlanRefused, requireC, requirePrevalence, requireWithin } from './refusal.ts';

/** How the model's linear predictor is distributed among the patients of the validation. */
export type LinearPredictor =
  /** Normal among all patients. */
  | { readonly kind: 'normal'; readonly mean: number; readonly sd: number }
  /** Probabilities follow a beta distribution. */
  | { readonly kind: 'beta'; readonly alpha: number; readonly beta: number }
  /** Normal with equal variance among patients with and without the outcome, as the C statistic and the prevalence say. */
  | { readonly kind: 'c-statistic' };

export interface ValidationAssumptions {
  readonly prevalence: number;
  /** Expected C statistic in the validation. */
  readonly c: number;
  /** Default: from the C statistic. */
  readonly linearPredictor?: LinearPredictor;
  /** Expected ratio of observed and expected events; default 1. */
  readonly observedToExpected?: number;
  /** Widths of the 95 % intervals to reach; defaults 0.2, 0.2, 0.1 and 0.2. */
  readonly widths?: {
    readonly observedToExpected?: number;
    readonly slope?: number;
    readonly c?: number;
    readonly netBenefit?: number;
  };
  /** Risk threshold of the decision; without it the net benefit is not planned for. */
  readonly threshold?: number;
  /** At the threshold; both or none. Without them the linear predictor says. */
  readonly sensitivity?: number;
  readonly specificity?: number;
}

export interface ValidationCriterion {
  readonly patients: number;
  readonly events: number;
  /** Expected value of the figure. */
  readonly value: number;
  /** Standard error that gives the width. */
  readonly standardError: number;
  readonly width: number;
}

export interface ValidationSize {
  readonly assumptions: ValidationAssumptions & { readonly linearPredictor: LinearPredictor };
  readonly observedToExpected: ValidationCriterion;
  readonly slope: ValidationCriterion;
  readonly c: ValidationCriterion;
  /** Of the standardised net benefit (net benefit over prevalence); null without a threshold. */
  readonly netBenefit: (ValidationCriterion & { readonly sensitivity: number; readonly specificity: number }) | null;
  readonly needed: {
    readonly patients: number;
    readonly events: number;
    readonly decidedBy: 'observedToExpected' | 'slope' | 'c' | 'netBenefit';
  };
}

/** pmvalsampsize's quantile of the normal distribution, and the step of its standard errors. */
const Z = 1.96;
const STEP = 0.0001;

/**
 * The smallest number of patients by the criteria of Riley et al. (2021, Stat Med 40:4230; BMJ 2024;384:e074821), each the
 * width of a 95 % interval: of O/E, calibration slope, C statistic and standardised net benefit. As pmvalsampsize (R 0.1.0,
 * Python 0.2.1) computes them, except that expectations over the linear predictor are integrals, not means of
 * 1,000,000 simulated patients: the two differ by the simulation's error.
 *
 * @throws PlanRefused
 */
export function validationSize(given: ValidationAssumptions): ValidationSize {
  const assumptions = { ...given, linearPredictor: given.linearPredictor ?? { kind: 'c-statistic' as const } };
  const { prevalence, c, observedToExpected: ratio = 1 } = given;
  const widths = { observedToExpected: 0.2, slope: 0.2, c: 0.1, netBenefit: 0.2, ...given.widths };
  check(assumptions, ratio, widths);
  const moments = momentsOf(assumptions.linearPredictor, prevalence, c);
  const sized = (patients: number, value: number, standardError: number, width: number): ValidationCriterion => ({
    patients,
    events: patients * prevalence,
    value,
    standardError,
    width,
  });

  const ofRatio = stepTo(widths.observedToExpected, (se) => ratio * Math.exp(Z * se) - ratio * Math.exp(-Z * se));
  const seOfSlope = widths.slope / (2 * Z);
  const seOfC = (n: number) => Math.sqrt(varianceOfC(c, prevalence, n));
  const patientsOfC = smallest((n) => 2 * Z * seOfC(n) <= widths.c);
  const patientsOfSlope = Math.ceil(1 / (seOfSlope * seOfSlope * moments.slopeInformation));
  if (!Number.isSafeInteger(patientsOfSlope)) {
    throw new PlanRefused(
      'linear predictor',
      'that hardly varies, or whose risks are all next to 0 or 1',
      'one from which a slope can be estimated',
    );
  }
  const criteria = {
    observedToExpected: sized(
      Math.ceil((1 - prevalence) / (prevalence * (ofRatio.se * ofRatio.se))),
      ratio,
      ofRatio.se,
      ofRatio.width,
    ),
    slope: sized(patientsOfSlope, 1, seOfSlope, widths.slope),
    c: sized(patientsOfC, c, seOfC(patientsOfC), widths.c),
    netBenefit: netBenefitOf(given, moments, widths.netBenefit),
  };
  const [decidedBy, patients] = (['observedToExpected', 'slope', 'c', 'netBenefit'] as const)
    .map((name) => [name, criteria[name]?.patients ?? 0] as const)
    .reduce((most, one) => (one[1] > most[1] ? one : most));
  return { assumptions, ...criteria, needed: { patients, events: patients * prevalence, decidedBy } };
}

/** The standard error of a step of 0.0001 at which an interval is at least this wide, as pmvalsampsize finds it. */
function stepTo(target: number, widthOf: (se: number) => number): { se: number; width: number } {
  let se = 0;
  let width = 0;
  while (width < target) {
    se += STEP;
    width = widthOf(se);
  }
  return { se, width };
}

/**
 * Newcombe's variance of a C statistic (2006, Stat Med 25:559, method 4), as Riley et al. (2021) take it: half of
 * the patients in the place of either class's size.
 */
export function varianceOfC(c: number, prevalence: number, n: number): number {
  const half = n / 2 - 1;
  return (
    (c * (1 - c) * (1 + half * ((1 - c) / (2 - c)) + (half * c) / (1 + c))) / (n * n * prevalence * (1 - prevalence))
  );
}

/** The smallest whole number from 1 that fulfils what every larger one does. */
function smallest(fulfils: (n: number) => boolean): number {
  let high = 1;
  while (!fulfils(high)) high *= 2;
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fulfils(middle)) high = middle;
    else low = middle;
  }
  return high;
}

interface Moments {
  /** Fisher's information of the slope per patient, the intercept being estimated as well: I₁₁ − I₀₁² / I₀₀. */
  readonly slopeInformation: number;
  /** Sensitivity and specificity at a threshold of the risk. */
  readonly at: (threshold: number) => { readonly sensitivity: number; readonly specificity: number };
}

/** What a calibrated model with this distribution of the linear predictor lets expect. */
function momentsOf(lp: LinearPredictor, prevalence: number, c: number): Moments {
  const { density, from, to } = densityOf(lp, prevalence, c);
  // A wide range of risks that are nearly all 0 or 1 still needs small steps in its middle.
  const steps = Math.max(4000, 2 * Math.ceil((to - from) / 0.04));
  const total = integrate(density, from, to, steps);
  const expectation = (f: (x: number) => number, low = from, high = to) =>
    integrate((x) => f(x) * density(x), low, high, steps) / total;
  const risk = (x: number) => 1 / (1 + Math.exp(-x));
  const weight = (x: number) => risk(x) * risk(-x);
  // About the weighted mean, so that a linear predictor that hardly varies keeps its digits.
  const centre = expectation((x) => x * weight(x)) / expectation(weight);
  return {
    slopeInformation: expectation((x) => (x - centre) ** 2 * weight(x)),
    at: (threshold) => {
      const cut = Math.min(to, Math.max(from, Math.log(threshold / (1 - threshold))));
      return {
        sensitivity: expectation(risk, cut, to) / expectation(risk),
        specificity: expectation((x) => risk(-x), from, cut) / expectation((x) => risk(-x)),
      };
    },
  };
}

interface Density {
  readonly density: (x: number) => number;
  /** Between these points lies all that counts. */
  readonly from: number;
  readonly to: number;
}

function densityOf(lp: LinearPredictor, prevalence: number, c: number): Density {
  if (lp.kind === 'normal') {
    const { mean, sd } = lp;
    return { density: (x) => normalDensity(x, mean, sd), from: mean - REACH * sd, to: mean + REACH * sd };
  }
  if (lp.kind === 'beta') {
    const { alpha, beta } = lp;
    // In place of the risk its logit: there the density has no poles, and falls off exponentially at both ends.
    const log = (x: number) => -alpha * Math.log1p(Math.exp(-x)) - beta * Math.log1p(Math.exp(x));
    const mode = Math.log(alpha / beta);
    const peak = log(mode);
    // Exponential tails of small parameters, or about twelve standard deviations of large ones.
    const spread = REACH * Math.sqrt(1 / alpha + 1 / beta);
    return {
      density: (x) => Math.exp(log(x) - peak),
      from: mode - Math.max(36 / alpha, spread),
      to: mode + Math.max(36 / beta, spread),
    };
  }
  const variance = separationOf(c) ** 2;
  const sd = Math.sqrt(variance);
  // The mean of patients without the outcome at which the predicted risks agree with the prevalence.
  const without = Math.log(prevalence / (1 - prevalence)) - variance / 2;
  return {
    density: (x) =>
      (1 - prevalence) * normalDensity(x, without, sd) + prevalence * normalDensity(x, without + variance, sd),
    from: without - REACH * sd,
    to: without + variance + REACH * sd,
  };
}

function netBenefitOf(given: ValidationAssumptions, moments: Moments, target: number): ValidationSize['netBenefit'] {
  const { prevalence, threshold } = given;
  if (threshold === undefined) return null;
  const expected = moments.at(threshold);
  // Three decimals, as pmvalsampsize 0.2.1 (Python) keeps of what it simulates; R's keeps two.
  const sensitivity = given.sensitivity ?? Number(expected.sensitivity.toFixed(3));
  const specificity = given.specificity ?? Number(expected.specificity.toFixed(3));
  const odds = threshold / (1 - threshold);
  const w = ((1 - prevalence) / prevalence) * odds;
  const value = sensitivity - (1 - specificity) * w;
  const { se, width } = stepTo(target, (one) => value + Z * one - (value - Z * one));
  const kept = Number(se.toFixed(3));
  if (kept === 0) throw new PlanRefused('net-benefit-width', String(target), 'a width of at least 0.002');
  const patients = Math.ceil(
    (1 / (kept * kept)) *
      ((sensitivity * (1 - sensitivity)) / prevalence +
        (w * w * specificity * (1 - specificity)) / (1 - prevalence) +
        (w * w * (1 - specificity) * (1 - specificity)) / (prevalence * (1 - prevalence))),
  );
  return {
    patients: Math.max(1, patients),
    events: patients * prevalence,
    value,
    standardError: kept,
    width,
    sensitivity,
    specificity,
  };
}

function check(
  given: ValidationAssumptions & { readonly linearPredictor: LinearPredictor },
  ratio: number,
  widths: Readonly<Record<string, number>>,
): void {
  const { prevalence, c, linearPredictor: lp, threshold, sensitivity, specificity } = given;
  requirePrevalence(prevalence);
  requireC(c);
  requireWithin('oe', ratio, 0, 100);
  requireWithin('oe-width', widths.observedToExpected, 0.001, 100);
  for (const name of ['slope', 'c', 'netBenefit']) {
    requireWithin(`${name === 'netBenefit' ? 'net-benefit' : name}-width`, widths[name], 0.001, 10);
  }
  if (lp.kind === 'normal') {
    requireWithin('lp-normal mean', lp.mean, -30, 30);
    requireWithin('lp-normal sd', lp.sd, 0, 30, 'A predictor that does not vary has no slope.');
  }
  if (lp.kind === 'beta') {
    requireWithin('lp-beta alpha', lp.alpha, 0.01, 10_000);
    requireWithin('lp-beta beta', lp.beta, 0.01, 10_000);
  }
  if ((sensitivity === undefined) !== (specificity === undefined)) {
    const given = sensitivity === undefined ? 'without sensitivity' : 'without specificity';
    throw new PlanRefused('net benefit', given, 'both of them, or neither: then the linear predictor says');
  }
  if (sensitivity !== undefined && threshold === undefined) {
    throw new PlanRefused('sensitivity', `${sensitivity} without threshold`, 'the risk threshold that they belong to');
  }
  if (threshold !== undefined) requireWithin('threshold', threshold, 0, 1);
  for (const [name, value] of [
    ['sensitivity', sensitivity],
    ['specificity', specificity],
  ] as const) {
    if (value !== undefined && !(value >= 0 && value <= 1)) {
      throw new PlanRefused(name, String(value), 'a share from 0 to 1');
    }
  }
}
