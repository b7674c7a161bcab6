/** The study protocols her2-pcr@1, her2-pcr@2, her2-pcr-3d@1 and her2-pcr-clinical@1. */
import { declared } from './clinical-vocabulary.ts';
import { onEverySequence, type Protocol } from './protocol.ts';

/** The 1,125 names of one sequence: shape2D (9) and twelve image types of 93 (golden setting `e4`). */
const COMPOSITE_2D = `
imageType:
  Original: {}
  Wavelet: { wavelet: coif1 }
  LoG: { sigma: [1.0, 3.0, 5.0] }
featureClass:
  shape2D:
  firstorder:
  glcm:
  glrlm:
  glszm:
  gldm:
  ngtdm:
setting:
  binWidth: 25
  force2D: false
  label: 1
`;

/** The three-dimensional reading: 1,130 names (golden setting `a`). */
const VOLUME_3D = `
imageType:
  Original: {}
  Wavelet: { wavelet: coif1 }
  LoG: { sigma: [1.0, 3.0, 5.0] }
featureClass:
  shape:
  firstorder:
  glcm:
  glrlm:
  glszm:
  gldm:
  ngtdm:
setting:
  binWidth: 25
  resampledPixelSpacing: [1, 1, 1]
  interpolator: sitkBSpline
  label: 1
`;

/** As the first, on intensities brought to one scale: for images of several scanners. */
const COMPOSITE_2D_NORMALISED = COMPOSITE_2D.replace(
  'binWidth: 25',
  'normalize: true\n  normalizeScale: 100\n  removeOutliers: 3\n  binWidth: 5',
);

const SOURCE = 'Wang et al. 2025, doi:10.3389/fonc.2025.1544058';

/** The two predictors of the paper. */
const CLINICAL: Protocol['clinical'] = [declared('ki67', 'used'), declared('morphology', 'used')];

const OUTCOME = { name: 'pCR', definition: 'ypT0/is ypN0' };

const CHOICES: Protocol['choices'] = [
  { topic: 'pCR definition', ours: 'ypT0/is ypN0', paper: 'not stated' },
  { topic: 'region of interest', ours: 'the first of its largest slices', paper: '2-D or 3-D not stated' },
  {
    topic: 'feature set',
    ours: '1,125 per sequence: shape2D 9 and twelve image types of 93',
    paper: '3,375 in total; their make-up not stated',
  },
  { topic: 'bin width', ours: '25', paper: 'not stated' },
  { topic: 'diffusion', ours: 'the ADC map', paper: 'DWI; ADC or a b-value image not stated' },
  { topic: 'contrast phase', ours: 'the phase with the highest mean enhancement', paper: 'not stated' },
  { topic: 'Ki-67', ours: 'continuous, per cent', paper: '“increment index”; continuous or cut-off not stated' },
  { topic: 'morphology levels', ours: 'regular, irregular, non-mass', paper: 'not stated' },
  {
    topic: 'training and test',
    ours: 'by institution, or seeded and stratified',
    paper: '68 and 65 patients of two centres; whether the split is by centre is ambiguous',
  },
];

export const HER2_PCR_1: Protocol = {
  id: 'her2-pcr@1',
  title: 'pCR of HER2-positive breast cancer: three sequences, 3,375 features, bin width 25',
  sequences: onEverySequence(COMPOSITE_2D, 'largest-slice'),
  clinical: CLINICAL,
  outcome: OUTCOME,
  retraining: { minimumNewOutcomes: 10 },
  source: SOURCE,
  choices: CHOICES,
};

export const HER2_PCR_2: Protocol = {
  ...HER2_PCR_1,
  id: 'her2-pcr@2',
  title: 'As her2-pcr@1, on normalised intensities with bin width 5 except on ADC: recommended across scanners',
  sequences: { ...onEverySequence(COMPOSITE_2D_NORMALISED, 'largest-slice'), dwi: HER2_PCR_1.sequences.dwi },
};

export const HER2_PCR_3D_1: Protocol = {
  ...HER2_PCR_1,
  id: 'her2-pcr-3d@1',
  title: 'As her2-pcr@1, in three dimensions at 1 mm: 1,130 features per sequence',
  sequences: onEverySequence(VOLUME_3D, 'volume'),
  choices: CHOICES.map((choice) =>
    choice.topic === 'region of interest'
      ? { ...choice, ours: 'the whole volume' }
      : choice.topic === 'feature set'
        ? { ...choice, ours: '1,130 per sequence: shape 14 and twelve image types of 93' }
        : choice,
  ),
};

/**
 * The images of her2-pcr@1, whose features it therefore finds computed, with the clinical variables that studies of pCR
 * report. What enters the nomogram is decided by the modelling protocol among those that are used.
 */
export const HER2_PCR_CLINICAL_1: Protocol = {
  ...HER2_PCR_1,
  id: 'her2-pcr-clinical@1',
  title: 'As her2-pcr@1, with nine clinical variables that may enter the nomogram and eight that are recorded',
  clinical: [
    declared('age', 'used'),
    declared('hormoneReceptor', 'used'),
    declared('her2', 'used', 'own-level'),
    declared('cT', 'used', 'median'),
    declared('cN', 'used', 'median'),
    declared('grade', 'used', 'median'),
    declared('ki67', 'used'),
    declared('morphology', 'used'),
    declared('focality', 'used', 'own-level'),
    declared('menopause', 'recorded'),
    declared('er', 'recorded'),
    declared('pr', 'recorded'),
    declared('histology', 'recorded'),
    declared('tumourSize', 'recorded'),
    declared('density', 'recorded'),
    declared('enhancement', 'recorded'),
    declared('regimen', 'recorded'),
  ],
  choices: [
    ...CHOICES,
    {
      topic: 'clinical candidates',
      ours: 'age, hormone receptor, HER2 by IHC or ISH, cT, cN, grade, Ki-67, morphology, focality',
      paper: 'Ki-67 and morphology were left by multivariate analysis; the candidates are not stated',
    },
  ],
};
