/** The HTTP endpoint for the operator of the machine: clock, executions, dead letters, tokens, clients. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { VirtualClock } from './clock.ts';
import type { DeadLetterQueues } from './events/dead-letters.ts';
import type { AuthorizationServer, ConsoleLinkRequest } from './identity/authorization-server.ts';
import type { MachineClients } from './identity/machine-clients.ts';
import type { SignInCodes } from './identity/sign-in-codes.ts';
import { TokenRefused, type UserRequest } from './identity/token-mint.ts';
import { type LoopbackServer, listenOnLoopback } from './loopback.ts';
import type { StateMachines } from './states/runner.ts';

export interface OperatorEndpointOptions {
  readonly port: number;
  /** What `authorization: Bearer …` has to hold, health excepted. */
  readonly token: string;
  readonly clock: VirtualClock;
  readonly machines: StateMachines;
  readonly deadLetters: DeadLetterQueues;
  readonly mintToken: (user: UserRequest) => Promise<string>;
  readonly signInCodes: SignInCodes;
  readonly machineClients: MachineClients;
  readonly consoleLink: AuthorizationServer['consoleLink'];
}

type Handler = (body: Readonly<Record<string, unknown>>) => unknown;

class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const LONGEST_BODY = 64 * 1024;
/** Clients give up on a connection that is silent for minutes; white space before JSON is no content. */
const KEEP_ALIVE_MS = 10_000;

/** What only the operator of the machine may do: look at time, executions and dead letters, advance time, make tokens. */
export function serveOperator(options: OperatorEndpointOptions): Promise<LoopbackServer> {
  const { clock, machines, deadLetters, mintToken, signInCodes, machineClients, consoleLink, token } = options;
  const routes: Readonly<Record<string, Handler>> = {
    'GET /_local/clock': () => ({ now: clock.now().toISOString() }),
    'POST /_local/clock': async ({ advance }) => {
      if (typeof advance !== 'number' || !(advance >= 0)) {
        throw new Refused(400, `advance is ${JSON.stringify(advance)}; a number of seconds of 0 or more is wanted`);
      }
      await clock.advance(advance * 1000);
      return { now: clock.now().toISOString() };
    },
    'GET /_local/executions': () => ({
      stateMachines: machines.machines.map(({ arn, name }) => ({ name, executions: machines.list(arn) })),
    }),
    'GET /_local/dead-letters': () => ({ queues: deadLetters.list() }),
    'POST /_local/tokens': async (body) => ({ token: await mintToken(userOf(body)) }),
    'POST /_local/sign-in-codes': ({ codeChallenge }) => {
      if (typeof codeChallenge === 'string' && codeChallenge !== '') return signInCodes.give(codeChallenge);
      throw new Refused(400, 'wanted is codeChallenge, that of the sign-in which the code is to approve');
    },
    'POST /_local/console-links': (body) => consoleLink(linkRequestOf(body)),
    'POST /_local/clients': ({ scopes }) => {
      if (isList(scopes) && scopes.length > 0) return machineClients.register(scopes);
      throw new Refused(400, 'wanted is scopes, a list that is not empty');
    },
  };

  return listenOnLoopback(
    async (request, response) => {
      const key = `${request.method} ${request.url?.split('?')[0]}`;
      if (key === 'GET /_local/health') return answer(response, 200, { status: 'ok' });
      const pulse = setInterval(() => begin(response, 200).write('\n'), KEEP_ALIVE_MS);
      try {
        if (!isOperator(request, token))
          throw new Refused(401, "the operator's token is wanted: authorization: Bearer …");
        const handler = Object.hasOwn(routes, key) ? routes[key] : undefined;
        if (!handler) throw new Refused(404, `there is no ${key}; there are ${Object.keys(routes).join(', ')}`);
        const result = await handler(await readJson(request));
        await machines.flush();
        answer(response, 200, result);
      } catch (error) {
        const status = error instanceof Refused ? error.status : error instanceof TokenRefused ? 400 : 500;
        answer(response, status, { message: (error as Error).message });
      } finally {
        clearInterval(pulse);
      }
    },
    { port: options.port },
  );
}

function userOf(body: Readonly<Record<string, unknown>>): UserRequest {
  const { subject, institution, consortium, scopes, expiresInSeconds } = body;
  const wellFormed =
    typeof subject === 'string' &&
    typeof institution === 'string' &&
    (consortium === undefined || isList(consortium)) &&
    (scopes === undefined || isList(scopes)) &&
    (expiresInSeconds === undefined || (typeof expiresInSeconds === 'number' && expiresInSeconds > 0));
  if (wellFormed) return body as unknown as UserRequest;
  throw new Refused(
    400,
    'wanted are subject and institution; consortium and scopes are lists, expiresInSeconds is a number',
  );
}

function linkRequestOf(body: Readonly<Record<string, unknown>>): ConsoleLinkRequest {
  const { institution, consortium, may } = body;
  const wellFormed =
    typeof institution === 'string' &&
    (consortium === undefined || isList(consortium)) &&
    (may === undefined || typeof may === 'string');
  if (wellFormed) return { institution, consortium, may };
  throw new Refused(400, 'wanted is institution; consortium is a list, may is a word');
}

function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isOperator({ headers }: IncomingMessage, token: string): boolean {
  const got = Buffer.from(headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return got.length === wanted.length && timingSafeEqual(got, wanted);
}

async function readJson(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > LONGEST_BODY) throw new Refused(413, `the body is longer than ${LONGEST_BODY} bytes`);
    parts.push(part);
  }
  if (length === 0) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  } catch {
    // Answered below, like any other body that is not an object.
  }
  throw new Refused(400, 'the body is no JSON object');
}

function begin(response: ServerResponse, status: number): ServerResponse {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'application/json' });
  return response;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  begin(response, status).end(`${JSON.stringify(body)}\n`);
}
