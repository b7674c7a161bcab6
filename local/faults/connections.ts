/** Slow and reset connections of the services that speak HTTP. */
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Faults } from './faults.ts';
import type { RuleOf } from './plan.ts';

/** The connection was reset before anything was done. */
export class ConnectionReset extends Error {
  override readonly name = 'ConnectionReset';
}

/**
 * Lets the connection of a request suffer what the plan says: returns when the request may be served, and throws
 * `ConnectionReset` if it may not.
 */
export async function suffer(
  faults: Faults,
  service: RuleOf<'connection-slow'>['service'],
  operation: string,
  response: ServerResponse,
): Promise<void> {
  const slow = faults.strike('connection-slow', { service, operation });
  if (slow) await delay(slow.ms);
  const reset = faults.strike('connection-reset', { service, operation });
  if (!reset) return;
  if (reset.at === 'request') {
    abort(response);
    throw new ConnectionReset(`${service} ${operation}: reset by the fault plan`);
  }
  if (reset.at === 'answer') resetAtAnswer(response);
  else resetInBody(response);
}

/** All is done, and nobody learns of it. */
function resetAtAnswer(response: ServerResponse): void {
  const silent = () => {
    abort(response);
    return response;
  };
  Object.assign(response, { writeHead: silent, flushHeaders: silent, write: () => !silent(), end: silent });
}

/** The first half of the first piece of a body arrives; an answer without a body does not. */
function resetInBody(response: ServerResponse): void {
  const { write } = response;
  const half = (piece: unknown) => {
    const bytes =
      typeof piece === 'string' ? Buffer.from(piece) : piece instanceof Uint8Array ? piece : Buffer.alloc(0);
    if (bytes.length > 1) write.call(response, bytes.subarray(0, bytes.length >> 1), 'utf8', () => abort(response));
    else abort(response);
    return response;
  };
  Object.assign(response, { write: (piece: unknown) => !half(piece), end: half });
}

/** As a peer that is gone: a reset, no orderly end. */
function abort(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
  response.destroy();
}
