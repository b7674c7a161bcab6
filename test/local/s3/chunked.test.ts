/** The `aws-chunked` encoding, cut anywhere, and malformed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsChunkedBody } from '../../../local/s3/chunked.ts';

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of sizes) {
    if (at >= bytes.length) return;
    yield bytes.subarray(at, at + size);
    at += size;
  }
  if (at < bytes.length) yield bytes.subarray(at);
}

async function decode(body: string | Buffer, sizes: readonly number[] = []) {
  const chunked = new AwsChunkedBody(cut(Buffer.from(body), sizes));
  const pieces: Buffer[] = [];
  for await (const piece of chunked.bytes()) pieces.push(piece);
  return { bytes: Buffer.concat(pieces), trailers: Object.fromEntries(chunked.trailers) };
}

describe('AwsChunkedBody', () => {
  it('gives back the bytes and the trailers, however the transport cut them', async () => {
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 6 });
    const sizes = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(pieces, sizes, async (chunks, cuts) => {
        const framed = chunks.flatMap((chunk) => [`${chunk.length.toString(16)}\r\n`, Buffer.from(chunk), '\r\n']);
        const end = '0\r\nx-amz-checksum-crc32:AAAAAA==\r\nX-Other: b\r\n\r\n';
        const body = Buffer.concat([...framed, end].map((part) => Buffer.from(part)));
        const { bytes, trailers } = await decode(body, cuts);
        expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
        expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==', 'x-other': 'b' });
      }),
    );
  });

  it.each([
    ['a chunk header that is no number', 'zz\r\nab\r\n0\r\n\r\n', 'InvalidRequest'],
    ['a chunk longer than its header says', '1\r\nab\r\n0\r\n\r\n', 'InvalidRequest'],
    ['bytes after the end', '0\r\n\r\nmore', 'InvalidRequest'],
    ['a trailer without a colon', '0\r\nnonsense\r\n\r\n', 'InvalidRequest'],
    ['an end inside a chunk', '5\r\nab', 'IncompleteBody'],
    ['no last chunk', '2\r\nab\r\n', 'IncompleteBody'],
    ['no end of the trailers', '0\r\na:b\r\n', 'IncompleteBody'],
  ])('refuses %s', async (_, body, code) => {
    await expect(decode(body)).rejects.toMatchObject({ name: 'S3Error', code });
  });
});
