/** The HTTP endpoint of S3: signature, IAM, then the operation; errors as XML, changes as events. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { ACCOUNT, type Caller, type Clock, type EventSink, REGION } from '../contracts.ts';
import { diskOf } from '../disk/disk.ts';
import { S3_ERRORS } from '../faults/aws-errors.ts';
import { ConnectionReset, suffer } from '../faults/connections.ts';
import type { Faults } from '../faults/faults.ts';
import { type SignatureFault, SignatureRefused } from '../iam/signature-refused.ts';
import { Authenticator } from '../iam/sigv4.ts';
import { type LoopbackServer, listenOnLoopback } from '../loopback.ts';
import type { ObjectChange } from './bucket.ts';
import { createBucket } from './bucket-routes.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { addCorsHeaders, answerPreflight } from './cors.ts';
import { S3Error } from './errors.ts';
import { runLifecycle } from './lifecycle.ts';
import { assertHeadersAreHonoured } from './object-headers.ts';
import { operationOf } from './operations.ts';
import { type ResourceTarget, resourceOf, S3Request } from './request.ts';
import type { KmsKeys } from './sealing.ts';
import { BucketStore } from './store.ts';
import { toXml } from './xml.ts';

export interface S3Options {
  /** Objects live below it and survive the end of the process at any moment; of the machine, if the folder has a disk. */
  readonly directory: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly callers: readonly Caller[];
  readonly events: EventSink;
  /** Secrets of the keys that buckets name. */
  readonly kmsKeys?: KmsKeys;
  /** What lifecycle rules go by; signatures and `Last-Modified` keep to the real time. */
  readonly clock: Pick<Clock, 'now' | 'at'>;
  /** Buckets that are to exist, with these settings from now on. */
  readonly buckets: readonly (BucketSettings & { readonly name: string })[];
  /** Receives errors that are this server's own fault. */
  readonly onFault?: (error: unknown) => void;
  /** Faults of AWS that are to be produced. */
  readonly faults?: Faults;
}

/** S3 on this machine, for unmodified SDK clients with path-style addresses and Signature Version 4. */
export async function startS3(options: S3Options): Promise<LoopbackServer> {
  const { clock } = options;
  const disk = diskOf(options.directory);
  const authenticator = new Authenticator('s3', options.callers);
  const store = new BucketStore(
    join(options.directory, 'buckets'),
    (bucket, change) => options.events.publish(busEvent(bucket, change)),
    options.kmsKeys ?? noKmsKeys,
  );
  for (const { name, ...settings } of options.buckets) {
    if (store.has(name)) store.get(name).settings = settings;
    else store.create(name, settings);
  }
  const stopLifecycle = runLifecycle(store, clock);

  const server = await listenOnLoopback(
    (message, response) => {
      const id = randomUUID();
      answer(message, response, id).catch((error: unknown) => refuse(message, response, id, error, options.onFault));
    },
    { port: options.port, answersContinue: true },
  );
  return {
    ...server,
    async close() {
      stopLifecycle();
      await server.close();
    },
  };

  async function answer(message: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    response.setHeader('x-amz-request-id', id);
    const { method = '', url = '/', headers } = message;
    const target = resourceOf(url);
    const cors = corsRules(target);
    if (method === 'OPTIONS') return answerPreflight(message, response, cors);
    addCorsHeaders(message, response, cors);
    const authentication = await authenticator.authenticate({ method, target: url, headers });
    const request = new S3Request({ id, message, response, store, authentication, target, now: () => clock.now() });
    const operation = operationOf(request);
    if (options.faults) await strike(options.faults, operation.name, request);
    if (operation.action) request.demand(operation.action, ...conditionsOf(request));
    if (request.bucketName !== '' && operation.handle !== createBucket) store.get(request.bucketName);
    demandEncryption(request, operation.action);
    assertOwner(request);
    assertHeadersAreHonoured(request);
    await operation.handle(request);
    if (request.reply === undefined) return;
    // What is acknowledged lasts.
    if (method !== 'GET' && method !== 'HEAD') await disk.flush();
    response.end(request.reply);
  }

  function corsRules({ bucketName }: ResourceTarget) {
    return store.has(bucketName) ? (store.get(bucketName).settings.cors ?? []) : [];
  }
}

/** What the fault plan has for this request. Throws `S3Error` or `ConnectionReset`. */
async function strike(faults: Faults, operation: string, request: S3Request): Promise<void> {
  await suffer(faults, 's3', operation, request.response);
  const rule = faults.strike('s3-error', { operation, key: request.key });
  if (rule) {
    const { status, message } = S3_ERRORS[rule.error];
    throw new S3Error(status, rule.error, message);
  }
  if (request.message.method === 'PUT') request.beforeWrite = () => faults.write('s3');
}

function noKmsKeys(kmsKeyArn: string): never {
  throw new Error(`got the key ${kmsKeyArn} of a bucket, but no keys; wanted them in the options`);
}

/** A caller that stores in a bucket with a key needs its data keys. */
function demandEncryption(request: S3Request, action: string | undefined): void {
  if (action !== 's3:PutObject' || !request.store.has(request.bucketName)) return;
  const { kmsKeyArn } = request.bucket.settings;
  if (kmsKeyArn !== undefined) request.demand('kms:GenerateDataKey', kmsKeyArn);
}

/** Resource and condition keys of a request, for IAM. */
function conditionsOf(request: S3Request): [string, Record<string, string | undefined>] {
  const resource = request.bucketName === '' ? '*' : request.arn();
  return [resource, { 's3:prefix': request.query.get('prefix'), 's3:delimiter': request.query.get('delimiter') }];
}

function assertOwner(request: S3Request): void {
  const expected = request.header('x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== ACCOUNT) {
    throw new S3Error(403, 'AccessDenied', `The bucket belongs to ${ACCOUNT}, the request expects ${expected}.`);
  }
}

/** The event as S3 sends it to EventBridge (S3 User Guide, "EventBridge event message structure"). */
function busEvent(bucket: string, change: ObjectChange) {
  const { key, size, etag, sequencer } = change;
  const created = change.type === 'Object Created';
  return {
    version: '0' as const,
    id: change.id,
    'detail-type': change.type,
    source: 'aws.s3',
    account: ACCOUNT,
    time: change.time.replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: created ? { key, size, etag, sequencer } : { key, sequencer },
      'request-id': change.requestId,
      requester: ACCOUNT,
      'source-ip-address': '127.0.0.1',
      reason: change.reason,
      ...(created ? {} : { 'deletion-type': 'Permanently Deleted' }),
    },
  };
}

const FAULTS: Readonly<Record<SignatureFault, readonly [status: number, code: string]>> = {
  MissingAuthentication: [403, 'AccessDenied'],
  AuthorizationMalformed: [400, 'AuthorizationHeaderMalformed'],
  InvalidAccessKeyId: [403, 'InvalidAccessKeyId'],
  SignatureDoesNotMatch: [403, 'SignatureDoesNotMatch'],
  RequestTimeTooSkewed: [403, 'RequestTimeTooSkewed'],
  RequestExpired: [403, 'AccessDenied'],
  HeadersNotSigned: [403, 'AccessDenied'],
};

function refuse(
  message: IncomingMessage,
  response: ServerResponse,
  id: string,
  error: unknown,
  onFault: S3Options['onFault'],
): void {
  if (error instanceof ConnectionReset) return;
  const refusal = asS3Error(error);
  // A message that was given up amid its body has lost its socket.
  const clientLeft = !message.socket || message.socket.destroyed || response.destroyed;
  if (refusal.status >= 500 && refusal.code === 'InternalError' && !clientLeft) onFault?.(error);
  if (response.headersSent || clientLeft) {
    response.destroy();
    return;
  }
  // Read the rest of the body: a client that is still sending would never read the answer.
  message.resume();
  response.statusCode = refusal.status;
  if (message.method === 'HEAD') return void response.end();
  response.setHeader('content-type', 'application/xml');
  response.end(
    toXml('Error', {
      Code: refusal.code,
      Message: refusal.message,
      Resource: message.url?.split('?')[0],
      RequestId: id,
    }).replace(/ xmlns="[^"]*"/, ''),
  );
}

function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error;
  if (error instanceof SignatureRefused) {
    const [status, code] = FAULTS[error.fault];
    return new S3Error(status, code, error.message);
  }
  return new S3Error(500, 'InternalError', 'We encountered an internal error. Please try again.');
}
