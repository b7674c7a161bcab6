/** The construct of predict-table: a table that lands below `jobs/` is answered row by row. */
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from '../analyse-study.ts';
import { DeadLetterQueue } from '../dead-letter-queue.ts';
import { grantItems, grantObjects } from '../grants.ts';
import { Workflow } from '../workflow.ts';

/** From the table of a prediction job to its answers. */
export class PredictTable extends Construct {
  readonly stateMachine: StateMachine;
  readonly undelivered: DeadLetterQueue;

  constructor(scope: Construct, id: string, { settings, house, store, table }: WorkflowParts) {
    super(scope, id);
    // A table of 64 MB is some 400 MB as rows of text.
    const predictTable = house.zip(this, 'predict-table', { memoryMb: 1769, timeout: Duration.minutes(15) });
    grantItems(predictTable, table, 'get', 'note');
    grantObjects(predictTable, 'read', store.artefacts, 'models');
    grantObjects(predictTable, 'read', store.artefacts, 'jobs');
    grantObjects(predictTable, 'write', store.artefacts, 'jobs');

    const recordTableFailure = house.zip(this, 'record-table-failure', {
      memoryMb: 512,
      timeout: Duration.seconds(30),
    });
    grantItems(recordTableFailure, table, 'note');

    this.stateMachine = new Workflow(this, 'Workflow', {
      settings,
      name: 'predict-table',
      functions: [predictTable, recordTableFailure],
    }).stateMachine;
    this.undelivered = new DeadLetterQueue(this, 'Undelivered');
    new Rule(this, 'Rule', {
      description: 'table.csv of a prediction job uploaded: answer its rows',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [store.artefacts.bucketName] },
          object: { key: Match.wildcard('jobs/*/*/table.csv') },
        },
      },
      targets: [
        new SfnStateMachine(this.stateMachine, {
          deadLetterQueue: this.undelivered,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
