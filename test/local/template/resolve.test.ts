/** Intrinsic functions and conditions of a template. */
import { describe, expect, it } from 'vitest';
import type { RawTemplate } from '../../../local/template/assembly.ts';
import { TemplateRefused } from '../../../local/template/errors.ts';
import { Resolver } from '../../../local/template/resolve.ts';

const template: RawTemplate = {
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' } },
  Parameters: { Stage: { Default: 'test' }, Asked: {} },
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
    IsOther: { 'Fn::Not': [{ Condition: 'IsTest' }] },
    Both: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsOther' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsOther' }] },
  },
};

const resolver = new Resolver(template, 'Stack', (logicalId) =>
  logicalId === 'Bucket' ? { ref: 'stack-bucket', attributes: { Arn: 'arn:aws:s3:::stack-bucket' } } : undefined,
);

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a resource', { Ref: 'Bucket' }, 'stack-bucket'],
    ['Ref of a parameter', { Ref: 'Stage' }, 'test'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'arn:aws:s3:::stack-bucket'],
    ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'Bucket.Arn' }, 'arn:aws:s3:::stack-bucket'],
    ['Fn::Join', { 'Fn::Join': ['/', [{ Ref: 'Bucket' }, 'a', 'b']] }, 'stack-bucket/a/b'],
    [
      'Fn::Sub',
      { 'Fn::Sub': `\${AWS::Partition}:\${Bucket}:\${Bucket.Arn}:\${!Literal}` },
      `aws:stack-bucket:arn:aws:s3:::stack-bucket:\${Literal}`,
    ],
    ['Fn::Sub with variables', { 'Fn::Sub': [`\${x}-\${Stage}`, { x: { Ref: 'Bucket' } }] }, 'stack-bucket-test'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::If', { 'Fn::If': ['IsTest', { Ref: 'Stage' }, 'no'] }, 'test'],
    ['Fn::If of a negation', { 'Fn::If': ['IsOther', 'yes', 'no'] }, 'no'],
    ['Fn::If of a conjunction', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
    ['Fn::If of a disjunction', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
    ['Fn::Base64', { 'Fn::Base64': 'abc' }, 'YWJj'],
  ])('%s', (_, value, wanted) => expect(resolver.resolve(value)).toEqual(wanted));

  it.each<[string, unknown, string]>([
    ['an import', { 'Fn::ImportValue': 'other-stack' }, 'Fn::ImportValue "other-stack" is not honoured'],
    ['an unknown function', { 'Fn::Transform': {} }, 'Fn::Transform'],
    ['an unknown name', { Ref: 'Nothing' }, 'there is no resource or parameter Nothing'],
    ['a parameter without default', { Ref: 'Asked' }, 'parameter Asked has no default'],
    [
      'an attribute',
      { 'Fn::GetAtt': ['Bucket', 'WebsiteURL'] },
      'AWS::S3::Bucket Bucket: attribute WebsiteURL is not honoured',
    ],
  ])('%s is refused', (_, value, message) => {
    expect(() => resolver.resolve(value)).toThrow(TemplateRefused);
    expect(() => resolver.resolve(value)).toThrow(message);
  });
});
