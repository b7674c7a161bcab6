import * as buckets from './bucket-routes.ts';
import { notHonoured, S3Error } from './errors.ts';
import { listObjects } from './listing.ts';
import * as multipart from './multipart.ts';
import * as objects from './objects.ts';
import type { S3Request } from './request.ts';

export interface Operation {
  /** What a caller has to be allowed; operations over several objects judge each themselves. */
  readonly action?: string;
  readonly handle: (request: S3Request) => Promise<void>;
}

type Route = readonly [method: string, subresource: string, action: string, handle: (r: S3Request) => Promise<void>];

const BUCKET_ROUTES: readonly Route[] = [
  ['GET', '', 's3:ListBucket', listObjects],
  ['HEAD', '', 's3:ListBucket', buckets.headBucket],
  ['PUT', '', 's3:CreateBucket', buckets.createBucket],
  ['DELETE', '', 's3:DeleteBucket', buckets.deleteBucket],
  ['POST', 'delete', '', objects.deleteObjects],
  ['GET', 'location', 's3:GetBucketLocation', buckets.getBucketLocation],
  ['GET', 'versioning', 's3:GetBucketVersioning', buckets.getBucketVersioning],
  ['GET', 'uploads', 's3:ListBucketMultipartUploads', multipart.listMultipartUploads],
  ['GET', 'cors', 's3:GetBucketCORS', buckets.getBucketCors],
  ['PUT', 'cors', 's3:PutBucketCORS', buckets.putBucketCors],
  ['DELETE', 'cors', 's3:PutBucketCORS', buckets.deleteBucketCors],
  ['GET', 'notification', 's3:GetBucketNotification', buckets.getBucketNotification],
  ['PUT', 'notification', 's3:PutBucketNotification', buckets.putBucketNotification],
  ['GET', 'lifecycle', 's3:GetLifecycleConfiguration', buckets.getBucketLifecycle],
  ['PUT', 'lifecycle', 's3:PutLifecycleConfiguration', buckets.putBucketLifecycle],
  ['DELETE', 'lifecycle', 's3:PutLifecycleConfiguration', buckets.deleteBucketLifecycle],
  ['GET', 'tagging', 's3:GetBucketTagging', buckets.getBucketTagging],
  ['PUT', 'tagging', 's3:PutBucketTagging', buckets.putBucketTagging],
  ['DELETE', 'tagging', 's3:PutBucketTagging', buckets.deleteBucketTagging],
];

const OBJECT_ROUTES: readonly Route[] = [
  ['GET', '', 's3:GetObject', objects.getObject],
  ['HEAD', '', 's3:GetObject', objects.getObject],
  ['PUT', '', 's3:PutObject', putOrCopy],
  ['DELETE', '', 's3:DeleteObject', objects.deleteObject],
  ['GET', 'tagging', 's3:GetObjectTagging', buckets.getObjectTagging],
  ['PUT', 'tagging', 's3:PutObjectTagging', buckets.putObjectTagging],
  ['DELETE', 'tagging', 's3:DeleteObjectTagging', buckets.deleteObjectTagging],
  ['POST', 'uploads', 's3:PutObject', multipart.createMultipartUpload],
  ['PUT', 'uploadId', 's3:PutObject', uploadPart],
  ['POST', 'uploadId', 's3:PutObject', multipart.completeMultipartUpload],
  ['GET', 'uploadId', 's3:ListMultipartUploadParts', multipart.listParts],
  ['DELETE', 'uploadId', 's3:AbortMultipartUpload', multipart.abortMultipartUpload],
];

/** Subresources that S3 has and this one does not: without this list they would be taken for a plain read or write. */
const OTHER_SUBRESOURCES = [
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
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
  'torrent',
  'versions',
  'website',
];

/** What a request asks for. Throws `NotImplemented` by name, or `MethodNotAllowed`. */
export function operationOf(request: S3Request): Operation {
  const { method = '' } = request.message;
  if (request.bucketName === '') {
    if (method === 'GET') return { action: 's3:ListAllMyBuckets', handle: buckets.listBuckets };
    throw new S3Error(405, 'MethodNotAllowed', `${method} / is not allowed.`);
  }
  const other = OTHER_SUBRESOURCES.find((name) => request.query.has(name));
  if (other) throw notHonoured(`${method} ?${other}`);
  const routes = request.key === '' ? BUCKET_ROUTES : OBJECT_ROUTES;
  const subresource = routes.find(([, name]) => name !== '' && request.query.has(name))?.[1] ?? '';
  const route = routes.find(([verb, name]) => verb === method && name === subresource);
  if (!route) {
    if (subresource !== '') throw notHonoured(`${method} ?${subresource}`);
    throw new S3Error(405, 'MethodNotAllowed', `${method} is not allowed against this resource.`);
  }
  const [, , action, handle] = route;
  return { action: action === '' ? undefined : action, handle };
}

function putOrCopy(request: S3Request): Promise<void> {
  return request.header('x-amz-copy-source') === undefined ? objects.putObject(request) : objects.copyObject(request);
}

async function uploadPart(request: S3Request): Promise<void> {
  if (request.header('x-amz-copy-source') !== undefined) throw notHonoured('UploadPartCopy');
  await multipart.uploadPart(request);
}
