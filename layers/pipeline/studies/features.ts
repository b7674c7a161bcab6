/** Feature blocks in the table, keyed by the hash of what they were computed from. */
import { BatchWriteCommand, type BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Reason } from '../contracts/workflow.ts';
import { dynamoDb, environment } from '../storage/clients.ts';
import { featuresPartition, getItems, type Item, putItem, queryAll } from '../storage/dynamodb-table.ts';
import { versioned } from '../storage/item-version.ts';

/** The features of one image type. Values are stored as one binary attribute: a number attribute loses digits and NaN. */
export interface StoredBlock {
  readonly imageType: string;
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** Sort keys of what says that blocks are all there, apart from those of image types. */
const GROUP = 'GROUP#';
const WHOLE = `${GROUP}all`;
/** Earlier versions extracted a sequence in two parts. */
const PARTS = ['light', 'heavy'].map((part) => `${GROUP}${part}`);

type BatchRequests = NonNullable<BatchWriteCommandInput['RequestItems']>;

/** DynamoDB takes 25 items in one batch, and hands back what it could not take. */
const BATCH = 25;

/**
 * Stores the blocks of a sequence, and last the item that says that all of them are there. The key is the hash of
 * everything the values depend on, so writing twice writes the same; a plain put needs no condition.
 */
export async function storeExtraction(
  contentHash: string,
  extraction: {
    engineVersion: string;
    warnings: readonly Reason[];
    blocks: readonly StoredBlock[];
  },
): Promise<void> {
  const PK = featuresPartition(contentHash);
  const { engineVersion, warnings, blocks } = extraction;
  await putBatches(
    blocks.map((block) => ({
      PK,
      SK: block.imageType,
      names: block.names.join('\n'),
      values: new Uint8Array(block.values.buffer, block.values.byteOffset, block.values.byteLength),
      engineVersion,
    })),
  );
  await putItem({
    PK,
    SK: WHOLE,
    imageTypes: blocks.map(({ imageType }) => imageType),
    warnings,
    engineVersion,
    held: true,
  });
}

/**
 * Whether every group among the items of a content was written by a version whose studies hold it by references
 * (`holders.ts`).
 */
export function hasReferences(items: readonly Item[]): boolean {
  const groups = items.filter(({ SK }) => String(SK).startsWith(GROUP));
  return groups.length > 0 && groups.every(({ held }) => held === true);
}

/**
 * What an earlier extraction of the same content left; `undefined` if there was none, or if an erasure is about to delete
 * it: it is computed again then.
 */
export async function findExtraction(
  contentHash: string,
): Promise<{ imageTypes: string[]; warnings: Reason[] } | undefined> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :partition AND begins_with(SK, :group)',
    ExpressionAttributeValues: { ':partition': featuresPartition(contentHash), ':group': GROUP },
    ConsistentRead: true,
  });
  const sound = new Map(
    items.filter(({ condemned }) => condemned === undefined).map((item) => [String(item.SK), item]),
  );
  const found = sound.has(WHOLE) ? [sound.get(WHOLE)] : PARTS.map((part) => sound.get(part));
  const parts = found.filter((part) => part !== undefined);
  if (parts.length < found.length) return undefined;
  return {
    imageTypes: parts.flatMap(({ imageTypes }) => imageTypes as string[]),
    warnings: parts.flatMap(({ warnings }) => warnings as Reason[]),
  };
}

async function putBatches(items: readonly Item[]): Promise<void> {
  const table = environment('TABLE_NAME');
  for (let from = 0; from < items.length; from += BATCH) {
    let pending: BatchRequests = {
      [table]: items.slice(from, from + BATCH).map((item) => ({ PutRequest: { Item: versioned(item) } })),
    };
    for (let attempt = 0; pending[table]?.length; attempt++) {
      if (attempt === 8) {
        throw new Error(`got ${pending[table].length} feature blocks that DynamoDB would not take; wanted none`);
      }
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      const answer = await dynamoDb.send(new BatchWriteCommand({ RequestItems: pending }));
      pending = answer.UnprocessedItems ?? {};
    }
  }
}

/** The blocks of one extraction that exist, by image type. */
export async function loadBlocks(contentHash: string): Promise<Map<string, StoredBlock>> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :partition',
    ExpressionAttributeValues: { ':partition': featuresPartition(contentHash) },
    ConsistentRead: true,
  });
  const blocks = items.filter(({ SK }) => !String(SK).startsWith(GROUP));
  return new Map(blocks.map((item) => [String(item.SK), blockOf(item)]));
}

/** Single blocks in one request, in the order asked; `undefined` for one that does not exist. DynamoDB takes 100 at once. */
export async function findBlocks(
  places: readonly { readonly contentHash: string; readonly imageType: string }[],
): Promise<(StoredBlock | undefined)[]> {
  const items = await getItems(
    places.map(({ contentHash, imageType }) => ({ PK: featuresPartition(contentHash), SK: imageType })),
  );
  return items.map((item) => item && blockOf(item));
}

function blockOf(item: Item): StoredBlock {
  const bytes = item.values as Uint8Array;
  // The SDK's buffer may start anywhere; a Float64Array must start at a multiple of eight.
  return {
    imageType: String(item.SK),
    names: String(item.names).split('\n'),
    values: new Float64Array(bytes.slice().buffer),
  };
}
