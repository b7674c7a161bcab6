/** Riley's criteria: how many patients the development of a model of a binary outcome needs. */
import { findRoot } from '../numbers/root.ts';
import { largestCoxSnell } from './cox-snell.ts';
import { PlanRefused, requireCount, requirePrevalence, requireWithin } from './refusal.ts';

export interface DevelopmentAssumptions {
  /** Share of patients with the outcome. */
  readonly prevalence: number;
  /** Candidate predictor parameters: every coefficient that the data may choose, whether it is kept or not. */
  readonly parameters: number;
  /** Cox–Snell R² that the model is expected to have in new patients. */
  readonly coxSnell: number;
  /** Target of the expected uniform shrinkage; default 0.9. */
  readonly shrinkage?: number;
  /** Largest difference of apparent and adjusted Nagelkerke R²; default 0.05. */
  readonly optimism?: number;
  /** Half width of the 95 % interval of the overall risk; default 0.05. */
  readonly margin?: number;
}

export interface Criterion {
  /** Smallest number of patients that meets it. */
  readonly patients: number;
  /** Expected number of them with the outcome. */
  readonly events: number;
  /** Of the expected events. */
  readonly eventsPerParameter: number;
}

export interface DevelopmentSize {
  readonly assumptions: Required<DevelopmentAssumptions>;
  readonly largestCoxSnell: number;
  readonly nagelkerke: number;
  /** 1: expected shrinkage of the predictor effects. */
  readonly shrinkage: Criterion & { readonly target: number };
  /** 2: small difference of apparent and adjusted Nagelkerke R²; `target` is the shrinkage that this asks for. */
  readonly optimism: Criterion & { readonly target: number };
  /** 3: precision of the overall risk. */
  readonly overallRisk: Criterion;
  /** The largest of the three. */
  readonly needed: Criterion & { readonly decidedBy: 'shrinkage' | 'optimism' | 'overallRisk' };
}

/** pmsampsize's quantile of the normal distribution. */
const Z = 1.96;

/**
 * The smallest number of patients by the three criteria of Riley et al. (2019, Stat Med 38:1276; BMJ 2020;368:m441) for a
 * logistic model: equal to R's pmsampsize 1.1.3.
 *
 * 1. n = P / ((S − 1) ln(1 − R²/S)): shrinkage S or better is expected.
 * 2. the same with S = R² / (R² + δ max R²): apparent and adjusted Nagelkerke R² differ by at most δ.
 * 3. n = (1.96 / margin)² φ (1 − φ): the overall risk φ is known to within the margin.
 *
 * @throws PlanRefused
 */
export function developmentSize(given: DevelopmentAssumptions): DevelopmentSize {
  const assumptions = { shrinkage: 0.9, optimism: 0.05, margin: 0.05, ...given };
  const { prevalence, parameters, coxSnell, shrinkage, optimism, margin } = assumptions;
  check(assumptions);
  const largest = largestCoxSnell(prevalence);
  const criterion = (patients: number): Criterion => ({
    patients,
    events: patients * prevalence,
    eventsPerParameter: (patients * prevalence) / parameters,
  });
  const byOptimism = coxSnell / (coxSnell + optimism * largest);
  const sizes = {
    shrinkage: Math.ceil(parameters / perPatient(coxSnell, shrinkage)),
    optimism: Math.ceil(parameters / perPatient(coxSnell, byOptimism)),
    overallRisk: Math.ceil((Z / margin) * (Z / margin) * (prevalence * (1 - prevalence))),
  };
  const most = Math.max(sizes.shrinkage, sizes.optimism, sizes.overallRisk);
  const decidedBy = (['shrinkage', 'optimism', 'overallRisk'] as const).find((one) => sizes[one] === most);
  return {
    assumptions,
    largestCoxSnell: largest,
    nagelkerke: coxSnell / largest,
    shrinkage: { ...criterion(sizes.shrinkage), target: shrinkage },
    optimism: { ...criterion(sizes.optimism), target: byOptimism },
    overallRisk: criterion(sizes.overallRisk),
    needed: { ...criterion(most), decidedBy: decidedBy ?? 'shrinkage' },
  };
}

/** Parameters that one patient allows at this shrinkage. */
function perPatient(r2: number, shrinkage: number): number {
  return (shrinkage - 1) * Math.log(1 - r2 / shrinkage);
}

function check({
  prevalence,
  parameters,
  coxSnell,
  shrinkage,
  optimism,
  margin,
}: Required<DevelopmentAssumptions>): void {
  requirePrevalence(prevalence);
  requireCount('candidates', parameters);
  requireWithin('shrinkage', shrinkage, 0, 1, 'Riley et al. recommend 0.9; at 1 no number of patients is enough.');
  requireWithin('optimism', optimism, 0.0009, 1, 'Riley et al. take 0.05.');
  requireWithin('margin', margin, 0.0009, 0.5, 'Riley et al. take 0.05.');
  const largest = largestCoxSnell(prevalence);
  if (!(coxSnell > 0 && coxSnell < largest)) {
    throw new PlanRefused(
      'cox-snell',
      String(coxSnell),
      `a number above 0 and below ${largest.toFixed(4)}, the largest that an outcome of prevalence ${prevalence} allows`,
    );
  }
  if (coxSnell >= shrinkage) {
    throw new PlanRefused(
      'shrinkage',
      String(shrinkage),
      `a target above the Cox–Snell R² (${coxSnell})`,
      'The criterion has no solution below it.',
    );
  }
}

/** What a number of patients allows. */
export interface GivenSize {
  readonly patients: number;
  /** Expected number with the outcome. */
  readonly events: number;
  readonly eventsPerParameter: number;
  /**
   * The uniform shrinkage that this many patients let expect of a maximum-likelihood model; null if they are so few that it would fit
   * their outcomes perfectly.
   */
  readonly expectedShrinkage: number | null;
  /** Largest number of candidate parameters that meets each criterion; 0 if none does. */
  readonly mostParameters: { readonly shrinkage: number; readonly optimism: number };
  /** Half width of the interval of the overall risk. */
  readonly riskMargin: number;
  readonly enough: boolean;
}

/**
 * The same criteria solved the other way round: what the planned patients allow.
 *
 * @throws PlanRefused
 */
export function allowedBy(patients: number, size: DevelopmentSize): GivenSize {
  requireCount('patients', patients, 2);
  const { prevalence, parameters, coxSnell, shrinkage } = size.assumptions;
  const most = (target: number) => Math.floor(patients * perPatient(coxSnell, target));
  return {
    patients,
    events: patients * prevalence,
    eventsPerParameter: (patients * prevalence) / parameters,
    expectedShrinkage: expectedShrinkage(patients, parameters, coxSnell, size.largestCoxSnell),
    mostParameters: { shrinkage: most(shrinkage), optimism: most(size.optimism.target) },
    riskMargin: Z * Math.sqrt((prevalence * (1 - prevalence)) / patients),
    enough: patients >= size.needed.patients,
  };
}

/**
 * The shrinkage at which criterion 1 asks for just this many patients. Patients per parameter grow with the shrinkage from
 * 0 at R² without bound, so there is one. Null if the apparent R² (R²/S) would exceed the largest there is: as many
 * parameters would fit the outcomes perfectly, and no uniform shrinkage describes that.
 */
function expectedShrinkage(patients: number, parameters: number, r2: number, largest: number): number | null {
  const spare = (s: number) => patients * perPatient(r2, s) - parameters;
  const least = r2 / largest;
  return spare(least) < 0 ? null : findRoot(spare, least, 1 - 1e-12, 1e-10);
}
