/** The table of resources: which properties have their effect, which have none and why, which values pass. */
import { SITE_RESOURCES } from './site-resources.ts';
import { honoured, neutral, only, type Parts, parts, when } from './support.ts';

type Fields = Readonly<Record<string, unknown>>;

const description = neutral('A text for people.');
const diskEncryption = neutral('Encryption at rest is that of the disk of the machine.');
const logs = neutral('Functions and state machines log to the log of the local cloud.');
const tags = neutral('Tags have no effect on what runs.');

/** Statements that deny what is not sent over TLS: no request of the local cloud leaves the machine. */
const bucketPolicy = when(
  'statements that deny requests without TLS, as nothing leaves the machine, or let CloudFront read',
  (document) => statements(document).every((statement) => deniesWithoutTls(statement) || letsCloudFrontRead(statement)),
);

/** The same, and permission for EventBridge to send: the only senders of the local cloud's queues. */
const eventsOnly = when(
  'statements that deny requests without TLS or allow EventBridge sqs:SendMessage, with what CDK adds to it',
  (document) => statements(document).every((statement) => deniesWithoutTls(statement) || letsEventsSend(statement)),
);

/** CDK lets a sender also look a queue up. */
const OF_SENDERS: ReadonlySet<unknown> = new Set(['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl']);

function letsEventsSend({ Effect, Action, Principal }: Fields): boolean {
  const isEvents = JSON.stringify(Principal) === '{"Service":"events.amazonaws.com"}';
  return Effect === 'Allow' && isEvents && [Action].flat().every((action) => OF_SENDERS.has(action));
}

function statements(document: unknown): Fields[] {
  return [(document as { readonly Statement?: unknown }).Statement ?? []].flat() as Fields[];
}

function deniesWithoutTls({ Effect, Condition }: Fields): boolean {
  return Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}';
}

function letsCloudFrontRead({ Effect, Action, Principal }: Fields): boolean {
  const isCloudFront = JSON.stringify(Principal) === '{"Service":"cloudfront.amazonaws.com"}';
  return Effect === 'Allow' && Action === 's3:GetObject' && isCloudFront;
}

/** Keys of its own encrypt a bucket; whatever S3 manages itself is left to the disk. */
const bucketEncryption = parts({
  ServerSideEncryptionConfiguration: parts({
    BucketKeyEnabled: neutral('Data keys are wrapped on this machine: there is no request to save.'),
    ServerSideEncryptionByDefault: parts({
      KMSMasterKeyID: honoured,
      SSEAlgorithm: only('AES256', 'aws:kms'),
    }),
  }),
});

/** Who may use a key is what the roles of the template say: its policy leaves that to IAM. */
const leftToIam = when('one statement that lets the account do kms:*, which leaves the key to IAM', (document) => {
  const all = statements(document);
  return all.length === 1 && all[0].Effect === 'Allow' && all[0].Action === 'kms:*' && all[0].Condition === undefined;
});

const nothingIsBilled = { reason: 'Nothing is billed on one machine, so that no budget is ever spent.' };
const nobodyIsPaged = { reason: 'Nobody is paged by one machine; executions, dead letters and logs can be looked at.' };
const signIn = neutral('There are no users with passwords: the owner of the machine signs in with a code.');
const retry = parts({ MaximumEventAgeInSeconds: honoured, MaximumRetryAttempts: honoured });
const deadLetters = parts({ Arn: honoured });
const onlyHere = neutral('The API is reached on this machine at the address that the local cloud prints.');

/**
 * Every type of resource that the local cloud takes, with the treatment of its properties. Types with a `reason` run
 * nothing on one machine, whatever their properties are.
 */
export const RESOURCES: Readonly<Record<string, Parts | { readonly reason: string }>> = {
  'AWS::S3::Bucket': {
    BucketName: honoured,
    BucketEncryption: bucketEncryption,
    CorsConfiguration: parts({
      CorsRules: parts({
        AllowedHeaders: honoured,
        AllowedMethods: honoured,
        AllowedOrigins: honoured,
        ExposedHeaders: honoured,
        Id: description,
        MaxAge: honoured,
      }),
    }),
    LifecycleConfiguration: parts({
      Rules: parts({
        AbortIncompleteMultipartUpload: parts({ DaysAfterInitiation: honoured }),
        ExpirationInDays: honoured,
        Id: description,
        Prefix: honoured,
        Status: honoured,
        Transitions: neutral('One disk has one storage class.'),
      }),
    }),
    NotificationConfiguration: parts({ EventBridgeConfiguration: parts({ EventBridgeEnabled: honoured }) }),
    OwnershipControls: parts({ Rules: parts({ ObjectOwnership: only('BucketOwnerEnforced') }) }),
    PublicAccessBlockConfiguration: parts({
      BlockPublicAcls: only(true),
      BlockPublicPolicy: only(true),
      IgnorePublicAcls: only(true),
      RestrictPublicBuckets: only(true),
    }),
    Tags: tags,
  },
  'AWS::S3::BucketPolicy': { Bucket: honoured, PolicyDocument: bucketPolicy },
  'AWS::KMS::Key': {
    Description: description,
    EnableKeyRotation: neutral('The key is derived from the secret of the folder, and as old as that.'),
    KeyPolicy: leftToIam,
    Tags: tags,
  },
  'AWS::DynamoDB::GlobalTable': {
    TableName: honoured,
    AttributeDefinitions: honoured,
    BillingMode: only('PAY_PER_REQUEST'),
    GlobalSecondaryIndexes: honoured,
    KeySchema: honoured,
    Replicas: parts({
      DeletionProtectionEnabled: neutral('No operation of the local cloud deletes a table.'),
      GlobalSecondaryIndexes: parts({ IndexName: honoured }),
      PointInTimeRecoverySpecification: neutral('The state is one folder; a copy of it is the backup.'),
      Region: only('us-east-1'),
      Tags: tags,
    }),
    SSESpecification: diskEncryption,
  },
  'AWS::Lambda::Function': {
    FunctionName: honoured,
    Architectures: neutral("Functions run on the machine's own processor; their code is JavaScript and WebAssembly."),
    Code: parts({
      S3Bucket: neutral('Code is found by its hash in the cloud assembly.'),
      S3Key: honoured,
      ImageUri: honoured,
    }),
    Description: description,
    Environment: parts({ Variables: honoured }),
    Handler: honoured,
    ImageConfig: parts({ Command: honoured }),
    Layers: honoured,
    LoggingConfig: logs,
    MemorySize: honoured,
    PackageType: only('Image', 'Zip'),
    ReservedConcurrentExecutions: honoured,
    Role: honoured,
    Runtime: only('nodejs24.x'),
    Tags: tags,
    Timeout: honoured,
  },
  'AWS::Lambda::LayerVersion': {
    LayerName: honoured,
    CompatibleArchitectures: neutral("Functions run on the machine's own processor."),
    CompatibleRuntimes: neutral('There is one runtime, Node 24.'),
    Content: parts({ S3Bucket: neutral('Code is found by its hash in the cloud assembly.'), S3Key: honoured }),
    Description: description,
  },
  'AWS::Lambda::Permission': { reason: 'Only the local cloud itself invokes functions, as the template wires them.' },
  'AWS::Logs::LogGroup': { reason: 'Functions and state machines log to the log of the local cloud.' },
  'AWS::IAM::Role': {
    RoleName: honoured,
    AssumeRolePolicyDocument: neutral('A role is used by the resource that names it, and nobody else.'),
    Description: description,
    Policies: parts({ PolicyDocument: honoured, PolicyName: description }),
    Tags: tags,
  },
  'AWS::IAM::Policy': { PolicyDocument: honoured, PolicyName: description, Roles: honoured },
  'AWS::StepFunctions::StateMachine': {
    StateMachineName: honoured,
    DefinitionS3Location: parts({
      Bucket: neutral('Definitions are found by their hash in the cloud assembly.'),
      Key: honoured,
    }),
    DefinitionString: honoured,
    DefinitionSubstitutions: honoured,
    LoggingConfiguration: logs,
    RoleArn: honoured,
    StateMachineType: only('STANDARD'),
    Tags: tags,
  },
  'AWS::Lambda::EventSourceMapping': {
    BatchSize: honoured,
    EventSourceArn: honoured,
    FunctionName: honoured,
    FunctionResponseTypes: when(
      'only ["ReportBatchItemFailures"]',
      (value) => JSON.stringify(value) === '["ReportBatchItemFailures"]',
    ),
    ScalingConfig: parts({ MaximumConcurrency: honoured }),
    Tags: tags,
  },
  'AWS::SQS::Queue': {
    QueueName: honoured,
    MessageRetentionPeriod: honoured,
    RedrivePolicy: parts({ deadLetterTargetArn: honoured, maxReceiveCount: honoured }),
    SqsManagedSseEnabled: diskEncryption,
    Tags: tags,
    VisibilityTimeout: honoured,
  },
  'AWS::SQS::QueuePolicy': { PolicyDocument: eventsOnly, Queues: honoured },
  'AWS::Events::Rule': {
    Name: honoured,
    Description: description,
    EventBusName: only('default'),
    EventPattern: honoured,
    State: only('ENABLED', 'DISABLED'),
    Tags: tags,
    Targets: parts({
      Arn: honoured,
      DeadLetterConfig: deadLetters,
      Id: honoured,
      Input: honoured,
      InputPath: honoured,
      InputTransformer: parts({ InputPathsMap: honoured, InputTemplate: honoured }),
      RetryPolicy: retry,
      RoleArn: honoured,
    }),
  },
  'AWS::Scheduler::Schedule': {
    Name: honoured,
    Description: description,
    StartDate: honoured,
    EndDate: honoured,
    FlexibleTimeWindow: parts({ Mode: only('OFF', 'FLEXIBLE'), MaximumWindowInMinutes: honoured }),
    ScheduleExpression: honoured,
    ScheduleExpressionTimezone: only('UTC', 'Etc/UTC'),
    State: only('ENABLED', 'DISABLED'),
    Target: parts({
      Arn: honoured,
      DeadLetterConfig: deadLetters,
      Input: honoured,
      RetryPolicy: retry,
      RoleArn: honoured,
    }),
  },
  'AWS::Cognito::UserPool': {
    AccountRecoverySetting: signIn,
    AdminCreateUserConfig: signIn,
    AutoVerifiedAttributes: signIn,
    EmailVerificationMessage: signIn,
    EmailVerificationSubject: signIn,
    EnabledMfas: signIn,
    LambdaConfig: parts({
      PreTokenGenerationConfig: parts({ LambdaArn: honoured, LambdaVersion: only('V2_0', 'V3_0') }),
    }),
    MfaConfiguration: signIn,
    Policies: signIn,
    Schema: neutral('Attributes are those with which the owner of the machine signs in or makes a token.'),
    SmsVerificationMessage: signIn,
    UserPoolTier: signIn,
    UsernameAttributes: signIn,
    UserPoolTags: tags,
    VerificationMessageTemplate: signIn,
  },
  'AWS::Cognito::UserPoolClient': {
    AccessTokenValidity: honoured,
    AllowedOAuthFlows: when(
      'only ["code"] or ["client_credentials"]',
      (value) => String(value) === 'code' || String(value) === 'client_credentials',
    ),
    AllowedOAuthFlowsUserPoolClient: signIn,
    AllowedOAuthScopes: honoured,
    CallbackURLs: honoured,
    ExplicitAuthFlows: signIn,
    GenerateSecret: honoured,
    LogoutURLs: honoured,
    PreventUserExistenceErrors: signIn,
    RefreshTokenRotation: parts({ Feature: only('ENABLED'), RetryGracePeriodSeconds: honoured }),
    RefreshTokenValidity: honoured,
    SupportedIdentityProviders: signIn,
    TokenValidityUnits: honoured,
    UserPoolId: honoured,
    WriteAttributes: signIn,
  },
  'AWS::Cognito::UserPoolResourceServer': {
    Identifier: honoured,
    Name: description,
    Scopes: parts({ ScopeName: honoured, ScopeDescription: description }),
    UserPoolId: honoured,
  },
  'AWS::Cognito::UserPoolDomain': { reason: 'The local issuer serves the sign-in itself.' },
  'AWS::ApiGatewayV2::Api': {
    CorsConfiguration: parts({
      AllowCredentials: honoured,
      AllowHeaders: honoured,
      AllowMethods: honoured,
      AllowOrigins: honoured,
      ExposeHeaders: honoured,
      MaxAge: honoured,
    }),
    Description: description,
    Name: description,
    ProtocolType: only('HTTP'),
    Tags: tags,
  },
  'AWS::ApiGatewayV2::Integration': {
    ApiId: honoured,
    IntegrationType: only('AWS_PROXY'),
    IntegrationUri: honoured,
    PayloadFormatVersion: only('2.0'),
  },
  'AWS::ApiGatewayV2::Route': {
    ApiId: honoured,
    AuthorizationScopes: honoured,
    AuthorizationType: only('JWT', 'NONE'),
    AuthorizerId: honoured,
    RouteKey: honoured,
    Target: honoured,
  },
  'AWS::ApiGatewayV2::Authorizer': {
    ApiId: honoured,
    AuthorizerType: only('JWT'),
    IdentitySource: when(
      '["$request.header.Authorization"]',
      (value) => String(value) === '$request.header.Authorization',
    ),
    JwtConfiguration: parts({ Audience: honoured, Issuer: honoured }),
    Name: description,
  },
  'AWS::ApiGatewayV2::Stage': {
    AccessLogSettings: logs,
    ApiId: honoured,
    AutoDeploy: onlyHere,
    DefaultRouteSettings: neutral(
      'One machine serves its own user: only a fault plan throttles, by the rate and burst that are here.',
    ),
    StageName: only('$default'),
    Tags: tags,
  },
  ...SITE_RESOURCES,
  'AWS::Logs::MetricFilter': { reason: 'Metrics are counted by CloudWatch; the log of the local cloud has the lines.' },
  'AWS::CloudWatch::Alarm': nobodyIsPaged,
  'AWS::CloudWatch::Dashboard': { reason: 'Metrics are counted by CloudWatch; there is nothing to draw here.' },
  'AWS::Budgets::Budget': nothingIsBilled,
  'AWS::Budgets::BudgetsAction': nothingIsBilled,
  // Those of a role are refused with it, as its property ManagedPolicyArns; this one only a budget attaches.
  'AWS::IAM::ManagedPolicy': nothingIsBilled,
  'AWS::SNS::Topic': nobodyIsPaged,
  'AWS::SNS::TopicPolicy': nobodyIsPaged,
  'AWS::SNS::Subscription': nobodyIsPaged,
};
