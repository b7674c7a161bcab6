/** The topic that alarms notify, with the policy that lets them. */
import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

/** AWS's services that publish on the topic. */
const PUBLISHERS = ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'] as const;

/**
 * Where alarms and the budget go. A topic with a policy of its own has lost SNS's default one, which lets the services of the
 * account publish: without these statements each alarm would fail with "not authorized to perform: SNS:Publish".
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { alarmEmail }: Pick<Settings, 'alarmEmail'>) {
    super(scope, id);
    // Not encrypted: with a key of its own it would cost more than all alarms, and they say no more than names of alarms.
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    for (const service of PUBLISHERS) {
      this.topic.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.ALLOW,
          principals: [new ServicePrincipal(service)],
          actions: ['sns:Publish'],
          resources: [this.topic.topicArn],
          // Alarms of other accounts must not reach it by way of the same service.
          conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
        }),
      );
    }
    if (alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(alarmEmail));
    new CfnOutput(Stack.of(this), 'AlarmTopic', { value: this.topic.topicArn });
  }
}
