/** Operations on studies. */
import { z } from 'zod';
import { studyId } from '../../contracts/identifiers.ts';
import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';

const study = z.object({ id: studyId });

/** Of every route that names a study. */
const GONE = 'The study was withdrawn, and is erased. `type` is urn:radscore:problem:study-withdrawn.';

const NOT_ANALYSED =
  'The newest manifest is not analysed: it is awaited, being analysed, refused or in quarantine. Features of an earlier manifest are not ' +
  'served. `type` is urn:radscore:problem:study-not-analysed; `reason.code`, `studyStatus` and `manifestHash` say how the study stands.';

export const studyOperations = {
  'POST /v1/studies': {
    id: 'announceStudy',
    tag: 'studies',
    summary: 'Announce a study and get presigned upload URLs',
    description:
      'Gives one presigned URL per file. PUT each file with the headers of its answer, manifest.json last: its arrival starts the analysis. Announcing again is harmless, and says which files have arrived: a broken upload goes on with the others. Files of more than 16 MiB can go in parts, by POST …/uploads; an announcement expires if no manifest follows within the days that the service states in docs/erasure.md.',
    scope: 'studies:write',
    body: api.createStudy,
    problems: { 409: 'The id is that of a withdrawn study: `detail` begins with study-withdrawn. Use another id.' },
    success: { 201: { description: 'Where to PUT each file', schema: api.uploads } },
  },
  'POST /v1/studies/{id}/uploads': {
    id: 'uploadInParts',
    tag: 'studies',
    summary: 'Upload a large file in parts',
    description:
      'Gives a presigned URL for each part that has not arrived. PUT them with the headers of the answer, in any order, and make the same request again: once no part is missing, the file is put together and `complete` is true. A broken upload goes on where it was. Parts of uploads that are never ended are deleted after 7 days.',
    scope: 'studies:write',
    path: study,
    body: api.partedUpload,
    problems: {
      409: 'The id is that of a withdrawn study, for which another is needed; or another request ended this upload a moment before: ask again',
    },
    success: {
      200: { description: 'Where to PUT each part, or that the file is there', schema: api.partedUploadAnswer },
    },
  },
  'GET /v1/studies': {
    id: 'listStudies',
    tag: 'studies',
    summary: "List the institution's studies",
    description: 'Newest change first within a status. `cursor` of an answer asks for its next page.',
    scope: 'studies:read',
    query: api.studyListQuery,
    success: { 200: { description: 'A page of studies', schema: api.studyList } },
  },
  'GET /v1/studies/{id}': {
    id: 'getStudy',
    tag: 'studies',
    summary: 'One study: its status, and why',
    description:
      'Status, for each sequence how far it is, and what is missing and why. Poll it after the upload; everything is of the manifest whose hash it names.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE },
    success: { 200: { description: 'The study', schema: api.studyAnswer, headers: api.entityTag } },
  },
  'DELETE /v1/studies/{id}': {
    id: 'withdrawStudy',
    tag: 'studies',
    summary: 'Withdraw a study: erase everything that is stored of it',
    description:
      'From the answer on the study is not served, and nothing is written under its id again. Its files, features, predictions, receipts and ' +
      'exported tables, and its rows in stored cohorts and evaluations are erased within minutes. Versions that were fitted on it are marked, ' +
      'and their lines are fitted again without it. The id cannot be announced again. Repeating the request is harmless. With `If-Match`, only ' +
      'if the study is still as the ETag says. `remains` of the answer says what cannot go at once; docs/erasure.md is the whole procedure.',
    scope: 'studies:write',
    path: study,
    headers: api.ifMatch,
    problems: { 412: 'The study was written since the ETag of If-Match' },
    success: { 202: { description: 'The study is withdrawn and being erased', schema: api.withdrawal } },
  },
  'GET /v1/studies/{id}/features': {
    id: 'getStudyFeatures',
    tag: 'studies',
    summary: 'The features of a study',
    description:
      'All features of the newest manifest by name; null if the definition gives no number. `GET …/features.csv` has the same as a table of one row.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE, 409: NOT_ANALYSED },
    success: {
      200: { description: 'The features of the newest manifest, which the answer names', schema: api.studyFeatures },
    },
  },
  'GET /v1/studies/{id}/features.csv': {
    id: 'getStudyFeaturesAsCsv',
    tag: 'studies',
    summary: 'The features of a study, as CSV',
    description:
      'One row in the columns studyId, manifestHash, engineVersion and one per feature; empty if the definition gives no number.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE, 409: NOT_ANALYSED },
    success: {
      200: { description: 'The features of the newest manifest, which the row names', text: 'text/csv' },
    },
  },
  'GET /v1/studies/{id}/receipt': {
    id: 'getDeidentificationReceipt',
    tag: 'studies',
    summary: 'What the examination for identities found: attributes and files, never values',
    description: 'What admission examined and found. A study with findings is in quarantine and is not analysed.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE },
    success: { 200: { description: 'The de-identification receipt', schema: api.receipt } },
  },
  'GET /v1/studies/{id}/files': {
    id: 'listStudyFiles',
    tag: 'studies',
    summary: 'The files of a study as they were uploaded, with URLs to get them',
    description:
      'The manifest, and for each file that it lists a presigned URL that lives for minutes. Only of a study that passed the examination for ' +
      'identities: one in quarantine, or not examined yet, has none to give. `cursor` of an answer asks for its next page; after another ' +
      'upload of the manifest it is refused.',
    scope: 'studies:read',
    path: study,
    query: api.studyFilesQuery,
    problems: {
      410: GONE,
      409: 'The study is in quarantine, awaited, or not examined; `reason.code` says which. `type` is urn:radscore:problem:study-not-analysed',
    },
    success: { 200: { description: 'A page of files', schema: api.studyFiles } },
  },
  'GET /v1/studies/{id}/history': {
    id: 'getStudyHistory',
    tag: 'studies',
    summary: 'Manifests and analyses of a study, newest first',
    description:
      'What became of the present manifest and of earlier ones: status, reason, number of features and prediction, without clinical values ' +
      'and outcomes. The last 20 analyses are kept; of manifests from before histories were kept, what their receipts and vectors show.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE },
    success: { 200: { description: 'The history', schema: api.studyHistory } },
  },
  'PUT /v1/studies/{id}/outcome': {
    id: 'recordOutcome',
    tag: 'studies',
    summary: 'Record whether the tumour was gone at surgery',
    description:
      'Replaces the outcome that counts for cohorts. With `If-Match`, only if the study is still as the ETag says.',
    scope: 'studies:write',
    path: study,
    body: api.putOutcome,
    headers: api.ifMatch,
    problems: { 410: GONE, 412: 'The study was written since the ETag of If-Match' },
    success: {
      200: {
        description:
          'The study. `outcome.notes` say if the outcome contradicts the manifest, or will not count for cohorts',
        schema: api.studyAnswer,
        headers: api.entityTag,
      },
    },
  },
  'GET /v1/studies/{id}/clinical': {
    id: 'getClinical',
    tag: 'studies',
    summary: 'Clinical values of a study, with where each came from',
    description: 'Every variable that the protocol of the study declares, with its value, source and history.',
    scope: 'studies:read',
    path: study,
    problems: { 410: GONE },
    success: { 200: { description: 'The clinical values', schema: api.clinicalAnswer, headers: api.entityTag } },
  },
  'PUT /v1/studies/{id}/clinical': {
    id: 'recordClinical',
    tag: 'studies',
    summary: 'Record clinical values of a study',
    description:
      'A value that is sent counts before that of the manifest; null takes it back, and variables that are not named stay as they are. ' +
      'Predictions that are asked for from now on, exports and the next training run use it; answers that were given and versions that were ' +
      'fitted stay as they are. Versions that were fitted on a value that is another now are marked `corrected-clinical`, and their lines are ' +
      'fitted again. With `If-Match`, only if the study is still as the ETag of GET /v1/studies/{id} says.',
    scope: 'studies:write',
    path: study,
    body: api.putClinical,
    headers: api.ifMatch,
    problems: {
      409: 'Others write the study all the time',
      410: GONE,
      412: 'The study was written since the ETag of If-Match',
    },
    success: {
      200: { description: 'The clinical values that count now', schema: api.clinicalAnswer, headers: api.entityTag },
    },
  },
  'GET /v1/features': {
    id: 'exportFeatures',
    tag: 'studies',
    summary: "The institution's feature table as a CSV file",
    description:
      'Redirects to a presigned URL of one CSV table of all complete studies of the institution, of which there are at most 500; more are a job: POST /v1/feature-exports.',
    scope: 'studies:read',
    query: api.cohortQuery,
    problems: {
      404: 'No such protocol',
      409: 'The institution has too many studies for one request. `type` is urn:radscore:problem:table-too-large: open a job with POST /v1/feature-exports',
    },
    success: {
      303: {
        description:
          'Location: a presigned URL of the table. Rows are complete studies of the protocol, each with the manifest and engine of its values; ' +
          "pCR is empty if the outcome is not known or not by the protocol's definition",
        headers: api.exportHeaders,
      },
    },
  },
} satisfies Readonly<Record<string, Operation>>;
