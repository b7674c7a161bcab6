/** Event patterns: what each operator matches, and what is refused. */
import { describe, expect, it } from 'vitest';
import { compilePattern, PatternRefused } from '../../../local/events/pattern.ts';

const created = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::studies'],
  detail: {
    bucket: { name: 'studies' },
    object: { key: 'institutions/north/studies/BB-0042/manifest.json', size: 12, tags: ['a', 'b'] },
    parts: [
      { number: 1, state: 'ok' },
      { number: 2, state: 'late' },
    ],
    empty: null,
  },
};

const key = (...matchers: unknown[]) => ({ detail: { object: { key: matchers } } });
const size = (...matchers: unknown[]) => ({ detail: { object: { size: matchers } } });

describe('an event pattern', () => {
  it.each<[string, unknown, boolean]>([
    ['one of several values', { source: ['aws.ec2', 'aws.s3'] }, true],
    ['no such value', { source: ['aws.ec2'] }, false],
    ['every field at once', { source: ['aws.s3'], detail: { bucket: { name: ['other'] } } }, false],
    ['null', { detail: { empty: [null] } }, true],
    ['a number', size(12), true],
    ['a number is no string', size('12'), false],
    ['an element of a list', { detail: { object: { tags: ['b'] } } }, true],
    ['an object in a list', { detail: { parts: { state: ['late'], number: [2] } } }, true],
    ['fields of different objects in a list', { detail: { parts: { state: ['late'], number: [1] } } }, false],
    ['prefix', key({ prefix: 'institutions/' }), true],
    ['suffix', key({ suffix: '/manifest.json' }), true],
    ['suffix without case', key({ suffix: { 'equals-ignore-case': '/MANIFEST.json' } }), true],
    ['prefix of another', key({ prefix: 'models/' }), false],
    ['wildcard', key({ wildcard: 'institutions/*/studies/*/manifest.json' }), true],
    ['wildcard that ends early', key({ wildcard: 'institutions/*/studies' }), false],
    ['wildcard with a point', key({ wildcard: '*/manifestXjson' }), false],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }, true],
    ['anything-but another', { source: [{ 'anything-but': ['aws.ec2', 'aws.sqs'] }] }, true],
    ['anything-but itself', { source: [{ 'anything-but': 'aws.s3' }] }, false],
    ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'aws.' } }] }, false],
    ['anything-but of what is not there', { detail: { version: [{ 'anything-but': 'x' }] } }, false],
    ['numeric range', size({ numeric: ['>', 0, '<=', 12] }), true],
    ['numeric equality', size({ numeric: ['=', 13] }), false],
    ['numeric on a string', key({ numeric: ['>', 0] }), false],
    ['exists', key({ exists: true }), true],
    ['exists not', { detail: { object: { version: [{ exists: false }] } } }, true],
    ['exists not, below what is not there', { detail: { nothing: { version: [{ exists: false }] } } }, true],
    ['exists, and does not', { detail: { object: { version: [{ exists: true }] } } }, false],
    ['$or, second way', { source: ['aws.s3'], $or: [{ account: ['1'] }, size({ numeric: ['<', 20] })] }, true],
    ['$or, no way', { $or: [{ account: ['1'] }, size({ numeric: ['<', 2] })] }, false],
  ])('%s', (_, pattern, wanted) => expect(compilePattern(pattern)(created)).toBe(wanted));

  it.each<[string, unknown, string]>([
    ['an unknown operator', { source: [{ cidr: '10.0.0.0/8' }] }, 'source: the operator cidr'],
    ['a value without a list', { detail: { bucket: 'studies' } }, 'detail.bucket: an object is wanted'],
    ['an empty list', { source: [] }, 'source: the list of values is empty'],
    ['two operators in one', { source: [{ prefix: 'a', suffix: 'b' }] }, 'source: prefix comes with suffix'],
    ['half a comparison', size({ numeric: ['>'] }), 'detail.object.size: numeric wants pairs'],
    ['two stars', key({ wildcard: 'a/**/b' }), 'two * in a row'],
    ['an empty pattern', {}, 'top level: is empty'],
  ])('refuses %s', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(PatternRefused);
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
