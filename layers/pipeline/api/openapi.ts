/** Every operation of the API with its schemas, and the OpenAPI document made of them. */
import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { modelName, modelVersion, studyId } from '../contracts/identifiers.ts';
import { manifest } from '../contracts/manifest.ts';
import * as api from './api.ts';

interface Success {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly headers?: z.ZodObject;
  /** A body of text in place of JSON. One operation has one type of body: clients are generated for one. */
  readonly text?: 'text/csv' | 'image/svg+xml';
}

export interface Operation {
  /** Name of the method in generated clients. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
  readonly scope?: string;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly headers?: z.ZodObject;
  /** Problems of a route that a client is to expect, in addition to those of every route. */
  readonly problems?: Readonly<Record<number, string>>;
  readonly success: Record<number, Success>;
}

/** Groups of operations, as documents and clients show them. */
export const TAGS = {
  studies: 'Announce, upload and follow studies; their features and outcomes',
  models: 'Train models, and read what their versions are made of and how well they predict',
  predictions: 'Score a stored study or values at hand',
  service: 'Protocols, conformance of the engine, health and this document',
} as const;
export type Tag = keyof typeof TAGS;

const study = z.object({ id: studyId });
const model = z.object({ name: modelName });
const version = model.extend({ version: modelVersion });

const NOT_ANALYSED =
  'The newest manifest is not analysed: it is awaited, being analysed, refused or in quarantine. Features of an earlier manifest are not ' +
  'served. `type` is urn:radscore:problem:study-not-analysed; `reason.code`, `studyStatus` and `manifestHash` say how the study stands.';

const PREDICTION =
  'The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, ' +
  'or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`)';

/** Every route of the API, by `METHOD /path`. `infra/routes.ts` and the router of `lambdas/api` are held to this list by a test. */
export const OPERATIONS = {
  'POST /v1/studies': {
    id: 'announceStudy',
    tag: 'studies',
    summary: 'Announce a study and get presigned upload URLs',
    description:
      'Gives one presigned URL per file. PUT each file with the headers of its answer, manifest.json last: its arrival starts the analysis. Announcing again is harmless.',
    scope: 'studies:write',
    body: api.createStudy,
    success: { 201: { description: 'Where to PUT each file', schema: api.uploads } },
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
      'Status, and for each sequence what is missing and why. Poll it after the upload; everything is of the manifest whose hash it names.',
    scope: 'studies:read',
    path: study,
    success: { 200: { description: 'The study', schema: api.studyAnswer, headers: api.entityTag } },
  },
  'GET /v1/studies/{id}/features': {
    id: 'getStudyFeatures',
    tag: 'studies',
    summary: 'The features of a study',
    description:
      'All features of the newest manifest by name; null if the definition gives no number. `GET …/features.csv` has the same as a table of one row.',
    scope: 'studies:read',
    path: study,
    problems: { 409: NOT_ANALYSED },
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
    problems: { 409: NOT_ANALYSED },
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
    success: { 200: { description: 'The de-identification receipt', schema: api.receipt } },
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
    problems: { 412: 'The study was written since the ETag of If-Match' },
    success: {
      200: {
        description:
          'The study. `outcome.notes` say if the outcome contradicts the manifest, or will not count for cohorts',
        schema: api.studyAnswer,
        headers: api.entityTag,
      },
    },
  },
  'GET /v1/features': {
    id: 'exportFeatures',
    tag: 'studies',
    summary: "The institution's feature table as a CSV file",
    description: 'Redirects to a presigned URL of one CSV table of all complete studies of the institution.',
    scope: 'studies:read',
    query: api.cohortQuery,
    success: {
      303: {
        description:
          'Location: a presigned URL of the table. Rows are complete studies of the protocol, each with the manifest and engine of its values; ' +
          "pCR is empty if the outcome is not known or not by the protocol's definition",
        headers: api.exportHeaders,
      },
    },
  },
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
  'GET /v1/protocols/{id}': {
    id: 'getProtocol',
    tag: 'service',
    summary: 'A protocol with every choice it makes',
    description: 'Settings of each sequence, clinical variables, outcome, and every choice that the paper leaves open.',
    scope: 'models:read',
    path: z.object({ id: z.string() }),
    success: { 200: { description: 'The protocol', schema: api.protocolAnswer } },
  },
  'GET /v1/conformance': {
    id: 'getConformance',
    tag: 'service',
    summary: 'The deployed engine on the IBSI-1 digital phantom, value by value',
    description: 'The deployed engine computes it for each request.',
    scope: 'models:read',
    success: { 200: { description: 'Each value against the consensus', schema: api.conformance } },
  },
  'GET /v1/health': {
    id: 'getHealth',
    tag: 'service',
    summary: 'Whether the API answers',
    description: 'Needs no token.',
    success: { 200: { description: 'It does', schema: api.health } },
  },
  'GET /v1/openapi.json': {
    id: 'getOpenApiDocument',
    tag: 'service',
    summary: 'This document',
    description: 'Needs no token. OpenAPI 3.1.',
    success: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
  },
} satisfies Readonly<Record<string, Operation>>;

export type RouteKey = keyof typeof OPERATIONS;

/** The OpenAPI 3.1 document of the API. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const [route, operation] of Object.entries<Operation>(OPERATIONS)) {
    const [method, path] = route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(operation) };
  }
  const document = {
    openapi: '3.1.0' as const,
    info: {
      title: 'Radscore',
      version: '1',
      description: `Predicts pathological complete response of HER2-positive breast cancer from pre-treatment MRI. ${api.RESEARCH_USE_ONLY}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The host that serves this document' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    components: {
      // What a client writes to manifest.json; no route takes it as a body.
      schemas: { Manifest: manifest },
      securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths,
  };
  return createDocument(document, { override: forGenerators });
}

/** Forms that generators of clients know badly, as what they mean. */
const forGenerators: CreateDocumentOptions['override'] = ({ jsonSchema }) => {
  pairsAsArrays(jsonSchema);
  namedEntriesAsProperties(jsonSchema);
};

type JsonSchema = Parameters<NonNullable<CreateDocumentOptions['override']>>[0]['jsonSchema'];

/** A pair is an array of two of one type, in place of `prefixItems`. */
function pairsAsArrays(jsonSchema: JsonSchema): void {
  const { prefixItems } = jsonSchema;
  if (!prefixItems || new Set(prefixItems.map((item) => JSON.stringify(item))).size !== 1) return;
  delete jsonSchema.prefixItems;
  Object.assign(jsonSchema, { items: prefixItems[0], minItems: prefixItems.length, maxItems: prefixItems.length });
}

/** A record with fixed names is an object with these properties. */
function namedEntriesAsProperties(jsonSchema: JsonSchema): void {
  const { required, additionalProperties, properties } = jsonSchema;
  if (!required || properties || typeof additionalProperties !== 'object') return;
  jsonSchema.properties = Object.fromEntries(required.map((name) => [name, additionalProperties]));
  jsonSchema.additionalProperties = false;
  delete jsonSchema.propertyNames;
}

function operationObject(operation: Operation): ZodOpenApiOperationObject {
  const problem = {
    content: {
      'application/problem+json': { schema: api.problem },
      // What API Gateway answers itself, before or instead of a function.
      'application/json': { schema: api.gatewayMessage },
    },
  };
  const responses: ZodOpenApiOperationObject['responses'] = {
    ...(operation.scope && {
      401: {
        description: 'No token, or one that has expired or is of another issuer',
        content: { 'application/json': { schema: api.gatewayMessage } },
      },
      403: {
        description: 'The token lacks the scope of this route, or names no institution that it reaches',
        ...problem,
      },
    }),
    '4XX': { description: 'The request cannot be answered; the body says why', ...problem },
    '5XX': { description: 'The service failed', ...problem },
  };
  for (const [status, description] of Object.entries(operation.problems ?? {})) {
    responses[status as '409'] = { description, ...problem };
  }
  for (const [status, { description, schema, headers, text }] of Object.entries(operation.success)) {
    const content = {
      ...(schema && { 'application/json': { schema } }),
      ...(text && { [text]: { schema: z.string() } }),
    };
    responses[status as '200'] = {
      description,
      ...(headers && { headers }),
      ...(Object.keys(content).length > 0 && { content }),
    };
  }
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    description: operation.description,
    security: operation.scope ? [{ bearer: [`radscore/${operation.scope}`] }] : [],
    requestParams: {
      ...(operation.path && { path: operation.path }),
      ...(operation.query && { query: operation.query }),
      ...(operation.headers && { header: operation.headers }),
    },
    ...(operation.body && {
      requestBody: { required: true, content: { 'application/json': { schema: operation.body } } },
    }),
    responses,
  };
}
