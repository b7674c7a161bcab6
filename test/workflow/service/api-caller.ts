/** Calls the API's handler as API Gateway does. */
import { api } from '@radscore/pipeline';
import type { APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { z } from 'zod';
import { handler } from '../../../lambdas/api/index.ts';
import { breachesOf } from './answer-contract.ts';
import { actAs } from './roles.ts';

/**
 * What the whole API, with its problem details, answers to an institution; without API Gateway in front of it. Every answer
 * is held against the OpenAPI document.
 */
export async function callApi(
  institution: string,
  method: string,
  path: string,
  options: {
    body?: unknown;
    /** A body that is no JSON. */
    text?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    /** The consortium claim. */
    consortium?: string;
    /** The token's `sub`. */
    subject?: string;
  } = {},
): Promise<{
  status: number;
  headers: Readonly<Record<string, unknown>>;
  body: string;
  json: <S extends z.ZodType>(schema: S) => z.output<S>;
}> {
  const { body, text: given, query, headers, consortium, subject = `user-of-${institution}` } = options;
  const event = {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: '',
    headers: { accept: 'application/json', ...headers },
    queryStringParameters: query,
    body: given ?? (body === undefined ? undefined : JSON.stringify(body)),
    isBase64Encoded: false,
    requestContext: {
      http: { method, path },
      authorizer: { jwt: { claims: { institution, consortium, sub: subject } } },
    },
  };
  const context = { functionName: 'api', awsRequestId: 'test', memoryLimitInMB: '1024' } as Context;
  const answer: APIGatewayProxyStructuredResultV2 = await actAs('api', () => handler(event as never, context));
  const text = answer.body ?? '';
  const status = answer.statusCode ?? 0;
  const breaches = breachesOf(method, path, { status, headers: answer.headers ?? {}, body: text });
  if (breaches.length > 0) throw new Error(`${method} ${path} answers ${status}: ${breaches.join('; ')}`);
  return { status, headers: answer.headers ?? {}, body: text, json: (schema) => schema.parse(JSON.parse(text)) };
}

/** The problem of an answer, checked against its schema. */
export function problemOf(answer: Awaited<ReturnType<typeof callApi>>): z.output<typeof api.problem> {
  return answer.json(api.problem);
}
