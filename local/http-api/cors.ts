/** API Gateway's own answers to pages of other origins. */
import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from './response.ts';

/** An API's CORS configuration; if it is given, API Gateway answers preflights itself. */
export interface CorsConfiguration {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAgeSeconds?: number;
  readonly allowCredentials?: boolean;
}

export function isPreflight(message: IncomingMessage): boolean {
  const { origin, 'access-control-request-method': method } = message.headers;
  return message.method === 'OPTIONS' && origin !== undefined && method !== undefined;
}

/** 204; if the origin is not allowed, without headers, which a browser takes for a no. */
export function preflightAnswer(cors: CorsConfiguration, origin: string): HttpAnswer {
  const headers = originHeaders(cors, origin);
  if (Object.keys(headers).length === 0) return { status: 204, headers, body: Buffer.alloc(0) };
  return {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': cors.allowMethods.join(','),
      'access-control-allow-headers': cors.allowHeaders.join(','),
      ...(cors.maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(cors.maxAgeSeconds) }),
    },
    body: Buffer.alloc(0),
  };
}

/** Headers that let a page of an allowed origin read an answer; they replace the function's own. */
export function originHeaders(cors: CorsConfiguration, origin: string): Record<string, string> {
  const any = cors.allowOrigins.includes('*');
  const allowed = any || cors.allowOrigins.some((one) => one.toLowerCase() === origin.toLowerCase());
  if (!allowed) return {};
  return {
    'access-control-allow-origin': any ? '*' : origin,
    ...(any ? {} : { vary: 'Origin' }),
    ...(cors.exposeHeaders?.length ? { 'access-control-expose-headers': cors.exposeHeaders.join(',') } : {}),
    ...(cors.allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}),
  };
}
