/** The EventBridge rule: a manifest that lands in the study bucket starts an analysis. */
import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';

/** A manifest that lands in the study bucket starts the analysis of its study. */
export class UploadRule extends Construct {
  readonly undelivered: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    { studies, analyseStudy }: { readonly studies: Bucket; readonly analyseStudy: StateMachine },
  ) {
    super(scope, id);
    this.undelivered = new DeadLetterQueue(this, 'Undelivered');
    new Rule(this, 'Rule', {
      description: 'manifest.json uploaded: analyse the study',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [studies.bucketName] },
          object: { key: Match.wildcard('institutions/*/studies/*/manifest.json') },
        },
      },
      targets: [
        new SfnStateMachine(analyseStudy, {
          deadLetterQueue: this.undelivered,
          maxEventAge: Duration.hours(24),
          retryAttempts: 185,
        }),
      ],
    });
  }
}
