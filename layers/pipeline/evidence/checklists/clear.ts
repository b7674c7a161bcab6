/** CLEAR: 58 items of what a radiomics paper reports (Kocak et al. 2023). */
import type { Checklist } from './checklist.ts';

type Items = Checklist['items'];

/** Items that are the paper's prose. */
const PROSE: Items = [
  { number: '1', section: 'Title', title: 'Title', facts: [], author: 'A title that names the radiomic method.' },
  { number: '2', section: 'Abstract', title: 'Abstract', facts: [], author: 'A structured abstract.' },
  { number: '3', section: 'Keywords', title: 'Keywords', facts: [], author: 'Keywords that find radiomics.' },
  {
    number: '4',
    section: 'Introduction',
    title: 'Background',
    facts: [],
    author: 'The scientific or clinical background.',
  },
  {
    number: '5',
    section: 'Introduction',
    title: 'Why radiomics',
    facts: [],
    author: 'The reason for a radiomic approach.',
  },
  { number: '6', section: 'Introduction', title: 'Objectives', facts: [], author: 'The objectives.' },
];

const METHODS: Items = [
  { number: '7', section: 'Study design', title: 'Guidelines followed', facts: ['guideline'] },
  { number: '8', section: 'Study design', title: 'Ethics', facts: ['ethics'] },
  { number: '9', section: 'Study design', title: 'Sample size', facts: ['study-size'] },
  { number: '10', section: 'Study design', title: 'Nature of the study', facts: ['nature'] },
  { number: '11', section: 'Study design', title: 'Eligibility', facts: ['eligibility'] },
  {
    number: '12',
    section: 'Study design',
    title: 'Flow of the technical steps',
    facts: [],
    author: 'A flow chart of the steps; report.html shows each of them.',
  },
  { number: '13', section: 'Data', title: 'Source of the data', facts: ['data-source'] },
  { number: '14', section: 'Data', title: 'Overlap with other studies', facts: ['data-overlap'] },
  { number: '15', section: 'Data', title: 'Split of the data', facts: ['partitioning'] },
  { number: '16', section: 'Data', title: 'Imaging protocol', facts: ['imaging-protocol'] },
  { number: '17', section: 'Data', title: 'Non-radiomic predictors', facts: ['clinical-predictors'] },
  { number: '18', section: 'Data', title: 'Reference standard', facts: ['reference-standard'] },
  { number: '19', section: 'Segmentation', title: 'How regions were drawn', facts: ['segmentation-method'] },
  { number: '20', section: 'Segmentation', title: 'Who drew them', facts: ['segmentation-operators'] },
  { number: '21', section: 'Pre-processing', title: 'Preprocessing of images', facts: ['preprocessing'] },
  { number: '22', section: 'Pre-processing', title: 'Resampling', facts: ['resampling'] },
  { number: '23', section: 'Pre-processing', title: 'Discretisation', facts: ['discretisation'] },
  { number: '24', section: 'Pre-processing', title: 'Image types', facts: ['image-types'] },
  { number: '25', section: 'Feature extraction', title: 'Method and software', facts: ['extraction-software'] },
  { number: '26', section: 'Feature extraction', title: 'Feature classes', facts: ['feature-classes'] },
  { number: '27', section: 'Feature extraction', title: 'Number of features', facts: ['feature-count'] },
  { number: '28', section: 'Feature extraction', title: 'All other parameters', facts: ['every-parameter'] },
  { number: '29', section: 'Data preparation', title: 'Missing data', facts: ['missing-data'] },
  { number: '30', section: 'Data preparation', title: 'Balance of classes', facts: ['class-imbalance'] },
  {
    number: '31',
    section: 'Data preparation',
    title: 'Reliability of segmentation',
    facts: ['multiple-segmentations'],
  },
  { number: '32', section: 'Data preparation', title: 'Scaling of features', facts: ['scaling'] },
  { number: '33', section: 'Data preparation', title: 'Reduction of dimensions', facts: ['redundant-features'] },
  { number: '34', section: 'Modelling', title: 'Algorithm', facts: ['algorithm'] },
  { number: '35', section: 'Modelling', title: 'Training and tuning', facts: ['tuning'] },
  { number: '36', section: 'Modelling', title: 'Confounders', facts: ['confounders'] },
  { number: '37', section: 'Modelling', title: 'Choice of the model', facts: ['model-selection'] },
  { number: '38', section: 'Evaluation', title: 'How it was tested', facts: ['testing-technique'] },
  { number: '39', section: 'Evaluation', title: 'Measures, and why these', facts: ['metrics-with-reasons'] },
  { number: '40', section: 'Evaluation', title: 'Uncertainty', facts: ['uncertainty'] },
  { number: '41', section: 'Evaluation', title: 'Statistical comparison', facts: ['statistical-comparison'] },
  { number: '42', section: 'Evaluation', title: 'Against non-radiomic models', facts: ['non-radiomic-comparison'] },
  { number: '43', section: 'Evaluation', title: 'Interpretability', facts: ['interpretability'] },
];

const RESULTS: Items = [
  { number: '44', section: 'Results', title: 'Baseline characteristics', facts: ['baseline'] },
  { number: '45', section: 'Results', title: 'Flow of patients', facts: ['eligibility-flow'] },
  { number: '46', section: 'Results', title: 'Statistics of features', facts: ['feature-statistics'] },
  { number: '47', section: 'Results', title: 'Performance', facts: ['performance-metrics', 'uncertainty'] },
  { number: '48', section: 'Results', title: 'Comparison with other models', facts: ['non-radiomic-comparison'] },
  {
    number: '49',
    section: 'Discussion',
    title: 'Important findings',
    facts: [],
    author: 'An overview of the findings.',
  },
  {
    number: '50',
    section: 'Discussion',
    title: 'Earlier work',
    facts: [],
    author: 'Earlier work, and how this differs.',
  },
  { number: '51', section: 'Discussion', title: 'Use in practice', facts: [], author: 'What it means for practice.' },
  {
    number: '52',
    section: 'Discussion',
    title: 'Strengths and limits',
    facts: [],
    author: 'Strengths and limits; the warnings of the report belong to them.',
  },
  {
    number: '53',
    section: 'Open science',
    title: 'Images and regions shared (not essential)',
    facts: ['images-shared', 'regions-shared'],
  },
  { number: '54', section: 'Open science', title: 'Feature table shared', facts: ['features-shared'] },
  { number: '55', section: 'Open science', title: 'Preprocessing settings shared', facts: ['settings-shared'] },
  { number: '56', section: 'Open science', title: 'Code of the modelling shared', facts: ['code-shared'] },
  { number: '57', section: 'Open science', title: 'Final model shared', facts: ['model-shared'] },
  {
    number: '58',
    section: 'Open science',
    title: 'Ready-to-use system shared (not essential)',
    facts: ['system-shared'],
  },
];

export const CLEAR: Checklist = {
  id: 'clear',
  name: 'CLEAR',
  source:
    'Kocak B, et al. CheckList for EvaluAtion of Radiomics research (CLEAR): a step-by-step reporting guideline for authors and reviewers endorsed by ESR and EuSoMII. Insights Imaging 2023;14:75',
  doi: '10.1186/s13244-023-01415-8',
  provenance: 'Numbers and sections as in the publication and in its form, CLEAR Checklist v1.0.',
  items: [...PROSE, ...METHODS, ...RESULTS],
};
