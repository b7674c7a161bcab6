/** The operations of S3 that are served: the one table of routes, and what becomes of every other request. */
import * as buckets from './bucket-routes.ts';
import { notHonoured, S3Error } from './errors.ts';
import { listMultipartUploads, listObjects } from './listing.ts';
import * as multipart from './multipart.ts';
import { getObjectTagging, putObjectTagging } from './object-tags.ts';
import * as objects from './objects.ts';
import type { S3Request } from './request.ts';

export interface Operation {
  /** As the S3 API Reference calls it. */
  readonly name: string;
  /** What a caller has to be allowed; operations over several objects judge each themselves. */
  readonly action?: string;
  readonly handle: (request: S3Request) => Promise<void>;
}

export interface Route extends Operation {
  readonly method: string;
  /** The query parameter that makes it another operation; empty for the resource itself. */
  readonly subresource: string;
}

const route = (
  method: string,
  subresource: string,
  name: string,
  action: string | undefined,
  handle: Operation['handle'],
): Route => ({ method, subresource, name, action, handle });

/** What is served, by the resource that a request's path names. Each route is here because a client sends it. */
export const ROUTES: Readonly<Record<'service' | 'bucket' | 'object', readonly Route[]>> = {
  service: [route('GET', '', 'ListBuckets', 's3:ListAllMyBuckets', buckets.listBuckets)],
  bucket: [
    route('GET', '', 'ListObjects, ListObjectsV2', 's3:ListBucket', listObjects),
    route('GET', 'uploads', 'ListMultipartUploads', 's3:ListBucketMultipartUploads', listMultipartUploads),
    route('HEAD', '', 'HeadBucket', 's3:ListBucket', buckets.headBucket),
    route('PUT', '', 'CreateBucket', 's3:CreateBucket', buckets.createBucket),
    route('POST', 'delete', 'DeleteObjects', undefined, objects.deleteObjects),
    route('PUT', 'cors', 'PutBucketCors', 's3:PutBucketCORS', buckets.putBucketCors),
    route(
      'GET',
      'notification',
      'GetBucketNotificationConfiguration',
      's3:GetBucketNotification',
      buckets.getBucketNotification,
    ),
    route(
      'PUT',
      'notification',
      'PutBucketNotificationConfiguration',
      's3:PutBucketNotification',
      buckets.putBucketNotification,
    ),
    route(
      'PUT',
      'lifecycle',
      'PutBucketLifecycleConfiguration',
      's3:PutLifecycleConfiguration',
      buckets.putBucketLifecycle,
    ),
  ],
  object: [
    route('GET', '', 'GetObject', 's3:GetObject', objects.getObject),
    route('HEAD', '', 'HeadObject', 's3:GetObject', objects.getObject),
    route('PUT', '', 'PutObject, CopyObject', 's3:PutObject', putOrCopy),
    route('DELETE', '', 'DeleteObject', 's3:DeleteObject', objects.deleteObject),
    route('GET', 'tagging', 'GetObjectTagging', 's3:GetObjectTagging', getObjectTagging),
    route('PUT', 'tagging', 'PutObjectTagging', 's3:PutObjectTagging', putObjectTagging),
    route('POST', 'uploads', 'CreateMultipartUpload', 's3:PutObject', multipart.createMultipartUpload),
    route('PUT', 'uploadId', 'UploadPart', 's3:PutObject', uploadPart),
    route('POST', 'uploadId', 'CompleteMultipartUpload', 's3:PutObject', multipart.completeMultipartUpload),
    route('GET', 'uploadId', 'ListParts', 's3:ListMultipartUploadParts', multipart.listParts),
    route('DELETE', 'uploadId', 'AbortMultipartUpload', 's3:AbortMultipartUpload', multipart.abortMultipartUpload),
  ],
};

/** Every subresource that S3 has: without this list those that have no route would be taken for a plain read or write. */
const SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
];

/** What a request asks for. Throws `NotImplemented` by name, or `MethodNotAllowed`. */
export function operationOf(request: S3Request): Operation {
  const { method = '' } = request.message;
  const resource = request.bucketName === '' ? 'service' : request.key === '' ? 'bucket' : 'object';
  const place = resource === 'object' ? 'an object' : `a ${resource}`;
  const asked = SUBRESOURCES.filter((name) => request.query.has(name));
  const [subresource = ''] = asked;
  const found = ROUTES[resource].find((one) => one.method === method && one.subresource === subresource);
  if (found && asked.length < 2) return found;
  if (subresource !== '') throw notHonoured(`${method} ?${asked.join('&')} of ${place}`);
  throw new S3Error(405, 'MethodNotAllowed', `${method} is not allowed against this ${resource}.`);
}

function putOrCopy(request: S3Request): Promise<void> {
  return request.header('x-amz-copy-source') === undefined ? objects.putObject(request) : objects.copyObject(request);
}

async function uploadPart(request: S3Request): Promise<void> {
  if (request.header('x-amz-copy-source') !== undefined) throw notHonoured('UploadPartCopy');
  await multipart.uploadPart(request);
}
