/** What requests may hold: numbers that can be stored, numbers written in digits, paths as their pattern says. */
import { api, OPERATIONS } from '@radscore/pipeline';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { filePath, studyPath } from '../../../../layers/pipeline/contracts/identifiers.ts';

const settings = (least: number) => ({ gates: { eventsPerCoefficient: { least } } });

describe('numbers that DynamoDB or its client does not take are refused, not answered with 500', () => {
  it.each([1e-131, 5e-324, 2.9992271255606135e256, 1e16])('%s as a setting of a gate', (least) => {
    expect(api.putLineSettings.safeParse(settings(least)).success).toBe(false);
  });

  it.each([1e-131, 1e16, 3e256])('%s in a recipe, with the place', (points) => {
    const body = { modelling: { id: 'wide@1', nomogram: { points } } };
    const { error } = api.trainModel.safeParse(body);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['modelling.nomogram.points']);
  });

  it('others pass', () => {
    for (const least of [0, 1e-9, 10, 1e6]) expect(api.putLineSettings.safeParse(settings(least)).success).toBe(true);
  });
});

describe('numbers of paths and queries', () => {
  const { version } = OPERATIONS['GET /v1/models/{name}/versions/{version}'].path.shape;
  const { limit } = OPERATIONS['GET /v1/studies'].query.shape;

  it.each([
    '',
    ' 1',
    '0x1',
    '1e0',
    '1.0',
    '+1',
    '01',
    'true',
    '-1',
    '0',
    '1000000',
    '9'.repeat(400),
  ])('%j is no version', (text) => {
    expect(version.safeParse(text).success).toBe(false);
  });

  it('are taken as digits', () => {
    expect(version.parse('12')).toBe(12);
    expect(limit.parse('500')).toBe(500);
    expect(limit.parse(undefined)).toBe(100);
    expect(limit.safeParse('501').success).toBe(false);
  });
});

describe('paths inside a study', () => {
  const part = fc.constantFrom('a', '.', '..', '', '\\', 'b c', '…', '.x', 'x.', '..y', '\0', '\n', '/');

  it.each([
    ['studyPath', studyPath],
    ['filePath', filePath],
  ])('%s takes what the pattern of its schema takes', (_, schema) => {
    const pattern = new RegExp((z.toJSONSchema(schema) as { pattern: string }).pattern);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const path = parts.join('/');
        expect(pattern.test(path), JSON.stringify(path)).toBe(path !== '' && schema.safeParse(path).success);
      }),
      { numRuns: 2000 },
    );
  });
});
