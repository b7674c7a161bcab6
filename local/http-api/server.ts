/** The HTTP API: preflight, route, authorizer, function, answer. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWTVerifyGetKey } from 'jose';
import { FunctionFailed, type FunctionInvoker } from '../contracts.ts';
import { ConnectionReset, suffer } from '../faults/connections.ts';
import type { Faults } from '../faults/faults.ts';
import { type Throttle, TokenBucket } from '../faults/token-bucket.ts';
import { type LoopbackServer, listenOnLoopback, readBody } from '../loopback.ts';
import { authorize, NotAuthorized } from './authorizer.ts';
import { type CorsConfiguration, isPreflight, originHeaders, preflightAnswer } from './cors.ts';
import { proxyEvent } from './event.ts';
import { answerOf, type HttpAnswer, messageAnswer } from './response.ts';
import { type Route, RouteTable } from './routes.ts';

export interface HttpApiOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly invoker: FunctionInvoker;
  /** The keys of the issuer that the authorizers name. */
  readonly keys: JWTVerifyGetKey;
  /** Clients that every authorizer accepts, next to those that the template names. */
  readonly furtherAudience?: () => readonly string[];
  readonly cors?: CorsConfiguration;
  /** API Gateway's own limit is 30 s, the default. */
  readonly timeoutSeconds?: number;
  /** Receives the reason if a request is answered 5xx. */
  readonly onFault?: (error: unknown) => void;
  /** The stage's own, which only a fault plan turns on. */
  readonly throttle?: Throttle;
  readonly faults?: Faults;
}

const LARGEST_BODY = 10 * 1024 ** 2;
const LONGEST_WAIT_SECONDS = 30;

/** An HTTP API of API Gateway, `$default` stage, with Lambda proxy integrations. Throws `RouteNotHonoured`. */
export async function startHttpApi(options: HttpApiOptions): Promise<LoopbackServer> {
  const { invoker, keys, furtherAudience = () => [], cors, timeoutSeconds = LONGEST_WAIT_SECONDS } = options;
  const { faults } = options;
  const routes = new RouteTable(options.routes);
  const bucket = faults?.plan.stageThrottling && options.throttle ? new TokenBucket(options.throttle) : undefined;
  return listenOnLoopback(
    (message, response) => {
      const requestId = randomUUID();
      answer(message, response, requestId)
        .catch((error: unknown) => failureAnswer(error, options.onFault))
        .then((answered) => send(message, response, requestId, answered, cors));
    },
    { port: options.port },
  );

  async function answer(message: IncomingMessage, response: ServerResponse, requestId: string): Promise<HttpAnswer> {
    const { origin } = message.headers;
    if (cors && origin !== undefined && isPreflight(message)) return preflightAnswer(cors, origin);
    const [path, ...query] = (message.url ?? '/').split('?');
    if (faults && bucket?.take() === false) {
      faults.throttles.stage++;
      return messageAnswer(429, 'Too Many Requests');
    }
    const match = routes.find(message.method ?? '', path);
    if (!match) return messageAnswer(404, 'Not Found');
    const { authorizer, functionName, routeKey } = match.route;
    if (faults) await suffer(faults, 'api', routeKey, response);
    const context =
      authorizer &&
      (await authorize(
        { ...authorizer, audience: [...authorizer.audience, ...furtherAudience()] },
        message.headers.authorization,
        keys,
      ));
    const body = await readBody(message, LARGEST_BODY);
    if (!body) return messageAnswer(413, 'Request Entity Too Large');
    const rawQueryString = query.join('?');
    const event = proxyEvent({ message, requestId, path, rawQueryString, match, authorizer: context, body });
    return answerOf(await inTime(invoker.invoke(functionName, event), timeoutSeconds));
  }
}

class IntegrationTimedOut extends Error {
  override readonly name = 'IntegrationTimedOut';
}

async function inTime<T>(work: Promise<T>, seconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new IntegrationTimedOut(`got no answer of the function in ${seconds} s.`);
    timer = setTimeout(() => reject(error), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function failureAnswer(error: unknown, onFault: HttpApiOptions['onFault']): HttpAnswer {
  if (error instanceof NotAuthorized) {
    return messageAnswer(error.status, error.message, { 'www-authenticate': error.challenge });
  }
  if (error instanceof URIError) return messageAnswer(400, 'Bad Request');
  if (error instanceof FunctionFailed && error.errorType === 'Lambda.RequestEntityTooLargeException') {
    return messageAnswer(413, 'Request Entity Too Large');
  }
  if (error instanceof ConnectionReset) return messageAnswer(503, 'Service Unavailable');
  onFault?.(error);
  // An HTTP API does not hand on Lambda's 429.
  const isThrottled = error instanceof FunctionFailed && error.errorType === 'Lambda.TooManyRequestsException';
  if (error instanceof IntegrationTimedOut || isThrottled) return messageAnswer(503, 'Service Unavailable');
  return messageAnswer(500, 'Internal Server Error');
}

function send(
  message: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  answer: HttpAnswer,
  cors: CorsConfiguration | undefined,
): void {
  if (response.destroyed) return;
  // Read the rest of the body: a client that is still sending would never read the answer.
  message.resume();
  const { origin } = message.headers;
  const corsHeaders = cors && origin !== undefined ? originHeaders(cors, origin) : {};
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries({ ...answer.headers, ...corsHeaders })) response.setHeader(name, value);
  response.setHeader('apigw-requestid', requestId);
  if (answer.status !== 204 && answer.status !== 304) response.setHeader('content-length', answer.body.length);
  response.end(message.method === 'HEAD' ? undefined : answer.body);
}
