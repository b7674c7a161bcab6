/** Searches everything that a running local cloud keeps: items of its tables, objects of its buckets. */
import { DynamoDBClient, ListTablesCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListBucketsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { RunningCloud } from '../../local/cloud.ts';

/** Keys of the items and objects in which a text is found. */
export async function findInStore({ endpoints, credentials }: RunningCloud, text: string): Promise<string[]> {
  const region = 'us-east-1';
  const found: string[] = [];
  const table = new DynamoDBClient({ endpoint: endpoints.dynamodb, region, credentials });
  for (const TableName of (await table.send(new ListTablesCommand({}))).TableNames ?? []) {
    for await (const { Items = [] } of paginateScan({ client: table }, { TableName })) {
      for (const item of Items) {
        if (JSON.stringify(item).includes(text)) found.push(`${item.PK?.S}/${item.SK?.S}`);
      }
    }
  }
  table.destroy();
  const s3 = new S3Client({ endpoint: endpoints.s3, region, credentials, forcePathStyle: true });
  for (const { Name: Bucket } of (await s3.send(new ListBucketsCommand({}))).Buckets ?? []) {
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
      for (const { Key } of Contents) {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        if (Key?.includes(text) || bytes.includes(text)) found.push(`${Bucket}/${Key}`);
      }
    }
  }
  s3.destroy();
  return found;
}
