/** Takes in the body of a request and checks it against everything that was declared about it. */
import { type Cipheriv, createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { readBody } from '../loopback.ts';
import type { Bucket } from './bucket.ts';
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type Checksums,
  isChecksumAlgorithm,
  startChecksum,
} from './checksums.ts';
import { AwsChunkedBody } from './chunked.ts';
import { badDigest, notHonoured, S3Error } from './errors.ts';
import type { S3Request } from './request.ts';
import type { Segment } from './stored-object.ts';

const LARGEST_SINGLE_PUT = 5 * 1024 ** 3;
const UNSIGNED_TRAILER = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
/** The parts of the longest multipart upload, listed with their checksums, fit. */
const LARGEST_DOCUMENT = 8 * 1024 ** 2;
/** An SDK that presigns without a body puts this in the URL: no statement about the body that will be sent. */
const CRC32_OF_NOTHING = 'AAAAAA==';

export interface ReceivedBytes {
  readonly segment: Segment;
  /** Hexadecimal MD5. */
  readonly etag: string;
  readonly checksums: Checksums;
}

/** What the request says about its body, by which the body is judged. */
interface Declared {
  readonly length: number;
  readonly chunked: boolean;
  readonly sha256?: string;
  readonly md5?: string;
  readonly checksums: Checksums;
  readonly algorithms: readonly ChecksumAlgorithm[];
}

/**
 * Streams the request's body into the bucket's folder of bytes. Throws, with nothing left, if the body is not of the
 * declared length or does not have the declared checksums.
 */
export async function receiveBytes(
  request: S3Request,
  bucket: Bucket,
  always?: ChecksumAlgorithm,
): Promise<ReceivedBytes> {
  const declared = declaredBody(request, always);
  if (request.message.headers.expect) request.response.writeContinue();
  const { file, path } = bucket.newBytes();
  const sealed = bucket.newSeal();
  const target = await open(path, 'wx');
  try {
    const { size, etag, checksums } = await writeBody(request, declared, target, sealed?.cipher);
    await target.close();
    await bucket.disk.keepFile(path);
    return { segment: { file, size, ...(sealed && { seal: sealed.seal }) }, etag, checksums };
  } catch (error) {
    await target.close();
    bucket.discard([{ file, size: 0 }]);
    throw error;
  }
}

/** Chunks of a socket are hashed and written together up to this many bytes: each write is a task of another thread. */
const WRITTEN_AT_ONCE = 2 ** 20;

async function writeBody(request: S3Request, declared: Declared, target: FileHandle, cipher?: Cipheriv) {
  const md5 = createHash('md5');
  const running = declared.algorithms.map((algorithm) => ({ algorithm, checksum: startChecksum(algorithm) }));
  // A SHA-256 that is declared twice, for the signature and as a checksum, is computed once.
  const isShared = declared.algorithms.includes('sha256');
  const sha256 = declared.sha256 === undefined || isShared ? undefined : createHash('sha256');
  const chunked = declared.chunked ? new AwsChunkedBody(request.message) : undefined;
  let size = 0;
  let written: Promise<unknown> = Promise.resolve();
  let held: Buffer[] = [];
  let heldBytes = 0;
  const write = async (): Promise<void> => {
    if (heldBytes === 0) return;
    const piece = held.length === 1 ? held[0] : Buffer.concat(held, heldBytes);
    [held, heldBytes] = [[], 0];
    md5.update(piece);
    sha256?.update(piece);
    for (const { checksum } of running) checksum.update(piece);
    // One write is under way while the next piece is hashed.
    await written;
    request.beforeWrite?.();
    written = target.appendFile(cipher ? cipher.update(piece) : piece);
  };
  try {
    // A write that fails must leave the connection to the answer: a loop that is left would close the message.
    const body = chunked?.bytes() ?? request.message.iterator({ destroyOnReturn: false });
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > declared.length) throw wrongLength(declared.length, `more than ${declared.length}`);
      held.push(chunk);
      heldBytes += chunk.length;
      if (heldBytes >= WRITTEN_AT_ONCE) await write();
    }
    await write();
  } catch (error) {
    await chunked?.drain();
    throw error;
  } finally {
    await written;
  }
  if (size !== declared.length) throw wrongLength(declared.length, String(size));

  const etag = md5.digest('hex');
  if (declared.md5 !== undefined && declared.md5 !== etag) throw badDigest('Content-MD5');
  const checksums: Checksums = {};
  for (const { algorithm, checksum } of running) checksums[algorithm] = checksum.digest().toString('base64');
  const hashed = isShared ? Buffer.from(checksums.sha256 ?? '', 'base64').toString('hex') : sha256?.digest('hex');
  if (declared.sha256 !== undefined && hashed !== declared.sha256) throw wrongSha256();
  assertChecksums({ ...declared.checksums, ...trailingChecksums(chunked) }, checksums);
  return { size, etag, checksums };
}

function declaredBody(request: S3Request, always?: ChecksumAlgorithm): Declared {
  const { payloadHash } = request.authentication;
  const chunked = payloadHash.startsWith('STREAMING-');
  if (chunked && payloadHash !== UNSIGNED_TRAILER) throw notHonoured(`x-amz-content-sha256: ${payloadHash}`);
  const stated = request.header(chunked ? 'x-amz-decoded-content-length' : 'content-length');
  if (stated === undefined || !/^\d+$/.test(stated)) {
    throw new S3Error(411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.');
  }
  const length = Number(stated);
  if (length > LARGEST_SINGLE_PUT) {
    throw new S3Error(400, 'EntityTooLarge', `Your proposed upload exceeds ${LARGEST_SINGLE_PUT} bytes.`);
  }
  const checksums = headerChecksums(request);
  const named = [
    ...Object.keys(checksums),
    request.header('x-amz-sdk-checksum-algorithm')?.toLowerCase(),
    ...(request.header('x-amz-trailer') ?? '').split(',').map((name) => name.trim().replace('x-amz-checksum-', '')),
    always,
  ].filter((name): name is string => name !== undefined && name !== '');
  const unknown = named.find((name) => !isChecksumAlgorithm(name));
  if (unknown) throw notHonoured(`checksum algorithm ${unknown}`);
  const md5 = request.header('content-md5');
  return {
    length,
    chunked,
    sha256: /^[0-9a-f]{64}$/.test(payloadHash) ? payloadHash : undefined,
    md5: md5 === undefined ? undefined : Buffer.from(md5, 'base64').toString('hex'),
    checksums,
    algorithms: [...new Set(named.filter(isChecksumAlgorithm))],
  };
}

function headerChecksums(request: S3Request): Checksums {
  const checksums: Checksums = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const name = `x-amz-checksum-${algorithm}`;
    const hoisted = request.message.headers[name] === undefined;
    const value = request.header(name);
    if (value !== undefined && !(hoisted && value === CRC32_OF_NOTHING)) checksums[algorithm] = value;
  }
  return checksums;
}

function trailingChecksums(chunked: AwsChunkedBody | undefined): Checksums {
  const checksums: Checksums = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = chunked?.trailers.get(`x-amz-checksum-${algorithm}`);
    if (value !== undefined) checksums[algorithm] = value;
  }
  return checksums;
}

function assertChecksums(declared: Checksums, computed: Checksums): void {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    if (declared[algorithm] !== undefined && declared[algorithm] !== computed[algorithm]) {
      throw badDigest(algorithm.toUpperCase());
    }
  }
}

function wrongSha256(): S3Error {
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  return new S3Error(400, 'XAmzContentSHA256Mismatch', message);
}

function wrongLength(wanted: number, got: string): S3Error {
  return new S3Error(400, 'IncompleteBody', `The request declares ${wanted} bytes; the body has ${got}.`);
}

/** The XML document that a request carries, of the declared hash and checksums. */
export async function receiveDocument(request: S3Request): Promise<string> {
  if (request.message.headers.expect) request.response.writeContinue();
  const body = await readBody(request.message, LARGEST_DOCUMENT);
  if (!body)
    throw new S3Error(400, 'MaxMessageLengthExceeded', `Your request has more than ${LARGEST_DOCUMENT} bytes.`);
  const { payloadHash } = request.authentication;
  if (payloadHash.startsWith('STREAMING-')) throw notHonoured(`x-amz-content-sha256: ${payloadHash} here`);
  if (/^[0-9a-f]{64}$/.test(payloadHash) && createHash('sha256').update(body).digest('hex') !== payloadHash) {
    throw wrongSha256();
  }
  const md5 = request.header('content-md5');
  if (md5 !== undefined && createHash('md5').update(body).digest('base64') !== md5) throw badDigest('Content-MD5');
  const declared = headerChecksums(request);
  const computed: Checksums = {};
  for (const algorithm of Object.keys(declared).filter(isChecksumAlgorithm)) {
    const checksum = startChecksum(algorithm);
    checksum.update(body);
    computed[algorithm] = checksum.digest().toString('base64');
  }
  assertChecksums(declared, computed);
  return body.toString('utf8');
}
