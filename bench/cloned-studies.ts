/** Many analysed studies at the cost of one: copies of its items under other ids, which share its feature blocks. */
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { StudyKey } from '@radscore/pipeline';
import { dynamoDb, environment } from '../layers/pipeline/storage/clients.ts';
import { type Item, queryAll, studyPartition } from '../layers/pipeline/storage/dynamodb-table.ts';
import { versioned } from '../layers/pipeline/storage/item-version.ts';

/** DynamoDB takes no more in one batch. */
const BATCH = 25;
const BATCHES_AT_ONCE = 4;

/** The item of a study that another has in its place: every attribute that names the one names the other. */
export function cloneOf(item: Item, from: StudyKey, studyId: string): Item {
  const text = JSON.stringify(item).replaceAll(JSON.stringify(from.studyId), JSON.stringify(studyId));
  const clone = JSON.parse(text) as Item;
  for (const name of ['PK', 'GSI1SK', 'GSI2SK']) {
    if (typeof clone[name] !== 'string') continue;
    clone[name] = clone[name].replace(new RegExp(`#${from.studyId}$`), `#${studyId}`);
  }
  return clone;
}

/** Row and vector of a study, which are all that tables are made of besides its blocks. */
export async function itemsOfStudy(study: StudyKey): Promise<Item[]> {
  const items = await queryAll({
    KeyConditionExpression: 'PK = :study',
    ExpressionAttributeValues: { ':study': studyPartition(study) },
    ConsistentRead: true,
  });
  return items.filter(({ SK }) => SK === 'META' || String(SK).startsWith('VECTOR#'));
}

/** Writes copies of a study under other ids. */
export async function cloneStudies(from: StudyKey, studyIds: readonly string[]): Promise<void> {
  const items = await itemsOfStudy(from);
  const clones = studyIds.flatMap((id) => items.map((item) => versioned(cloneOf(item, from, id))));
  const batches = Array.from({ length: Math.ceil(clones.length / BATCH) }, (_, i) =>
    clones.slice(i * BATCH, (i + 1) * BATCH),
  ).values();
  await Promise.all(
    Array.from({ length: BATCHES_AT_ONCE }, async () => {
      for (const batch of batches) {
        const requests = batch.map((Item) => ({ PutRequest: { Item } }));
        await dynamoDb.send(new BatchWriteCommand({ RequestItems: { [environment('TABLE_NAME')]: requests } }));
      }
    }),
  );
}
