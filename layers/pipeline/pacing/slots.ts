/** The slots of analyses: at most a set number run at the same time, over all institutions. */
import { getItem, type Item, type ItemKey, putItem, updateItem } from '../storage/dynamodb-table.ts';

/** One item holds all slots, so that their number is decided by one conditional write. */
const SLOTS: ItemKey = { PK: 'PACING', SK: 'SLOTS' };

/** An execution runs four hours at most; a slot that nobody gave back is free again some minutes after that. */
const SLOT_MILLISECONDS = 4 * 3600 * 1000 + 10 * 60 * 1000;

/** Which execution holds a slot, by its name, and since when. */
export interface SlotHolder {
  readonly name: string;
  readonly since: string;
}

/**
 * Takes one of `most` slots for an execution. An execution that has its slot already keeps it: a call that died between taking the slot and
 * starting the execution did so for the next attempt.
 *
 * @returns false if all are taken
 */
export async function takeSlot(name: string, most: number, now: Date): Promise<boolean> {
  if (await addHolder(name, most, now)) return true;
  const item = await getItem(SLOTS);
  if (item === undefined) {
    await putItem({ ...SLOTS, holders: {} }, { ConditionExpression: 'attribute_not_exists(PK)' });
    return addHolder(name, most, now);
  }
  const holders = holdersOf(item);
  if (holders.some((holder) => holder.name === name)) return true;
  const expired = holders.filter(({ since }) => Date.parse(since) + SLOT_MILLISECONDS < now.getTime());
  for (const { name: other, since } of expired) await removeHolder(other, since);
  return expired.length > 0 && addHolder(name, most, now);
}

/** Gives the slot of an execution back; nothing happens if it has none. */
export async function giveBackSlot(name: string): Promise<void> {
  await removeHolder(name);
}

/** Who holds a slot now, the longest first. */
export async function slotHolders(): Promise<SlotHolder[]> {
  return holdersOf((await getItem(SLOTS)) ?? {}).sort((one, other) => (one.since < other.since ? -1 : 1));
}

function holdersOf({ holders = {} }: Item): SlotHolder[] {
  return Object.entries(holders as Record<string, string>).map(([name, since]) => ({ name, since }));
}

function addHolder(name: string, most: number, now: Date): Promise<boolean> {
  return updateItem(SLOTS, {
    UpdateExpression: 'SET holders.#name = :now',
    ConditionExpression: 'attribute_exists(holders) AND attribute_not_exists(holders.#name) AND size(holders) < :most',
    ExpressionAttributeNames: { '#name': name },
    ExpressionAttributeValues: { ':now': now.toISOString(), ':most': most },
  });
}

/** Of a slot that was given back and taken again meanwhile `since` is another one. */
function removeHolder(name: string, since?: string): Promise<boolean> {
  return updateItem(SLOTS, {
    UpdateExpression: 'REMOVE holders.#name',
    ConditionExpression: since === undefined ? 'attribute_exists(holders.#name)' : 'holders.#name = :since',
    ExpressionAttributeNames: { '#name': name },
    ...(since !== undefined && { ExpressionAttributeValues: { ':since': since } }),
  });
}
