/** Operations that score. */

import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';
import { job, model, version } from './paths.ts';

const PREDICTION =
  'The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, ' +
  'or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`)';

const TABLE =
  'For at most 1,000 rows and 6 MB: a table of the selected features, not of all of them. Longer tables go as a prediction job. A table that cannot be ' +
  'read, or without a column that every row needs, is refused; a row that has no answer has the reason.';

const ANSWERS =
  'One row for each row of the table, in its order: id, probability, intervalLow, intervalHigh, confidence, class, threshold, source, radScore, points, ' +
  'submodel, submodelAuc, inTraining, dataOrigin, model, abstained (a reason code), message, warnings (codes). Texts that a spreadsheet would run as a formula begin with an apostrophe';

export const predictionOperations = {
  'POST /v1/models/{name}/versions/{version}/predictions': {
    id: 'predictWithVersion',
    tag: 'predictions',
    summary: 'Predict with one version',
    description: 'For a stored study (`PredictStudy`), or for feature values at hand (`PredictRow`).',
    scope: 'predictions:create',
    path: version,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.answerOfVersion } },
  },
  'POST /v1/models/{name}/predictions': {
    id: 'predict',
    tag: 'predictions',
    summary: 'Predict with the promoted version',
    description: 'As with one version, by the version that is promoted at the time.',
    scope: 'predictions:create',
    path: model,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.answerOfVersion } },
  },
  'POST /v1/models/{name}/versions/{version}/predictions.csv': {
    id: 'predictTableWithVersion',
    tag: 'predictions',
    summary: 'Predict for the rows of a table with one version',
    description: TABLE,
    scope: 'predictions:create',
    path: version,
    query: api.tableQuery,
    body: api.tableText,
    bodyType: 'text/csv',
    success: { 200: { description: ANSWERS, text: 'text/csv' } },
  },
  'POST /v1/models/{name}/predictions.csv': {
    id: 'predictTable',
    tag: 'predictions',
    summary: 'Predict for the rows of a table with the promoted version',
    description: TABLE,
    scope: 'predictions:create',
    path: model,
    query: api.tableQuery,
    body: api.tableText,
    bodyType: 'text/csv',
    success: { 200: { description: ANSWERS, text: 'text/csv' } },
  },
  'POST /v1/models/{name}/prediction-jobs': {
    id: 'createPredictionJob',
    tag: 'predictions',
    summary: 'Predict for a table of up to 10,000 rows, in the background',
    description:
      'Gives a URL to which the table is put; its arrival starts the job. The same table, version and question again give the same job, so that a request may be repeated.',
    scope: 'predictions:create',
    path: model,
    body: api.createPredictionJob,
    success: {
      202: { description: 'The job, with the URL for its table while that is awaited', schema: api.predictionJob },
    },
  },
  'GET /v1/models/{name}/prediction-jobs/{job}': {
    id: 'getPredictionJob',
    tag: 'predictions',
    summary: 'How a prediction job stands',
    description:
      'When it is complete: counts, and a URL for the answers. Tables and answers are deleted after seven days.',
    scope: 'predictions:create',
    path: job,
    success: { 200: { description: 'The job', schema: api.predictionJob } },
  },
} satisfies Readonly<Record<string, Operation>>;
