/** Deletes objects and unfinished uploads below a prefix. */
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { s3 } from './clients.ts';
import { objectsBelow } from './objects.ts';

/** S3 takes no more keys in one DeleteObjects. */
const BATCH = 1000;

/** Deletes objects by key; one that is gone already is no fault. @throws an error named as S3 named it */
export async function deleteObjects(bucket: string, keys: readonly string[]): Promise<void> {
  for (let from = 0; from < keys.length; from += BATCH) {
    const Objects = keys.slice(from, from + BATCH).map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors.length === 0) continue;
    // DeleteObjects answers 200 with the keys that it refused: the state machine retries by the name of the error.
    const error = new Error(`got ${Errors.length} objects that S3 did not delete; wanted none`);
    error.name = Errors[0].Code ?? 'InternalServerError';
    throw error;
  }
}

/**
 * Deletes every object below a prefix, as often as a listing finds one; returns how many.
 *
 * @param prefix ends in a slash: another study's id may begin with this one's
 * @param isOver whether an object goes; default: each
 */
export async function deleteBelow(
  bucket: string,
  prefix: string,
  isOver: (object: { readonly modified?: Date }) => boolean = () => true,
): Promise<number> {
  if (!prefix.endsWith('/')) throw new Error(`got the prefix ${prefix}; wanted one that ends in a slash`);
  let deleted = 0;
  let keys: string[] = [];
  for await (const object of objectsBelow(bucket, prefix)) {
    if (isOver(object)) keys.push(prefix + object.path);
    if (keys.length < BATCH) continue;
    await deleteObjects(bucket, keys);
    deleted += keys.length;
    keys = [];
  }
  await deleteObjects(bucket, keys);
  return deleted + keys.length;
}

/** Aborts the multipart uploads below a prefix: their parts are kept, unlisted, until a lifecycle rule or this removes them. */
export async function abortUploadsBelow(bucket: string, prefix: string): Promise<number> {
  let aborted = 0;
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, KeyMarker, UploadIdMarker }),
    );
    for (const { Key, UploadId } of page.Uploads ?? []) {
      try {
        await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
        aborted++;
      } catch (error) {
        // It was completed or aborted meanwhile; an object that it became is deleted like any other.
        if (!(error instanceof S3ServiceException && error.name === 'NoSuchUpload')) throw error;
      }
    }
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    UploadIdMarker = page.IsTruncated ? page.NextUploadIdMarker : undefined;
  } while (KeyMarker);
  return aborted;
}
