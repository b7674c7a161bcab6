/** A dead-letter queue, encrypted, over TLS only. */
import { Duration, Validations } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/** Keeps what could not be delivered for as long as SQS can, encrypted, over TLS only. */
export class DeadLetterQueue extends Queue {
  /** @param of what gives up the messages */
  constructor(scope: Construct, id: string, of: 'event target' | 'queue' = 'event target') {
    super(scope, id, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    if (of === 'event target') {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-SQS3',
        reason: 'It is the dead-letter queue of an event target; the rule recognises those of other queues only.',
      });
    }
  }
}
