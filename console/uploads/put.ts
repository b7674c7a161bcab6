/** Sends bytes to a presigned URL, and says how many have left. */
import type { SignedPut } from '@radscore/pipeline/upload';

/** The connection was lost, or there is none. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** The URL's time is over, or the upload of parts is gone: it is asked for again. */
export class UrlExpired extends Error {
  override readonly name = 'UrlExpired';
}

/** The store cannot take it now. */
export class StoreBusy extends Error {
  override readonly name = 'StoreBusy';
}

/** The store does not take these bytes. */
export class PutRefused extends Error {
  override readonly name = 'PutRefused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(`the store answered ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

/** What an answer of the store means; undefined if it took the bytes. */
export function failureOfPut(status: number, answer: string): Error | undefined {
  if (status >= 200 && status < 300) return undefined;
  const [, code = `HTTP ${status}`] = /<Code>([^<]*)<\/Code>/.exec(answer) ?? [];
  // S3 says so of a URL whose time is over, of one that was signed with credentials whose time is, and of a part of an
  // upload that was ended or deleted.
  const isExpired = status === 403 && ['AccessDenied', 'RequestTimeTooSkewed'].includes(code);
  if (isExpired || ['ExpiredToken', 'NoSuchUpload'].includes(code)) return new UrlExpired(code);
  if (status === 429 || status >= 500 || code === 'RequestTimeout') return new StoreBusy(code);
  return new PutRefused(status, code);
}

/**
 * PUTs bytes with exactly the headers that were signed; the length the browser writes itself.
 *
 * @param sent called with the bytes that have left so far
 * @throws ConnectionLost, UrlExpired, StoreBusy, PutRefused; AbortError
 */
export function putBytes(
  { url, headers }: SignedPut,
  content: Uint8Array<ArrayBuffer> | Blob,
  sent: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  // `fetch` does not say how much of a body has left.
  const request = new XMLHttpRequest();
  return new Promise<void>((done, fail) => {
    const abort = (): void => request.abort();
    signal.addEventListener('abort', abort, { once: true });
    const end = (settle: () => void) => (): void => {
      signal.removeEventListener('abort', abort);
      settle();
    };
    request.upload.addEventListener('progress', ({ loaded }) => sent(loaded));
    request.addEventListener(
      'abort',
      end(() => fail(new DOMException('The upload was paused.', 'AbortError'))),
    );
    request.addEventListener(
      'error',
      end(() => fail(new ConnectionLost('the connection was lost'))),
    );
    request.addEventListener(
      'load',
      end(() => {
        const failure = failureOfPut(request.status, request.responseText);
        if (failure) fail(failure);
        else done();
      }),
    );
    if (signal.aborted) return end(() => fail(new DOMException('The upload was paused.', 'AbortError')))();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) {
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.send(content);
  });
}
