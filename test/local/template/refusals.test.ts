/** Templates that the local cloud refuses, and by which words. */
import { describe, expect, it } from 'vitest';
import type { RawResource } from '../../../local/template/assembly.ts';
import { resourceRows } from '../../../local/template/describe.ts';
import { TemplateRefused } from '../../../local/template/errors.ts';
import { IDENTITIES } from '../../../local/template/identities.ts';
import { RESOURCES } from '../../../local/template/resources.ts';
import { Stack } from '../../../local/template/stack.ts';
import { rulesOf } from '../../../local/template/wiring.ts';

const stack = (Resources: Readonly<Record<string, RawResource>>, more = {}) =>
  new Stack(
    { stackName: 'Test', template: { Resources, ...more }, assets: new Map() },
    {
      api: 'http://api',
      s3: 'http://s3',
      issuer: 'http://issuer',
      console: 'http://console',
    },
  );

const bucket = (Properties: RawResource['Properties']): Record<string, RawResource> => ({
  Studies: { Type: 'AWS::S3::Bucket', Properties },
});

const machine: Record<string, RawResource> = {
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { DefinitionString: '{}', RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {},
      Policies: [
        {
          PolicyName: 'own',
          PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
        },
      ],
    },
  },
};

describe('a template with what the local cloud cannot honour', () => {
  it.each<[string, () => unknown, string]>([
    [
      'a property',
      () => stack(bucket({ VersioningConfiguration: { Status: 'Enabled' } })),
      'AWS::S3::Bucket Studies: property VersioningConfiguration is not honoured',
    ],
    [
      'a property inside another',
      () => stack(bucket({ LifecycleConfiguration: { Rules: [{ Id: 'a', Status: 'Enabled', TagFilters: [] }] } })),
      'AWS::S3::Bucket Studies: property LifecycleConfiguration.Rules.TagFilters is not honoured',
    ],
    [
      'a value',
      () => stack(bucket({ PublicAccessBlockConfiguration: { BlockPublicAcls: false } })),
      'property PublicAccessBlockConfiguration.BlockPublicAcls is false; the local cloud honours only true',
    ],
    [
      'a type',
      () => stack({ Cluster: { Type: 'AWS::ECS::Cluster' } }),
      'AWS::ECS::Cluster Cluster: the local cloud has no resource of this type',
    ],
    [
      'an attribute of a resource',
      () => stack({ B: { Type: 'AWS::S3::Bucket', CreationPolicy: {} } }),
      'AWS::S3::Bucket B: attribute CreationPolicy',
    ],
    ['a section', () => stack({}, { Transform: 'AWS::Serverless-2016-10-31' }), 'section Transform is not honoured'],
    [
      'a bucket policy that is about more than TLS',
      () =>
        stack({
          ...bucket({}),
          Policy: {
            Type: 'AWS::S3::BucketPolicy',
            Properties: {
              Bucket: { Ref: 'Studies' },
              PolicyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject' }] },
            },
          },
        }),
      'AWS::S3::BucketPolicy Policy: property PolicyDocument',
    ],
    [
      'a statement that IAM here would overlook',
      () =>
        stack({
          Role: {
            Type: 'AWS::IAM::Role',
            Properties: {
              Policies: [
                {
                  PolicyName: 'p',
                  PolicyDocument: { Statement: [{ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }] },
                },
              ],
            },
          },
        }).policiesOf('arn:aws:iam::000000000000:role/Test-Role'),
      'AWS::IAM::Role Role: got the policy element NotAction',
    ],
    [
      'a rule whose role may not start its target',
      () =>
        rulesOf(
          stack({
            ...machine,
            Rule: {
              Type: 'AWS::Events::Rule',
              Properties: {
                EventPattern: { source: ['aws.s3'] },
                Targets: [{ Id: 'a', Arn: { Ref: 'Machine' }, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
              },
            },
          }),
        ),
      'AWS::Events::Rule Rule: its role may not start Machine',
    ],
  ])('is refused by name: %s', (_, load, message) => {
    expect(load).toThrow(TemplateRefused);
    expect(load).toThrow(message);
  });

  it('is refused with everything at once', () => {
    const load = () =>
      stack({
        ...bucket({ VersioningConfiguration: {}, AccelerateConfiguration: {} }),
        C: { Type: 'AWS::ECS::Cluster' },
      });
    expect(load).toThrow(
      expect.objectContaining({
        refusals: expect.arrayContaining([expect.stringContaining('Accelerate'), expect.stringContaining('ECS')]),
      }),
    );
  });

  it('is not asked about resources whose condition does not hold', () => {
    const template = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    const { resources } = stack({ C: { Type: 'AWS::ECS::Cluster', Condition: 'Never' } }, template);
    expect(resources).toEqual([]);
  });
});

describe('the table of what is honoured', () => {
  it('knows the identity of every type', () =>
    expect(Object.keys(IDENTITIES).sort()).toEqual(Object.keys(RESOURCES).sort()));

  it('gives a reason in words for everything neutral', () => {
    const rows = resourceRows();
    expect(rows.length).toBeGreaterThan(100);
    for (const { treatment, words } of rows) {
      expect(words).toMatch({ honoured: /^$/, only: /./, neutral: /^[A-Z].{10,}\.$/ }[treatment]);
    }
  });
});
