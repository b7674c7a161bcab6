/** Path, query and headers of a request line as signatures and S3 read them: percent-decoded, nothing added. */
import type { IncomingHttpHeaders } from 'node:http';
import { SignatureRefused } from './signature-refused.ts';

/** Name and value pairs of a query in their order; names may repeat. */
export type Parameters = readonly (readonly [name: string, value: string])[];

/** The path and the query of a request target, without the `?`. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const [path, query] = splitOnce(target, '?');
  return { path, query };
}

/**
 * The pairs of a query string, decoded; `+` stands for itself, as in every URL that is signed. Throws
 * `SignatureRefused` for what is not percent-encoded UTF-8.
 */
export function parseQuery(query: string): Parameters {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value] = splitOnce(pair, '=');
      return [decode(name), decode(value)];
    });
}

/** A header's value; of one that came several times (`set-cookie` alone does in Node), all of them. */
export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Throws `SignatureRefused` for what is not percent-encoded UTF-8. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SignatureRefused('AuthorizationMalformed', `'${text}' is not percent-encoded UTF-8`);
  }
}

function splitOnce(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
