/** Operations on models and their versions. */

import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';
import { model, version } from './paths.ts';

export const modelOperations = {
  'POST /v1/models': {
    id: 'trainModel',
    tag: 'models',
    summary: 'Train a model',
    description:
      'Starts a run in the background: gather the labelled studies, fit, evaluate, register a version. `GET /v1/models` lists the run and how it ended.',
    scope: 'models:train',
    body: api.trainModel,
    success: { 202: { description: 'The run has started', schema: api.trainingAccepted } },
  },
  'GET /v1/models': {
    id: 'listModels',
    tag: 'models',
    summary: 'Models, their promoted versions and their training runs',
    description: 'Every model with its promoted version and its training runs, newest first.',
    scope: 'models:read',
    success: { 200: { description: 'The models', schema: api.modelList } },
  },
  'GET /v1/models/{name}/versions': {
    id: 'listModelVersions',
    tag: 'models',
    summary: 'The versions of a model',
    description: 'Versions are immutable; one of them is promoted and answers for studies.',
    scope: 'models:read',
    path: model,
    success: { 200: { description: 'The versions, oldest first', schema: api.versionList } },
  },
  'GET /v1/models/{name}/versions/{version}': {
    id: 'getModelVersion',
    tag: 'models',
    summary: 'One version',
    description: 'Recipe, selected features and the figures to show first: cross-validation and test set.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The version', schema: api.modelVersionAnswer } },
  },
  'GET /v1/models/{name}/versions/{version}/evaluation': {
    id: 'getEvaluation',
    tag: 'models',
    summary: 'How a version does in training and test rows',
    description:
      'Discrimination, calibration, decision curve, selection and comparisons, without rows of single patients.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The evaluation', schema: api.evaluation } },
  },
  'GET /v1/models/{name}/versions/{version}/card': {
    id: 'getModelCard',
    tag: 'models',
    summary: 'The card of a version: data, protocol, performance, limits',
    description: 'The model card, in one object.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The card', schema: api.modelCard } },
  },
  'GET /v1/models/{name}/versions/{version}/nomogram.svg': {
    id: 'getNomogram',
    tag: 'models',
    summary: 'The nomogram of a version, as SVG',
    description: '404 if no clinical variable entered the model.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/roc.svg': {
    id: 'getRocCurves',
    tag: 'models',
    summary: 'Its ROC curves, as SVG',
    description: 'Training and test rows, with areas and their intervals.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/calibration.svg': {
    id: 'getCalibrationCurves',
    tag: 'models',
    summary: 'Its calibration curves, as SVG',
    description: 'Predicted against observed, smoothed, without single patients.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/decision-curve.svg': {
    id: 'getDecisionCurves',
    tag: 'models',
    summary: 'Its decision curves, as SVG',
    description: 'Net benefit over the threshold range of the protocol, with intervals.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
} satisfies Readonly<Record<string, Operation>>;
