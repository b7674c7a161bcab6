/** The table of a workflow's test: the local cloud's, or that of another DynamoDB that the environment names. */
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { REGION } from '../../../local/contracts.ts';
import { type DynamoDbOptions, startDynamoDb } from '../../../local/dynamodb/server.ts';

/** `test/peers/dynamodb-local.ts` sets it to Amazon's DynamoDB Local. One test file at a time may use that. */
const PEER = process.env.RADSCORE_DYNAMODB_PEER;

export async function startTables(options: DynamoDbOptions): Promise<{ endpoint: string; close(): Promise<void> }> {
  if (!PEER) return startDynamoDb(options);
  const [credentials] = options.callers;
  const client = new DynamoDBClient({ endpoint: PEER, region: REGION, credentials });
  const remove = ({ TableName }: { TableName: string }) => client.send(new DeleteTableCommand({ TableName }));
  for (const table of options.tables) {
    await remove(table).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
    await client.send(new CreateTableCommand({ ...table, BillingMode: 'PAY_PER_REQUEST' } as never));
  }
  return {
    endpoint: PEER,
    async close() {
      for (const table of options.tables) await remove(table);
      client.destroy();
    },
  };
}
