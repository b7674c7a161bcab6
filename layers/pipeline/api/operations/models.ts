/** Operations on models and their versions. */

import { modelVersion } from '../../contracts/identifiers.ts';
import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';
import { model, version } from './paths.ts';

export const modelOperations = {
  'POST /v1/models': {
    id: 'trainModel',
    tag: 'models',
    summary: 'Train a model',
    description:
      'Starts a run of a line in the background: gather the labelled studies, fit, evaluate, register a version, hold it against the gates. ' +
      'A line that is not there is created. `GET /v1/models` lists the run and how it ended.',
    scope: 'models:train',
    headers: api.idempotencyKey,
    body: api.trainModel,
    problems: {
      404: 'No such protocol',
      409: 'The line has another protocol or recipe, or was deleted',
      429: 'More lines or runs than the owner may have; or too many requests',
    },
    success: { 202: { description: 'The run has started', schema: api.trainingAccepted } },
  },
  'GET /v1/models': {
    id: 'listModels',
    tag: 'models',
    summary: 'Model lines, their promoted versions and their training runs',
    description:
      'The lines of the own institution, of its consortia, and those that are shared, with their promoted versions and training runs, newest first.',
    scope: 'models:read',
    success: { 200: { description: 'The models', schema: api.modelList } },
  },
  'GET /v1/models/{name}': {
    id: 'getModelLine',
    tag: 'models',
    summary: 'One model line',
    description:
      'Owner, protocol, recipe, settings with the gates, and which version answers. `{name}` is a name among the own lines and those of the ' +
      'consortia, or `{owner}~{name}`.',
    scope: 'models:read',
    path: model,
    success: { 200: { description: 'The line', schema: api.modelLineAnswer, headers: api.entityTag } },
  },
  'DELETE /v1/models/{name}': {
    id: 'deleteModelLine',
    tag: 'models',
    summary: 'Delete a model line',
    description:
      'The line and its versions answer no more and are listed no more. Its name is not given again: stored predictions name it.',
    scope: 'models:train',
    path: model,
    headers: api.ifMatch,
    problems: { 412: 'The line was changed since the ETag of If-Match' },
    success: { 204: { description: 'It is deleted' } },
  },
  'PUT /v1/models/{name}/settings': {
    id: 'configureModelLine',
    tag: 'models',
    summary: 'Set the gates of a line, whether it is shared, and who promotes',
    description: 'Replaces the settings. Every change is a record of the audit trail.',
    scope: 'models:train',
    path: model,
    headers: api.ifMatch,
    body: api.putLineSettings,
    problems: { 412: 'The line was changed since the ETag of If-Match' },
    success: { 200: { description: 'The line', schema: api.modelLineAnswer, headers: api.entityTag } },
  },
  'PUT /v1/models/{name}/signature': {
    id: 'importSignature',
    tag: 'models',
    summary: 'Import a published signature as a version, marked imported',
    description:
      'The text of a signature file (docs/signatures.md) becomes a version of a line of its own, which is created if it is not there: no training cohort, gates that do ' +
      'not apply marked so. Refused, by name, while the file leaves open what a score needs. The same file again gives the same version. ' +
      'It answers at once if the line promotes automatically; it never answers for studies unless it is asked.',
    scope: 'models:train',
    path: model,
    body: api.putSignature,
    problems: {
      409: 'The line is one that is trained',
      429: 'More lines than the owner may have; or too many requests',
    },
    success: { 200: { description: 'The version', schema: api.signatureImported } },
  },
  'GET /v1/models/{name}/versions/{version}/signature': {
    id: 'getSignature',
    tag: 'models',
    summary: 'The signature of an imported version',
    description:
      'The file as it was imported, the names that a prediction takes, and what the publication leaves open. 404 for a version that was fitted.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The signature', schema: api.signatureAnswer } },
  },
  'GET /v1/models/{name}/audit': {
    id: 'getLineAudit',
    tag: 'models',
    summary: 'Every change of a line',
    description:
      'Creation, promotions, refusals, rollbacks, retirements, changes of settings: when, by whom and why. For members of the owner.',
    scope: 'models:read',
    path: model,
    success: { 200: { description: 'The changes, newest first', schema: api.lineAudit } },
  },
  'POST /v1/models/{name}/rollback': {
    id: 'rollBackModel',
    tag: 'models',
    summary: 'Make the champion before this one answer again',
    description: 'It answers bit for bit as it did: versions are immutable.',
    scope: 'models:train',
    path: model,
    body: api.changeReason,
    problems: { 409: 'No earlier champion may answer' },
    success: { 200: { description: 'The line', schema: api.modelLineAnswer } },
  },
  'POST /v1/models/{name}/versions/{version}/promotion': {
    id: 'promoteVersion',
    tag: 'models',
    summary: 'Promote a version, if it passes the gates',
    description:
      'The version is held against every gate of the line, on the same locked rows as the present champion. A refusal names each gate with what was got and wanted.',
    scope: 'models:train',
    path: version,
    body: api.changeReason,
    problems: { 409: 'A gate is not passed (`gates` of the problem), or the version may not answer any more' },
    success: { 200: { description: 'The line', schema: api.modelLineAnswer } },
  },
  'POST /v1/models/{name}/versions/{version}/retirement': {
    id: 'retireVersion',
    tag: 'models',
    summary: 'Retire a version',
    description:
      'It never answers again, neither as champion nor by its number. If it is the champion, no version answers until one is promoted or rolled back to.',
    scope: 'models:train',
    path: version,
    body: api.changeReason,
    success: { 200: { description: 'The line', schema: api.modelLineAnswer } },
  },
  'GET /v1/models/{name}/versions/{version}/comparison/{other}': {
    id: 'compareVersions',
    tag: 'models',
    summary: 'Two versions of a line on the same locked rows',
    description:
      'Both are scored on the test rows of the newest version, as they were frozen. For members of the owner: the figures of two versions that differ by one study tell of that study.',
    scope: 'models:read',
    path: version.extend({ other: modelVersion }),
    success: { 200: { description: 'The comparison', schema: api.comparison } },
  },
  'GET /v1/models/{name}/monitoring': {
    id: 'getMonitoring',
    tag: 'models',
    summary: 'Drift and calibration of the promoted version in the own institution',
    description:
      'Features and score of the institution, month by month, next to the training rows, and its outcomes next to the predictions, with intervals ' +
      'and alarms of a stated rate; it says if there are too few studies to tell. At most the 1,000 newest studies are read.',
    scope: 'models:read',
    path: model,
    success: { 200: { description: 'The monitoring', schema: api.monitoring } },
  },
  'GET /v1/models/{name}/versions/{version}/validation': {
    id: 'getOwnValidation',
    tag: 'models',
    summary: 'A version, frozen, on the labelled studies of the own institution',
    description:
      'Area, calibration, decision curve, classes at the frozen threshold and subgroups, on studies that the version was not trained on. At most the 1,000 newest studies are read.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The validation', schema: api.ownValidation } },
  },
  'GET /v1/settings': {
    id: 'getSettings',
    tag: 'models',
    summary: "The institution's settings: which line answers its studies",
    description:
      'By protocol; what is not set is automatic: the own line, else that of a consortium, else one that is shared.',
    scope: 'models:read',
    success: { 200: { description: 'The settings', schema: api.institutionSettingsAnswer, headers: api.entityTag } },
  },
  'PUT /v1/settings': {
    id: 'putSettings',
    tag: 'models',
    summary: 'Set which line answers the studies of the institution',
    description:
      'Replaces the settings. A line must be visible to the institution and of the protocol that it answers.',
    scope: 'models:train',
    headers: api.ifMatch,
    body: api.putInstitutionSettings,
    problems: {
      404: 'No such protocol, or a line that is not visible to the institution',
      412: 'The settings were changed since the ETag of If-Match',
    },
    success: { 200: { description: 'The settings', schema: api.institutionSettingsAnswer, headers: api.entityTag } },
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
      'For participants (institutions with rows in the version, members of the owner) every figure, without rows of single patients. For others areas with intervals, calibration and net benefit in groups, rounded: nothing that can be turned back into patients.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The evaluation', schema: api.evaluation } },
  },
  'GET /v1/models/{name}/versions/{version}/card': {
    id: 'getModelCard',
    tag: 'models',
    summary: 'The card of a version: data, protocol, performance, limits',
    description: 'The model card, in one object; for others with the figures that they see of the evaluation.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The card', schema: api.modelCard } },
  },
  'GET /v1/models/{name}/versions/{version}/nomogram.svg': {
    id: 'getNomogram',
    tag: 'models',
    summary: 'The nomogram of a version, as SVG',
    description:
      '404 if no clinical variable entered the model, or if the version is not shown to institutions without rows.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/roc.svg': {
    id: 'getRocCurves',
    tag: 'models',
    summary: 'Its ROC curves, as SVG',
    description: 'Training and test rows, with areas and their intervals; for others between groups of the test rows.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/calibration.svg': {
    id: 'getCalibrationCurves',
    tag: 'models',
    summary: 'Its calibration curves, as SVG',
    description: 'Predicted against observed: smoothed for participants, in groups for others.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/decision-curve.svg': {
    id: 'getDecisionCurves',
    tag: 'models',
    summary: 'Its decision curves, as SVG',
    description: 'Net benefit over the threshold range of the protocol, with intervals; for others between groups.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/lasso-path.svg': {
    id: 'getLassoPath',
    tag: 'models',
    summary: 'Its LASSO path and the cross-validated error, as SVG',
    description: 'For participants; 404 for others, to whom no path of the selection is shown.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', text: 'image/svg+xml' } },
  },
  'GET /v1/models/{name}/versions/{version}/model': {
    id: 'getFittedModel',
    tag: 'models',
    summary: 'The model of a version, to predict with where the values are',
    description:
      'The fitted model and the submodels that answer, in the form that `@radscore/statistics` predicts with: the same bits as the API. For ' +
      'others without fingerprints, ranges and exact counts of the training rows; 404 if the version is not shown to institutions without rows.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The model', schema: api.fittedModelAnswer } },
  },
  'GET /v1/models/{name}/versions/{version}/reference': {
    id: 'getReference',
    tag: 'models',
    summary: 'Where values lie among the training rows of a version',
    description:
      'Quantiles of every feature, of the Rad-score and of the probability over the training rows. For participants exact, with one value and ' +
      'outcome a row for what the model uses. For others from 20 rows on, over five rows each and rounded, in groups of at least five without ' +
      'outcomes; 404 if the version is not shown to institutions without rows.',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The reference', schema: api.reference } },
  },
  'GET /v1/models/{name}/versions/{version}/cohort': {
    id: 'getCohort',
    tag: 'models',
    summary: 'The cohort of a version: what is a row, and what was left out and why',
    description:
      'As the run gathered it, without studies that were withdrawn since. For participants every labelled study, with its id if it is of the own ' +
      'institution; for others counts to the nearest five. `cursor` of an answer asks for its next page.',
    scope: 'models:read',
    path: version,
    query: api.cohortPageQuery,
    success: { 200: { description: 'A page of the cohort', schema: api.cohort } },
  },
} satisfies Readonly<Record<string, Operation>>;
