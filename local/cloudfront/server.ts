/** Serves a distribution on a port of its own: as CloudFront answers a browser, without the edge and without TLS. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { type LoopbackServer, listenOnLoopback } from '../loopback.ts';
import { isCompressed, mediaTypeOf, type SiteDefinition, type SiteFile } from './site.ts';

/** A file, ready to be sent. */
interface Prepared {
  readonly file: SiteFile;
  readonly type: string;
  readonly etag: string;
  /** Made when a browser asks for it first. */
  gzipped?: Uint8Array;
}

/** What is missing in the bucket: nobody may list it, so that S3 answers 403, not 404. */
const MISSING = 403;

export function serveSite(site: SiteDefinition, { port }: { readonly port: number }): Promise<LoopbackServer> {
  const prepared = new Map<string, Prepared>();
  return listenOnLoopback(
    (request, response) => {
      for (const [name, value] of Object.entries(site.headers)) response.setHeader(name, value);
      const own = `127.0.0.1:${request.socket.localPort}`;
      const { host } = request.headers;
      // The issuer returns to one address only, and a browser keeps two names apart.
      if (host === own.replace('127.0.0.1', 'localhost')) {
        return void response.writeHead(307, { location: `http://${own}${request.url ?? '/'}` }).end();
      }
      // A page of another name that resolves to this machine (DNS rebinding) is no page of the console.
      if (host !== own) return refuse(response, 421, 'Misdirected Request');
      if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 403, 'Forbidden');
      answer(request, response);
    },
    { port },
  );

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = pathOf(request.url ?? '/');
    const wanted = path === '/' ? site.root : path;
    const page = site.files.has(wanted) ? { status: 200, path: wanted } : site.errorPages.get(MISSING);
    const found = page && find(page.path);
    if (!found) {
      refuse(response, MISSING, 'Access Denied');
      return;
    }
    const { file, type, etag } = found;
    const gzips = site.compress && isCompressed(page.path, file);
    const isGzipped =
      gzips && /(^|[\s,])gzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(request.headers['accept-encoding'] ?? '');
    // A compressed answer is another sequence of bytes: its tag is a weak one, as CloudFront makes it.
    const tag = isGzipped ? `W/${etag}` : etag;
    response.setHeader('etag', tag);
    if (file.cacheControl !== undefined) response.setHeader('cache-control', file.cacheControl);
    if (gzips) response.setHeader('vary', 'Accept-Encoding');
    if (page.status === 200 && isKnown(request.headers['if-none-match'], etag)) {
      response.writeHead(304).end();
      return;
    }
    if (isGzipped) found.gzipped ??= gzipSync(file.contents);
    const body = isGzipped && found.gzipped ? found.gzipped : file.contents;
    response.writeHead(page.status, {
      'content-type': type,
      'content-length': body.length,
      ...(isGzipped && { 'content-encoding': 'gzip' }),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  function find(path: string): Prepared | undefined {
    const file = site.files.get(path);
    if (!file) return undefined;
    let found = prepared.get(path);
    if (!found) {
      const hash = createHash('sha256').update(file.contents).digest('base64url').slice(0, 22);
      found = { file, type: mediaTypeOf(path), etag: `"${hash}"` };
      prepared.set(path, found);
    }
    return found;
  }
}

/** The path of a request as the key of an object; `/` for one that cannot be read. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.split(/[?#]/)[0]);
  } catch {
    return '/';
  }
}

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2). */
function isKnown(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(message);
}
