/** Who sent a request: checks its Signature Version 4 by signing it again. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, REGION } from '../contracts.ts';
import { type Claim, claimOf, isPresigned } from './claim.ts';
import { header, type Parameters, parseQuery, splitTarget } from './http-message.ts';
import type { RequestSigner } from './request-signer.ts';
import { SignatureRefused } from './signature-refused.ts';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** If it was read already: clients of other services than S3 may leave its hash out of the headers. */
  readonly body?: Buffer;
}

export interface Authentication {
  readonly caller: Caller;
  readonly presigned: boolean;
  /** What the body has to be: hex SHA-256, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payloadHash: string;
}

const CLOCK_SKEW_MS = 15 * 60 * 1000;
/** Sent by clients that presign, and no part of what they may change: the body's hash is checked on its own. */
const MAY_STAY_UNSIGNED = new Set(['x-amz-content-sha256', 'x-amz-date', 'x-amz-user-agent']);

/** Judges the requests to one service by the keys of its callers. */
export class Authenticator {
  private readonly service: string;
  private readonly callers: ReadonlyMap<string, Caller>;
  private signer?: Promise<RequestSigner>;

  constructor(service: 's3' | 'dynamodb' | 'states', callers: readonly Caller[]) {
    this.service = service;
    this.callers = new Map(callers.map((caller) => [caller.accessKeyId, caller]));
  }

  /**
   * Verifies Signature Version 4, in the `Authorization` header or as a presigned URL (AWS General Reference,
   * "Signature Version 4 signing process"). `now` is in milliseconds. Throws `SignatureRefused`.
   */
  async authenticate(request: SignedRequest, now: number = Date.now()): Promise<Authentication> {
    const { path, query } = splitTarget(request.target);
    const parameters = parseQuery(query);
    const claim = claimOf(request.headers, parameters);
    const presigned = isPresigned(parameters);
    const caller = this.callers.get(claim.accessKeyId);
    if (!caller) {
      throw new SignatureRefused(
        'InvalidAccessKeyId',
        'The AWS Access Key Id you provided does not exist in our records.',
      );
    }
    assertScope(claim, this.service);
    assertTime(claim, now);
    assertHeadersAreSigned(claim, request.headers, presigned);

    const named = header(request.headers, 'x-amz-content-sha256');
    const payloadHash = signedPayloadHash(claim, named, presigned, parameters) ?? sha256(request.body ?? '');
    const signable = {
      method: request.method,
      path,
      parameters,
      headers: Object.fromEntries(claim.signedHeaders.map((name) => [name, header(request.headers, name) ?? ''])),
      payloadHash,
    };
    this.signer ??= loadSigner(this.service);
    const wanted = await (await this.signer).signatureOf(signable, claim, caller);
    const got = Buffer.from(claim.signature, 'hex');
    if (got.length !== wanted.length || !timingSafeEqual(got, wanted)) {
      throw new SignatureRefused(
        'SignatureDoesNotMatch',
        'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      );
    }
    return { caller, presigned, payloadHash: named ?? payloadHash };
  }
}

/** With the first request: loading the SDK's signer takes a tenth of the time in which the local cloud starts. */
async function loadSigner(service: string): Promise<RequestSigner> {
  const { RequestSigner } = await import('./request-signer.ts');
  return new RequestSigner(service);
}

/** A URL presigned for any body stays valid when the client names the hash of the body it sends. */
function signedPayloadHash(
  claim: Claim,
  named: string | undefined,
  presigned: boolean,
  parameters: Parameters,
): string | undefined {
  if (!presigned || claim.signedHeaders.includes('x-amz-content-sha256')) return named;
  return parameters.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1] ?? 'UNSIGNED-PAYLOAD';
}

function assertScope(claim: Claim, service: string): void {
  const wanted = `${claim.date.slice(0, 8)}/${REGION}/${service}/aws4_request`;
  if (claim.scope === wanted) return;
  throw new SignatureRefused(
    'AuthorizationMalformed',
    `The credential scope '${claim.scope}' is wrong; expecting '${wanted}'`,
  );
}

function assertTime(claim: Claim, now: number): void {
  const iso = claim.date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const signedAt = Date.parse(iso);
  if (iso === claim.date || Number.isNaN(signedAt)) {
    throw new SignatureRefused(
      'AuthorizationMalformed',
      `X-Amz-Date must be YYYYMMDD'T'HHMMSS'Z', got '${claim.date}'`,
    );
  }
  if (claim.expiresInSeconds === undefined) {
    if (Math.abs(now - signedAt) > CLOCK_SKEW_MS) {
      throw new SignatureRefused(
        'RequestTimeTooSkewed',
        'The difference between the request time and the current time is too large.',
      );
    }
  } else if (now > signedAt + claim.expiresInSeconds * 1000) {
    throw new SignatureRefused('RequestExpired', 'Request has expired');
  } else if (signedAt > now + CLOCK_SKEW_MS) {
    throw new SignatureRefused('RequestExpired', 'Request is not yet valid');
  }
}

/** The holder of a presigned URL must not be able to add to what was signed, e.g. metadata or a copy source. */
function assertHeadersAreSigned(claim: Claim, headers: IncomingHttpHeaders, presigned: boolean): void {
  const unsigned = Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') && !claim.signedHeaders.includes(name) && !(presigned && MAY_STAY_UNSIGNED.has(name)),
  );
  if (!claim.signedHeaders.includes('host')) unsigned.push('host');
  if (unsigned.length > 0) {
    throw new SignatureRefused(
      'HeadersNotSigned',
      `There were headers present in the request which were not signed: ${unsigned.join(', ')}`,
    );
  }
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
