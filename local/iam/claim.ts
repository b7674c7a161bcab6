/** What a request says about its own signature, in the `Authorization` header or in the query of a presigned URL. */
import type { IncomingHttpHeaders } from 'node:http';
import { header, type Parameters } from './http-message.ts';
import { SignatureRefused } from './signature-refused.ts';

export interface Claim {
  readonly accessKeyId: string;
  /** `YYYYMMDD/region/service/aws4_request`. */
  readonly scope: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly date: string;
  readonly signedHeaders: readonly string[];
  /** Hexadecimal. */
  readonly signature: string;
  /** Of a presigned URL only. */
  readonly expiresInSeconds?: number;
}

export const ALGORITHM = 'AWS4-HMAC-SHA256';
const LONGEST_EXPIRY_SECONDS = 7 * 24 * 3600;

/** Throws `SignatureRefused` for a request that is not signed, or in a form other than Signature Version 4. */
export function claimOf(headers: IncomingHttpHeaders, parameters: Parameters): Claim {
  if (headers.authorization?.startsWith('AWS ') || parameters.some(([name]) => name === 'AWSAccessKeyId')) {
    throw malformed(`Signature Version 2 is not honoured. Please use ${ALGORITHM}.`);
  }
  return isPresigned(parameters) ? claimOfUrl(parameters) : claimOfHeader(headers);
}

/** The signer leaves a parameter of this name out in any case of its letters, so that none may pass by unsigned. */
export function isPresigned(parameters: Parameters): boolean {
  const signatures = parameters.filter(([name]) => name.toLowerCase() === 'x-amz-signature');
  if (signatures.length > 1 || (signatures.length === 1 && signatures[0][0] !== 'X-Amz-Signature')) {
    throw malformed('Query-string authentication takes one X-Amz-Signature parameter, spelled like this.');
  }
  return signatures.length === 1;
}

function claimOfHeader(headers: IncomingHttpHeaders): Claim {
  const { authorization } = headers;
  if (!authorization) throw new SignatureRefused('MissingAuthentication', 'Request is missing Authentication Token');
  const match = /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (!match) throw malformed(`The authorization header is not a valid ${ALGORITHM} header.`);
  const [, credential, signedHeaders, signature] = match;
  return {
    ...accessKeyAndScope(credential),
    date: header(headers, 'x-amz-date') ?? '',
    signedHeaders: signedHeaders.split(';'),
    signature,
  };
}

function claimOfUrl(parameters: Parameters): Claim {
  const value = (name: string) => {
    const found = parameters.find(([given]) => given === name);
    if (!found) throw malformed(`Query-string authentication requires the ${name} parameter.`);
    return found[1];
  };
  if (value('X-Amz-Algorithm') !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const expiresInSeconds = Number(value('X-Amz-Expires'));
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 0 || expiresInSeconds > LONGEST_EXPIRY_SECONDS) {
    throw malformed(`X-Amz-Expires must be a number of seconds between 0 and ${LONGEST_EXPIRY_SECONDS}`);
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
  const [accessKeyId, ...scope] = credential.split('/');
  return { accessKeyId, scope: scope.join('/') };
}

function malformed(message: string): SignatureRefused {
  return new SignatureRefused('AuthorizationMalformed', message);
}
