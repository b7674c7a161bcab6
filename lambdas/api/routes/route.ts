/** What a route is: request parsed by schema, caller taken from the token, answer as JSON. */
import { createHash } from 'node:crypto';
import { api, issuesOf, OPERATIONS, type Operation, RequestInvalid, type RouteKey } from '@radscore/pipeline';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { z } from 'zod';

type Schema<Route extends RouteKey, Part extends string> =
  (typeof OPERATIONS)[Route] extends Record<Part, infer S>
    ? S extends z.ZodType
      ? z.output<S>
      : undefined
    : undefined;

/** What a route works with: its parts parsed by the schemas of the API, and who asks. */
export interface RouteRequest<Route extends RouteKey> {
  readonly path: Schema<Route, 'path'>;
  readonly query: Schema<Route, 'query'>;
  readonly body: Schema<Route, 'body'>;
  readonly headers: Schema<Route, 'headers'>;
  /** From the token's claim, never from the request. */
  readonly institution: string;
  /** Institutions whose labelled studies the caller may pool: the own one, and those of the consortium claim. */
  readonly consortium: readonly string[];
}

export interface Route {
  readonly method: string;
  readonly path: string;
  handler(event: APIGatewayProxyEventV2WithJWTAuthorizer): Promise<APIGatewayProxyStructuredResultV2>;
}

/** The caller's token names no institution. */
export class InstitutionMissing extends Error {
  override readonly name = 'InstitutionMissing';

  constructor() {
    super('got a token without an institution claim; wanted one. Ask the operator of this service for it.');
  }
}

/** A route of the API: parse, work, answer. */
export function route<Key extends RouteKey>(
  key: Key,
  work: (request: RouteRequest<Key>) => Promise<APIGatewayProxyStructuredResultV2>,
): Route {
  const [method, path] = key.split(' ');
  const operation: Operation = OPERATIONS[key];
  return {
    method,
    path,
    async handler(event) {
      const request = {
        path: operation.path && parse(operation.path, event.pathParameters ?? {}),
        query: operation.query && parse(operation.query, event.queryStringParameters ?? {}),
        body: operation.body && parse(operation.body, operation.bodyType ? textBody(event) : jsonBody(event)),
        headers: operation.headers && parse(operation.headers, event.headers),
        ...(operation.scope ? callerOf(event) : { institution: '', consortium: [] }),
      };
      return work(request as RouteRequest<Key>);
    },
  };
}

function callerOf(event: APIGatewayProxyEventV2WithJWTAuthorizer): { institution: string; consortium: string[] } {
  const claims = event.requestContext.authorizer?.jwt?.claims ?? {};
  const institution = claims['institution'];
  if (typeof institution !== 'string' || institution === '') throw new InstitutionMissing();
  const partners = String(claims['consortium'] ?? '').split(/[\s,[\]]+/);
  return { institution, consortium: [...new Set([institution, ...partners.filter(Boolean)])] };
}

/** A body that is no UTF-8 comes as base64; what cannot be read of it becomes replacement characters. */
function textBody(event: APIGatewayProxyEventV2WithJWTAuthorizer): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
}

function jsonBody(event: APIGatewayProxyEventV2WithJWTAuthorizer): unknown {
  const text = textBody(event);
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestInvalid([
      { path: '', message: `got a body of ${text.length} characters that is not JSON; wanted a JSON object` },
    ]);
  }
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new RequestInvalid(issuesOf(parsed.error));
}

/** The entity tag of an answer: the hash of its body. */
export function etagOf(body: Record<string, unknown>): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url')}"`;
}

/** A JSON answer; every one says what this software is for. */
export function json(
  statusCode: number,
  body: Record<string, unknown>,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ ...body, notice: api.RESEARCH_USE_ONLY }),
  };
}
