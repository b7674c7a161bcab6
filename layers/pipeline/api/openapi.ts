/** Every operation of the API, and the OpenAPI document made of them. */
import { z } from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { manifest } from '../contracts/manifest.ts';
import { clinicalSchemas, PROTOCOL_IDS, protocolById } from '../protocols/index.ts';
import { exportOperations } from './operations/exports.ts';
import { modelOperations } from './operations/models.ts';
import { type Operation, TAGS } from './operations/operation.ts';
import { predictionOperations } from './operations/predictions.ts';
import { problemsOf } from './operations/problems.ts';
import { serviceOperations } from './operations/service.ts';
import { studyOperations } from './operations/studies.ts';
import * as api from './schemas/index.ts';

export type { Operation } from './operations/operation.ts';

/** Every route of the API, by `METHOD /path`. `infra/routes.ts` and the router of `lambdas/api` are held to this list by a test. */
export const OPERATIONS = {
  ...studyOperations,
  ...exportOperations,
  ...modelOperations,
  ...predictionOperations,
  ...serviceOperations,
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
      schemas: { Manifest: manifest, ...clinicalSchemas(PROTOCOL_IDS.map(protocolById)) },
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

/** Generators know no text of an image: to them an SVG is bytes. */
const TEXTS = { 'text/csv': z.string(), 'image/svg+xml': z.string().meta({ format: 'binary' }) };

function operationObject(operation: Operation): ZodOpenApiOperationObject {
  const responses: ZodOpenApiOperationObject['responses'] = problemsOf(operation);
  for (const [status, { description, schema, headers, text }] of Object.entries(operation.success)) {
    const content = {
      ...(schema && { 'application/json': { schema } }),
      ...(text && { [text]: { schema: TEXTS[text] } }),
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
      requestBody: {
        required: true,
        content: { [operation.bodyType ?? 'application/json']: { schema: operation.body } },
      },
    }),
    responses,
  };
}
