/** Serves the files of a study as presigned addresses do: with CORS and ranges, and nothing else. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer {
  url(path: string): string;
  close(): Promise<void>;
}

export interface FileServerOptions {
  /** What is waited for before bytes of a file from `start` on are answered, as over a distance. */
  readonly before?: (path: string, start: number) => Promise<unknown> | undefined;
}

export async function serveFiles(
  files: ReadonlyMap<string, Uint8Array>,
  { before = () => undefined }: FileServerOptions = {},
): Promise<FileServer> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '').slice(1));
    const bytes = files.get(path);
    response.setHeader('access-control-allow-origin', '*');
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    await before(path, Number(range?.[1] ?? 0));
    if (!bytes || request.method !== 'GET') response.writeHead(404).end();
    else if (range) {
      const [start, end] = [Number(range[1]), Math.min(Number(range[2]) + 1, bytes.length)];
      const headers = { 'content-length': end - start, 'content-range': `bytes ${start}-${end - 1}/${bytes.length}` };
      response.writeHead(206, headers).end(bytes.subarray(start, end));
    } else response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: (path) => `http://127.0.0.1:${port}/${encodeURIComponent(path)}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
