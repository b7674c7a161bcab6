/** Properties of the synthesized template. */
import { Match } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { containerFunctionNames, pascalCase, zipFunctionNames } from '../../infra/deployable-code.ts';
import { routes } from '../../infra/routes.ts';
import { type Synthesis, synthesize } from './synthesis.ts';

let synthesis: Synthesis;
beforeAll(async () => {
  synthesis = await synthesize();
});

/** What the local cloud and a reader of the template must know; a new type is a decision. */
const RESOURCE_TYPES = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolResourceServer',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Lambda::LayerVersion',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::StepFunctions::StateMachine',
  'Custom::CDKBucketDeployment',
];

describe('the template', () => {
  it('consists of plain resources: no custom resource but the files of the console, no parameter, no condition', () => {
    const { Resources, ...rest } = synthesis.template.toJSON();
    const types = new Set(Object.values(Resources as Record<string, { Type: string }>).map(({ Type }) => Type));
    expect([...types].sort()).toEqual(RESOURCE_TYPES);
    expect(Object.keys(rest).sort()).toEqual(['Description', 'Outputs']);
  });

  it('keeps every bucket of studies private, encrypted, TLS only and their events on EventBridge', () => {
    const buckets = synthesis.resources('AWS::S3::Bucket').filter(([id]) => !id.startsWith('Console'));
    expect(buckets).toHaveLength(3);
    for (const [id, properties] of buckets) {
      // No versions: what is moved or removed is gone.
      expect(properties).not.toHaveProperty('VersioningConfiguration');
      const encryption = id.includes('Quarantine')
        ? {
            SSEAlgorithm: 'aws:kms',
            KMSMasterKeyID: { 'Fn::GetAtt': [expect.stringMatching(/QuarantineKey/), 'Arn'] },
          }
        : { SSEAlgorithm: 'AES256' };
      expect(properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: encryption }],
        },
        NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      });
      synthesis.template.hasResourceProperties('AWS::S3::BucketPolicy', {
        Bucket: { Ref: id },
        PolicyDocument: { Statement: [denyPlainHttp('s3:*')] },
      });
    }
    synthesis.template.allResources('AWS::S3::Bucket', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('encrypts the quarantine with a key of its own, and deletes what is in it', () => {
    synthesis.template.hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate',
      Properties: { EnableKeyRotation: true },
    });
    const [, quarantine] = synthesis.resources('AWS::S3::Bucket').find(([id]) => id.includes('Quarantine')) ?? [];
    expect(quarantine?.LifecycleConfiguration).toMatchObject({
      Rules: [{ Id: 'quarantine', ExpirationInDays: 30, Status: 'Enabled' }, { Id: 'broken-uploads' }],
    });
  });

  it('keeps dead letters encrypted, TLS only and as long as SQS can', () => {
    const queues = synthesis.resources('AWS::SQS::Queue');
    expect(queues).toHaveLength(4);
    for (const [id, properties] of queues) {
      expect(properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
      synthesis.template.hasResourceProperties('AWS::SQS::QueuePolicy', {
        Queues: [{ Ref: id }],
        PolicyDocument: { Statement: Match.arrayWith([denyPlainHttp('sqs:*')]) },
      });
    }
  });

  it('has one table, on demand, recoverable, with the two indexes that the pipeline queries', () => {
    synthesis.template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keys('PK', 'SK'),
        GlobalSecondaryIndexes: [
          { IndexName: 'GSI1', KeySchema: keys('GSI1PK', 'GSI1SK'), Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'GSI2', KeySchema: keys('GSI2PK', 'GSI2SK'), Projection: { ProjectionType: 'ALL' } },
        ],
        SSESpecification: { SSEEnabled: true },
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it('runs every zip function on Node 24 with its own role and logs and no more than 3,008 MB', () => {
    // The function that copies the console's files is of the CDK.
    const functions = synthesis
      .resources('AWS::Lambda::Function')
      .filter(([id]) => !id.startsWith('CustomCDKBucketDeployment'));
    expect(functions).toHaveLength(zipFunctionNames.length + containerFunctionNames.length);
    const roles = new Set<string>();
    for (const [, properties] of functions) {
      expect(properties.MemorySize).toBeLessThanOrEqual(3008);
      expect(properties.Timeout).toBeLessThanOrEqual(900);
      expect(properties.Environment).toMatchObject({
        Variables: {
          STUDY_BUCKET: { Ref: expect.stringMatching(/^StudyStoreStudies/) },
          ARTEFACT_BUCKET: { Ref: expect.stringMatching(/^StudyStoreArtefacts/) },
          TABLE_NAME: { Ref: expect.stringMatching(/^StudyTable/) },
          POWERTOOLS_SERVICE_NAME: 'radscore',
          LOG_LEVEL: 'INFO',
        },
      });
      roles.add(JSON.stringify(properties.Role));
      expect(properties.LoggingConfig).toHaveProperty('LogGroup');
      if (properties.PackageType !== 'Image') {
        expect(properties).toMatchObject({
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Architectures: ['x86_64'],
        });
      }
    }
    expect(roles.size).toBe(functions.length);
    for (const [, { RetentionInDays }] of synthesis.resources('AWS::Logs::LogGroup')) expect(RetentionInDays).toBe(90);
  });

  it('states the handler of the container function', () => {
    const images = synthesis
      .resources('AWS::Lambda::Function')
      .filter(([, { PackageType }]) => PackageType === 'Image');
    expect(images.map(([, { ImageConfig }]) => ImageConfig)).toEqual([{ Command: ['index.handler'] }]);
    expect(images[0][0]).toMatch(new RegExp(pascalCase(containerFunctionNames[0])));
  });

  it('starts analyse-study for a manifest below a study, and keeps what it could not deliver', () => {
    synthesis.template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: [{ Ref: Match.stringLikeRegexp('^StudyStoreStudies') }] },
          object: { key: [{ wildcard: 'institutions/*/studies/*/manifest.json' }] },
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { Ref: Match.stringLikeRegexp('^AnalyseStudyWorkflow') },
          DeadLetterConfig: Match.anyValue(),
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        }),
      ],
    });
  });

  it('starts retrain-lines once a day', () => {
    synthesis.template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 day)',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: Match.objectLike({
        Arn: { Ref: Match.stringLikeRegexp('^RetrainLinesWorkflow') },
        DeadLetterConfig: Match.anyValue(),
      }),
    });
  });

  it('asks every route for a token with its scope, except health, the API description and where to sign in', () => {
    const inTemplate = synthesis.resources('AWS::ApiGatewayV2::Route').map(([, route]) => ({
      key: route.RouteKey,
      scopes: route.AuthorizationScopes ?? 'public',
      type: route.AuthorizationType ?? 'NONE',
    }));
    const wanted = routes.map(([method, path, scope]) => ({
      key: `${method} ${path}`,
      scopes: scope === 'public' ? 'public' : [`radscore/${scope}`],
      type: scope === 'public' ? 'NONE' : 'JWT',
    }));
    expect(inTemplate).toEqual(expect.arrayContaining(wanted));
    expect(inTemplate).toHaveLength(wanted.length);
    expect(routes.filter(([, , scope]) => scope === 'public').map(([, path]) => path)).toEqual([
      '/v1/health',
      '/v1/openapi.json',
      '/.well-known/oauth-protected-resource',
    ]);
    synthesis.template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
      AccessLogSettings: Match.objectLike({ Format: Match.not(Match.stringLikeRegexp('context.path')) }),
    });
  });

  it('lets nobody sign up, skip the second factor or write an institution', () => {
    synthesis.template.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      Schema: [
        Match.objectLike({ Name: 'institution', Mutable: false }),
        Match.objectLike({ Name: 'consortium', Mutable: true }),
      ],
      LambdaConfig: { PreTokenGenerationConfig: Match.objectLike({ LambdaVersion: 'V3_0' }) },
    });
    synthesis.template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      WriteAttributes: ['name'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
    });
    synthesis.template.resourceCountIs('AWS::Cognito::UserPoolClient', 1);
  });
});

function denyPlainHttp(action: string) {
  return Match.objectLike({
    Effect: 'Deny',
    Action: action,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    Principal: { AWS: '*' },
  });
}

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}
