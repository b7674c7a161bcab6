/** A frozen model whose linear predictor is its only feature, so that a test chooses what it answers. */
import type { FittedModel } from '../../../layers/statistics/model/fitted-model.ts';
import { DEFAULT_PROTOCOL } from '../../../layers/statistics/model/modelling-protocol.ts';

export function oneFeatureModel(mean = 0, sd = 1): FittedModel {
  return {
    format: 'radscore-model/1',
    protocol: DEFAULT_PROTOCOL,
    training: { n: 60, events: 30, fingerprints: [] },
    features: [
      {
        name: 'f',
        mean,
        sd,
        lassoCoefficient: 0.1,
        coefficient: sd,
        imputed: null,
        range: [mean - 5 * sd, mean + 5 * sd],
      },
    ],
    harmonisation: null,
    radScore: {
      terms: ['(Intercept)', 'f'],
      coefficients: [mean, sd],
      standardErrors: [0.1, 0.1],
      covariance: [
        [0.01, 0],
        [0, 0.01],
      ],
      z: [0, 10],
      p: [1, 0],
      n: 60,
      events: 30,
      logLikelihood: -20,
      nullLogLikelihood: -41,
      aic: 44,
      method: 'maximum-likelihood',
      separated: false,
      penalisedLogLikelihood: null,
      aliased: [],
    },
    clinical: null,
    nomogram: null,
    thresholds: { radScore: { score: 0, probability: 0.5 } },
    radScoreRange: [mean - 5 * sd, mean + 5 * sd],
  };
}
