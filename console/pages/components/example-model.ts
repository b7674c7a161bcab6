/** An example of a model and its answers, made up: for the page that shows every component. */
import { DEFAULT_PROTOCOL, type FittedModel, type LogisticFit, scaleNomogram } from '@radscore/statistics';

const MORPHOLOGIES = ['regular', 'irregular', 'non-mass'];
const EFFECTS = { ki67: 0.0525, morphology: [0, -0.43, -0.857] };
const INTERCEPT = -1.261;

function fitOf(terms: string[], coefficients: number[], deviation: number): LogisticFit {
  const covariance = coefficients.map((_, i) => coefficients.map((_, j) => (i === j ? deviation ** 2 : 0)));
  const none = coefficients.map(() => 0);
  return {
    terms: ['(Intercept)', ...terms],
    coefficients,
    standardErrors: coefficients.map(() => deviation),
    covariance,
    z: none,
    p: none,
    n: 118,
    events: 74,
    logLikelihood: -50,
    nullLogLikelihood: -80,
    aic: 110,
    method: 'maximum-likelihood',
    separated: false,
    penalisedLogLikelihood: null,
    aliased: [],
  };
}

/** A model whose Rad-score is 1.12 for everybody, with Ki-67 and morphology. */
export const EXAMPLE: FittedModel = {
  format: 'radscore-model/1',
  about: {
    version: '0',
    sha256: '',
    outcome: 'pCR',
    positive: '1',
    negative: '0',
    split: { by: 'column', column: 'split' },
    protocol: 'her2-pcr@1',
    synthetic: true,
    variables: { ki67: { label: 'Ki-67', unit: '%' }, morphology: { label: 'Morphology' } },
  },
  protocol: DEFAULT_PROTOCOL,
  training: { n: 118, events: 74 },
  features: [],
  harmonisation: null,
  radScore: fitOf([], [1.12], 0.2),
  clinical: {
    variables: [
      { name: 'ki67', kind: 'continuous', levels: [], terms: ['ki67'], range: [2, 78], values: null, imputed: null },
      {
        name: 'morphology',
        kind: 'categorical',
        levels: MORPHOLOGIES,
        terms: ['morphology=irregular', 'morphology=non-mass'],
        range: null,
        values: null,
        imputed: null,
      },
    ],
    fit: fitOf([], [0], 0.2),
  },
  nomogram: {
    fit: fitOf(
      ['Rad-score', 'ki67', 'morphology=irregular', 'morphology=non-mass'],
      [INTERCEPT, 1, EFFECTS.ki67, EFFECTS.morphology[1], EFFECTS.morphology[2]],
      0.006,
    ),
    scale: scaleNomogram(
      INTERCEPT,
      [
        {
          variable: 'Rad-score',
          ticks: [-3, -2, -1, 0, 1, 2, 3].map((value) => ({ label: String(value), value, effect: value })),
        },
        {
          variable: 'ki67',
          ticks: [0, 10, 20, 30, 40, 50, 60, 70, 80].map((value) => ({
            label: String(value),
            value,
            effect: value * EFFECTS.ki67,
          })),
        },
        {
          variable: 'morphology',
          ticks: MORPHOLOGIES.map((label, value) => ({ label, value, effect: EFFECTS.morphology[value] })),
        },
      ],
      100,
    ),
  },
  thresholds: { nomogram: { score: 0.241, probability: 0.56 }, radScore: { score: 0.241, probability: 0.56 } },
  radScoreRange: [-3, 3],
};

/** Contributions as an answer has them; they have nothing to do with the model above. */
export const CONTRIBUTIONS = [
  { feature: 'dce_wavelet-LLH_glcm_Idm', value: 0.72, z: 1.9, contribution: 0.62 },
  { feature: 'dce_original_shape_Sphericity', value: 0.81, z: 1.1, contribution: 0.31 },
  { feature: 'dwi_original_firstorder_10Percentile', value: 812, z: 0.9, contribution: 0.27 },
  { feature: 't2fs_log-sigma-3-0-mm_glszm_ZoneEntropy', value: 6.1, z: 1.4, contribution: -0.18 },
];

/** Training rows by probability, made up without any chance. */
export const ROWS = Array.from({ length: 118 }, (_, k) => {
  const share = (k * 0.6180339887498949) % 1;
  const pcr = k < 74;
  return { value: pcr ? 1 - 0.75 * share * share : 0.7 * share * share + 0.02, pcr };
});
