/** A bucket's answers to pages of other origins. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CorsRule } from './bucket-settings.ts';
import { S3Error } from './errors.ts';

/** Answers a browser's preflight (S3 User Guide, "CORS: how does Amazon S3 evaluate the configuration"). */
export function answerPreflight(message: IncomingMessage, response: ServerResponse, rules: readonly CorsRule[]): void {
  const { origin } = message.headers;
  const method = message.headers['access-control-request-method'];
  const asked = (message.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  if (!origin || !method) {
    throw new S3Error(
      400,
      'BadRequest',
      'Insufficient information. Origin and Access-Control-Request-Method are needed.',
    );
  }
  const rule = rules.find(
    (one) => allows(one, origin, method) && asked.every((name) => matchesAny(one.allowedHeaders ?? [], name)),
  );
  if (!rule) {
    throw new S3Error(403, 'AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  setHeaders(response, rule, origin);
  if (asked.length > 0) response.setHeader('access-control-allow-headers', asked.join(', '));
  response.end();
}

/** Adds what lets a browser read the answer, if a rule allows its origin. */
export function addCorsHeaders(message: IncomingMessage, response: ServerResponse, rules: readonly CorsRule[]): void {
  const { origin } = message.headers;
  if (!origin) return;
  const rule = rules.find((one) => allows(one, origin, message.method ?? ''));
  if (rule) setHeaders(response, rule, origin);
}

function setHeaders(response: ServerResponse, rule: CorsRule, origin: string): void {
  const anyOrigin = rule.allowedOrigins.includes('*');
  response.setHeader('access-control-allow-origin', anyOrigin ? '*' : origin);
  response.setHeader('access-control-allow-methods', rule.allowedMethods.join(', '));
  if (!anyOrigin) response.setHeader('access-control-allow-credentials', 'true');
  if (rule.exposeHeaders?.length) response.setHeader('access-control-expose-headers', rule.exposeHeaders.join(', '));
  if (rule.maxAgeSeconds !== undefined) response.setHeader('access-control-max-age', rule.maxAgeSeconds);
  response.setHeader('vary', 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return rule.allowedMethods.includes(method) && matchesAny(rule.allowedOrigins, origin);
}

/** Patterns have at most one `*`. */
function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => {
    const [start, end] = pattern.toLowerCase().split('*', 2);
    const lower = text.toLowerCase();
    if (end === undefined) return lower === start;
    return lower.length >= start.length + end.length && lower.startsWith(start) && lower.endsWith(end);
  });
}
