/** Operations on buckets: list, create, head, and the settings that clients may change until the next start. */
import { ACCOUNT, REGION } from '../contracts.ts';
import type { CorsRule, LifecycleRule } from './bucket-settings.ts';
import { notHonoured, S3Error } from './errors.ts';
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

export async function headBucket(request: S3Request): Promise<void> {
  request.answer(200, { 'x-amz-bucket-region': REGION });
}

export async function putBucketCors(request: S3Request): Promise<void> {
  const document = parseXml(await receiveDocument(request), 'CORSConfiguration');
  const cors = document.all('CORSRule').map(
    (rule): CorsRule => ({
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
      enabled: rule.text('Status') === 'Enabled',
      prefix: filter?.text('Prefix') ?? rule.text('Prefix') ?? '',
      expirationInDays: optionalNumber(expiration?.text('Days')),
      abortIncompleteMultipartUploadAfterDays: optionalNumber(abort?.text('DaysAfterInitiation')),
    };
  });
  request.bucket.settings = { ...request.bucket.settings, lifecycle };
  request.answer(200);
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
