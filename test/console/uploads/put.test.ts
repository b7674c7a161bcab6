/** What an answer of the store means for an upload. */
import { describe, expect, it } from 'vitest';
import { failureOfPut, PutRefused, StoreBusy, UrlExpired } from '../../../console/uploads/put.ts';

const xml = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`;

describe('an answer of the store', () => {
  it.each([
    [200, '', undefined],
    [403, xml('AccessDenied'), UrlExpired],
    [403, xml('RequestTimeTooSkewed'), UrlExpired],
    [400, xml('ExpiredToken'), UrlExpired],
    [404, xml('NoSuchUpload'), UrlExpired],
    [503, xml('SlowDown'), StoreBusy],
    [500, '', StoreBusy],
    [429, '', StoreBusy],
    [400, xml('RequestTimeout'), StoreBusy],
    [400, xml('BadDigest'), PutRefused],
    [403, xml('SignatureDoesNotMatch'), PutRefused],
    [413, xml('EntityTooLarge'), PutRefused],
  ] as const)('%i %s', (status, answer, wanted) => {
    const failure = failureOfPut(status, answer);
    if (wanted) expect(failure).toBeInstanceOf(wanted);
    else expect(failure).toBeUndefined();
  });
});
