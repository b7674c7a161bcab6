/** From an HTTP request to the event that a function receives (payload format 2.0). */
import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { ACCOUNT } from '../contracts.ts';
import type { JwtContext } from './authorizer.ts';
import type { RouteMatch } from './routes.ts';

const TEXT = /^(text\/|application\/(json|xml|javascript)\b|[^;]+\+(json|xml)\b)/i;

export interface EventParts {
  readonly message: IncomingMessage;
  readonly requestId: string;
  /** As it is in the request line. */
  readonly path: string;
  readonly rawQueryString: string;
  readonly match: RouteMatch;
  readonly authorizer?: JwtContext;
  readonly body: Buffer;
}

/** The event of a Lambda proxy integration with payload format 2.0 (API Gateway Developer Guide). */
export function proxyEvent({
  message,
  requestId,
  path: encodedPath,
  rawQueryString,
  match,
  authorizer,
  body,
}: EventParts) {
  const path = decodeURIComponent(encodedPath);
  const { cookie, ...headers } = lowerCaseHeaders(message);
  const parameters = queryStringParameters(rawQueryString);
  const now = new Date();
  const isText = isTextBody(headers['content-type'], body);
  const sourceIp = '127.0.0.1';
  return {
    version: '2.0',
    routeKey: match.route.routeKey,
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */) }),
    headers: { ...headers, 'x-forwarded-for': sourceIp, 'x-forwarded-proto': 'http' },
    ...(Object.keys(parameters).length > 0 ? { queryStringParameters: parameters } : {}),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'local',
      ...(authorizer ? { authorizer } : {}),
      domainName: headers['host'] ?? '',
      domainPrefix: 'local',
      http: {
        method: message.method ?? '',
        path,
        protocol: `HTTP/${message.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: match.route.routeKey,
      stage: '$default',
      time: commonLogTime(now),
      timeEpoch: now.getTime(),
    },
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function isTextBody(contentType: string | undefined, body: Buffer): boolean {
  return (contentType === undefined || TEXT.test(contentType)) && isUtf8(body);
}

function lowerCaseHeaders(message: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );
}

/** Values of a parameter that is given more than once are joined by commas. */
function queryStringParameters(query: string): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = Object.hasOwn(parameters, name) ? `${parameters[name]},${value}` : value;
  }
  return parameters;
}

/** `23/Nov/2026:09:00:00 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
}
