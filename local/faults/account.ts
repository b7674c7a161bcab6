/** The account's concurrency: who may run at the same time, and who is answered 429. */
import { LAMBDA_ERRORS } from './aws-errors.ts';

export interface AccountMember {
  readonly name: string;
  /** Concurrency that the template reserves for the function: no less, and no more. */
  readonly reservedConcurrency?: number;
}

/**
 * The concurrency of an account as Lambda counts it: what functions reserve is taken from the pool that the others share
 * (AWS Lambda Developer Guide, "Understanding Lambda function scaling").
 */
export class AccountConcurrency {
  readonly #shared: number;
  readonly #inUse = new Map<string, number>();

  /** Throws `RangeError` if nothing is left to share: Lambda refuses such reservations. */
  constructor(limit: number, members: readonly AccountMember[]) {
    const reserved = members.reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
    this.#shared = limit - reserved;
    if (this.#shared < 1) {
      throw new RangeError(`an account of ${limit} cannot reserve ${reserved}; take a higher accountConcurrency`);
    }
  }

  /** Returns how the place is given back, or nothing if there is none. */
  enter({ name, reservedConcurrency }: AccountMember): (() => void) | undefined {
    const pool = reservedConcurrency === undefined ? '' : name;
    const inUse = this.#inUse.get(pool) ?? 0;
    if (inUse >= (reservedConcurrency ?? this.#shared)) return undefined;
    this.#inUse.set(pool, inUse + 1);
    return () => this.#inUse.set(pool, (this.#inUse.get(pool) ?? 1) - 1);
  }
}

/** The cause that Step Functions gives for an error of the service itself: a text, no JSON. */
export function serviceErrorCause(error: keyof typeof LAMBDA_ERRORS, requestId: string): string {
  const { status, message } = LAMBDA_ERRORS[error];
  if (status === 0) return message;
  return `${message} (Service: Lambda, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
}
