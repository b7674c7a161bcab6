import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoDb, environment } from './clients.ts';
import { SEQUENCES, type SequenceName, type StudyKey } from './contracts/identifiers.ts';
import type { Reason } from './contracts/workflow.ts';
import { featuresPartition, getItem, type Item, putItem, queryAll, studyPartition } from './table.ts';

/** The features of one image type. Values are stored as one binary attribute: a number attribute loses digits and NaN. */
export interface StoredBlock {
  readonly imageType: string;
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** A study's vector: which blocks it consists of, and what is missing why. */
export interface StoredVector {
  readonly settingsHash: string;
  readonly engineVersion: string;
  readonly contentHashes: Partial<Record<SequenceName, string>>;
  /** Image types in the order of the settings: the order of the vector. */
  readonly imageTypes: Partial<Record<SequenceName, readonly string[]>>;
  readonly gaps: Partial<Record<SequenceName, Reason>>;
}

/** A named vector, `{sequence}_{PyRadiomics name}`, in the order of sequences, blocks and catalogue. */
export interface FeatureVector {
  readonly names: string[];
  readonly values: Float64Array;
}

/** DynamoDB takes 25 items in one batch, and hands back what it could not take. */
const BATCH = 25;

/**
 * Stores the blocks of one extraction. The key is the hash of everything the values depend on, so writing twice writes
 * the same; a plain put needs no condition.
 */
export async function storeBlocks(
  contentHash: string,
  engineVersion: string,
  blocks: readonly StoredBlock[],
): Promise<void> {
  const table = environment('TABLE_NAME');
  const puts = blocks.map((block) => ({
    PutRequest: {
      Item: {
        PK: featuresPartition(contentHash),
        SK: block.imageType,
        names: block.names.join('\n'),
        values: new Uint8Array(block.values.buffer, block.values.byteOffset, block.values.byteLength),
        engineVersion,
      },
    },
  }));
  for (let from = 0; from < puts.length; from += BATCH) {
    let pending: Record<string, unknown[]> | undefined = { [table]: puts.slice(from, from + BATCH) };
    for (let attempt = 0; pending?.[table]?.length; attempt++) {
      if (attempt === 8)
        throw new Error(`got ${pending[table].length} feature blocks that DynamoDB would not take; wanted none`);
      if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 50 * 2 ** attempt));
      const answer: { UnprocessedItems?: Record<string, unknown[]> } = await dynamoDb.send(
        new BatchWriteCommand({ RequestItems: pending as never }),
      );
      pending = answer.UnprocessedItems;
    }
  }
}

/** The blocks of one extraction, whichever are there, by image type. */
export async function loadBlocks(contentHash: string): Promise<Map<string, StoredBlock>> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :partition',
    ExpressionAttributeValues: { ':partition': featuresPartition(contentHash) },
    ConsistentRead: true,
  });
  return new Map(items.map((item) => [String(item.SK), blockOf(item)]));
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

export async function storeVector(study: StudyKey, vector: StoredVector): Promise<void> {
  await putItem({ PK: studyPartition(study), SK: `VECTOR#${vector.settingsHash}`, ...vector });
}

export async function findVector(study: StudyKey, settingsHash: string): Promise<StoredVector | undefined> {
  const item = await getItem({ PK: studyPartition(study), SK: `VECTOR#${settingsHash}` });
  return item as StoredVector | undefined;
}

/** The values behind a stored vector. */
export async function loadFeatures(vector: StoredVector): Promise<FeatureVector> {
  const present = SEQUENCES.filter((sequence) => vector.contentHashes[sequence]);
  const blocks = await Promise.all(present.map((sequence) => loadBlocks(vector.contentHashes[sequence] as string)));
  const names: string[] = [];
  const values: number[] = [];
  present.forEach((sequence, i) => {
    for (const imageType of vector.imageTypes[sequence] ?? []) {
      const block = blocks[i].get(imageType);
      if (!block) continue;
      for (const name of block.names) names.push(`${sequence}_${name}`);
      for (const value of block.values) values.push(value);
    }
  });
  return { names, values: Float64Array.from(values) };
}
