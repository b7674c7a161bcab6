/** Alarms on what a person should look at, and the topic that they notify. */
import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface AlarmsProps {
  readonly settings: Settings;
  readonly analyseStudy: StateMachine;
  readonly trainModel: StateMachine;
  readonly retrainLines: StateMachine;
  readonly quarantineStudy: LambdaFunction;
  readonly undelivered: readonly Queue[];
  readonly http: HttpApi;
}

/** What a person should look at. A refused study is an answer, not an incident: only a series of them is. */
export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings, analyseStudy, trainModel, retrainLines, quarantineStudy, undelivered, http } = props;
    const sum = { period: Duration.hours(1), statistic: 'Sum' };
    const alarms = [
      this.alarm('StudiesFail', 'Ten studies failed within an hour', analyseStudy.metricFailed(sum), 10),
      this.alarm(
        'QuarantineFails',
        'Files that may identify a patient could not be moved to quarantine',
        quarantineStudy.metricErrors(sum),
        1,
      ),
      this.alarm('StudiesTimeOut', 'The analysis of a study ran out of time', analyseStudy.metricTimedOut(sum), 1),
      this.alarm('TrainingFails', 'A training run failed', trainModel.metricFailed(sum), 1),
      this.alarm('RetrainingFails', 'The schedule could not start training runs', retrainLines.metricFailed(sum), 1),
      this.alarm('ApiFails', 'The API answered with 5xx', http.metricServerError(sum), 5),
      ...undelivered.map((queue) =>
        this.alarm(
          `${queue.node.scope?.node.id}Undelivered`,
          'An event could not be delivered and waits in its dead-letter queue',
          queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: 'Maximum' }),
          1,
        ),
      ),
    ];
    if (settings.alarmEmail === undefined) return;
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    topic.addSubscription(new EmailSubscription(settings.alarmEmail));
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(topic));
  }

  private alarm(id: string, alarmDescription: string, metric: Metric, threshold: number): Alarm {
    return new Alarm(this, id, {
      alarmDescription,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
