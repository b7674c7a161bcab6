/** HTTP servers on 127.0.0.1, and the bodies of their requests. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoopbackServer {
  readonly port: number;
  /** `http://127.0.0.1:{port}` */
  readonly endpoint: string;
  /** Ends open connections too: clients keep theirs alive. */
  close(): Promise<void>;
}

export interface LoopbackOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Answers `Expect: 100-continue` itself, so that a request can be refused before its body is sent. */
  readonly answersContinue?: boolean;
}

/** An HTTP server that only this machine can reach. */
export async function listenOnLoopback(listener: RequestListener, options: LoopbackOptions): Promise<LoopbackServer> {
  const dated: RequestListener = (request, response) => {
    // Node's own header follows the machine even if a test has set the time: a client would sign by another clock than
    // the one that its signature is judged by.
    response.setHeader('date', new Date().toUTCString());
    return listener(request, response);
  };
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0, maxHeaderSize: 65536 }, dated);
  if (options.answersContinue) server.on('checkContinue', dated);
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The body of a request; `undefined` if it has more than `largest` bytes. */
export async function readBody(message: IncomingMessage, largest: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of message as AsyncIterable<Buffer>) {
    size += piece.length;
    // What is over the limit is read all the same: a client that is still sending never sees the answer.
    if (size <= largest) pieces.push(piece);
  }
  return size <= largest ? Buffer.concat(pieces) : undefined;
}
