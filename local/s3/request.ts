/** A request to S3 as its operations see it: who asks for which bucket and key, and how to answer. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseQuery, splitTarget } from '../iam/http-message.ts';
import { isAllowed, type RequestContext } from '../iam/policy.ts';
import type { Authentication } from '../iam/sigv4.ts';
import type { Bucket } from './bucket.ts';
import { noSuchKey, S3Error } from './errors.ts';
import type { BucketStore } from './store.ts';
import type { StoredObject } from './stored-object.ts';
import { toXml, type XmlContent } from './xml.ts';

/** Query parameters of a presigned URL that stand for headers, which a client need not send again. */
const HOISTED = /^x-amz-/;

/** One request to S3, authenticated; routes read from it and answer through it. */
export class S3Request {
  readonly id: string;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: BucketStore;
  readonly authentication: Authentication;
  readonly bucketName: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly now: () => Date;
  /** Called before bytes of the body are written; throws if the disk is to be full. */
  beforeWrite: (() => void) | undefined;

  constructor(init: {
    id: string;
    message: IncomingMessage;
    response: ServerResponse;
    store: BucketStore;
    authentication: Authentication;
    target: ResourceTarget;
    now: () => Date;
  }) {
    this.id = init.id;
    this.message = init.message;
    this.response = init.response;
    this.store = init.store;
    this.authentication = init.authentication;
    this.bucketName = init.target.bucketName;
    this.key = init.target.key;
    this.query = init.target.query;
    this.now = init.now;
  }

  get bucket(): Bucket {
    return this.store.get(this.bucketName);
  }

  /** The object; without the right to list, a caller may not learn that there is none (S3 API Reference, GetObject). */
  existing(): StoredObject {
    const object = this.bucket.get(this.key);
    if (object) return object;
    this.demand('s3:ListBucket', this.arn(''));
    throw noSuchKey(this.key);
  }

  /** A header, or the parameter of a presigned URL that stands for it. */
  header(name: string): string | undefined {
    const value = this.message.headers[name];
    if (value !== undefined) return Array.isArray(value) ? value.join(', ') : value;
    return this.authentication.presigned && HOISTED.test(name) ? this.query.get(name) : undefined;
  }

  may(action: string, resource = this.arn(), context: RequestContext = {}): boolean {
    return isAllowed(this.authentication.caller, action, resource, context);
  }

  /** Throws `AccessDenied`. */
  demand(action: string, resource = this.arn(), context: RequestContext = {}): void {
    if (this.may(action, resource, context)) return;
    throw new S3Error(
      403,
      'AccessDenied',
      `${this.authentication.caller.accessKeyId} is not authorized to perform: ${action} on resource: ${resource}`,
    );
  }

  arn(key = this.key, bucketName = this.bucketName): string {
    return `arn:aws:s3:::${bucketName}${key === '' ? '' : `/${key}`}`;
  }

  /** The body that an operation answered with, until the server sends it. */
  reply: string | undefined;

  answer(status: number, headers: Readonly<Record<string, string | number | undefined>> = {}): void {
    this.response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.response.setHeader(name, value);
    }
    this.reply = '';
  }

  answerXml(root: string, content: XmlContent, headers: Readonly<Record<string, string>> = {}): void {
    for (const [name, value] of Object.entries(headers)) this.response.setHeader(name, value);
    this.response.setHeader('content-type', 'application/xml');
    this.reply = toXml(root, content);
  }
}

export interface ResourceTarget {
  readonly bucketName: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Path-style addresses only: `/{bucket}/{key}`. */
export function resourceOf(target: string): ResourceTarget {
  const { path, query } = splitTarget(target);
  const [, bucketName = '', ...key] = path.split('/');
  try {
    const parameters = parseQuery(query).map(([name, value]): [string, string] => [normalName(name), value]);
    return {
      bucketName: decodeURIComponent(bucketName),
      key: decodeURIComponent(key.join('/')),
      query: new Map(parameters),
    };
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** SDKs spell hoisted headers in either case. */
function normalName(name: string): string {
  return name.toLowerCase().startsWith('x-amz-') ? name.toLowerCase() : name;
}
