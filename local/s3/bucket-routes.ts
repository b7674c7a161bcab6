import { ACCOUNT, REGION } from '../contracts.ts';
import type { CorsRule, LifecycleRule, Tag } from './bucket-settings.ts';
import { notHonoured, S3Error } from './errors.ts';
import { checkedTags } from './object-headers.ts';
import { found } from './objects.ts';
import { receiveDocument } from './receive.ts';
import type { S3Request } from './request.ts';
import { parseXml, type XmlElement } from './xml.ts';

const OWNER = { ID: ACCOUNT, DisplayName: 'local' };

export async function listBuckets(request: S3Request): Promise<void> {
  request.answerXml('ListAllMyBucketsResult', {
    Owner: OWNER,
    Buckets: { Bucket: request.store.all().map(({ name, created }) => ({ Name: name, CreationDate: created })) },
  });
}

export async function createBucket(request: S3Request): Promise<void> {
  if (request.store.has(request.bucketName)) {
    throw new S3Error(409, 'BucketAlreadyOwnedByYou', 'The bucket already exists, and you own it.');
  }
  request.store.create(request.bucketName, { eventBridge: false });
  request.answer(200, { location: `/${request.bucketName}` });
}

export async function deleteBucket(request: S3Request): Promise<void> {
  request.store.delete(request.bucketName);
  request.answer(204);
}

export async function headBucket(request: S3Request): Promise<void> {
  request.answer(200, { 'x-amz-bucket-region': REGION });
}

export async function getBucketLocation(request: S3Request): Promise<void> {
  // S3 names every region here but us-east-1.
  request.answerXml('LocationConstraint', '');
}

/** Versions are never kept: the answer of a bucket that was never versioned. */
export async function getBucketVersioning(request: S3Request): Promise<void> {
  request.answerXml('VersioningConfiguration', '');
}

export async function putBucketCors(request: S3Request): Promise<void> {
  const document = parseXml(await receiveDocument(request), 'CORSConfiguration');
  const cors = document.all('CORSRule').map(
    (rule): CorsRule => ({
      id: rule.text('ID'),
      allowedMethods: texts(rule, 'AllowedMethod'),
      allowedOrigins: texts(rule, 'AllowedOrigin'),
      allowedHeaders: texts(rule, 'AllowedHeader'),
      exposeHeaders: texts(rule, 'ExposeHeader'),
      maxAgeSeconds: optionalNumber(rule.text('MaxAgeSeconds')),
    }),
  );
  request.bucket.settings = { ...request.bucket.settings, cors };
  request.answer(200);
}

export async function getBucketCors(request: S3Request): Promise<void> {
  const { cors } = request.bucket.settings;
  if (!cors) throw new S3Error(404, 'NoSuchCORSConfiguration', 'The CORS configuration does not exist');
  request.answerXml('CORSConfiguration', {
    CORSRule: cors.map((rule) => ({
      ID: rule.id,
      AllowedMethod: [...rule.allowedMethods],
      AllowedOrigin: [...rule.allowedOrigins],
      AllowedHeader: [...(rule.allowedHeaders ?? [])],
      ExposeHeader: [...(rule.exposeHeaders ?? [])],
      MaxAgeSeconds: rule.maxAgeSeconds,
    })),
  });
}

export async function deleteBucketCors(request: S3Request): Promise<void> {
  request.bucket.settings = { ...request.bucket.settings, cors: undefined };
  request.answer(204);
}

export async function putBucketNotification(request: S3Request): Promise<void> {
  const document = parseXml(await receiveDocument(request), 'NotificationConfiguration');
  const other = document.names.find((name) => name !== 'EventBridgeConfiguration');
  if (other) throw notHonoured(`${other} in NotificationConfiguration`);
  const eventBridge = document.first('EventBridgeConfiguration') !== undefined;
  request.bucket.settings = { ...request.bucket.settings, eventBridge };
  request.answer(200);
}

export async function getBucketNotification(request: S3Request): Promise<void> {
  const { eventBridge } = request.bucket.settings;
  request.answerXml('NotificationConfiguration', { EventBridgeConfiguration: eventBridge ? '' : undefined });
}

const LIFECYCLE_ELEMENTS = ['ID', 'Status', 'Prefix', 'Filter', 'Expiration', 'AbortIncompleteMultipartUpload'];

export async function putBucketLifecycle(request: S3Request): Promise<void> {
  const document = parseXml(await receiveDocument(request), 'LifecycleConfiguration');
  const lifecycle = document.all('Rule').map((rule): LifecycleRule => {
    refuseOthers(rule, LIFECYCLE_ELEMENTS);
    const filter = rule.first('Filter');
    const expiration = rule.first('Expiration');
    if (filter) refuseOthers(filter, ['Prefix']);
    if (expiration) refuseOthers(expiration, ['Days']);
    const abort = rule.first('AbortIncompleteMultipartUpload');
    return {
      id: rule.text('ID'),
      enabled: rule.text('Status') === 'Enabled',
      prefix: filter?.text('Prefix') ?? rule.text('Prefix') ?? '',
      expirationInDays: optionalNumber(expiration?.text('Days')),
      abortIncompleteMultipartUploadAfterDays: optionalNumber(abort?.text('DaysAfterInitiation')),
    };
  });
  request.bucket.settings = { ...request.bucket.settings, lifecycle };
  request.answer(200);
}

export async function getBucketLifecycle(request: S3Request): Promise<void> {
  const { lifecycle } = request.bucket.settings;
  if (!lifecycle) {
    throw new S3Error(404, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
  }
  request.answerXml('LifecycleConfiguration', {
    Rule: lifecycle.map((rule) => ({
      ID: rule.id,
      Status: rule.enabled ? 'Enabled' : 'Disabled',
      Filter: { Prefix: rule.prefix },
      Expiration: rule.expirationInDays === undefined ? undefined : { Days: rule.expirationInDays },
      AbortIncompleteMultipartUpload:
        rule.abortIncompleteMultipartUploadAfterDays === undefined
          ? undefined
          : { DaysAfterInitiation: rule.abortIncompleteMultipartUploadAfterDays },
    })),
  });
}

export async function deleteBucketLifecycle(request: S3Request): Promise<void> {
  request.bucket.settings = { ...request.bucket.settings, lifecycle: undefined };
  request.answer(204);
}

export async function putBucketTagging(request: S3Request): Promise<void> {
  const tags = await receiveTags(request);
  request.bucket.settings = { ...request.bucket.settings, tags };
  request.answer(204);
}

export async function getBucketTagging(request: S3Request): Promise<void> {
  const { tags } = request.bucket.settings;
  if (!tags) throw new S3Error(404, 'NoSuchTagSet', 'The TagSet does not exist');
  answerTags(request, tags);
}

export async function deleteBucketTagging(request: S3Request): Promise<void> {
  request.bucket.settings = { ...request.bucket.settings, tags: undefined };
  request.answer(204);
}

export async function putObjectTagging(request: S3Request): Promise<void> {
  const tags = await receiveTags(request);
  request.bucket.amend({ ...found(request), tags });
  request.answer(200);
}

export async function getObjectTagging(request: S3Request): Promise<void> {
  answerTags(request, found(request).tags ?? []);
}

export async function deleteObjectTagging(request: S3Request): Promise<void> {
  request.bucket.amend({ ...found(request), tags: undefined });
  request.answer(204);
}

async function receiveTags(request: S3Request): Promise<readonly Tag[]> {
  const set = parseXml(await receiveDocument(request), 'Tagging').first('TagSet');
  const tags = (set?.all('Tag') ?? []).map((tag) => ({ key: tag.text('Key') ?? '', value: tag.text('Value') ?? '' }));
  return checkedTags(tags);
}

function answerTags(request: S3Request, tags: readonly Tag[]): void {
  request.answerXml('Tagging', { TagSet: { Tag: tags.map(({ key, value }) => ({ Key: key, Value: value })) } });
}

function texts(element: XmlElement, name: string): string[] {
  return element.all(name).map(({ value }) => value);
}

function refuseOthers(element: XmlElement, honoured: readonly string[]): void {
  const other = element.names.find((name) => !honoured.includes(name));
  if (other) throw notHonoured(`${other} in a lifecycle rule`);
}

function optionalNumber(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
