/** METRICS: 30 weighted items, some under a condition (Kocak et al. 2024). */
import type { Checklist } from './checklist.ts';

const DESIGN = 'Study design';
const IMAGING = 'Imaging data';
const SEGMENTATION = 'Segmentation';
const EXTRACTION = 'Image processing and feature extraction';
const PROCESSING = 'Feature processing';
const PREPARATION = 'Preparation for modelling';
const COMPARISON = 'Metrics and comparison';
const TESTING = 'Testing';
const OPEN = 'Open science';

export const METRICS: Checklist = {
  id: 'metrics',
  name: 'METRICS',
  source:
    'Kocak B, et al. METhodological RadiomICs Score (METRICS): a quality scoring tool for radiomics research endorsed by EuSoMII. Insights Imaging 2024;15:8',
  doi: '10.1186/s13244-023-01572-w',
  provenance: 'Items, conditions and weights as in table 1 of the publication and in its form, METRICS Tool v1.0.',
  items: [
    { number: '1', section: DESIGN, title: 'A radiomics guideline is followed', weight: 0.0368, facts: ['guideline'] },
    { number: '2', section: DESIGN, title: 'Eligibility and population', weight: 0.0735, facts: ['eligibility'] },
    { number: '3', section: DESIGN, title: 'Sound reference standard', weight: 0.0919, facts: ['reference-standard'] },
    { number: '4', section: IMAGING, title: 'Several centres', weight: 0.0438, facts: ['multi-centre'] },
    { number: '5', section: IMAGING, title: 'Images as in practice', weight: 0.0292, facts: ['clinical-images'] },
    { number: '6', section: IMAGING, title: 'Acquisition parameters', weight: 0.0438, facts: ['imaging-protocol'] },
    {
      number: '7',
      section: IMAGING,
      title: 'Time from imaging to reference',
      weight: 0.0292,
      facts: ['imaging-interval'],
    },
    {
      number: '8',
      section: SEGMENTATION,
      title: 'Segmentation described',
      weight: 0.0337,
      condition: 'segmentation',
      facts: ['segmentation-method'],
    },
    {
      number: '9',
      section: SEGMENTATION,
      title: 'Automatic segmentation evaluated',
      weight: 0.0225,
      condition: 'automatic',
      facts: ['segmentation-evaluated'],
    },
    {
      number: '10',
      section: SEGMENTATION,
      title: 'Test regions from one source',
      weight: 0.0112,
      condition: 'segmentation',
      facts: ['segmentation-as-in-practice'],
    },
    {
      number: '11',
      section: EXTRACTION,
      title: 'Apt preprocessing, described',
      weight: 0.0622,
      facts: ['preprocessing', 'preprocessing-is-apt'],
    },
    {
      number: '12',
      section: EXTRACTION,
      title: 'Standardised software',
      weight: 0.0311,
      condition: 'handcrafted',
      facts: ['standard-software'],
    },
    {
      number: '13',
      section: EXTRACTION,
      title: 'Extraction parameters',
      weight: 0.0415,
      facts: ['every-parameter', 'feature-classes'],
    },
    {
      number: '14',
      section: PROCESSING,
      title: 'Unstable features removed',
      weight: 0.02,
      condition: 'tabular',
      facts: ['robust-features'],
    },
    {
      number: '15',
      section: PROCESSING,
      title: 'Redundant features removed',
      weight: 0.02,
      condition: 'tabular',
      facts: ['redundant-features'],
    },
    {
      number: '16',
      section: PROCESSING,
      title: 'Features in proportion to data',
      weight: 0.03,
      condition: 'tabular',
      facts: ['dimensionality'],
    },
    {
      number: '17',
      section: PROCESSING,
      title: 'Robustness of deep learning',
      weight: 0.02,
      condition: 'end-to-end',
      facts: ['deep-learning-robustness'],
    },
    { number: '18', section: PREPARATION, title: 'Proper partition of data', weight: 0.0599, facts: ['partitioning'] },
    { number: '19', section: PREPARATION, title: 'Confounders handled', weight: 0.03, facts: ['confounders'] },
    {
      number: '20',
      section: COMPARISON,
      title: 'Apt measures of performance',
      weight: 0.0352,
      facts: ['performance-metrics'],
    },
    { number: '21', section: COMPARISON, title: 'Uncertainty', weight: 0.0234, facts: ['uncertainty'] },
    { number: '22', section: COMPARISON, title: 'Calibration', weight: 0.0176, facts: ['calibration'] },
    {
      number: '23',
      section: COMPARISON,
      title: 'One image set, or several justified',
      weight: 0.0117,
      facts: ['one-image-set'],
    },
    {
      number: '24',
      section: COMPARISON,
      title: 'Compared with a non-radiomic approach',
      weight: 0.0293,
      facts: ['non-radiomic-comparison'],
    },
    {
      number: '25',
      section: COMPARISON,
      title: 'Compared with a simple model',
      weight: 0.0176,
      facts: ['simple-model-comparison'],
    },
    { number: '26', section: TESTING, title: 'Internal test', weight: 0.0375, facts: ['internal-testing'] },
    { number: '27', section: TESTING, title: 'External test', weight: 0.0749, facts: ['external-testing'] },
    { number: '28', section: OPEN, title: 'Data shared', weight: 0.0075, facts: ['data-shared'] },
    { number: '29', section: OPEN, title: 'Code shared', weight: 0.0075, facts: ['code-shared'] },
    { number: '30', section: OPEN, title: 'Model shared', weight: 0.0075, facts: ['model-shared'] },
  ],
};
