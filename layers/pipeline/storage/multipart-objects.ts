/** Objects that are written in parts, over several calls: what has been written stays until the last call puts it together. */
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  paginateListParts,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { s3 } from './clients.ts';

/** An object that is being written. */
export interface OpenObject {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** What has been written is gone: the upload was aborted, or ended by another call. */
export class UploadGone extends Error {
  override readonly name = 'UploadGone';
}

/** S3 takes no smaller part, but for the last; at most 10,000 of them. */
export const SMALLEST_PART = 5 * 2 ** 20;

export async function openObject(bucket: string, key: string, contentType: string): Promise<OpenObject> {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket: bucket,
      Key: key,
      ContentType: contentType,
      ChecksumAlgorithm: 'SHA256',
    }),
  );
  if (UploadId === undefined) throw new Error('got no id of a multipart upload; wanted one from S3');
  return { bucket, key, uploadId: UploadId };
}

/** Writes a part, over the one that has its number if there is one. @throws UploadGone */
export async function writePart({ bucket, key, uploadId }: OpenObject, part: number, body: Uint8Array): Promise<void> {
  await unlessGone(() =>
    s3.send(
      new UploadPartCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        PartNumber: part,
        Body: body,
        ChecksumAlgorithm: 'SHA256',
      }),
    ),
  );
}

/** Puts parts 1 to `last` together; parts behind them are of a call that was broken off. @throws UploadGone */
export async function closeObject({ bucket, key, uploadId }: OpenObject, last: number): Promise<void> {
  await unlessGone(async () => {
    const Parts = [];
    for await (const page of paginateListParts({ client: s3 }, { Bucket: bucket, Key: key, UploadId: uploadId })) {
      for (const { PartNumber = 0, ETag, ChecksumSHA256 } of page.Parts ?? []) {
        if (PartNumber <= last) Parts.push({ PartNumber, ETag, ChecksumSHA256 });
      }
    }
    if (Parts.length !== last) throw new Error(`got ${Parts.length} parts of an object; wanted ${last}`);
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket: bucket,
        Key: key,
        UploadId: uploadId,
        MultipartUpload: { Parts },
      }),
    );
  });
}

/** Gives up what was written; nothing if it is gone already. */
export async function dropObject({ bucket, key, uploadId }: OpenObject): Promise<void> {
  try {
    await unlessGone(() => s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId })));
  } catch (error) {
    if (!(error instanceof UploadGone)) throw error;
  }
}

async function unlessGone<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof S3ServiceException && error.name === 'NoSuchUpload')) throw error;
    throw new UploadGone('got a multipart upload that is gone; wanted the one that was begun', { cause: error });
  }
}
