/** The options of `radscore plan` as a plan's assumptions. */
import type { ExpectedPerformance, LinearPredictor, PlanAssumptions } from '@radscore/statistics/study-plan';
import type { TableOptions } from '../files/table-file.ts';
import type { ClinicalArgument } from '../modelling/fit-options.ts';
import { UsageProblem } from '../terminal/failure.ts';

export interface PlanOptions extends TableOptions {
  readonly candidates: number;
  readonly patients?: number;
  readonly events?: number;
  readonly prevalence?: number;
  readonly cStatistic?: number;
  readonly coxSnell?: number;
  readonly nagelkerke?: number;
  readonly shrinkage?: number;
  readonly optimism?: number;
  readonly margin?: number;
  readonly validationC?: number;
  readonly oe?: number;
  readonly oeWidth?: number;
  readonly slopeWidth?: number;
  readonly cWidth?: number;
  readonly lpNormal?: readonly number[];
  readonly lpBeta?: readonly number[];
  readonly threshold?: number;
  readonly sensitivity?: number;
  readonly specificity?: number;
  readonly netBenefitWidth?: number;
  readonly testPatients?: number;
  readonly testEvents?: number;
  readonly protocol?: string;
  readonly simulations?: number;
  readonly bootstrap?: number;
  readonly pilot?: string;
  readonly outcome?: string;
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly id?: string;
  readonly clinical?: readonly ClinicalArgument[];
  readonly features?: readonly string[];
  readonly where?: readonly { readonly column: string; readonly equals: string }[];
  readonly subsamples?: number;
  readonly seed?: number;
  readonly jobs?: number;
  readonly json?: boolean;
  readonly output?: string;
}

/** Of --patients, --events and --prevalence two give the third. */
export interface StudySize {
  readonly prevalence: number;
  readonly patients: number | null;
  /** Whole number of patients with the outcome; null without `patients`. */
  readonly events: number | null;
}

/** @throws UsageProblem if the three say too little, or contradict each other */
export function sizeOf({ patients, events, prevalence }: PlanOptions): StudySize {
  if (patients !== undefined) requireWhole('--patients', patients);
  if (events !== undefined) requireWhole('--events', events);
  if (patients !== undefined && events !== undefined) {
    if (events >= patients) {
      throw new UsageProblem(
        `got --events ${events} of --patients ${patients}; wanted fewer events than patients: both outcomes must occur.`,
      );
    }
    // A share that was rounded to two decimals is no contradiction.
    if (prevalence !== undefined && Math.abs(prevalence - events / patients) > 0.005 + 0.5 / patients) {
      throw new UsageProblem(
        `got --events ${events} of --patients ${patients} (${(events / patients).toFixed(3)}) with --prevalence ${prevalence}; wanted two of the three, or three that agree.`,
      );
    }
    return { prevalence: prevalence ?? events / patients, patients, events };
  }
  if (prevalence === undefined) {
    throw new UsageProblem(
      'got no prevalence; wanted --prevalence, or both --events and --patients, from which it follows.',
    );
  }
  // An impossible prevalence is refused by the plan, by name.
  if (!(prevalence > 0 && prevalence < 1)) return { prevalence, patients: null, events: null };
  const total = patients ?? (events === undefined ? null : Math.round(events / prevalence));
  return { prevalence, patients: total, events: events ?? (total === null ? null : Math.round(total * prevalence)) };
}

function requireWhole(option: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new UsageProblem(`got ${option} ${value}; wanted a whole number above 0.`);
}

/** @throws UsageProblem for options that exclude each other */
export function assumptionsOf(options: PlanOptions, { prevalence, patients }: StudySize): PlanAssumptions {
  const { candidates, shrinkage, optimism, margin, seed = 1 } = options;
  return {
    prevalence,
    parameters: candidates,
    patients,
    ...(performanceOf(options) && { performance: performanceOf(options) }),
    ...(shrinkage !== undefined && { shrinkage }),
    ...(optimism !== undefined && { optimism }),
    ...(margin !== undefined && { margin }),
    validation: validationOf(options),
    test: testOf(options, prevalence, patients),
    seed,
  };
}

function performanceOf({ cStatistic, coxSnell, nagelkerke }: PlanOptions): ExpectedPerformance | undefined {
  const given = (
    [
      ['c-statistic', cStatistic],
      ['cox-snell', coxSnell],
      ['nagelkerke', nagelkerke],
    ] as const
  ).flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value }]));
  if (given.length > 1) {
    throw new UsageProblem(
      `got ${given.map(({ kind }) => `--${kind}`).join(' and ')}; wanted one of them: the others follow from it.`,
    );
  }
  return given[0];
}

function validationOf(options: PlanOptions): PlanAssumptions['validation'] {
  const { validationC, oe, oeWidth, slopeWidth, cWidth, netBenefitWidth, threshold, sensitivity, specificity } =
    options;
  const linearPredictor = linearPredictorOf(options);
  return {
    ...(validationC !== undefined && { c: validationC }),
    ...(oe !== undefined && { observedToExpected: oe }),
    ...(linearPredictor && { linearPredictor }),
    ...(threshold !== undefined && { threshold }),
    ...(sensitivity !== undefined && { sensitivity }),
    ...(specificity !== undefined && { specificity }),
    widths: {
      ...(oeWidth !== undefined && { observedToExpected: oeWidth }),
      ...(slopeWidth !== undefined && { slope: slopeWidth }),
      ...(cWidth !== undefined && { c: cWidth }),
      ...(netBenefitWidth !== undefined && { netBenefit: netBenefitWidth }),
    },
  };
}

function linearPredictorOf({ lpNormal, lpBeta }: PlanOptions): LinearPredictor | undefined {
  if (lpNormal && lpBeta) throw new UsageProblem('got --lp-normal and --lp-beta; wanted one distribution.');
  const pair = (option: string, wanted: string, values: readonly number[]) => {
    if (values.length === 2) return values;
    throw new UsageProblem(`got ${option} ${values.join(',')}; wanted ${wanted}, with a comma between them.`);
  };
  if (lpNormal) {
    const [mean, sd] = pair('--lp-normal', 'MEAN,SD', lpNormal);
    return { kind: 'normal', mean, sd };
  }
  if (!lpBeta) return undefined;
  const [alpha, beta] = pair('--lp-beta', 'ALPHA,BETA', lpBeta);
  return { kind: 'beta', alpha, beta };
}

function testOf(
  { testPatients, testEvents }: PlanOptions,
  prevalence: number,
  patients: number | null,
): PlanAssumptions['test'] {
  if (testEvents !== undefined && testPatients === undefined) {
    throw new UsageProblem(`got --test-events ${testEvents} without --test-patients; wanted both.`);
  }
  if (testPatients === 0) return null;
  if (testPatients !== undefined) requireWhole('--test-patients', testPatients);
  if (testEvents !== undefined) requireWhole('--test-events', testEvents);
  const total = testPatients ?? patients;
  if (total === null) return null;
  const events = testEvents ?? Math.round(total * prevalence);
  // A test set that nobody asked for is left out if no interval of it exists.
  if (testPatients === undefined && Math.min(events, total - events) < 2) return null;
  return { patients: total, events };
}
