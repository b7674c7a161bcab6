/** What pages and their workers sent, by the bytes that really left. */
import type { BrowserContext, Request } from 'playwright-core';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  /** Bytes of the body. Known when the request has ended: wait with {@link settled}. */
  sent: number;
}

/**
 * Records every request of a context, those of workers too, in order. `postData` of Playwright is empty for
 * `fetch(new Request(…))`, whose body is a stream; the headers that went over the line say how long it was.
 */
export class SentRequests {
  readonly requests: SentRequest[] = [];
  readonly #open = new Set<Promise<unknown>>();

  watch(context: BrowserContext): void {
    const entries = new Map<Request, SentRequest>();
    context.on('request', (request) => {
      const entry = { method: request.method(), url: request.url(), sent: request.postDataBuffer()?.byteLength ?? 0 };
      entries.set(request, entry);
      this.requests.push(entry);
    });
    context.on('requestfinished', (request) => {
      const entry = entries.get(request);
      if (!entry) return;
      const measured = request.allHeaders().then(
        (headers) => {
          const length = headers['transfer-encoding']
            ? Number.POSITIVE_INFINITY
            : Number(headers['content-length'] ?? 0);
          entry.sent = Math.max(entry.sent, length);
        },
        () => {},
      );
      this.#open.add(measured);
      void measured.finally(() => this.#open.delete(measured));
    });
  }

  /** Waits until the lengths of what has ended are known. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }
}
