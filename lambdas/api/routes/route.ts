/** What a route is: request parsed by schema, caller taken from the token, answer as JSON. */
import { createHash } from 'node:crypto';
import {
  api,
  type Caller,
  callerOfClaims,
  issuesOf,
  OPERATIONS,
  type Operation,
  RequestInvalid,
  type RouteKey,
  recordClaims,
} from '@radscore/pipeline';
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { z } from 'zod';
import { subjectOfStudy } from '../../log-subject.ts';
import { logger } from '../../logger.ts';
import { type Meter, meterOfFunction } from '../../usage.ts';

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
  /** The same with its consortia: whose labelled studies the caller may pool, and whose lines are its own. */
  readonly caller: Caller;
  /** Address of the API: `https://abc.execute-api.eu-central-1.amazonaws.com`. */
  readonly origin: string;
  /** What the request uses. */
  readonly meter: Meter;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  handler(
    event: APIGatewayProxyEventV2WithJWTAuthorizer,
    context?: Context,
  ): Promise<APIGatewayProxyStructuredResultV2>;
}

const measured = meterOfFunction();

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
    handler: (event, context) => measured(context, (meter) => answer(event, meter)),
  };

  async function answer(
    event: APIGatewayProxyEventV2WithJWTAuthorizer,
    meter: Meter,
  ): Promise<APIGatewayProxyStructuredResultV2> {
    const caller = operation.scope ? await callerOf(event) : NOBODY;
    const request = {
      path: operation.path && parse(operation.path, event.pathParameters ?? {}),
      query: operation.query && parse(operation.query, event.queryStringParameters ?? {}),
      body: operation.body && parse(operation.body, operation.bodyType ? textBody(event) : jsonBody(event)),
      headers: operation.headers && parse(operation.headers, event.headers),
      institution: caller.institution,
      caller,
      origin: originOf(event),
      meter,
    };
    logger.appendKeys({ route: key, ...subjectOfStudy(studyOf(key, request.path), caller.institution) });
    return work(request as RouteRequest<Key>);
  }
}

/** Of routes of studies only: other ids are of lines and jobs. */
function studyOf(key: RouteKey, path: unknown): unknown {
  return key.includes(' /v1/studies/{id}') ? (path as { readonly id?: unknown }).id : undefined;
}

/** API Gateway serves TLS only and states its own domain, whatever the client named; the local cloud serves loopback. */
function originOf({ requestContext, headers }: APIGatewayProxyEventV2WithJWTAuthorizer): string {
  const scheme = headers?.['x-forwarded-proto'] === 'http' ? 'http' : 'https';
  return `${scheme}://${requestContext?.domainName}`;
}

/** Of routes without a token. */
const NOBODY: Caller = { institution: '', consortia: [] };

/** Who calls; what the token claims is recorded once a day, for runs that have no token. */
async function callerOf(event: APIGatewayProxyEventV2WithJWTAuthorizer): Promise<Caller> {
  const caller = callerOfClaims(event.requestContext.authorizer?.jwt?.claims ?? {});
  const now = new Date();
  const claim = JSON.stringify([caller, now.toISOString().slice(0, 10)]);
  if (!recorded.has(claim)) {
    await recordClaims(caller, now);
    if (recorded.size >= MOST_RECORDED) recorded.clear();
    recorded.add(claim);
  }
  return caller;
}

/** A body that is no UTF-8 comes as base64; what cannot be read of it becomes replacement characters. */
function textBody(event: APIGatewayProxyEventV2WithJWTAuthorizer): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString('utf8') : (event.body ?? '');
}
/** Claims that this sandbox has recorded today: what is recorded twice is only slower. */
const recorded = new Set<string>();
const MOST_RECORDED = 1000;

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
