/** A study's plan: what its assumptions ask for, and what the planned patients allow. */
import {
  cOfCoxSnell,
  coxSnellOfC,
  coxSnellOfNagelkerke,
  largestCoxSnell,
  rounded,
  simulatedCoxSnell,
} from './cox-snell.ts';
import { allowedBy, type DevelopmentSize, developmentSize, type GivenSize } from './development-size.ts';
import { type TestInterval, testInterval } from './interval-width.ts';
import type { LearningCurve } from './learning-curve.ts';
import type { SetSize } from './noise.ts';
import type { NullOfProtocol } from './null-simulation.ts';
import { LARGEST_C, PlanRefused, requireCount, requirePrevalence } from './refusal.ts';
import { type ValidationAssumptions, type ValidationSize, validationSize } from './validation-size.ts';

/** How good the model is expected to be, in the figure that the source of the assumption gives. */
export interface ExpectedPerformance {
  readonly kind: 'c-statistic' | 'cox-snell' | 'nagelkerke';
  readonly value: number;
}

/**
 * What is assumed if nothing is known of the model: 15 % of the variation explained (Nagelkerke), as Riley et al. (BMJ
 * 2020;368:m441) advise.
 */
export const NOTHING_KNOWN: ExpectedPerformance = { kind: 'nagelkerke', value: 0.15 };

export interface PlanAssumptions {
  readonly prevalence: number;
  /** Candidate predictor parameters. */
  readonly parameters: number;
  /** Patients to develop the model on; null if only the needed number is asked for. */
  readonly patients: number | null;
  /** Default: {@link NOTHING_KNOWN}. */
  readonly performance?: ExpectedPerformance;
  readonly shrinkage?: number;
  readonly optimism?: number;
  readonly margin?: number;
  /** Of the external validation. Its C statistic is the expected one unless it is given. */
  readonly validation?: Omit<ValidationAssumptions, 'prevalence' | 'c'> & { readonly c?: number };
  /** Patients to test on; null without. */
  readonly test: SetSize | null;
  /** Level of the intervals that the fit will report; default 0.95. */
  readonly confidence?: number;
  /** Of the simulated test sets; default 1. */
  readonly seed?: number;
}

/** Plain JSON, but for what the simulation and the pilot add. */
export interface StudyPlan {
  readonly assumptions: PlanAssumptions & { readonly performance: ExpectedPerformance };
  /** True if the performance is {@link NOTHING_KNOWN}, for none was given. */
  readonly performanceAssumed: boolean;
  readonly coxSnell: number;
  /**
   * If it came from a C statistic: the exact value, without the error of the simulation by which pmsampsize approximates
   * it, and the patients that this gives.
   */
  readonly exact: { readonly coxSnell: number; readonly patients: number } | null;
  /** Expected C statistic: given, or that of a normal linear predictor with the R². Null above 0.999. */
  readonly c: number | null;
  readonly development: DevelopmentSize;
  readonly given: GivenSize | null;
  /** Null if no C statistic can be derived. */
  readonly validation: ValidationSize | null;
  readonly test: TestInterval | null;
  readonly null: NullOfProtocol | null;
  readonly curve: LearningCurve | null;
}

/**
 * All of a plan that needs no simulated study.
 *
 * @throws PlanRefused for assumptions that are impossible or contradict each other
 */
export function planStudy(given: PlanAssumptions): StudyPlan {
  const { prevalence, parameters, patients, shrinkage, optimism, margin, test, confidence = 0.95, seed = 1 } = given;
  requirePrevalence(prevalence);
  requireCount('candidates', parameters);
  const performance = given.performance ?? NOTHING_KNOWN;
  requireExplained(performance, prevalence);
  const coxSnell = coxSnellOf(performance, prevalence);
  const targets = {
    prevalence,
    parameters,
    ...(shrinkage !== undefined && { shrinkage }),
    ...(optimism !== undefined && { optimism }),
    ...(margin !== undefined && { margin }),
  };
  const development = developmentSize({ ...targets, coxSnell });
  const c = performance.kind === 'c-statistic' ? performance.value : derivedC(coxSnell, prevalence);
  const { c: validatedC = c, ...validation } = given.validation ?? {};
  return {
    assumptions: { ...given, performance },
    performanceAssumed: given.performance === undefined,
    coxSnell,
    exact: performance.kind === 'c-statistic' ? exactOf(performance.value, targets) : null,
    c,
    development,
    given: patients === null ? null : allowedBy(patients, development),
    validation: validatedC === null ? null : validationSize({ ...validation, prevalence, c: validatedC }),
    test: test === null || c === null ? null : testInterval(test, c, confidence, seed),
    null: null,
    curve: null,
  };
}

/** Nagelkerke's R² below which a model is one of chance: a C statistic of 0.505 or so. */
const LEAST_NAGELKERKE = 1e-4;

/** @throws PlanRefused for a performance next to that of chance: its sizes would be those of no study */
function requireExplained({ kind, value }: ExpectedPerformance, prevalence: number): void {
  const largest = largestCoxSnell(prevalence);
  const r2 = kind === 'c-statistic' ? coxSnellOfC(value, prevalence) : kind === 'cox-snell' ? value : value * largest;
  if (r2 >= LEAST_NAGELKERKE * largest || !(r2 > 0)) return;
  throw new PlanRefused(
    kind,
    String(value),
    `a value that explains at least ${LEAST_NAGELKERKE} of the variation (Nagelkerke’s R²)`,
    'A model that hardly discriminates needs no plan but other predictors.',
  );
}

function coxSnellOf({ kind, value }: ExpectedPerformance, prevalence: number): number {
  if (kind === 'cox-snell') return value;
  if (kind === 'nagelkerke') return coxSnellOfNagelkerke(value, prevalence);
  const simulated = simulatedCoxSnell(value, prevalence);
  // Of a rare outcome the four decimals, or the simulated patients, leave nothing, and pmsampsize no size.
  return simulated > 0 && simulated < largestCoxSnell(prevalence) ? simulated : coxSnellOfC(value, prevalence);
}

function exactOf(c: number, targets: Omit<Parameters<typeof developmentSize>[0], 'coxSnell'>): StudyPlan['exact'] {
  const coxSnell = coxSnellOfC(c, targets.prevalence);
  return { coxSnell, patients: developmentSize({ ...targets, coxSnell }).needed.patients };
}

/** A C statistic of next to one half stands for no model, and one above 0.999 for none of patients. */
function derivedC(coxSnell: number, prevalence: number): number | null {
  const c = rounded(cOfCoxSnell(coxSnell, prevalence) ?? 1, 4);
  return c > 0.5 && c <= LARGEST_C ? c : null;
}
