/** Versions for the gates to judge: honest ones, ones of shuffled outcomes, and ones whose calibration is known. */
import { fitModel } from '../../../../layers/statistics/fit.ts';
import type { Candidate } from '../../../../layers/statistics/gates/candidate.ts';
import { NoFeatureSelected } from '../../../../layers/statistics/learning/no-feature-selected.ts';
import type { FittedModel } from '../../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '../../../../layers/statistics/model/modelling-protocol.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';
import { evaluateSet } from '../../../../layers/statistics/validation/evaluate.ts';
import { type DemonstrationSized, demonstrationSized } from './demonstration-sized.ts';

/** The default protocol without what could only add refusals (the permuted null is at least one half) and the bootstrap. */
export const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};

/** A fitted version; null if the LASSO keeps nothing, so that there is none. */
export function fittedCandidate(options: DemonstrationSized, protocol: ModellingProtocol = PROTOCOL): Candidate | null {
  try {
    return fitModel(demonstrationSized(options), protocol);
  } catch (error) {
    if (error instanceof NoFeatureSelected) return null;
    throw error;
  }
}

export interface KnownCalibration {
  readonly seed: number;
  /** Test rows. */
  readonly rows: number;
  /** Mean and standard deviation of the model's linear predictor. */
  readonly mean: number;
  readonly spread: number;
  /** True log odds = shift + slope · linear predictor. */
  readonly slope: number;
  readonly shift: number;
}

/** Another version with test rows of its own, whose outcomes follow its linear predictor in a known way. */
export function withCalibration(
  { model, evaluation }: Candidate,
  { seed, rows, mean, spread, slope, shift }: KnownCalibration,
): Candidate {
  const random = new Random(seed);
  const scores = Float64Array.from({ length: rows }, () => mean + spread * random.normal());
  const y = Uint8Array.from(scores, (score) => (random.uniform() < 1 / (1 + Math.exp(-shift - slope * score)) ? 1 : 0));
  return withTest(model, evaluation, scores, y);
}

/** The version with these test rows. */
export function withTest(
  model: FittedModel,
  evaluation: Candidate['evaluation'],
  scores: Float64Array,
  y: Uint8Array,
): Candidate {
  // Only the final model is judged; the comparisons with the others need scores, too.
  const all = model.nomogram ? { radScore: scores, clinical: scores, nomogram: scores } : { radScore: scores };
  const n = y.length;
  const sample = {
    n,
    ids: Array.from(y, (_, i) => `T${i}`),
    names: [],
    features: new Float64Array(0),
    y,
    clinical: [],
    site: [],
    repeats: null,
    drawn: null,
  };
  const events = y.reduce((sum, outcome) => sum + outcome, 0);
  const test =
    events > 0 && events < n
      ? evaluateSet(sample, all, model.thresholds, { ...PROTOCOL, calibration: { groups: 5 } }, false)
      : null;
  return {
    model,
    evaluation: { ...evaluation, test, counts: { ...evaluation.counts, test: { n, events } } },
  };
}
