/** The one error of signatures, with the fault that each service words in its own way. */

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
