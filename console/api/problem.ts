/** What went wrong between the page and the service, by its stable name. */

/** The service's answer (RFC 9457), or that there was none. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** HTTP status; 0 if the service did not answer. */
  readonly status: number;
  readonly code: string;
  readonly title: string;

  constructor(status: number, body: Readonly<Record<string, unknown>> = {}) {
    const text = (key: string): string | undefined =>
      typeof body[key] === 'string' ? (body[key] as string) : undefined;
    super(text('detail') ?? text('message') ?? text('title') ?? `The service answered ${status}.`);
    this.status = status;
    this.code = text('code') ?? (status === 0 ? 'unreachable' : `http-${status}`);
    this.title = text('title') ?? this.message;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  get isExpired(): boolean {
    return this.status === 401;
  }

  get isMissingScope(): boolean {
    return this.status === 403;
  }
}
