/** Which statuses other than success a route can answer with, each stated: clients are generated for what is stated. */
import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { gatewayMessage, problem, refusal } from '../schemas/service.ts';
import type { Operation } from './operation.ts';

type Responses = ZodOpenApiOperationObject['responses'];

/**
 * Bodies of problems. The function answers `application/problem+json`; API Gateway, before or instead of it, `application/json`.
 * Generators read the first media type only and do not look at that of the answer: its schema is that of both.
 */
const PROBLEM = {
  content: { 'application/json': { schema: refusal }, 'application/problem+json': { schema: problem } },
};

const UNAUTHORIZED = {
  description: 'No token, or one that has expired or is of another issuer',
  headers: z.object({ 'www-authenticate': z.string().meta({ description: 'Which token is wanted' }) }),
  content: { 'application/json': { schema: gatewayMessage } },
};

/** Those of every route of its kind, then those that the route names. */
export function problemsOf({ scope, path, query, headers, body, problems }: Operation): NonNullable<Responses> {
  const asked = path || query || headers || body;
  const described = {
    ...(asked && {
      400: 'A part of the request does not fit its schema, or cannot be used; `issues` names the places',
    }),
    ...(scope && { 403: 'The token lacks the scope of this route, or names no institution that it reaches' }),
    ...(path && { 404: 'What the path names is not there, or not visible to the institution' }),
    ...(body && { 413: 'The body is larger than 10 MB, or than the function takes' }),
    429: 'Too many requests; try again later',
    500: 'The service failed',
    503: 'The service did not answer within 30 s',
    ...problems,
  };
  const responses: NonNullable<Responses> = scope ? { 401: UNAUTHORIZED } : {};
  for (const [status, description] of Object.entries(described)) {
    responses[status as '404'] = { description, ...PROBLEM };
  }
  return responses;
}
