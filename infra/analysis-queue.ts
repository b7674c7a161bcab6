/** The construct between the event bus and analyse-study: a queue, and the function that starts as many analyses as may run. */
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { WorkflowParts } from './analyse-study.ts';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import { grantDescribingExecutions, grantItems } from './grants.ts';

export interface AnalysisQueueProps extends Pick<WorkflowParts, 'settings' | 'house' | 'table'> {
  readonly studies: Bucket;
  readonly analyseStudy: StateMachine;
}

/** A message that has not led to a start is received again after this long: six times what the function may take. */
const VISIBILITY = Duration.minutes(2);
/** The most that SQS allows: a study waits for its turn a day and more before its message becomes a dead letter. */
const MOST_RECEIVES = 1000;

/**
 * A manifest that lands in the study bucket waits here for its turn. Events of executions that end go the same way: they
 * give their slot to the next.
 */
export class AnalysisQueue extends Construct {
  readonly queue: Queue;
  readonly undelivered: DeadLetterQueue;
  readonly paceAnalyses: LambdaFunction;

  constructor(scope: Construct, id: string, props: AnalysisQueueProps) {
    super(scope, id);
    const { settings, house, table, studies, analyseStudy } = props;
    this.undelivered = new DeadLetterQueue(this, 'Undelivered', 'queue');
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: VISIBILITY,
      deadLetterQueue: { queue: this.undelivered, maxReceiveCount: MOST_RECEIVES },
    });

    this.paceAnalyses = house.zip(this, 'pace-analyses', {
      memoryMb: 512,
      timeout: Duration.seconds(20),
      environment: paceEnvironment(settings.analysesAtOnce, analyseStudy),
    });
    // Two at a time are the fewest that SQS knows; whatever comes at once takes no more of the account's concurrency.
    this.paceAnalyses.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, reportBatchItemFailures: true, maxConcurrency: 2 }),
    );
    grantPacing(this.paceAnalyses, { table, analyseStudy });

    const target = new SqsQueue(this.queue, {
      deadLetterQueue: this.undelivered,
      maxEventAge: Duration.hours(24),
      retryAttempts: 185,
    });
    new Rule(this, 'Uploaded', {
      description: 'manifest.json uploaded: analyse the study',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [studies.bucketName] },
          // A * spans folders: pace-analyses leaves out files of this name that lie deeper in a study.
          object: { key: Match.wildcard('institutions/*/studies/*/manifest.json') },
        },
      },
      targets: [target],
    });
    new Rule(this, 'Ended', {
      description: 'an analysis ended: its slot is for the next',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [analyseStudy.stateMachineArn],
          status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [target],
    });
  }
}

/** Variables of a function that starts analyses. */
export function paceEnvironment(analysesAtOnce: number, analyseStudy: StateMachine): Record<string, string> {
  return { ANALYSES_AT_ONCE: String(analysesAtOnce), ANALYSE_STUDY_ARN: analyseStudy.stateMachineArn };
}

/** Lets a function start analyses, see how they ended, and note who holds a slot and who waits. */
export function grantPacing(
  fn: LambdaFunction,
  { table, analyseStudy }: Pick<AnalysisQueueProps, 'table' | 'analyseStudy'>,
): void {
  grantItems(fn, table, 'read', 'write', 'remove');
  fn.addToRolePolicy(
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [analyseStudy.stateMachineArn] }),
  );
  grantDescribingExecutions(fn, analyseStudy);
}
