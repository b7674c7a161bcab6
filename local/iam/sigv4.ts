import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { type Caller, REGION } from '../contracts.ts';

/** Why a request's signature is refused; the codes are S3's, other services translate them. */
export type SignatureFault =
  | 'MissingAuthentication'
  | 'AuthorizationMalformed'
  | 'InvalidAccessKeyId'
  | 'SignatureDoesNotMatch'
  | 'RequestTimeTooSkewed'
  | 'RequestExpired'
  | 'HeadersNotSigned';

export class SignatureRefused extends Error {
  override readonly name = 'SignatureRefused';
  readonly fault: SignatureFault;

  constructor(fault: SignatureFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  /** Where it was read already: clients of other services than S3 may leave its hash out of the headers. */
  readonly body?: Buffer;
}

export interface Authentication {
  readonly caller: Caller;
  readonly presigned: boolean;
  /** What the body has to be: hex SHA-256, `UNSIGNED-PAYLOAD` or `STREAMING-…`. */
  readonly payloadHash: string;
}

interface Claim {
  readonly accessKeyId: string;
  readonly scope: string;
  readonly date: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly expiresInSeconds?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const CLOCK_SKEW_MS = 15 * 60 * 1000;
const LONGEST_EXPIRY_SECONDS = 7 * 24 * 3600;
/** Sent by clients that presign, and no part of what they may change: the body's hash is checked on its own. */
const MAY_STAY_UNSIGNED = new Set(['x-amz-content-sha256', 'x-amz-date', 'x-amz-user-agent']);

/**
 * Verifies Signature Version 4, in the `Authorization` header or as a presigned URL (AWS General Reference,
 * "Signature Version 4 signing process"). Throws `SignatureRefused`.
 */
export function authenticate(
  request: SignedRequest,
  service: 's3' | 'dynamodb' | 'lambda' | 'states',
  callers: ReadonlyMap<string, Caller>,
  now: number = Date.now(),
): Authentication {
  const [path, query = ''] = splitOnce(request.target, '?');
  const parameters = parseQuery(query);
  const presigned = parameters.some(([name]) => name === 'X-Amz-Signature');
  if (request.headers.authorization?.startsWith('AWS ') || parameters.some(([name]) => name === 'AWSAccessKeyId')) {
    throw new SignatureRefused(
      'AuthorizationMalformed',
      `Signature Version 2 is not honoured. Please use ${ALGORITHM}.`,
    );
  }
  const claim = presigned ? claimOfUrl(parameters) : claimOfHeader(request.headers);
  const caller = callers.get(claim.accessKeyId);
  if (!caller) {
    throw new SignatureRefused(
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
    );
  }
  assertScope(claim, service);
  assertTime(claim, now);
  assertHeadersAreSigned(claim, request.headers, presigned);

  const named = header(request.headers, 'x-amz-content-sha256');
  const namedInUrl = parameters.find(([name]) => name === 'X-Amz-Content-Sha256')?.[1] ?? 'UNSIGNED-PAYLOAD';
  // A URL presigned for any body stays valid when the client names the hash of the body it sends.
  const signed = presigned && !claim.signedHeaders.includes('x-amz-content-sha256') ? namedInUrl : named;
  const signedHash = signed ?? sha256(request.body ?? '');
  const canonicalRequest = [
    request.method,
    canonicalPath(path),
    canonicalQuery(parameters),
    ...claim.signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers, name)}`),
    '',
    claim.signedHeaders.join(';'),
    signedHash,
  ].join('\n');
  const stringToSign = [ALGORITHM, claim.date, claim.scope, sha256(canonicalRequest)].join('\n');
  const wanted = createHmac('sha256', signingKey(caller, claim.scope)).update(stringToSign).digest();
  const got = Buffer.from(claim.signature, 'hex');
  if (got.length !== wanted.length || !timingSafeEqual(got, wanted)) {
    throw new SignatureRefused(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  return { caller, presigned, payloadHash: named ?? signedHash };
}

/** Name and value pairs of a query string, decoded; `+` stands for itself, as in every URL that is signed. */
export function parseQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [name, value = ''] = splitOnce(pair, '=');
      return [decode(name), decode(value)];
    });
}

function claimOfHeader(headers: IncomingHttpHeaders): Claim {
  const { authorization } = headers;
  if (!authorization) throw new SignatureRefused('MissingAuthentication', 'Request is missing Authentication Token');
  const match = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (!match) {
    throw new SignatureRefused(
      'AuthorizationMalformed',
      `The authorization header is not a valid ${ALGORITHM} header.`,
    );
  }
  const [, credential, signedHeaders, signature] = match;
  return {
    ...accessKeyAndScope(credential),
    date: header(headers, 'x-amz-date') ?? '',
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

function claimOfUrl(parameters: readonly [string, string][]): Claim {
  const value = (name: string) => {
    const found = parameters.find(([given]) => given === name);
    if (!found) {
      throw new SignatureRefused(
        'AuthorizationMalformed',
        `Query-string authentication requires the ${name} parameter.`,
      );
    }
    return found[1];
  };
  if (value('X-Amz-Algorithm') !== ALGORITHM) {
    throw new SignatureRefused('AuthorizationMalformed', `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  }
  const expiresInSeconds = Number(value('X-Amz-Expires'));
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 0 || expiresInSeconds > LONGEST_EXPIRY_SECONDS) {
    throw new SignatureRefused(
      'AuthorizationMalformed',
      `X-Amz-Expires must be a number of seconds between 0 and ${LONGEST_EXPIRY_SECONDS}`,
    );
  }
  return {
    ...accessKeyAndScope(value('X-Amz-Credential')),
    date: value('X-Amz-Date'),
    signedHeaders: value('X-Amz-SignedHeaders').split(';'),
    signature: value('X-Amz-Signature'),
    expiresInSeconds,
  };
}

function accessKeyAndScope(credential: string): { accessKeyId: string; scope: string } {
  const [accessKeyId, scope = ''] = splitOnce(credential, '/');
  return { accessKeyId, scope };
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
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(claim.date);
  if (!digits) {
    throw new SignatureRefused(
      'AuthorizationMalformed',
      `X-Amz-Date must be YYYYMMDD'T'HHMMSS'Z', got '${claim.date}'`,
    );
  }
  const [year, month, ...rest] = digits.slice(1).map(Number);
  const [day, hours, minutes, seconds] = rest;
  const signedAt = Date.UTC(year, month - 1, day, hours, minutes, seconds);
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

/** Whoever holds a presigned URL must not be able to add to what was signed, e.g. metadata or a copy source. */
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

const signingKeys = new Map<string, Buffer>();

/** Keys change daily; the map holds those in use, by secret and scope. */
function signingKey(caller: Caller, scope: string): Buffer {
  const name = `${caller.secretAccessKey}/${scope}`;
  let key = signingKeys.get(name);
  if (!key) {
    key = scope
      .split('/')
      .reduce(
        (secret, part) => createHmac('sha256', secret).update(part).digest(),
        Buffer.from(`AWS4${caller.secretAccessKey}`),
      );
    if (signingKeys.size > 1000) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
}

function canonicalQuery(parameters: readonly [string, string][]): string {
  return parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalHeader(headers: IncomingHttpHeaders, name: string): string {
  return (header(headers, name) ?? '').trim().replace(/ +/g, ' ');
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

/** RFC 3986: only letters, digits and `-._~` stay as they are. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SignatureRefused('AuthorizationMalformed', `'${text}' is not percent-encoded UTF-8`);
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function sha256(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}
