/** Errors of AWS clients that pass, under names by which the state machines repeat them. */
import { TRANSIENT_ERRORS } from '../contracts/faults.ts';
import { ServiceUnreachable } from '../errors.ts';

const TRANSIENT: ReadonlySet<string> = new Set(TRANSIENT_ERRORS);

/** Codes of Node for connections that could not be made or broke. */
const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** What the clients of AWS and their sockets add to an error. */
interface Annotated extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: unknown;
}

/**
 * A broken connection, an answer with 5xx or 429, or a time-out of a socket becomes `ServiceUnreachable`, unless AWS has a
 * name for it that is repeated anyway; any other error stays as it is. The clients repeat requests by themselves, but not
 * the reading of a body.
 */
export function asTransient(error: unknown): unknown {
  if (!(error instanceof Error) || TRANSIENT.has(error.name)) return error;
  return isTransient(error) ? new ServiceUnreachable(error) : error;
}

function isTransient({ name, message, code, $metadata, $retryable }: Annotated): boolean {
  const status = $metadata?.httpStatusCode ?? 0;
  return (
    status >= 500 ||
    status === 429 ||
    $retryable !== undefined ||
    (typeof code === 'string' && BROKEN.has(code)) ||
    // Of the client's own sockets; `aborted` is what Node says of a body that ends before its length.
    name === 'TimeoutError' ||
    message === 'aborted' ||
    message === 'socket hang up'
  );
}
