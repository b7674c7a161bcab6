/** The loopback address to which the browser returns after a sign-in (RFC 8252, 7.3). */
import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CommandFailed, EXIT } from '../terminal/failure.ts';

export interface Callback {
  /** As the issuer is given it, with the port that is listened on. */
  readonly redirectUri: string;
  /** The parameters with which the browser returned for this `state`; others are answered and left. */
  returned(state: string): Promise<URLSearchParams>;
  close(): Promise<void>;
}

/** The loopback addresses of a redirect URI: browsers may take either for `localhost`. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  '127.0.0.1': ['127.0.0.1'],
  '[::1]': ['::1'],
};

/**
 * Listens on the first of these addresses that is free; port 0 takes any.
 *
 * @throws CommandFailed if none is free or none is on this machine
 */
export async function listenForCallback(redirectUris: readonly string[]): Promise<Callback> {
  const usable = redirectUris
    .map((uri) => new URL(uri))
    .filter((url) => url.protocol === 'http:' && ADDRESSES[url.hostname]);
  for (const url of usable) {
    const servers = await listen(url).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') return undefined;
      throw error;
    });
    if (servers) return callbackOn(servers, url);
  }
  const got = redirectUris.join(' and ') || 'no address';
  throw new CommandFailed(
    usable.length === 0
      ? `got ${got} to return to; wanted an address on this machine, such as http://localhost:8400/callback, among those of the issuer's client.`
      : `got ${got} to return to, where another process listens; wanted a free port. End that process, or name another registered port with --callback-port.`,
    EXIT.unexpected,
  );
}

async function listen(url: URL): Promise<Server[]> {
  const servers: Server[] = [];
  // `http://localhost/…` has no port in its text: the URL class leaves out 80.
  let port = Number(url.port || 80);
  try {
    for (const address of ADDRESSES[url.hostname]) {
      const server = createServer({ requestTimeout: 10_000 });
      server.listen(port, address);
      try {
        await once(server, 'listening');
      } catch (error) {
        // A machine without IPv6 has no ::1 to listen on.
        if (
          servers.length > 0 &&
          ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(String((error as NodeJS.ErrnoException).code))
        )
          continue;
        throw error;
      }
      servers.push(server);
      port = (server.address() as AddressInfo).port;
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return servers;
}

function callbackOn(servers: readonly Server[], url: URL): Callback {
  const { port } = servers[0].address() as AddressInfo;
  const redirectUri = `http://${url.hostname}:${port}${url.pathname}`;
  return {
    redirectUri,
    returned: (state) =>
      new Promise((resolve) => {
        for (const server of servers) {
          server.on('request', (message: IncomingMessage, response: ServerResponse) => {
            const got = URL.parse(message.url ?? '', redirectUri);
            if (message.method !== 'GET' || got?.pathname !== url.pathname)
              return show(response, 404, 'There is nothing here.');
            // A page of another site may call this address as well: it does not know the state, and ends nothing.
            if (!isSame(got.searchParams.get('state') ?? '', state)) {
              return show(
                response,
                400,
                'This is not the sign-in that was started. Go on with the one that the terminal shows.',
              );
            }
            const failed = got.searchParams.has('error');
            show(
              response,
              200,
              failed
                ? 'The sign-in was not completed; the terminal says why. You can close this window.'
                : 'You are signed in. You can close this window.',
              () => resolve(got.searchParams),
            );
          });
        }
      }),
    async close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function isSame(got: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(got), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function show(response: ServerResponse, status: number, words: string, done?: () => void): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Radscore</title><h1>Radscore</h1><p>${words}</p></html>\n`,
    done,
  );
}
