/** Alarms arrive: from the metric that somebody writes to a subscriber, every step is allowed. */
import { beforeAll, describe, expect, it } from 'vitest';
import { breaksOf, type Resources, resourcesOf } from './paths.ts';
import { synthesize } from './synthesis.ts';

let resources: Resources;
beforeAll(async () => {
  const { template } = await synthesize({ alarmEmail: 'ops@example.org', monthlyBudget: '50' });
  resources = resourcesOf(template.toJSON());
});

const changed = (change: (resources: Resources) => void): Resources => {
  const copy = structuredClone(resources);
  change(copy);
  return copy;
};
const ofType = (resources: Resources, type: string) => Object.values(resources).filter(({ Type }) => Type === type);
const statementsOf = (resources: Resources, type: string) =>
  ofType(resources, type).map(
    ({ Properties }) => Properties.PolicyDocument as { Statement: Record<string, unknown>[] },
  );

/** Replaces text in the properties of all alarms. */
function rewrite(resources: Resources, from: string, to: string): void {
  for (const alarm of ofType(resources, 'AWS::CloudWatch::Alarm')) {
    Object.assign(alarm.Properties, JSON.parse(JSON.stringify(alarm.Properties).replaceAll(from, to)));
  }
}

describe('what is neutral on one machine', () => {
  it('is allowed on AWS, step by step', () => {
    expect(ofType(resources, 'AWS::CloudWatch::Alarm').length).toBeGreaterThan(30);
    expect(ofType(resources, 'AWS::SNS::Subscription')).toHaveLength(1);
    expect(breaksOf(resources)).toEqual([]);
  });

  it('leaves no alarm of the default stack without a topic, so that a subscriber can be added at any time', async () => {
    const { template: plain } = await synthesize();
    const plainResources = resourcesOf(plain.toJSON());
    expect(breaksOf(plainResources)).toEqual([]);
    expect(ofType(plainResources, 'AWS::SNS::Subscription')).toEqual([]);
  });
});

describe('each step of a path can be seen to break', () => {
  it.each<[string, (resources: Resources) => void, RegExp]>([
    [
      'the statement that lets CloudWatch publish',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::SNS::TopicPolicy')) {
          document.Statement = document.Statement.filter(({ Effect }) => Effect === 'Deny');
        }
      },
      /StudyFaults.*: no statement lets cloudwatch\.amazonaws\.com sns:Publish/,
    ],
    [
      'the account in its condition',
      (resources) => {
        for (const { Statement } of statementsOf(resources, 'AWS::SNS::TopicPolicy')) {
          for (const one of Statement) {
            if (one.Effect === 'Allow') one.Condition = { StringEquals: { 'aws:SourceAccount': '111111111111' } };
          }
        }
      },
      /no statement lets cloudwatch/,
    ],
    [
      'a Deny that is not about TLS',
      (resources) => {
        for (const { Statement } of statementsOf(resources, 'AWS::SNS::TopicPolicy')) {
          Statement.push({ Effect: 'Deny', Principal: '*', Action: 'sns:Publish', Resource: '*' });
        }
      },
      /no statement lets cloudwatch/,
    ],
    [
      'a key of AWS that encrypts the topic, with which CloudWatch cannot work',
      (resources) => {
        for (const topic of ofType(resources, 'AWS::SNS::Topic')) topic.Properties.KmsMasterKeyId = 'alias/aws/sns';
      },
      /its topic is encrypted by a key that is not of the stack/,
    ],
    [
      'the action of one alarm',
      (resources) => {
        delete ofType(resources, 'AWS::CloudWatch::Alarm')[3].Properties.AlarmActions;
      },
      /QuarantineFails.*: it has no action/,
    ],
    [
      'a metric that nobody writes',
      (resources) => rewrite(resources, '"MetricName":"StudyFaults"', '"MetricName":"StudyFault"'),
      /nobody writes Radscore StudyFault/,
    ],
    [
      'a dimension that nobody writes',
      (resources) => rewrite(resources, '"Name":"Stack"', '"Name":"Service"'),
      /nobody writes Radscore StudyFaults by Service/,
    ],
    [
      'the permission of EventBridge to send dead letters',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::SQS::QueuePolicy')) {
          document.Statement = document.Statement.filter(({ Effect }) => Effect === 'Deny');
        }
      },
      /AnalysesUploaded.*: no statement lets events\.amazonaws\.com sqs:SendMessage/,
    ],
    [
      'the permission of the Scheduler to send dead letters',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::IAM::Policy')) {
          document.Statement = document.Statement.filter(({ Action }) => Action !== 'sqs:SendMessage');
        }
      },
      /RetrainLinesSchedule.*: its role may not sqs:SendMessage/,
    ],
    [
      'the right of a schedule to start its state machine',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::IAM::Policy')) {
          document.Statement = document.Statement.filter(({ Action }) => Action !== 'states:StartExecution');
        }
      },
      /RetrainLinesSchedule.*: its role may not states:StartExecution/,
    ],
    [
      'the right of Lambda to receive from the queue of analyses',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::IAM::Policy')) {
          document.Statement = document.Statement.filter(
            ({ Action }) => ![Action].flat().includes('sqs:ReceiveMessage'),
          );
        }
      },
      /PaceAnalyses.*: the role of its function may not sqs:ReceiveMessage from AnalysesQueue/,
    ],
    [
      'the events of a bucket',
      (resources) => {
        for (const bucket of ofType(resources, 'AWS::S3::Bucket')) delete bucket.Properties.NotificationConfiguration;
      },
      /AnalysesUploaded.*: StudyStoreStudies\w+ sends no events/,
    ],
    [
      'the permission of API Gateway to invoke',
      (resources) => {
        for (const [id, { Type }] of Object.entries(resources)) {
          if (Type === 'AWS::Lambda::Permission') delete resources[id];
        }
      },
      /ApiHttp\w+: no permission lets apigateway\.amazonaws\.com invoke/,
    ],
    [
      'the delivery of logs of a state machine',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::IAM::Policy')) {
          document.Statement = document.Statement.filter(
            ({ Action }) => ![Action].flat().includes('logs:CreateLogDelivery'),
          );
        }
      },
      /WorkflowStateMachine\w+: its role may not logs:CreateLogDelivery/,
    ],
    [
      'the log of a function',
      (resources) => {
        for (const document of statementsOf(resources, 'AWS::IAM::Policy')) {
          document.Statement = document.Statement.filter(
            ({ Action }) => ![Action].flat().includes('logs:PutLogEvents'),
          );
        }
      },
      /AdmitStudy\w+: its role may not logs:PutLogEvents/,
    ],
    [
      'a name of the access log that log delivery knows',
      (resources) => {
        for (const group of ofType(resources, 'AWS::Logs::LogGroup')) {
          if (String(group.Properties.LogGroupName).includes('apis')) group.Properties.LogGroupName = '/radscore';
        }
      },
      /ApiStage\w+: its log group is \/radscore/,
    ],
  ])('%s', (_, change, wanted) => {
    expect(breaksOf(changed(change)).join('\n')).toMatch(wanted);
  });
});
