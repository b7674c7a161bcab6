/** What size a fit would have needed, by Riley's criteria with its own C statistic and candidates. */
import type { FitWarning } from '../cohort/table-account.ts';
import type { Evaluation, FittedModel } from '../model/fitted-model.ts';
import { coxSnellOfC } from './cox-snell.ts';
import { allowedBy, type DevelopmentSize, developmentSize, type GivenSize } from './development-size.ts';
import { LARGEST_C } from './refusal.ts';

/** Plain JSON. */
export interface SizeOfFit {
  /** Training rows, and those with the outcome. */
  readonly patients: number;
  readonly events: number;
  /** Of the final model, from rows that it was not fitted on; null if the fit measured none. */
  readonly c: { readonly value: number; readonly of: 'cross-validation' | 'optimism bootstrap' | 'test rows' } | null;
  /** Columns of the table, and those that entered the selection: without constant, unstable and near-duplicate ones. */
  readonly columns: number;
  readonly candidates: {
    readonly features: number;
    /** Terms of the clinical variables that the fit tried. */
    readonly clinical: number;
    readonly total: number;
  };
  /** Coefficients of the final model: what would count if they had been chosen before any outcome was seen. */
  readonly coefficients: number;
  readonly coxSnell: number | null;
  /** Null with `reason`. */
  readonly needed: DevelopmentSize | null;
  readonly given: GivenSize | null;
  readonly neededForCoefficients: DevelopmentSize | null;
  /** Why no size can be stated. */
  readonly reason: string | null;
}

/** A fit on less than this share of the patients that it needs is far below. */
const FAR_BELOW = 0.5;

type Judged = Pick<Evaluation, 'validation' | 'optimism' | 'test' | 'selection' | 'univariate' | 'train'>;

/**
 * Counts as candidates the features that enter the selection by outcome: filters that do not look at the outcome (constant,
 * unstable and near-duplicate columns) cost nothing, and every column that the F-test or the LASSO may choose does,
 * whether it is kept or not (Riley et al. 2019, Stat Med 38:1276).
 */
export function sizeOfFit(model: FittedModel, evaluation: Judged): SizeOfFit {
  const { n: patients, events } = model.training;
  const { columns, constant, unstable, nearDuplicates } = evaluation.selection;
  const features = columns.length - constant.length - unstable.length - nearDuplicates.length;
  const clinical = evaluation.univariate.reduce((sum, { fit }) => sum + fit.terms.length - 1, 0);
  const candidates = { features, clinical, total: features + clinical };
  const coefficients = model.radScore.terms.length - 1 + (model.clinical?.fit.terms.length ?? 1) - 1;
  const c = areaOf(evaluation, model.nomogram ? 'nomogram' : 'radScore');
  const common = { patients, events, c, columns: columns.length, candidates, coefficients };
  const reason = whyNone(c?.value ?? null);
  if (reason !== null || c === null) {
    return { ...common, coxSnell: null, needed: null, given: null, neededForCoefficients: null, reason };
  }
  const prevalence = events / patients;
  const coxSnell = coxSnellOfC(c.value, prevalence);
  const needed = developmentSize({ prevalence, parameters: Math.max(1, candidates.total), coxSnell });
  return {
    ...common,
    coxSnell,
    needed,
    given: allowedBy(patients, needed),
    neededForCoefficients: developmentSize({ prevalence, parameters: coefficients, coxSnell }),
    reason: null,
  };
}

function areaOf({ validation, optimism, test }: Judged, final: 'nomogram' | 'radScore'): SizeOfFit['c'] {
  if (validation?.auc != null) return { value: validation.auc, of: 'cross-validation' };
  const corrected = optimism?.models[final]?.auc.corrected;
  if (corrected != null) return { value: corrected, of: 'optimism bootstrap' };
  const tested = test?.models[final]?.auc.auc;
  return tested === undefined ? null : { value: tested, of: 'test rows' };
}

/** At 0.51 the size already exceeds every study. */
const LEAST_C = 0.51;

function whyNone(c: number | null): string | null {
  if (c === null) return 'The fit has no area under the curve but the apparent one, which proves nothing.';
  // Also what is no number.
  if (!(c >= LEAST_C)) {
    return 'In rows that it was not fitted on, the model does not discriminate: no number of patients is enough for a model that explains nothing.';
  }
  if (c > LARGEST_C)
    return `An area above ${LARGEST_C} has no R² to plan with: look for a feature that is the outcome.`;
  return null;
}

/** Whether a fit is far below the size that it needs. */
export function sizeWarning(size: SizeOfFit): FitWarning[] {
  const { needed, patients, candidates, c } = size;
  if (!needed || !c || patients >= FAR_BELOW * needed.needed.patients) return [];
  const wanted = needed.needed.patients.toLocaleString('en');
  const { total } = candidates;
  return [
    {
      code: 'far-below-needed-size',
      message: `${patients} training rows for ${total.toLocaleString('en')} candidate parameter${total === 1 ? '' : 's'}: with the C statistic of ${c.value.toFixed(2)} (${c.of}) Riley's criteria ask for ${wanted} patients. Expect coefficients that do not hold in other patients.`,
    },
  ];
}
