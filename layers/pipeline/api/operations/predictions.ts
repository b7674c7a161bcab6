/** Operations that score. */

import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';
import { model, version } from './paths.ts';

const PREDICTION =
  'The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, ' +
  'or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`)';

export const predictionOperations = {
  'POST /v1/models/{name}/versions/{version}/predictions': {
    id: 'predictWithVersion',
    tag: 'predictions',
    summary: 'Predict with one version',
    description: 'For a stored study (`PredictStudy`), or for feature values at hand (`PredictRow`).',
    scope: 'predictions:create',
    path: version,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.predictionAnswer } },
  },
  'POST /v1/models/{name}/predictions': {
    id: 'predict',
    tag: 'predictions',
    summary: 'Predict with the promoted version',
    description: 'As with one version, by the version that is promoted at the time.',
    scope: 'predictions:create',
    path: model,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.predictionAnswer } },
  },
} satisfies Readonly<Record<string, Operation>>;
