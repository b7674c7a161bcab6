/** The HTTP endpoint of Step Functions: start, stop, list and describe executions, with their history. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../contracts.ts';
import { STATES_ERRORS } from '../faults/aws-errors.ts';
import { ConnectionReset, suffer } from '../faults/connections.ts';
import type { Faults } from '../faults/faults.ts';
import { isAllowed } from '../iam/policy.ts';
import { SignatureRefused } from '../iam/signature-refused.ts';
import { Authenticator } from '../iam/sigv4.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback.ts';
import { historyOf } from './history.ts';
import { RequestRefused, type StateMachines } from './runner.ts';

export interface StatesApiOptions {
  readonly machines: StateMachines;
  /** 0 takes any free port. */
  readonly port: number;
  readonly callers: readonly Caller[];
  /** Faults of AWS that are to be produced. */
  readonly faults?: Faults;
}

type Parameters = Readonly<Record<string, unknown>>;
type Operation = (machines: StateMachines, parameters: Parameters) => unknown;

const LONGEST_REQUEST = 1024 * 1024;

/** Errors that are not the client's; it repeats these calls. */
const FAULTS: Readonly<Record<string, number>> = { InternalServerError: 500, ServiceUnavailable: 503 };

/** The operations that clients find, with the parameter that names the resource for IAM. */
export const OPERATIONS: Readonly<Record<string, { readonly resource?: string; readonly run: Operation }>> = {
  StartExecution: { resource: 'stateMachineArn', run: startExecution },
  StopExecution: { resource: 'executionArn', run: stopExecution },
  RedriveExecution: { resource: 'executionArn', run: redriveExecution },
  DescribeExecution: { resource: 'executionArn', run: describeExecution },
  GetExecutionHistory: { resource: 'executionArn', run: getExecutionHistory },
  ListExecutions: { resource: 'stateMachineArn', run: listExecutions },
  DescribeStateMachine: { resource: 'stateMachineArn', run: describeStateMachine },
  ListStateMachines: { run: listStateMachines },
};

/** The Step Functions API (AWS JSON 1.0) for SDK clients on this machine. */
export function serveStatesApi({ machines, port, ...options }: StatesApiOptions): Promise<LoopbackServer> {
  const authenticator = new Authenticator('states', options.callers);
  return listenOnLoopback(
    async (request, response) => {
      try {
        const operation = await authenticated(request, authenticator);
        if (options.faults) await strike(options.faults, operation.name, response);
        answer(response, 200, await operation.run(machines));
      } catch (failure) {
        if (failure instanceof ConnectionReset) return;
        const { code, message } = refusalOf(failure);
        answer(response, FAULTS[code] ?? 400, { __type: code, message });
      }
    },
    { port },
  );
}

/** What the fault plan has for this request. */
async function strike(faults: Faults, operation: string, response: ServerResponse): Promise<void> {
  await suffer(faults, 'states', operation, response);
  const rule = faults.strike('states-error', { operation });
  if (rule) throw new RequestRefused(rule.error, STATES_ERRORS[rule.error].message);
}

/** The operation that a request asks for, if its sender may. */
async function authenticated(
  request: IncomingMessage,
  authenticator: Authenticator,
): Promise<{ readonly name: string; readonly run: (machines: StateMachines) => unknown }> {
  const body = await read(request);
  const { method = '', url = '', headers } = request;
  const { caller, payloadHash } = await authenticator.authenticate({ method, target: url, headers, body });
  if (createHash('sha256').update(body).digest('hex') !== payloadHash) {
    throw new RequestRefused('InvalidSignatureException', 'the body is not the one that was signed');
  }
  const name = String(headers['x-amz-target']).replace(/^AWSStepFunctions\./, '');
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (!operation) {
    const known = Object.keys(OPERATIONS).join(', ');
    throw new RequestRefused('UnknownOperationException', `the local cloud has no operation ${name}; it has ${known}`);
  }
  const parameters = parse(body.toString('utf8') || '{}', 'ValidationException') as Parameters;
  const resource = operation.resource ? text(parameters, operation.resource) : '*';
  if (!isAllowed(caller, `states:${name}`, resource)) {
    throw new RequestRefused(
      'AccessDeniedException',
      `${caller.accessKeyId} may not call states:${name} on ${resource}`,
    );
  }
  const run = async (machines: StateMachines) => {
    const result = await operation.run(machines, parameters);
    // What a client learns of an execution lasts.
    await machines.flush();
    return result;
  };
  return { name, run };
}

function startExecution(machines: StateMachines, parameters: Parameters) {
  const arn = text(parameters, 'stateMachineArn');
  const name = parameters.name === undefined ? randomUUID() : text(parameters, 'name');
  const status = machines.status(arn, name);
  if (status !== undefined && status !== 'RUNNING') {
    throw new RequestRefused('ExecutionAlreadyExists', `Execution Already Exists: '${name}' has ended`);
  }
  const input = parse(parameters.input === undefined ? '{}' : text(parameters, 'input'), 'InvalidExecutionInput');
  const { executionArn, startedAt } = machines.start(arn, input, name);
  return { executionArn, startDate: seconds(startedAt) };
}

async function stopExecution(machines: StateMachines, parameters: Parameters) {
  const arn = text(parameters, 'executionArn');
  await machines.stop(arn, optionalText(parameters, 'error'), optionalText(parameters, 'cause'));
  return { stopDate: seconds(machines.describe(arn).ended?.at ?? '') };
}

function redriveExecution(machines: StateMachines, parameters: Parameters) {
  const token = optionalText(parameters, 'clientToken');
  return { redriveDate: seconds(machines.redrive(text(parameters, 'executionArn'), token).redrivenAt) };
}

function describeExecution(machines: StateMachines, parameters: Parameters) {
  const { ended, input, startedAt, redrives, redrivability, ...described } = machines.describe(
    text(parameters, 'executionArn'),
  );
  const redrivenAt = redrives.at(-1)?.at;
  return {
    ...described,
    ...redrivability,
    redriveCount: redrives.length,
    redriveDate: redrivenAt && seconds(redrivenAt),
    startDate: seconds(startedAt),
    input: JSON.stringify(input),
    stopDate: ended && seconds(ended.at),
    output: ended?.status === 'SUCCEEDED' ? JSON.stringify(ended.output) : undefined,
    error: ended?.error,
    cause: ended?.cause,
  };
}

function getExecutionHistory(machines: StateMachines, parameters: Parameters) {
  const { machine, records } = machines.history(text(parameters, 'executionArn'));
  const events = historyOf(machine, records);
  const { page, nextToken } = pageOf(parameters.reverseOrder === true ? events.reverse() : events, parameters);
  return { events: page, nextToken };
}

function listExecutions(machines: StateMachines, parameters: Parameters) {
  if (parameters.redriveFilter !== undefined) {
    throw new RequestRefused(
      'ValidationException',
      'redriveFilter is for the executions of a Map Run, not of a machine',
    );
  }
  const all = machines.list(text(parameters, 'stateMachineArn'), optionalText(parameters, 'statusFilter'));
  const { page, nextToken } = pageOf(all, parameters);
  const executions = page.map(({ startedAt, endedAt, redriveCount = 0, redrivenAt, ...execution }) => ({
    executionArn: execution.executionArn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: execution.status,
    startDate: seconds(startedAt),
    stopDate: endedAt === undefined ? undefined : seconds(endedAt),
    redriveCount,
    redriveDate: redrivenAt === undefined ? undefined : seconds(redrivenAt),
  }));
  return { executions, nextToken };
}

function describeStateMachine(machines: StateMachines, parameters: Parameters) {
  const arn = text(parameters, 'stateMachineArn');
  const hosted = machines.machines.find((machine) => machine.arn === arn);
  if (!hosted) throw new RequestRefused('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
  const { name, roleArn, definition } = hosted;
  const definitionText = JSON.stringify(definition);
  return {
    stateMachineArn: arn,
    name,
    roleArn,
    definition: definitionText,
    type: 'STANDARD',
    status: 'ACTIVE',
    creationDate: 0,
  };
}

function listStateMachines(machines: StateMachines, parameters: Parameters) {
  const { page, nextToken } = pageOf(machines.machines, parameters);
  const stateMachines = page.map(({ arn, name }) => ({
    stateMachineArn: arn,
    name,
    type: 'STANDARD',
    creationDate: 0,
  }));
  return { stateMachines, nextToken };
}

/** `nextToken` is the index of the next page's first element. */
function pageOf<Element>(all: readonly Element[], parameters: Parameters): { page: Element[]; nextToken?: string } {
  const first = Number(parameters.nextToken ?? 0);
  const size = Number(parameters.maxResults ?? 0) || 100;
  if (!Number.isInteger(first) || first < 0 || !(size >= 1 && size <= 1000)) {
    throw new RequestRefused('ValidationException', 'maxResults is 0 to 1000 and nextToken is what the last page gave');
  }
  const end = first + size;
  return { page: all.slice(first, end), ...(end < all.length ? { nextToken: String(end) } : {}) };
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > LONGEST_REQUEST) throw new RequestRefused('ValidationException', 'the request is longer than 1 MiB');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function parse(json: string, code: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new RequestRefused(code, 'the text is not JSON');
  }
}

function text(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (typeof value === 'string') return value;
  throw new RequestRefused('ValidationException', `${name} is missing or not a string`);
}

function optionalText(parameters: Parameters, name: string): string | undefined {
  return parameters[name] === undefined ? undefined : text(parameters, name);
}

/** AWS JSON writes times as seconds since 1970. */
function seconds(time: string): number {
  return Date.parse(time) / 1000;
}

function refusalOf(failure: unknown): { code: string; message: string } {
  if (failure instanceof RequestRefused) return failure;
  if (!(failure instanceof SignatureRefused)) return { code: 'InternalServerError', message: String(failure) };
  const code =
    failure.fault === 'MissingAuthentication' ? 'MissingAuthenticationTokenException' : 'InvalidSignatureException';
  return {
    code: failure.fault === 'InvalidAccessKeyId' ? 'UnrecognizedClientException' : code,
    message: failure.message,
  };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
