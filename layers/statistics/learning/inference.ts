/** Tests and intervals of the fits that are reported. */
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { linearPredictor } from '../regression/design.ts';
import { withProfile } from '../regression/profile.ts';
import { clinicalDesign } from './clinical.ts';
import { type Learned, radScoreDesign, withRadScore } from './learn.ts';
import type { Sample } from './sample.ts';

/**
 * What was learned, with what its tables show: tests and intervals by penalised likelihood ratio for Firth fits, and a mark
 * on terms that the same outcomes chose. Once for the fit that is reported; refits on resamples do without.
 */
export function withInference(learned: Learned, train: Sample, protocol: ModellingProtocol): Learned {
  const { prepared, selection, clinical, nomogram } = learned;
  const { y, n } = train;
  const { confidence } = protocol;
  const features = radScoreDesign(train, prepared, selection.selected);
  const radScore = { ...withProfile(learned.radScore, features, y, confidence), postSelection: true };
  const univariate = learned.univariate.map((one, v) => ({
    ...one,
    fit: withProfile(one.fit, clinicalDesign([learned.variables[v]], [train.clinical[v]], n), y, confidence),
  }));
  if (!clinical || !nomogram) return { ...learned, radScore, univariate };
  const design = clinicalDesign(
    clinical.variables,
    clinical.entered.map((v) => train.clinical[v]),
    n,
  );
  const scores = linearPredictor(features, radScore.coefficients);
  return {
    ...learned,
    radScore,
    univariate,
    // Variables that were forced in were chosen before the outcomes were seen.
    clinical: {
      ...clinical,
      fit: { ...withProfile(clinical.fit, design, y, confidence), postSelection: !protocol.clinical.force },
    },
    // The Rad-score was fitted on these outcomes: its odds ratio here is circular.
    nomogram: { ...withProfile(nomogram, withRadScore(scores, design), y, confidence), postSelection: true },
  };
}
