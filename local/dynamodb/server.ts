/** The HTTP endpoint of DynamoDB: signature, IAM for each table and index, then the engine. */
import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ACCOUNT, type Caller, type Clock, REGION } from '../contracts.ts';
import { DYNAMODB_ERRORS } from '../faults/aws-errors.ts';
import { ConnectionReset, suffer } from '../faults/connections.ts';
import type { Faults } from '../faults/faults.ts';
import { LaggingIndexes } from '../faults/lagging-indexes.ts';
import { isAllowed } from '../iam/policy.ts';
import { type SignatureFault, SignatureRefused } from '../iam/signature-refused.ts';
import { Authenticator } from '../iam/sigv4.ts';
import { type LoopbackServer, listenOnLoopback, readBody } from '../loopback.ts';
import { TableEngine } from './engine.ts';
import { accessDenied, DynamoDbError, invalid, refusedSignature, unknownOperation } from './errors.ts';
import type { TableDefinition } from './table-definition.ts';
import { ensureTable } from './tables.ts';

export interface DynamoDbOptions {
  /** Tables live below it and survive the end of the process at any moment. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly callers: readonly Caller[];
  /** Tables that are to exist. */
  readonly tables: readonly TableDefinition[];
  /** Receives errors that are this server's own fault. */
  readonly onFault?: (error: unknown) => void;
  /** Faults of AWS that are to be produced, and the clock by which indexes are behind. */
  readonly faults?: { readonly plan: Faults; readonly clock: Pick<Clock, 'now' | 'at'> };
}

type Input = Readonly<Record<string, unknown>>;

const LARGEST_REQUEST = 16 * 1024 ** 2;
const TARGET = /^DynamoDB_20120810\.(\w+)$/;

/** DynamoDB on this machine: signatures and IAM in front, dynalite behind. Throws `TableNotHonoured`. */
export async function startDynamoDb(options: DynamoDbOptions): Promise<LoopbackServer> {
  const authenticator = new Authenticator('dynamodb', options.callers);
  const engine = await TableEngine.open(join(options.directory, 'tables'));
  try {
    for (const table of options.tables) await ensureTable(engine, table);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const operations = options.faults ? await behind(engine, options, options.faults) : engine;
  const server = await listenOnLoopback(
    (message, response) => {
      answer(message, response)
        .then((output) => send(response, 200, output))
        .catch((error: unknown) => refuse(response, error, options.onFault));
    },
    { port: options.port },
  );
  return {
    ...server,
    async close() {
      await server.close();
      await engine.close();
    },
  };

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<unknown> {
    const { method = '', url = '/', headers } = message;
    const body = await readBody(message, LARGEST_REQUEST);
    if (!body) throw new DynamoDbError('RequestEntityTooLarge', `got more than ${LARGEST_REQUEST} bytes`, 413);
    const { caller, payloadHash } = await authenticator.authenticate({ method, target: url, headers, body });
    if (createHash('sha256').update(body).digest('hex') !== payloadHash) {
      throw refusedSignature('InvalidSignatureException', 'The body is not the one that was signed.');
    }
    const target = String(headers['x-amz-target']);
    const operation = TARGET.exec(target)?.[1];
    if (!operation) throw unknownOperation(target);
    const input = parse(body);
    for (const resource of resourcesOf(input)) {
      const action = `dynamodb:${operation}`;
      if (!isAllowed(caller, action, resource)) throw accessDenied(caller.accessKeyId, action, resource);
    }
    if (options.faults) await strike(options.faults.plan, operation, response);
    return operations.run(operation, input);
  }
}

/** What the fault plan has for this request. Throws `DynamoDbError`, `ConnectionReset` or `ENOSPC`. */
async function strike(faults: Faults, operation: string, response: ServerResponse): Promise<void> {
  await suffer(faults, 'dynamodb', operation, response);
  const rule = faults.strike('dynamodb-error', { operation });
  if (rule) {
    const { type, message, status } = DYNAMODB_ERRORS[rule.error];
    throw new DynamoDbError(type, message, status);
  }
  if (/^(Put|Update|Delete|BatchWrite)/.test(operation)) faults.write('dynamodb');
}

/** The engine, with indexes that are behind if the plan wants it. */
async function behind(
  engine: TableEngine,
  { tables }: DynamoDbOptions,
  { plan, clock }: NonNullable<DynamoDbOptions['faults']>,
): Promise<Pick<TableEngine, 'run'>> {
  const { indexLagSeconds } = plan.plan;
  if (indexLagSeconds === 0) return engine;
  const memory = await TableEngine.open(undefined);
  for (const table of tables) await ensureTable(memory, table);
  const lagging = new LaggingIndexes(engine, memory, clock, indexLagSeconds);
  await lagging.fill(tables.map(({ TableName }) => TableName));
  return lagging;
}

/** ARNs of the tables and indexes that a request touches; batches touch several. */
function resourcesOf(input: Input): string[] {
  const { TableName, IndexName, RequestItems, ResourceArn } = input;
  if (typeof ResourceArn === 'string') return [ResourceArn];
  if (typeof RequestItems === 'object' && RequestItems !== null) return Object.keys(RequestItems).map(tableArn);
  if (typeof TableName !== 'string') return ['*'];
  const table = tableArn(TableName);
  return [typeof IndexName === 'string' ? `${table}/index/${IndexName}` : table];
}

function tableArn(name: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
}

function parse(body: Buffer): Input {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return input as Input;
  } catch {
    // Answered below, like any other body that is not an object.
  }
  throw invalid('The body of a request is a JSON object.');
}

const FAULTS: Readonly<Record<SignatureFault, string>> = {
  MissingAuthentication: 'MissingAuthenticationTokenException',
  AuthorizationMalformed: 'IncompleteSignatureException',
  InvalidAccessKeyId: 'UnrecognizedClientException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  RequestTimeTooSkewed: 'InvalidSignatureException',
  RequestExpired: 'InvalidSignatureException',
  HeadersNotSigned: 'InvalidSignatureException',
};

function refuse(response: ServerResponse, error: unknown, onFault: DynamoDbOptions['onFault']): void {
  if (response.destroyed) return;
  const refusal =
    error instanceof SignatureRefused ? refusedSignature(FAULTS[error.fault], error.message) : (error as Error);
  if (refusal instanceof DynamoDbError) {
    send(response, refusal.status, { __type: refusal.type, message: refusal.message, ...refusal.members });
    return;
  }
  if (error instanceof ConnectionReset) return;
  onFault?.(error);
  send(response, 500, {
    __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError',
    message: 'The local DynamoDB failed to answer; see its log.',
  });
}

function send(response: ServerResponse, status: number, output: unknown): void {
  const body = Buffer.from(JSON.stringify(output));
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
    'x-amz-crc32': crc32(body),
  });
  response.end(body);
}
