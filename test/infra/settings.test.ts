/** Settings of the CDK context. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { repository, synthesize } from './synthesis.ts';

describe('context', () => {
  it.each([
    ['architecture', 'sparc', 'context architecture: got sparc, wanted x86_64 or arm64'],
    ['engineMemoryMb', 'plenty', 'context engineMemoryMb: got plenty, wanted an integer from 1024 to 10240'],
    ['engineMemoryMb', '20000', 'context engineMemoryMb: got 20000, wanted an integer from 1024 to 10240'],
    ['extractionMemoryMb', '512', 'context extractionMemoryMb: got 512, wanted an integer from 1024 to 10240'],
    ['quarantineRetentionDays', '0', 'context quarantineRetentionDays: got 0, wanted an integer from 1 to 3650'],
    ['logRetentionDays', '91', 'context logRetentionDays: got 91, wanted a retention that CloudWatch Logs knows'],
    ['oidcIssuer', 'https://issuer.example', 'wanted oidcIssuer and oidcAudience together, or neither'],
    ['oidcClientId', 'radscore-cli', 'got radscore-cli, wanted oidcIssuer and oidcAudience with it'],
    ['machineClients', 'Hospital', 'context machineClients: got Hospital, wanted institutions, each once'],
    ['machineClients', 'a,b,a', 'context machineClients: got a, wanted institutions, each once'],
    ['machineClients', 'consortium-a', 'context machineClients: got consortium-a'],
    ['machineClients', Array.from({ length: 96 }, (_, at) => `h-${at}`).join(), 'got 96 of them, wanted at most 95'],
    ['stage', 'Prod', 'context stage: got Prod, wanted at most 16 lower-case letters and digits, a letter first'],
    ['terminationProtection', 'yes', 'context terminationProtection: got yes, wanted true or false'],
    ['tags', 'owner', 'context tags: got owner, wanted name=value'],
    ['tags', 'Stack=mine', 'context tags: got Stack=mine'],
    ['monthlyBudget', '0', 'context monthlyBudget: got 0, wanted an integer from 1'],
    ['budgetStop', 'true', 'context budgetStop: got true, wanted monthlyBudget with it'],
    ['studiesInfrequentAfterDays', '7', 'context studiesInfrequentAfterDays: got 7, wanted an integer from 30'],
    ['studyEncryption', 'none', 'context studyEncryption: got none, wanted s3, kms or the ARN of a key'],
    ['studyBucketName', 'Studies', 'context studyBucketName: got Studies, wanted a name as S3 takes it'],
    ['quarantineKeyArn', 'alias/key', 'context quarantineKeyArn: got alias/key, wanted the ARN of a key'],
    ['baseImage', 'public.ecr.aws/lambda/nodejs:24', 'wanted an image by its digest'],
  ])('%s=%s is refused by name', async (name, value, message) => {
    await expect(synthesize({ [name]: value })).rejects.toThrow(message);
  });

  it('runs every function, layer and image on arm64', async () => {
    const { resources } = await synthesize({ architecture: 'arm64', engineMemoryMb: '2048' });
    for (const [, { Architectures }] of resources('AWS::Lambda::Function')) expect(Architectures).toEqual(['arm64']);
    const layers = resources('AWS::Lambda::LayerVersion').filter(([id]) => !id.includes('AwsCliLayer'));
    for (const [, { CompatibleArchitectures }] of layers) {
      expect(CompatibleArchitectures).toEqual(['arm64']);
    }
    const memory = resources('AWS::Lambda::Function').map(([, { MemorySize }]) => Number(MemorySize));
    expect(Math.max(...memory)).toBe(2048);
  });

  it('trusts another identity provider instead of a user pool', async () => {
    const { template, resources } = await synthesize({
      oidcIssuer: 'https://issuer.example/realm',
      oidcAudience: 'radscore,radscore-console',
      oidcClientId: 'radscore-cli',
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ TOKEN_ISSUER: 'https://issuer.example/realm', SIGN_IN_CLIENT: 'radscore-cli' }),
      },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: 'https://issuer.example/realm', Audience: ['radscore', 'radscore-console'] },
    });
    expect(resources('AWS::Cognito::UserPool')).toEqual([]);
    expect(resources('AWS::Lambda::Function').filter(([id]) => id.includes('StampInstitution'))).toEqual([]);
  });

  it('gives each institution that is named a client with a secret, for its own institution only', async () => {
    const { resources, template } = await synthesize({ machineClients: 'hospital-a,hospital-b' });
    const clients = resources('AWS::Cognito::UserPoolClient').filter(([, client]) => client.GenerateSecret);
    expect(clients).toHaveLength(2);
    for (const [id, client] of clients) {
      expect(client).toMatchObject({
        AllowedOAuthFlows: ['client_credentials'],
        AllowedOAuthFlowsUserPoolClient: true,
      });
      expect(client).not.toHaveProperty('CallbackURLs');
      const scopes = (client.AllowedOAuthScopes as { 'Fn::Join': [string, [unknown, string]] }[]).map(
        ({ 'Fn::Join': [, [, name]] }) => name,
      );
      const own = id.includes('hospitala') ? 'hospital-a' : 'hospital-b';
      expect(scopes).toEqual(['/studies:read', '/studies:write', `/institution:${own}`]);
    }
    expect(Object.keys(template.findOutputs('MachineClients'))).toEqual(['MachineClients']);
    expect(JSON.stringify(template.toJSON())).not.toContain('ClientSecret');
    await expect(
      synthesize({ machineClients: 'a', oidcIssuer: 'https://issuer.example', oidcAudience: 'x' }),
    ).rejects.toThrow('none with oidcIssuer');
  });

  it('sends alarms where they are wanted', async () => {
    const { template, resources } = await synthesize({ alarmEmail: 'ops@example.org' });
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.org' });
    for (const [, { AlarmActions }] of resources('AWS::CloudWatch::Alarm')) {
      expect(AlarmActions).toEqual([{ Ref: expect.stringMatching(/^OperatorsTopic/) }]);
    }
  });

  it('lets stages live in one account: no physical name of one is a name of the other', async () => {
    const [dev, prod] = await Promise.all(['dev', 'prod'].map((stage) => synthesize({ stage, monthlyBudget: '10' })));
    const names = dev.physicalNames();
    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => prod.physicalNames().includes(name))).toEqual([]);
    expect([dev, prod].map(({ stack }) => [stack.stackName, stack.terminationProtection])).toEqual([
      ['Radscore-dev', false],
      ['Radscore-prod', true],
    ]);
  });

  it('tags the stack, from which CloudFormation tags what it makes', async () => {
    const { stack } = await synthesize({ stage: 'dev', tags: 'owner=radiology, cost-center=42' });
    expect(stack.tags.tagValues()).toEqual({
      Application: 'radscore',
      Stage: 'dev',
      Stack: 'Radscore-dev',
      owner: 'radiology',
      'cost-center': '42',
    });
  });

  it('adopts stores that an earlier stack kept: each named, retained, and the key used where it is', async () => {
    const names = {
      studyBucketName: 'kept-studies',
      artefactBucketName: 'kept-artefacts',
      quarantineBucketName: 'kept-quarantine',
      tableName: 'kept-table',
    };
    const quarantineKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const { template, resources } = await synthesize({ ...names, quarantineKeyArn });
    const { Resources } = template.toJSON() as { Resources: Record<string, { DeletionPolicy?: string }> };
    const named = [
      ...resources('AWS::S3::Bucket').map(([id, { BucketName }]) => [BucketName, Resources[id].DeletionPolicy]),
      ...resources('AWS::DynamoDB::GlobalTable').map(([id, { TableName }]) => [
        TableName,
        Resources[id].DeletionPolicy,
      ]),
    ].filter(([name]) => name !== undefined);
    // What CloudFormation asks of resources that it imports by name: a name in plain words, and a policy that keeps them.
    expect(named.sort()).toEqual([
      ['kept-artefacts', 'RetainExceptOnCreate'],
      ['kept-quarantine', 'RetainExceptOnCreate'],
      ['kept-studies', 'RetainExceptOnCreate'],
      ['kept-table', 'Retain'],
    ]);
    expect(resources('AWS::KMS::Key')).toEqual([]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:GenerateDataKey', Resource: quarantineKeyArn })]),
      },
    });
  });

  it('encrypts studies with a key of the stack, which those who read and write files may use, and nobody else', async () => {
    const { resources, template } = await synthesize({ studyEncryption: 'kms', studiesInfrequentAfterDays: '90' });
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^StudyStoreStudyKey/), 'Arn'] };
    const users = (action: string) =>
      resources('AWS::IAM::Policy')
        .filter(([, { PolicyDocument }]) =>
          (PolicyDocument as { Statement: { Action: unknown; Resource: unknown }[] }).Statement.some(
            ({ Action, Resource }) =>
              [Action].flat().includes(action) && JSON.stringify(Resource).includes('StudyStoreStudyKey'),
          ),
        )
        .map(([id]) => id.replace(/RoleDefaultPolicy\w+$/, ''))
        .sort();
    expect(users('kms:Decrypt')).toEqual([
      'AnalyseStudyAdmitStudy',
      'AnalyseStudyPrepareSequence',
      'AnalyseStudyQuarantineStudy',
      'ApiApi',
    ]);
    expect(users('kms:GenerateDataKey')).toEqual(['ApiApi']);
    const [, studies] = resources('AWS::S3::Bucket').find(([id]) => id.startsWith('StudyStoreStudies')) ?? [];
    expect(studies).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
        ],
      },
      LifecycleConfiguration: {
        Rules: [
          {
            Prefix: 'institutions/',
            Status: 'Enabled',
            Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }],
          },
          { Id: 'broken-uploads' },
        ],
      },
    });
    template.allResources('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  it('warns of a budget, and stops uploads by one only if it is asked to', async () => {
    const { template, resources } = await synthesize({ monthlyBudget: '50' });
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: { BudgetName: 'Radscore', BudgetLimit: { Amount: 50, Unit: 'USD' }, TimeUnit: 'MONTHLY' },
    });
    expect(resources('AWS::Budgets::BudgetsAction')).toEqual([]);
    const stopping = await synthesize({ monthlyBudget: '50', budgetStop: 'true' });
    const [[, { Definition, ApprovalModel }]] = stopping.resources('AWS::Budgets::BudgetsAction');
    expect(ApprovalModel).toBe('AUTOMATIC');
    expect(Definition).toMatchObject({
      IamActionDefinition: { Roles: [{ Ref: expect.stringMatching(/^ApiApiRole/) }] },
    });
    const [[, policy]] = stopping.resources('AWS::IAM::ManagedPolicy');
    expect(policy.PolicyDocument).toMatchObject({ Statement: [{ Effect: 'Deny', Action: 's3:PutObject' }] });
  });

  it('pins the base image of the container by its digest', async () => {
    const baseImage = `public.ecr.aws/lambda/nodejs@sha256:${'a'.repeat(64)}`;
    const { app } = await synthesize({ baseImage });
    const { dockerImages } = JSON.parse(readFileSync(join(app.synth().directory, 'Radscore.assets.json'), 'utf8')) as {
      dockerImages: Record<string, { source: { dockerBuildArgs?: Record<string, string> } }>;
    };
    expect(Object.values(dockerImages).map(({ source }) => source.dockerBuildArgs)).toEqual([
      { BASE_IMAGE: baseImage },
    ]);
  });

  it('limits pages to the origins that are named, and the console', async () => {
    const { template } = await synthesize({ browserOrigins: 'https://a.example, https://b.example' });
    const console = {
      'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [Match.stringLikeRegexp('^Console'), 'DomainName'] }]],
    };
    const origins = ['https://a.example', 'https://b.example', console];
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: Match.objectLike({ AllowOrigins: origins }),
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      CorsConfiguration: {
        CorsRules: [Match.objectLike({ AllowedOrigins: origins, AllowedMethods: ['PUT', 'GET', 'HEAD'] })],
      },
    });
  });
});

it('is documented value by value', () => {
  const source = readFileSync(join(repository, 'infra', 'settings.ts'), 'utf8');
  const names = new Set(
    Array.from(source.matchAll(/\b(?:text|list|integer|choice|matching)\(\s*'(\w+)'/g), ([, name]) => name),
  );
  const documented = readFileSync(join(repository, 'docs', 'deploy.md'), 'utf8')
    .split('\n| alarm ')[0]
    .matchAll(/^\| `(\w+)` /gm);
  expect(Array.from(documented, ([, name]) => name).sort()).toEqual([...names].sort());
});
