/** From a function's output to an HTTP answer (payload format 2.0). */

/** An HTTP answer, complete. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** A function's output that payload format 2.0 gives no meaning to. */
export class ResponseNotHonoured extends Error {
  override readonly name = 'ResponseNotHonoured';
}

/**
 * What a function's output means under payload format 2.0: with a `statusCode` it describes the answer, without one it
 * is the body. Throws `ResponseNotHonoured`.
 */
export function answerOf(output: unknown): HttpAnswer {
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) {
    const body = typeof output === 'string' ? output : JSON.stringify(output);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded = false } = output as ProxyResponse;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) {
    throw new ResponseNotHonoured(`got the statusCode ${JSON.stringify(statusCode)}; wanted an HTTP status.`);
  }
  if (typeof body !== 'string') throw new ResponseNotHonoured(`got a body that is ${typeof body}; wanted a string.`);
  const lowerCase = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    status,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...lowerCase,
      ...(cookies.length > 0 ? { 'set-cookie': cookies } : {}),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

interface ProxyResponse {
  readonly statusCode: unknown;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly cookies?: readonly string[];
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
}

/** What API Gateway itself answers: `{"message": …}`. */
export function messageAnswer(status: number, message: string, headers: HttpAnswer['headers'] = {}): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}
