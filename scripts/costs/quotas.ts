/** The quotas of an AWS account that the service meets: default values, where they are from and when they were read. */

/** What a study or a day of studies asks of a quota, per second or at a time. */
export type Demand =
  | 'concurrency'
  | 'apiRequests'
  | 'startExecution'
  | 'stateTransitions'
  | 's3Puts'
  | 's3Gets'
  | 'writeUnits'
  | 'readUnits'
  | 'putEvents'
  | 'ruleInvocations'
  | 'queueMessages';

export interface Quota {
  readonly name: string;
  readonly demand: Demand;
  /** Per second; of concurrency and of messages in flight, at a time. */
  readonly limit: number;
  readonly raise: string;
  readonly source: string;
  readonly read: string;
}

const READ = '2026-11-27';

export const QUOTAS: readonly Quota[] = [
  {
    name: 'Lambda: concurrent executions of a new account (often 10)',
    demand: 'concurrency',
    limit: 10,
    raise: 'AWS raises it by itself with use; ask for 1,000 through Service Quotas before the first batch',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/limits.html',
    read: READ,
  },
  {
    name: 'Lambda: concurrent executions',
    demand: 'concurrency',
    limit: 1000,
    raise: 'Service Quotas, to tens of thousands; the queue in front of the analysis holds back what is above it',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/limits.html',
    read: READ,
  },
  {
    name: 'API: requests per second of the stage',
    demand: 'apiRequests',
    limit: 100,
    raise: '`cdk deploy -c requestsPerSecond=…` (infra/settings.ts), up to the account’s',
    source: 'infra/settings.ts',
    read: READ,
  },
  {
    name: 'API Gateway: requests per second of the account',
    demand: 'apiRequests',
    limit: 10_000,
    raise: 'Service Quotas L-8A5B8E43',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html',
    read: READ,
  },
  {
    name: 'Step Functions: StartExecution per second, us-east-1 (150 in eu-central-1)',
    demand: 'startExecution',
    limit: 300,
    raise: 'Service Quotas; a bucket of 1,300 (800) takes bursts',
    source: 'https://github.com/awsdocs/aws-step-functions-developer-guide/blob/28a1c169/doc_source/limits-overview.md',
    read: READ,
  },
  {
    name: 'Step Functions: state transitions per second, us-east-1 (500 in eu-central-1)',
    demand: 'stateTransitions',
    limit: 1500,
    raise: 'Service Quotas; the snapshot that was read is of 2022, later ones state more, and less for new accounts',
    source: 'https://github.com/awsdocs/aws-step-functions-developer-guide/blob/28a1c169/doc_source/limits-overview.md',
    read: READ,
  },
  {
    name: 'S3: PUT, COPY, POST and DELETE per second and partitioned prefix',
    demand: 's3Puts',
    limit: 3500,
    raise: 'no quota: S3 splits a prefix under load within 30 to 60 minutes; each institution is a prefix of its own',
    source: 'https://repost.aws/knowledge-center/http-5xx-errors-s3',
    read: READ,
  },
  {
    name: 'S3: GET and HEAD per second and partitioned prefix',
    demand: 's3Gets',
    limit: 5500,
    raise: 'as above',
    source: 'https://repost.aws/knowledge-center/http-5xx-errors-s3',
    read: READ,
  },
  {
    name: 'DynamoDB: write units per second of a new on-demand table',
    demand: 'writeUnits',
    limit: 4000,
    raise: 'grows by itself to twice the last peak; warm throughput sets it in advance',
    source: 'https://dynobase.dev/dynamodb-warm-throughput/',
    read: READ,
  },
  {
    name: 'DynamoDB: read units per second of a new on-demand table',
    demand: 'readUnits',
    limit: 12_000,
    raise: 'as above',
    source: 'https://dynobase.dev/dynamodb-warm-throughput/',
    read: READ,
  },
  {
    name: 'DynamoDB: write units per second of a table',
    demand: 'writeUnits',
    limit: 40_000,
    raise: 'Service Quotas',
    source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
    read: READ,
  },
  {
    name: 'EventBridge: PutEvents per second, us-east-1',
    demand: 'putEvents',
    limit: 10_000,
    raise: 'Service Quotas',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    read: READ,
  },
  {
    name: 'EventBridge: invocations of targets per second, us-east-1 (4,500 in eu-central-1)',
    demand: 'ruleInvocations',
    limit: 18_750,
    raise: 'Service Quotas; above it targets are invoked later, not lost',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html',
    read: READ,
  },
  {
    name: 'SQS: batches of a queue that Lambda works on at a time',
    demand: 'queueMessages',
    limit: 1000,
    raise: 'provisioned pollers; 300 more a minute, and the template’s own maximum is lower',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html',
    read: READ,
  },
];

/** Not met by studies: a person or a program asks for a token once an hour. */
export const SIGN_IN = {
  name: 'Cognito: UserAuthentication, requests per second',
  limit: 120,
  source: 'https://www.repost.aws/questions/QUFRuNyMQ_RVu3KimZTSc4Zw/cognito-token-endpoint-quotas',
  read: READ,
} as const;
