/** The version that every item of the table carries, so that code knows what it can read. */

/**
 * The version in which items are written. It is raised when an item is written that code of before would read wrongly;
 * such items are then read in both forms. Items of before versions were kept have none, and are read as they are.
 */
export const ITEM_VERSION = 1;

/** Name of the attribute. */
export const VERSION_ATTRIBUTE = 'v';

/** An item was written by a later version of the service, and could mean something else. */
export class ItemTooNew extends Error {
  override readonly name = 'ItemTooNew';

  constructor(version: unknown) {
    super(
      `got an item of version ${typeof version === 'number' ? version : 'unknown'}; wanted at most ${ITEM_VERSION}. ` +
        'The table was written by a later version of this service: deploy that version again.',
    );
  }
}

/** An item as it is stored, with its version taken off. @throws ItemTooNew */
export function openItem(stored: Record<string, unknown>): Record<string, unknown> {
  const { [VERSION_ATTRIBUTE]: version, ...item } = stored;
  if (version === undefined || (typeof version === 'number' && version <= ITEM_VERSION)) return item;
  throw new ItemTooNew(version);
}

/** An item as it is to be stored. */
export function versioned<Item extends object>(item: Item): Item & { readonly [VERSION_ATTRIBUTE]: number } {
  return { ...item, [VERSION_ATTRIBUTE]: ITEM_VERSION };
}

interface Update {
  readonly UpdateExpression?: string;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** An update that sets the version as well: an item that it makes, or writes again, is of this one. */
export function versionedUpdate<Changes extends Update>(update: Changes): Changes {
  const { UpdateExpression = '', ExpressionAttributeValues } = update;
  const set = `SET ${VERSION_ATTRIBUTE} = :itemVersion`;
  return {
    ...update,
    UpdateExpression: UpdateExpression.startsWith('SET ')
      ? UpdateExpression.replace('SET ', `${set}, `)
      : `${set} ${UpdateExpression}`,
    ExpressionAttributeValues: { ...ExpressionAttributeValues, ':itemVersion': ITEM_VERSION },
  };
}
