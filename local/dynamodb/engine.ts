/** DynamoDB's operations on a folder: dynalite, with refusals for the parameters that it would drop. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNT, REGION } from '../contracts.ts';
import { diskOf } from '../disk/disk.ts';
import { StateDamaged } from '../disk/state-damaged.ts';
import { makeWritesAtomic } from './atomic-writes.ts';
import { createStore, type DynaliteError, DynaliteOperation, type DynaliteStore } from './dynalite.ts';
import { DynamoDbError, invalid, unknownOperation } from './errors.ts';
import { isStateOfLevelDb, LoggedWrites } from './logged-writes.ts';
import type { TableDefinition } from './table-definition.ts';

type Input = Readonly<Record<string, unknown>>;

/** What is passed on to dynalite; any other operation is refused by name. */
export const OPERATIONS: readonly string[] = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
];

interface StoredTable extends TableDefinition {
  TableStatus: string;
}

/** DynamoDB's operations on tables in a LevelDB folder. An answered write lasts, together with its index entries. */
export class TableEngine {
  private readonly store: DynaliteStore;
  private readonly operations = new Map(OPERATIONS.map((name) => [name, new DynaliteOperation(name)]));

  /** Tables in memory log no writes. */
  private readonly writes: LoggedWrites | undefined;

  private constructor(store: DynaliteStore, writes: LoggedWrites | undefined) {
    this.store = store;
    this.writes = writes;
  }

  /** Without a folder the tables are in memory. */
  static async open(folder: string | undefined): Promise<TableEngine> {
    if (folder !== undefined) {
      mkdirSync(folder, { recursive: true });
      refuseDamage(folder);
    }
    const store = createStore(folder);
    try {
      await store.db.open();
    } catch (error) {
      const { message, cause } = error as Error;
      const reason = cause instanceof Error ? cause.message : message;
      throw new StateDamaged(folder ?? 'memory', 'damaged', `LevelDB does not open it (${reason}). ${LOST_TABLES}`);
    }
    store.tableDb.awsAccountId = ACCOUNT;
    store.tableDb.awsRegion = REGION;
    const writes = folder === undefined ? undefined : new LoggedWrites(store, diskOf(folder), folder);
    await writes?.begin();
    makeWritesAtomic(store);
    return new TableEngine(store, writes);
  }

  /** Throws `DynamoDbError`; anything else is a fault of this program. */
  async run(operation: string, input: Input): Promise<unknown> {
    const dynalite = this.operations.get(operation);
    if (!dynalite) throw unknownOperation(operation);
    const { ReturnValuesOnConditionCheckFailure: onFailure, ...known } = input;
    // dynalite does not know the parameter, and needs none: reads of one process see all of its writes.
    const { ConsistentRead: _, ...ofScan } = known;
    const rest: Input = operation === 'Scan' ? ofScan : known;
    const unknown = dynalite.unknownParameter(rest);
    if (unknown) throw invalid(`The parameter ${unknown} of ${operation} is not honoured by the local DynamoDB.`);
    try {
      return await dynalite.run(this.store, rest);
    } catch (error) {
      const refusal = asDynamoDbError(error);
      if (onFailure !== 'ALL_OLD' || !refusal.type.endsWith('#ConditionalCheckFailedException')) throw refusal;
      const Item = await this.itemOf(rest);
      throw new DynamoDbError(refusal.type, refusal.message, refusal.status, Item ? { Item } : {});
    }
  }

  async describe(table: string): Promise<TableDefinition | undefined> {
    const stored = await this.readTable(table);
    if (stored && stored.TableStatus !== 'ACTIVE') await this.activate(stored);
    return stored;
  }

  /** Returns once the table can be used. */
  async create(definition: TableDefinition): Promise<void> {
    await this.run('CreateTable', { ...definition, BillingMode: 'PAY_PER_REQUEST' });
    const stored = await this.readTable(definition.TableName);
    if (stored) await this.activate(stored);
  }

  async close(): Promise<void> {
    await this.writes?.settled();
    await this.store.lifecycleManager.gracefulClose();
  }

  /** dynalite declares a table active a moment after it is created; a process killed in that moment leaves it unusable. */
  private activate(table: StoredTable): Promise<void> {
    const active = {
      ...table,
      TableStatus: 'ACTIVE',
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })),
    };
    return new Promise((resolve, reject) => {
      this.store.tableDb.put(table.TableName, active, (error) => (error ? reject(error) : resolve()));
    });
  }

  private readTable(name: string): Promise<StoredTable | undefined> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.get(name, (error, table) => {
        if (error && error.name !== 'NotFoundError') reject(error);
        else resolve(table as StoredTable | undefined);
      });
    });
  }

  private async itemOf(input: Input): Promise<unknown> {
    const table = await this.readTable(String(input['TableName']));
    const whole = (input['Key'] ?? input['Item']) as Record<string, unknown>;
    const Key = Object.fromEntries((table?.KeySchema ?? []).map(({ AttributeName: name }) => [name, whole[name]]));
    const answer = (await this.run('GetItem', { TableName: input['TableName'], Key, ConsistentRead: true })) as {
      Item?: unknown;
    };
    return answer.Item;
  }
}

const LOST_TABLES =
  'It holds every item of every table: restore the folder of the tables from a copy of the state folder; without one, move the state folder away and start with a new one.';

/** LevelDB takes a folder without its file CURRENT for a new one, and passes over a log that was cut. */
function refuseDamage(folder: string): void {
  const [difference] = diskOf(folder).differencesIn(folder);
  if (difference) throw new StateDamaged(join(folder, '..', difference.file), difference.damage, LOST_TABLES);
  const files = readdirSync(folder).filter(isStateOfLevelDb);
  if (files.length > 0 && !existsSync(join(folder, 'CURRENT'))) {
    throw new StateDamaged(join(folder, 'CURRENT'), 'missing', LOST_TABLES);
  }
}

function asDynamoDbError(error: unknown): DynamoDbError {
  if (error instanceof DynamoDbError) return error;
  const { body, statusCode } = error as DynaliteError;
  if (!body) throw error;
  return new DynamoDbError(body.__type, body.message ?? body.Message ?? '', statusCode);
}
