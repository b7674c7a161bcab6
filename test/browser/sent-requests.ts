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
 * `fetch(new Request(…))`, whose body is a stream; the sizes of the network are not.
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
      const measured = request.sizes().then(
        ({ requestBodySize }) => {
          entry.sent = Math.max(entry.sent, requestBodySize);
        },
        () => {},
      );
      this.#open.add(measured);
      void measured.finally(() => this.#open.delete(measured));
    });
  }

  /** Waits until the sizes of what has ended are known. */
  async settled(): Promise<void> {
    await Promise.all(this.#open);
  }
}
