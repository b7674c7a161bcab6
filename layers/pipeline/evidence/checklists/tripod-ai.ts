/** TRIPOD+AI: 27 items, 52 with their parts, of what a paper on a prediction model reports (Collins et al. 2024). */
import type { Checklist } from './checklist.ts';

type Items = Checklist['items'];

const BEGINNING: Items = [
  {
    number: '1',
    section: 'Title',
    title: 'Title',
    facts: [],
    author: 'A title that names development or evaluation, population and outcome.',
  },
  {
    number: '2',
    section: 'Abstract',
    title: 'Abstract',
    facts: [],
    author: 'An abstract by the checklist for abstracts.',
  },
  {
    number: '3a',
    section: 'Introduction',
    title: 'Healthcare context',
    facts: [],
    author: 'Context, reason for the model, and earlier models.',
  },
  {
    number: '3b',
    section: 'Introduction',
    title: 'Population, purpose and users',
    facts: [],
    author: 'Whom the model is for, and where in the care pathway.',
  },
  {
    number: '3c',
    section: 'Introduction',
    title: 'Health inequalities',
    facts: [],
    author: 'Known inequalities between groups.',
  },
  {
    number: '4',
    section: 'Introduction',
    title: 'Objectives',
    facts: [],
    author: 'The objectives: development, evaluation, or both.',
  },
];

const METHODS: Items = [
  { number: '5a', section: 'Data', title: 'Sources of data', facts: ['data-source'] },
  { number: '5b', section: 'Data', title: 'Dates', facts: ['dates'] },
  { number: '6a', section: 'Participants', title: 'Setting and centres', facts: ['setting'] },
  { number: '6b', section: 'Participants', title: 'Eligibility', facts: ['eligibility'] },
  { number: '6c', section: 'Participants', title: 'Treatments', facts: ['treatments'] },
  {
    number: '7',
    section: 'Data preparation',
    title: 'Preparation and quality of data',
    facts: ['preprocessing', 'data-quality'],
  },
  { number: '8a', section: 'Outcome', title: 'Outcome defined', facts: ['reference-standard'] },
  { number: '8b', section: 'Outcome', title: 'Who assessed it', facts: ['outcome-assessors'] },
  { number: '8c', section: 'Outcome', title: 'Blinding of its assessment', facts: ['outcome-blinding'] },
  { number: '9a', section: 'Predictors', title: 'Initial predictors', facts: ['initial-predictors'] },
  { number: '9b', section: 'Predictors', title: 'Predictors defined', facts: ['predictor-definitions'] },
  { number: '9c', section: 'Predictors', title: 'Who assessed them', facts: ['predictor-assessors'] },
  { number: '10', section: 'Sample size', title: 'Sample size', facts: ['study-size'] },
  { number: '11', section: 'Missing data', title: 'Missing data', facts: ['missing-data'] },
  { number: '12a', section: 'Analysis', title: 'Use and partition of data', facts: ['partitioning'] },
  {
    number: '12b',
    section: 'Analysis',
    title: 'Form and scaling of predictors',
    facts: ['functional-form', 'scaling'],
  },
  {
    number: '12c',
    section: 'Analysis',
    title: 'Model, its building and internal validation',
    facts: ['algorithm', 'tuning', 'testing-technique'],
  },
  { number: '12d', section: 'Analysis', title: 'Differences between clusters: method', facts: ['clusters'] },
  { number: '12e', section: 'Analysis', title: 'Measures and plots, and why these', facts: ['all-measures'] },
  { number: '12f', section: 'Analysis', title: 'Updating of the model: method', facts: ['model-updating'] },
  { number: '12g', section: 'Analysis', title: 'How predictions were computed', facts: ['predictions-computed'] },
  { number: '13', section: 'Class imbalance', title: 'Methods for unbalanced classes', facts: ['class-imbalance'] },
  { number: '14', section: 'Fairness', title: 'Fairness: approach', facts: ['fairness'] },
  { number: '15', section: 'Model output', title: 'Output and thresholds', facts: ['model-output'] },
  { number: '16', section: 'Training versus evaluation', title: 'Differences of the sets', facts: ['sets-compared'] },
  { number: '17', section: 'Ethics', title: 'Ethics', facts: ['ethics'] },
];

const OPEN: Items = [
  { number: '18a', section: 'Open science', title: 'Funding', facts: [], author: 'Funding, and the role of funders.' },
  {
    number: '18b',
    section: 'Open science',
    title: 'Conflicts of interest',
    facts: [],
    author: 'Conflicts of interest of all authors.',
  },
  { number: '18c', section: 'Open science', title: 'Study protocol', facts: ['protocol-available'] },
  { number: '18d', section: 'Open science', title: 'Registration', facts: ['registration'] },
  { number: '18e', section: 'Open science', title: 'Data shared', facts: ['data-shared'] },
  { number: '18f', section: 'Open science', title: 'Code shared', facts: ['code-shared'] },
  {
    number: '19',
    section: 'Involvement',
    title: 'Patients and public',
    facts: [],
    author: 'Involvement of patients and the public, or that there was none.',
  },
];

const RESULTS: Items = [
  { number: '20a', section: 'Participants', title: 'Flow of participants', facts: ['eligibility-flow'] },
  {
    number: '20b',
    section: 'Participants',
    title: 'Characteristics',
    facts: ['baseline', 'numbers-analysed', 'missing-data', 'dates'],
  },
  {
    number: '20c',
    section: 'Participants',
    title: 'Evaluation against development data',
    facts: ['train-against-test'],
  },
  { number: '21', section: 'Model development', title: 'Numbers in each analysis', facts: ['numbers-analysed'] },
  { number: '22', section: 'Model specification', title: 'The full model', facts: ['full-model'] },
  {
    number: '23a',
    section: 'Model performance',
    title: 'Performance with intervals',
    facts: ['performance-with-intervals'],
  },
  { number: '23b', section: 'Model performance', title: 'Differences between clusters: results', facts: ['clusters'] },
  { number: '24', section: 'Model updating', title: 'Updating of the model: results', facts: ['model-updating'] },
  {
    number: '25',
    section: 'Discussion',
    title: 'Interpretation',
    facts: [],
    author: 'An interpretation, with fairness and earlier studies.',
  },
  {
    number: '26',
    section: 'Discussion',
    title: 'Limitations',
    facts: [],
    author: 'The limits; the warnings of the report belong to them.',
  },
  { number: '27a', section: 'Discussion', title: 'Poor or missing inputs in use', facts: ['input-quality'] },
  {
    number: '27b',
    section: 'Discussion',
    title: 'What users do, and their expertise',
    facts: [],
    author: 'What users have to do, and what expertise that needs.',
  },
  { number: '27c', section: 'Discussion', title: 'Next steps', facts: [], author: 'Next steps of research.' },
];

export const TRIPOD_AI: Checklist = {
  id: 'tripod-ai',
  name: 'TRIPOD+AI',
  source:
    'Collins GS, et al. TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine learning methods. BMJ 2024;385:e078378',
  doi: '10.1136/bmj-2023-078378',
  provenance: 'Numbers and sections as in the checklist of 11 January 2024 that belongs to the publication.',
  items: [...BEGINNING, ...METHODS, ...OPEN, ...RESULTS],
};
