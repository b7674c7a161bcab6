/** Which studies hold a group of feature blocks: blocks are shared by content, and go with the last that has them. */
import { randomUUID } from 'node:crypto';
import { SEQUENCES } from '../contracts/choices.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import {
  deleteItem,
  featuresPartition,
  type Item,
  type ItemKey,
  putItem,
  queryAll,
  scanAll,
  studyPartition,
  updateItem,
} from '../storage/dynamodb-table.ts';
import { studyHash } from '../storage/study-hash.ts';
import { hasReferences } from './features.ts';

const holdersPartition = (contentHash: string): string => `HOLDERS#${contentHash}`;
const HOLDS = 'HOLDS#';

/**
 * Notes that a study uses the blocks of a content. It has to be written before the blocks are looked for: who finds them
 * after that is among the holders that the removal counts last. First under the study, so that its erasure finds the
 * reference; then under the content.
 */
export async function holdBlocks(study: StudyKey, contentHash: string): Promise<void> {
  await putItem({ PK: studyPartition(study), SK: `${HOLDS}${contentHash}` });
  await putItem({ PK: holdersPartition(contentHash), SK: studyHash(study) });
}

/** Contents that the items of a study's partition refer to, by its references and by its vectors. */
export function contentsHeld(items: readonly Item[]): Set<string> {
  const held = new Set<string>();
  for (const { SK, contentHashes } of items) {
    if (String(SK).startsWith(HOLDS)) held.add(String(SK).slice(HOLDS.length));
    for (const hash of Object.values((contentHashes ?? {}) as Record<string, string>)) held.add(hash);
  }
  return held;
}

/** Whether an item of a study's partition is the reference by which an erasure finds its blocks. */
export function isHold({ SK }: Item): boolean {
  return String(SK).startsWith(HOLDS);
}

/**
 * A study gives up the blocks of a content; they are deleted if no other study holds them. Without transactions, in an
 * order that loses nothing to an analysis of the same content at the same time:
 *
 * 1. The reference goes. If others are left, that is all.
 * 2. Every block is marked. An extraction that is marked counts as missing (`findExtraction`), so that an analysis computes it again
 *    and writes it without the mark.
 * 3. Holders are counted once more. An analysis writes its reference before it looks for blocks: if it found them without
 *    the mark, its reference is seen here, and the marks are taken off.
 * 4. Blocks that still bear this mark are deleted; one that was written meanwhile does not.
 *
 * Each step can be repeated after a crash.
 */
export async function releaseBlocks(study: StudyKey, contentHash: string): Promise<'kept' | 'deleted'> {
  await deleteItem({ PK: holdersPartition(contentHash), SK: studyHash(study) });
  if (await isHeld(contentHash)) return 'kept';
  const blocks = await queryAll({
    KeyConditionExpression: 'PK = :content',
    ExpressionAttributeValues: { ':content': featuresPartition(contentHash) },
    ExpressionAttributeNames: { '#held': 'held' },
    ProjectionExpression: 'PK, SK, #held',
    ConsistentRead: true,
  });
  if (blocks.length === 0) return 'deleted';
  if (!hasReferences(blocks) && (await findFormerHolders(study, contentHash))) return 'kept';

  const keys = blocks.map(({ PK, SK }): ItemKey => ({ PK: String(PK), SK: String(SK) }));
  const mark = randomUUID();
  const isMarked = {
    ConditionExpression: 'condemned = :mark',
    ExpressionAttributeValues: { ':mark': mark },
  };
  await eachOf(keys, (key) =>
    updateItem(key, {
      UpdateExpression: 'SET condemned = :mark',
      ConditionExpression: 'attribute_exists(PK)',
      ExpressionAttributeValues: { ':mark': mark },
    }),
  );
  if (await isHeld(contentHash)) {
    await eachOf(keys, (key) => updateItem(key, { UpdateExpression: 'REMOVE condemned', ...isMarked }));
    return 'kept';
  }
  await eachOf(keys, (key) => deleteItem(key, isMarked));
  return 'deleted';
}

async function isHeld(contentHash: string): Promise<boolean> {
  const holders = await queryAll({
    KeyConditionExpression: 'PK = :holders',
    ExpressionAttributeValues: { ':holders': holdersPartition(contentHash) },
    ConsistentRead: true,
  });
  return holders.length > 0;
}

/**
 * Blocks that an earlier version of this service wrote have no references: their holders are looked for in every vector
 * of the table, once, and get their references.
 */
async function findFormerHolders(study: StudyKey, contentHash: string): Promise<boolean> {
  const vectors = await scanAll({
    FilterExpression: `begins_with(SK, :vectors) AND PK <> :own AND (${SEQUENCES.map((name) => `contentHashes.${name} = :content`).join(' OR ')})`,
    ExpressionAttributeValues: { ':vectors': 'VECTOR#', ':own': studyPartition(study), ':content': contentHash },
    ProjectionExpression: 'PK',
    ConsistentRead: true,
  });
  for (const partition of new Set(vectors.map(({ PK }) => String(PK)))) {
    const [, institution, studyId] = partition.split('#');
    await holdBlocks({ institution, studyId }, contentHash);
  }
  return vectors.length > 0;
}

const PARALLEL = 16;

async function eachOf(keys: readonly ItemKey[], work: (key: ItemKey) => Promise<unknown>): Promise<void> {
  const queue = [...keys];
  await Promise.all(
    Array.from({ length: PARALLEL }, async () => {
      for (let key = queue.shift(); key; key = queue.shift()) await work(key);
    }),
  );
}
