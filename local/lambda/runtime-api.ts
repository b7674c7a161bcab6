/** The Lambda Runtime API over HTTP, by which a sandbox's process takes events and gives answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type LoopbackServer, listenOnLoopback, readBody } from '../loopback.ts';
import { LARGEST_PAYLOAD } from './functions.ts';

export interface Delivery {
  readonly requestId: string;
  readonly functionArn: string;
  readonly deadlineMs: number;
  readonly payload: Buffer;
}

/** What the runtime of one sandbox reports. */
export interface RuntimeEvents {
  /** The runtime has loaded the handler and waits for work. */
  ready(): void;
  /** `undefined` is a response over the payload limit. */
  responded(requestId: string, body: string | undefined): void;
  failed(requestId: string, body: string): void;
  failedToInitialise(body: string): void;
}

const PREFIX = '/2018-06-01/runtime/';

/** The Runtime API of one sandbox; a port each, since nothing in a request identifies its sandbox. */
export class RuntimeApi {
  private readonly events: RuntimeEvents;
  private server: LoopbackServer | undefined;
  private waiting: ServerResponse | undefined;
  private next: Delivery | undefined;

  constructor(events: RuntimeEvents) {
    this.events = events;
  }

  /** Returns `host:port`, the value of `AWS_LAMBDA_RUNTIME_API`. */
  async listen(): Promise<string> {
    this.server = await listenOnLoopback(
      (message, response) => this.answer(message, response).catch(() => response.destroy()),
      { port: 0 },
    );
    return `127.0.0.1:${this.server.port}`;
  }

  deliver(delivery: Delivery): void {
    this.next = delivery;
    this.handOver();
  }

  async close(): Promise<void> {
    await this.server?.close();
  }

  private async answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = message.url?.startsWith(PREFIX) ? message.url.slice(PREFIX.length) : '';
    const [what, requestId = '', kind] = path.split('/');
    if (message.method === 'GET' && path === 'invocation/next') {
      this.waiting = response;
      this.events.ready();
      this.handOver();
      return;
    }
    const body = (await readBody(message, LARGEST_PAYLOAD))?.toString('utf8');
    response.statusCode = 202;
    response.end();
    if (what === 'init') this.events.failedToInitialise(body ?? '{}');
    else if (what === 'invocation' && kind === 'response') this.events.responded(requestId, body);
    else if (what === 'invocation' && kind === 'error') this.events.failed(requestId, body ?? '{}');
  }

  private handOver(): void {
    if (!this.waiting || !this.next) return;
    const { requestId, functionArn, deadlineMs, payload } = this.next;
    this.waiting.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.length,
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': deadlineMs,
      'lambda-runtime-invoked-function-arn': functionArn,
    });
    this.waiting.end(payload);
    this.waiting = undefined;
    this.next = undefined;
  }
}
