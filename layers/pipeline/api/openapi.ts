/** Every operation of the API with its schemas, and the OpenAPI document made of them. */
import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { modelName, modelVersion, studyId } from '../contracts/identifiers.ts';
import * as api from './api.ts';

interface Success {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly headers?: z.ZodObject;
  readonly csv?: boolean;
  readonly svg?: boolean;
}

export interface Operation {
  readonly summary: string;
  readonly scope?: string;
  readonly path?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Problems of a route that a client is to expect, in addition to those of every route. */
  readonly problems?: Readonly<Record<number, string>>;
  readonly success: Record<number, Success>;
}

const study = z.object({ id: studyId });
const model = z.object({ name: modelName });
const version = model.extend({ version: modelVersion });

const PREDICTION =
  'The prediction, or an abstention with its reason. Of a stored study it is about the newest manifest, which it names: while that is analysed, ' +
  'or after it was refused, the answer is an abstention (`study-analysing`, `study-failed`, `study-quarantined`, `study-awaiting-upload`)';

/** Every route of the API, by `METHOD /path`. `infra/routes.ts` and the router of `lambdas/api` are held to this list by a test. */
export const OPERATIONS = {
  'POST /v1/studies': {
    summary: 'Announce a study and get presigned upload URLs',
    scope: 'studies:write',
    body: api.createStudy,
    success: { 201: { description: 'Where to PUT each file', schema: api.uploads } },
  },
  'GET /v1/studies': {
    summary: "List the institution's studies",
    scope: 'studies:read',
    query: api.studyListQuery,
    success: { 200: { description: 'A page of studies', schema: api.studyList } },
  },
  'GET /v1/studies/{id}': {
    summary: 'One study: its status, and why',
    scope: 'studies:read',
    path: study,
    success: { 200: { description: 'The study', schema: api.studyAnswer } },
  },
  'GET /v1/studies/{id}/features': {
    summary: 'The features of a study, as JSON or CSV',
    scope: 'studies:read',
    path: study,
    query: api.featureFormat,
    problems: {
      409:
        'The newest manifest is not analysed: it is awaited, being analysed, refused or in quarantine. Features of an earlier manifest are not ' +
        'served. `type` is urn:radscore:problem:study-not-analysed; `reason.code`, `studyStatus` and `manifestHash` say how the study stands.',
    },
    success: {
      200: {
        description:
          'The features of the newest manifest, which the answer names; as CSV in the columns studyId, manifestHash, engineVersion and one for each feature',
        schema: api.studyFeatures,
        csv: true,
      },
    },
  },
  'GET /v1/studies/{id}/receipt': {
    summary: 'What the examination for identities found: attributes and files, never values',
    scope: 'studies:read',
    path: study,
    success: { 200: { description: 'The de-identification receipt', schema: api.receipt } },
  },
  'PUT /v1/studies/{id}/outcome': {
    summary: 'Record whether the tumour was gone at surgery',
    scope: 'studies:write',
    path: study,
    body: api.putOutcome,
    success: {
      200: {
        description:
          'The study. `outcome.notes` say if the outcome contradicts the manifest, or will not count for cohorts',
        schema: api.studyAnswer,
      },
    },
  },
  'GET /v1/features': {
    summary: "The institution's feature table as a CSV file",
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
    summary: 'Train a model',
    scope: 'models:train',
    body: api.trainModel,
    success: { 202: { description: 'The run has started', schema: api.trainingAccepted } },
  },
  'GET /v1/models': {
    summary: 'Models, their promoted versions and their training runs',
    scope: 'models:read',
    success: { 200: { description: 'The models', schema: api.modelList } },
  },
  'GET /v1/models/{name}/versions': {
    summary: 'The versions of a model',
    scope: 'models:read',
    path: model,
    success: { 200: { description: 'The versions, oldest first', schema: api.versionList } },
  },
  'GET /v1/models/{name}/versions/{version}': {
    summary: 'One version',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The version', schema: api.modelVersionAnswer } },
  },
  'GET /v1/models/{name}/versions/{version}/evaluation': {
    summary: 'How a version does in training and test rows',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The evaluation', schema: api.evaluation } },
  },
  'GET /v1/models/{name}/versions/{version}/card': {
    summary: 'The card of a version: data, protocol, performance, limits',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The card', schema: api.modelCard } },
  },
  'GET /v1/models/{name}/versions/{version}/nomogram.svg': {
    summary: 'The nomogram of a version, as SVG',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', svg: true } },
  },
  'GET /v1/models/{name}/versions/{version}/roc.svg': {
    summary: 'Its ROC curves, as SVG',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', svg: true } },
  },
  'GET /v1/models/{name}/versions/{version}/calibration.svg': {
    summary: 'Its calibration curves, as SVG',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', svg: true } },
  },
  'GET /v1/models/{name}/versions/{version}/decision-curve.svg': {
    summary: 'Its decision curves, as SVG',
    scope: 'models:read',
    path: version,
    success: { 200: { description: 'The plot', svg: true } },
  },
  'POST /v1/models/{name}/versions/{version}/predictions': {
    summary: 'Predict with one version',
    scope: 'predictions:create',
    path: version,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.predictionAnswer } },
  },
  'POST /v1/models/{name}/predictions': {
    summary: 'Predict with the promoted version',
    scope: 'predictions:create',
    path: model,
    body: api.createPrediction,
    success: { 200: { description: PREDICTION, schema: api.predictionAnswer } },
  },
  'GET /v1/protocols/{id}': {
    summary: 'A protocol with every choice it makes',
    scope: 'models:read',
    path: z.object({ id: z.string() }),
    success: { 200: { description: 'The protocol', schema: api.protocolAnswer } },
  },
  'GET /v1/conformance': {
    summary: 'The deployed engine on the IBSI-1 digital phantom, value by value',
    scope: 'models:read',
    success: { 200: { description: 'Each value against the consensus', schema: api.conformance } },
  },
  'GET /v1/health': {
    summary: 'Whether the API answers',
    success: { 200: { description: 'It does', schema: api.health } },
  },
  'GET /v1/openapi.json': {
    summary: 'This document',
    success: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
  },
} satisfies Readonly<Record<string, Operation>>;

export type RouteKey = keyof typeof OPERATIONS;

/** The OpenAPI 3.1 document of the API. */
export function openApiDocument(): ReturnType<typeof createDocument> {
  const paths: ZodOpenApiPathsObject = {};
  for (const [route, operation] of Object.entries<Operation>(OPERATIONS)) {
    const [method, path] = route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(route, operation) };
  }
  const document = {
    openapi: '3.1.0' as const,
    info: {
      title: 'Radscore',
      version: '1',
      description: `Predicts pathological complete response of HER2-positive breast cancer from pre-treatment MRI. ${api.RESEARCH_USE_ONLY}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    components: {
      securitySchemes: { bearer: { type: 'http' as const, scheme: 'bearer', bearerFormat: 'JWT' } },
    },
    paths,
  };
  return createDocument(document, { override: tuplesAsArrays });
}

/** A pair is an array of two: generators of clients know `prefixItems` badly, and our tuples have items of one type. */
const tuplesAsArrays: CreateDocumentOptions['override'] = ({ jsonSchema }) => {
  const { prefixItems } = jsonSchema;
  if (!prefixItems || new Set(prefixItems.map((item) => JSON.stringify(item))).size !== 1) return;
  delete jsonSchema.prefixItems;
  Object.assign(jsonSchema, { items: prefixItems[0], minItems: prefixItems.length, maxItems: prefixItems.length });
};

function operationObject(route: string, operation: Operation): ZodOpenApiOperationObject {
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
  for (const [status, { description, schema, headers, csv, svg }] of Object.entries(operation.success)) {
    const content = {
      ...(schema && { 'application/json': { schema } }),
      ...(csv && { 'text/csv': { schema: z.string() } }),
      ...(svg && { 'image/svg+xml': { schema: z.string() } }),
    };
    responses[status as '200'] = {
      description,
      ...(headers && { headers }),
      ...(Object.keys(content).length > 0 && { content }),
    };
  }
  return {
    operationId: operationId(route),
    summary: operation.summary,
    security: operation.scope ? [{ bearer: [`radscore/${operation.scope}`] }] : [],
    requestParams: {
      ...(operation.path && { path: operation.path }),
      ...(operation.query && { query: operation.query }),
    },
    ...(operation.body && {
      requestBody: { required: true, content: { 'application/json': { schema: operation.body } } },
    }),
    responses,
  };
}

function operationId(route: string): string {
  return route
    .replace('/v1/', '')
    .split(/[^A-Za-z]+/)
    .filter(Boolean)
    .map((word, i) => (i === 0 ? word.toLowerCase() : word[0].toUpperCase() + word.slice(1)))
    .join('');
}
