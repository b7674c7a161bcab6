/** What policies allow and deny, and which statements are refused. */
import { describe, expect, it } from 'vitest';
import type { PolicyStatement } from '../../../local/contracts.ts';
import { assertPolicyIsHonoured, isAllowed } from '../../../local/iam/policy.ts';

const key = { accessKeyId: 'AK', secretAccessKey: 'SK' };
const with_ = (...policies: PolicyStatement[]) => ({ ...key, policies });
const STUDIES = 'arn:aws:s3:::studies/*';

describe('isAllowed', () => {
  it('lets the operator do everything, and a role without statements nothing', () => {
    expect(isAllowed(key, 's3:DeleteObject', 'arn:aws:s3:::studies/a')).toBe(true);
    expect(isAllowed(with_(), 's3:GetObject', 'arn:aws:s3:::studies/a')).toBe(false);
  });

  it('matches actions without regard to case, resources with it', () => {
    const caller = with_({ Effect: 'Allow', Action: 's3:getobject', Resource: STUDIES });
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::studies/a/b')).toBe(true);
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::Studies/a/b')).toBe(false);
    expect(isAllowed(caller, 's3:GetObjectTagging', 'arn:aws:s3:::studies/a/b')).toBe(false);
  });

  it('takes * for any run, ? for one character and nothing else for a pattern', () => {
    const caller = with_({ Effect: 'Allow', Action: 's3:Get*', Resource: 'arn:aws:s3:::a.b/?/*' });
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::a.b/x/y/z')).toBe(true);
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::aXb/x/y')).toBe(false);
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::a.b/xx/y')).toBe(false);
  });

  it('lets an explicit Deny win, wherever it stands', () => {
    const caller = with_(
      { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::studies/secret/*' },
      { Effect: 'Allow', Action: 's3:*', Resource: STUDIES },
    );
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::studies/open/a')).toBe(true);
    expect(isAllowed(caller, 's3:GetObject', 'arn:aws:s3:::studies/secret/a')).toBe(false);
  });

  it('holds conditions against the context, and an absent key for not met', () => {
    const caller = with_({
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::studies',
      Condition: { StringLike: { 's3:prefix': ['institutions/a/*', 'prepared/*'] } },
    });
    const may = (prefix?: string) =>
      isAllowed(caller, 's3:ListBucket', 'arn:aws:s3:::studies', { 's3:prefix': prefix });
    expect(may('institutions/a/x')).toBe(true);
    expect(may('institutions/b/x')).toBe(false);
    expect(may(undefined)).toBe(false);
  });
});

describe('assertPolicyIsHonoured', () => {
  const statement: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: STUDIES };

  it('accepts what isAllowed honours in full', () => {
    expect(() =>
      assertPolicyIsHonoured({ ...statement, Condition: { StringEquals: { 's3:prefix': 'a' } } }),
    ).not.toThrow();
  });

  it.each([
    [{ ...statement, NotAction: 's3:*' }, 'NotAction'],
    [{ ...statement, Condition: { NumericLessThan: { 's3:max-keys': '10' } } }, 'NumericLessThan'],
    [{ ...statement, Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } }, 'aws:PrincipalTag/team'],
    [{ ...statement, Resource: `arn:aws:s3:::studies/$\{aws:username}/*` }, `$\{aws:username}`],
    [{ ...statement, Effect: 'Maybe' as 'Allow' }, 'Maybe'],
    [{ ...statement, Action: [] }, 'Action'],
  ])('refuses by name what it would overlook: %j', (refused, named) => {
    expect(() => assertPolicyIsHonoured(refused)).toThrow(
      expect.objectContaining({ name: 'PolicyNotHonoured', message: expect.stringContaining(named) }),
    );
  });
});
