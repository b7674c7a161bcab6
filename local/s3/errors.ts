/** S3's errors, and the one refusal for what S3 has and this server does not. */

/** An error as S3 answers it: code, message and HTTP status (Amazon S3 API Reference, "Error responses"). */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** For requests that real S3 understands and this one does not: never ignored, always named. */
export function notHonoured(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `${what} is not honoured by the local S3. Leave it out.`);
}

export function noSuchKey(key: string): S3Error {
  return new S3Error(404, 'NoSuchKey', `The specified key does not exist: ${key}`);
}

export function badDigest(algorithm: string): S3Error {
  return new S3Error(400, 'BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
}
