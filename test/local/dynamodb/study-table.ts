/** The service's table and key, for tests of DynamoDB. */
import type { Caller } from '../../../local/contracts.ts';
import type { TableDefinition } from '../../../local/dynamodb/table-definition.ts';

export const OPERATOR: Caller = { accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' };

/** A table with the keys and indexes of the product's. */
export const TABLE: TableDefinition = {
  TableName: 'radscore',
  AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'PK', KeyType: 'HASH' },
    { AttributeName: 'SK', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'studies-by-status',
      KeySchema: [
        { AttributeName: 'GSI1PK', KeyType: 'HASH' },
        { AttributeName: 'GSI1SK', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};
