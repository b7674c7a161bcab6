/** Parameters of OAuth 2.0 requests, each given once, and errors in the words of RFC 6749. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../loopback.ts';

export type Parameters = ReadonlyMap<string, string>;

/** An error that the client is to read: `code` is one of RFC 6749, 4.1.2.1 and 5.2. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

const LARGEST_FORM = 64 * 1024;

/** The fields of a form. @throws OAuthError */
export async function formOf(message: IncomingMessage): Promise<Parameters> {
  const body = await readBody(message, LARGEST_FORM);
  if (!body) throw new OAuthError('invalid_request', `the form has more than ${LARGEST_FORM} bytes`, 413);
  const [type] = (message.headers['content-type'] ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/x-www-form-urlencoded') {
    throw new OAuthError('invalid_request', 'the body is no form: application/x-www-form-urlencoded is wanted');
  }
  return parametersOf(new URLSearchParams(body.toString('utf8')));
}

/** @throws OAuthError if one is given twice (RFC 6749, 3.1) */
export function parametersOf(search: URLSearchParams): Parameters {
  const parameters = new Map(search);
  if (parameters.size !== search.size) throw new OAuthError('invalid_request', 'a parameter is given twice');
  return parameters;
}

/** The scopes that are asked for, all of them if none are. @throws OAuthError for one that the client may not have */
export function scopesOf(parameters: Parameters, allowed: readonly string[]): readonly string[] {
  const asked = (parameters.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (asked.some((scope) => !allowed.includes(scope))) {
    throw new OAuthError('invalid_scope', `the client may ask for ${allowed.join(' ')}`);
  }
  return asked.length > 0 ? asked : allowed;
}

export function answerJson(response: ServerResponse, status: number, body: Readonly<Record<string, unknown>>): void {
  response.writeHead(status, { 'content-type': 'application/json', pragma: 'no-cache' });
  response.end(JSON.stringify(body));
}
