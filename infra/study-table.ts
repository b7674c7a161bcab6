/** The DynamoDB table with its two indexes. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** Studies of an institution by status and time. */
export const STUDIES_BY_STATUS = 'GSI1';
/** Labelled studies by the time of their outcome. */
export const LABELLED_STUDIES = 'GSI2';

/** One table for studies, feature blocks, predictions and model versions; every write is one conditional put. */
export class StudyTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    const string = (name: string) => ({ name, type: AttributeType.STRING });
    this.table = new TableV2(this, 'Table', {
      tableName: settings.kept.tableName,
      partitionKey: string('PK'),
      sortKey: string('SK'),
      globalSecondaryIndexes: [
        { indexName: STUDIES_BY_STATUS, partitionKey: string('GSI1PK'), sortKey: string('GSI1SK') },
        { indexName: LABELLED_STUDIES, partitionKey: string('GSI2PK'), sortKey: string('GSI2SK') },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      // Not RETAIN_ON_UPDATE_OR_DELETE: protected as it is, a failed first deployment could not remove it and would end as
      // ROLLBACK_FAILED.
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
