/** Signs a received request once more, by the AWS SDK's own signer: what its signature has to be. */
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { Sha256 } from '@smithy/core/checksum';
import { escapeUri } from '@smithy/core/protocols';
import { getCanonicalHeaders, getSigningKey, SignatureV4Base } from '@smithy/signature-v4';
import { type Caller, REGION } from '../contracts.ts';
import { ALGORITHM, type Claim } from './claim.ts';
import { decode, type Parameters } from './http-message.ts';

/** A request reduced to what Signature Version 4 covers. */
export interface SignableRequest {
  readonly method: string;
  /** As it is in the request line: clients leave different characters as they are. */
  readonly path: string;
  readonly parameters: Parameters;
  /** The signed headers and no others. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body, or what stands for it. */
  readonly payloadHash: string;
}

/** Keys in use at a time: a caller's of each day for which its presigned URLs are still good. */
const MOST_KEYS = 1000;

/**
 * The SDK's canonical request, string to sign and key derivation. `SignatureV4.sign` itself would set headers again
 * (`x-amz-date`) and drop others (`date`), which a request that is signed already may have.
 */
export class RequestSigner extends SignatureV4Base {
  /** By day and secret; region and service are the signer's. Node takes 5 µs with a `KeyObject`, 25 with its bytes. */
  private readonly keys = new Map<string, KeyObject>();

  /** Only S3 signs the path as it is sent; all other services encode it once more. */
  constructor(service: string) {
    const nobody = { accessKeyId: '', secretAccessKey: '' };
    super({ service, region: REGION, credentials: nobody, sha256: Sha256, uriEscapePath: service !== 's3' });
  }

  /** The signature's 32 bytes under the caller's key, for the date and scope of a claim that was checked already. */
  async signatureOf(request: SignableRequest, { date, scope }: Claim, caller: Caller): Promise<Buffer> {
    const { method, headers, payloadHash } = request;
    const path = canonicalPath(request.path);
    const canonicalHeaders = getCanonicalHeaders(
      { ...ANYWHERE, method, path, headers: { ...headers } },
      undefined,
      new Set(Object.keys(headers)),
    );
    const message = { ...ANYWHERE, method, path, query: bagOf(request.parameters), headers: canonicalHeaders };
    const canonicalRequest = this.createCanonicalRequest(message, canonicalHeaders, payloadHash);
    const stringToSign = await this.createStringToSign(date, scope, canonicalRequest, ALGORITHM);
    const key = await this.keyOf(caller, date.slice(0, 8));
    return createHmac('sha256', key).update(stringToSign).digest();
  }

  private async keyOf(caller: Caller, day: string): Promise<KeyObject> {
    const name = `${day}/${caller.secretAccessKey}`;
    const known = this.keys.get(name);
    if (known) return known;
    const key = createSecretKey(await getSigningKey(Sha256, caller, day, REGION, this.service));
    if (this.keys.size >= MOST_KEYS) this.keys.clear();
    this.keys.set(name, key);
    return key;
  }
}

/** The signer's type asks for an address; a signature covers it by the header `host` alone. */
const ANYWHERE = { protocol: 'http:', hostname: '' };

/** Every segment encoded as RFC 3986 wants it: what S3 signs. */
function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((segment) => escapeUri(decode(segment)))
    .join('/');
}

/** Values by name. Without a prototype: a parameter may have any name. */
function bagOf(parameters: Parameters): Record<string, string[]> {
  const bag: Record<string, string[]> = Object.create(null);
  for (const [name, value] of parameters) {
    bag[name] ??= [];
    bag[name].push(value);
  }
  return bag;
}
