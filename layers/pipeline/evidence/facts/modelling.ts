/** What artefacts say of the modelling: predictors, missing values, selection, algorithm, tuning, confounders. */
import type { Evidence } from '../artefacts/evidence.ts';
import { type Fact, type Finding, notApplicable, partlyBy, shownBy } from '../artefacts/finding.ts';
import { sizeOf } from './study.ts';

/** The rarer outcome per coefficient from which a logistic model counts as supported; the usual rule of thumb. */
const EVENTS_PER_COEFFICIENT = 10;

/** Riley's criteria decide, if the report holds them; else events per coefficient. */
function dimensionality(e: Evidence): Finding {
  const size = sizeOf(e);
  const found = [
    e.point('training rows', e.model, '/training/n'),
    e.point('with the event', e.model, '/training/events'),
    e.point('features in the model', e.model, '/features'),
    e.point('clinical variables in it', e.model, '/clinical/variables'),
    ...(size?.pointers ?? []),
  ].filter((one) => one !== undefined);
  const { rarer, coefficients } = eventsOf(e);
  const isEnough = size ? size.isEnough : rarer / coefficients >= EVENTS_PER_COEFFICIENT;
  if (isEnough) return shownBy(found, '');
  const counts = coefficients > 0 ? `, which has ${rarer} of the rarer outcome for ${coefficients} coefficients` : '';
  return partlyBy(found, `More patients or fewer features than this model${counts}.`);
}

/** Coefficients that data taught: those of features and of clinical variables; the nomogram's weights are no others. */
function eventsOf(e: Evidence): { readonly rarer: number; readonly coefficients: number } {
  const [n, events] = ['/training/n', '/training/events'].map((path) => Number(e.value(e.model, path) ?? 0));
  const terms = (path: string) => {
    const found = e.value(e.model, path);
    return Array.isArray(found) ? found.length - 1 : 0;
  };
  return { rarer: Math.min(events, n - events), coefficients: terms('/radScore/terms') + terms('/clinical/fit/terms') };
}

const reduction: Fact = (e) =>
  shownBy(
    [
      e.point('near duplicates above this correlation are dropped', e.model, '/protocol/nearDuplicates/spearman') ??
        e.point('candidates at most', e.model, '/protocol/anova/most'),
      e.point('candidates after the pre-selection', e.report, '/selection/candidates'),
      e.point('penalty chosen by cross-validation', e.report, '/selection/lasso/alpha'),
      e.point('features selected', e.report, '/selection/selected'),
    ],
    'The trace of the selection in the report of a fit.',
  );

const clinicalPredictors = (e: Evidence) => [
  e.point('clinical variables', e.report, '/source/clinical') ??
    e.point('clinical variables', e.model, '/clinical/variables'),
  e.point('kind and levels', e.report, '/source/roles/clinical'),
];

export const MODELLING = {
  'clinical-predictors': (e) =>
    partlyBy(clinicalPredictors(e), 'Definition of each clinical variable, with unit and time of measurement.'),
  'initial-predictors': (e) =>
    shownBy(
      [e.point('feature columns', e.report, '/selection/columns'), clinicalPredictors(e)[0]],
      'Clinical variables in the table (radscore fit --clinical), and why these.',
    ),
  'predictor-definitions': (e) =>
    partlyBy(
      [e.point('features', e.model, '/features'), ...clinicalPredictors(e)],
      'When and how clinical values and images were obtained, and what their assessors knew.',
    ),
  'predictor-assessors': () => partlyBy([], 'Who drew regions and assessed clinical variables, with qualifications.'),
  'data-quality': (e) =>
    partlyBy(
      [
        e.point('how the table was saved', e.report, '/source/found/leftOut'),
        e.point('constant columns', e.report, '/selection/constant'),
        e.point('rows outside the cohort', e.report, '/table/outsideCohort/count'),
      ],
      'Checks of images and regions before extraction, and whether they were alike in all groups.',
    ),
  'missing-data': (e) =>
    shownBy(
      [
        e.point('rule', e.model, '/protocol/missing'),
        e.point('missing clinical values', e.report, '/table/missing') ??
          e.point('rows without outcome', e.report, '/counts/missingOutcome'),
      ],
      'The rule for missing values, and their counts.',
    ),
  'class-imbalance': (e) =>
    shownBy(
      [
        e.point('training rows and events', e.report, '/counts/train'),
        e.point('training rows of the model', e.model, '/training/n'),
        e.point('with the event', e.model, '/training/events'),
      ],
      'Counts of both classes. The protocol draws no class more often.',
    ),
  scaling: (e) =>
    shownBy(
      [
        e.point('mean of the first feature', e.model, '/features/0/mean'),
        e.point('its standard deviation', e.model, '/features/0/sd'),
      ],
      'A model with means and standard deviations.',
    ),
  'redundant-features': reduction,
  'feature-reduction': reduction,
  dimensionality,
  algorithm: (e) =>
    shownBy(
      [
        e.point('format', e.model, '/format'),
        e.point('regression', e.model, '/radScore/method'),
        e.point('modelling protocol', e.model, '/protocol/id'),
      ],
      'A frozen model.',
    ),
  tuning: (e) =>
    shownBy(
      [
        e.point('penalties and folds', e.model, '/protocol/lasso'),
        e.point('penalty chosen', e.report, '/selection/lasso/alpha'),
        e.point('seed of the folds', e.model, '/protocol/validation/seed'),
        e.point('seed of the bootstrap', e.model, '/protocol/bootstrap/seed'),
      ],
      'The trace of the tuning in the report of a fit.',
    ),
  'model-selection': (e) =>
    shownBy(
      [
        e.point('rule of the penalty', e.model, '/protocol/lasso/rule'),
        e.point('features at most', e.model, '/protocol/mostFeatures'),
        e.point('clinical variables enter below p', e.model, '/protocol/clinical/p'),
      ],
      'The rules of the modelling protocol.',
    ),
  confounders: (e) => {
    const differences = [
      e.point('patients by outcome', e.report, '/patients/train'),
      e.point('training against test rows', e.report, '/patients/trainAgainstTest'),
      e.point('sites', e.report, '/table/sites'),
    ];
    const harmonised = e.point('harmonisation between sites', e.model, '/protocol/harmonisation');
    return harmonised
      ? shownBy([harmonised, ...differences.filter((one) => one !== undefined)], '')
      : partlyBy(
          differences,
          'Which of these could confound, and what was done: sites and scanners (radscore fit --site), harmonisation.',
        );
  },
  clusters: (e) =>
    shownBy(
      [
        e.point('performance by held-out site', e.report, '/validation/sites') ??
          e.point('sites', e.report, '/table/sites/sites'),
      ],
      'A column of sites (radscore fit --site, --leave-one-site-out).',
    ),
  'functional-form': (e) =>
    shownBy(
      [
        e.point('standardised features, linear in the log odds', e.model, '/features'),
        e.point('terms', e.model, '/radScore/terms'),
      ],
      'A frozen model.',
    ),
  'clinical-variables-in-model': (e) =>
    shownBy(
      [
        e.point('clinical variables in the model', e.model, '/clinical/variables'),
        e.point('coefficients of the nomogram', e.model, '/nomogram/fit/coefficients'),
      ],
      'A model that combines clinical variables with the Rad-score (radscore fit --clinical).',
    ),
  'deep-learning-robustness': (e) =>
    notApplicable(
      [e.point('the model', e.model, '/format')],
      'The model is a regression on a table of features; no network reads images.',
    ),
  'deep-learning-combined': () => partlyBy([], 'A comparison with, or a combination of, deep learning.'),
  'model-updating': (e) =>
    notApplicable(
      [e.point('the model as it was fitted', e.model, '/format')],
      'The model was not updated after its evaluation; another fit is another model.',
    ),
  'full-model': (e) =>
    shownBy(
      [
        e.point('features with means, standard deviations and coefficients', e.model, '/features'),
        e.point('coefficients of the Rad-score', e.model, '/radScore/coefficients'),
        e.point('threshold', e.model, `/thresholds/${e.final}/probability`),
      ],
      'A frozen model.',
    ),
  'predictions-computed': (e) =>
    shownBy(
      [
        e.point('the frozen model, which radscore predict applies', e.model, '/format'),
        e.point('scores of the test rows', e.report, `/test/scores/${e.final}`),
      ],
      'Test rows.',
    ),
} satisfies Record<string, Fact>;
