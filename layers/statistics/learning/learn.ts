/** Steps 2 to 9 of the protocol on one set of training rows, and the scores of any rows. */
import { requireBothClasses } from '../errors.ts';
import type { ClinicalVariable, ModelKind } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { type Design, linearPredictor } from '../regression/design.ts';
import { regressionBy } from '../regression/firth.ts';
import type { LogisticFit } from '../regression/logistic.ts';
import { clinicalDesign, enters, learnVariable, type Univariate, univariate } from './clinical.ts';
import { NoFeatureSelected } from './no-feature-selected.ts';
import { type Prepared, prepare, treat } from './prepare-features.ts';
import type { Sample } from './sample.ts';
import { type Selection, selectFeatures } from './select.ts';

/** Everything that one set of training rows teaches: steps 2 to 9. */
export interface Learned {
  readonly prepared: Prepared;
  readonly selection: Selection;
  readonly radScore: LogisticFit;
  /** Every clinical variable with what its training values teach, and its fit alone. */
  readonly variables: readonly ClinicalVariable[];
  readonly univariate: readonly Univariate[];
  /** Null if no clinical variable entered. `entered` are positions in the sample's clinical variables. */
  readonly clinical: {
    readonly entered: readonly number[];
    readonly variables: readonly ClinicalVariable[];
    readonly fit: LogisticFit;
  } | null;
  readonly nomogram: LogisticFit | null;
}

/** Linear predictor per row and model. */
export type Scores = { readonly [kind in ModelKind]?: Float64Array };

/**
 * Fits the protocol's steps 2 to 9 on these rows alone.
 *
 * @param prepared steps 2 and 3 of the same rows, where they are known already (permuted outcomes)
 * @throws NoFeatureSelected, CohortTooSmall, SingleClass
 */
export function learn(
  sample: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  prepared: Prepared = prepare(sample, protocol, 'lazy'),
): Learned {
  requireBothClasses(sample.y, 'training rows');
  const selection = selectFeatures(prepared, sample.y, sample.names, protocol, sample.patient);
  if (selection.selected.length === 0) {
    const { candidates, alpha, trace } = selection;
    throw new NoFeatureSelected({ candidates: candidates.length, alpha, columns: sample.names.length }, trace);
  }
  const fit = regressionBy(protocol.likelihood);
  const radScore = fit(radScoreDesign(sample, prepared, selection.selected), sample.y);

  const impute = protocol.missing.clinical === 'median';
  const learned = variables.map((variable, v) => learnVariable(variable, sample.clinical[v], impute));
  const alone = learned.map((variable, v) => univariate(variable, sample.clinical[v], sample.y, fit));
  const entered = learned.map((_, v) => v).filter((v) => enters(alone[v], protocol));
  if (entered.length === 0) {
    return { prepared, selection, radScore, variables: learned, univariate: alone, clinical: null, nomogram: null };
  }

  const chosen = entered.map((v) => learned[v]);
  const values = entered.map((v) => sample.clinical[v]);
  const design = clinicalDesign(chosen, values, sample.n);
  const scores = linearPredictor(radScoreDesign(sample, prepared, selection.selected), radScore.coefficients);
  return {
    prepared,
    selection,
    radScore,
    variables: learned,
    univariate: alone,
    clinical: { entered, variables: chosen, fit: fit(design, sample.y) },
    nomogram: fit(withRadScore(scores, design), sample.y),
  };
}

/** Scores rows, seen or unseen, with what was learned; the rows teach nothing. */
export function scoreSample(learned: Learned, sample: Sample): Scores {
  const radScore = linearPredictor(
    radScoreDesign(sample, learned.prepared, learned.selection.selected),
    learned.radScore.coefficients,
  );
  const { clinical, nomogram } = learned;
  if (!clinical || !nomogram) return { radScore };
  const design = clinicalDesign(
    clinical.variables,
    clinical.entered.map((v) => sample.clinical[v]),
    sample.n,
  );
  return {
    radScore,
    clinical: linearPredictor(design, clinical.fit.coefficients),
    nomogram: linearPredictor(withRadScore(radScore, design), nomogram.coefficients),
  };
}

/** z-scores of the selected features: filled, harmonised and scaled as the training rows taught. */
export function radScoreDesign(sample: Sample, prepared: Prepared, selected: readonly number[]): Design {
  const { n } = sample;
  const { scaling } = prepared;
  const values = treat(sample, prepared, selected);
  return {
    n,
    terms: selected.map((j) => sample.names[j]),
    columns: selected.map((j, k) =>
      values.slice(k * n, (k + 1) * n).map((value) => (value - scaling.mean[j]) / scaling.sd[j]),
    ),
  };
}

export function withRadScore(radScore: Float64Array, clinical: Design): Design {
  return { n: clinical.n, terms: ['Rad-score', ...clinical.terms], columns: [radScore, ...clinical.columns] };
}
