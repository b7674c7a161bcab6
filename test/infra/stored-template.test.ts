/** The stored template: what a change of the infrastructure really changes is read in its diff. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  differences,
  STORED_TEMPLATE,
  type StoredTemplate,
  storedForm,
  UPDATE,
} from '../../scripts/infra/stored-template.ts';
import { repository, synthesize } from './synthesis.ts';

const stored: StoredTemplate = JSON.parse(readFileSync(join(repository, STORED_TEMPLATE), 'utf8'));

describe('the stored template', () => {
  it('is the one that the sources make', async () => {
    const { template } = await synthesize();
    expect(differences(stored, storedForm(template.toJSON())), `stored again by: ${UPDATE}`).toEqual([]);
  });

  it('holds no hash of code, which would change with every line of it', () => {
    expect(JSON.stringify(stored)).not.toMatch(/[0-9a-f]{64}/);
    expect(Object.keys(stored.Resources).length).toBeGreaterThan(200);
  });
});

describe('differences of templates', () => {
  const template = (Properties: object, more: object = {}): StoredTemplate => ({
    Resources: { Api: { Type: 'AWS::Lambda::Function', Properties }, ...more },
    Outputs: {},
  });

  it.each<[string, StoredTemplate, string[]]>([
    ['nothing', template({ MemorySize: 1024, Layers: ['a'] }), []],
    [
      'a value',
      template({ MemorySize: 2048, Layers: ['a'] }),
      ['~ AWS::Lambda::Function Api: Properties.MemorySize: 1024 → 2048'],
    ],
    [
      'an element of a list, and a property',
      template({ MemorySize: 1024, Layers: ['b', 'c'], Timeout: 3 }),
      [
        '~ AWS::Lambda::Function Api: Properties.Layers: - "a"',
        '~ AWS::Lambda::Function Api: Properties.Layers: + "b"',
        '~ AWS::Lambda::Function Api: Properties.Layers: + "c"',
        '~ AWS::Lambda::Function Api: Properties.Timeout: nothing → 3',
      ],
    ],
    [
      'a resource',
      template({ MemorySize: 1024, Layers: ['a'] }, { Queue: { Type: 'AWS::SQS::Queue' } }),
      ['+ AWS::SQS::Queue Queue'],
    ],
    [
      'another resource under its name',
      { Resources: { Other: { Type: 'AWS::Lambda::Function' } }, Outputs: { Url: 'a' } },
      ['- AWS::Lambda::Function Api', '+ AWS::Lambda::Function Other', '+ output Url'],
    ],
  ])('are said place by place: %s', (_, current, lines) => {
    expect(differences(template({ MemorySize: 1024, Layers: ['a'] }), current)).toEqual(lines);
  });
});
