/** From an event to an execution: inputs, retries, dead letters and restarts. */
import { describe, expect, it } from 'vitest';
import type { BusEvent } from '../../../local/contracts.ts';
import type { RuleSettings } from '../../../local/events/bus.ts';
import { DEFAULT_RETRY } from '../../../local/events/deliveries.ts';
import { compileInput, InputSettingsRefused } from '../../../local/events/input.ts';
import { MACHINE, QUEUE, stage, temporaryDirectory } from './stage.ts';

const RULE = 'arn:aws:events:us-east-1:000000000000:rule/uploads';

const event = (key: string, id = 'e1'): BusEvent => ({
  version: '0',
  id,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::studies'],
  detail: { object: { key } },
});

const rule = (retry = DEFAULT_RETRY): RuleSettings => ({
  name: 'uploads',
  arn: RULE,
  pattern: { source: ['aws.s3'], detail: { object: { key: [{ suffix: '/manifest.json' }] } } },
  targets: [{ id: 'Target0', arn: MACHINE, input: {}, retry, deadLetterQueue: QUEUE }],
});

class Throttled extends Error {
  readonly code = 'ThrottlingException';
}

describe('the bus', () => {
  it('starts the state machine with the whole event, and only for events that match', () => {
    const { bus, starts } = stage({ rules: [rule()] });
    bus.publish(event('a/t2.nrrd', 'e0'));
    bus.publish(event('a/manifest.json'));
    expect(starts).toHaveLength(1);
    expect(starts[0].input).toEqual(event('a/manifest.json'));
    expect(starts[0].name).toMatch(/^e1_[0-9a-f]{12}$/);
  });

  it('repeats a delivery that fails, with waits that grow to ten minutes', async () => {
    const { bus, starts, clock, attempts } = stage({
      rules: [rule()],
      before(attempt) {
        if (attempt <= 12) throw new Throttled('busy');
      },
    });
    bus.publish(event('a/manifest.json'));
    // 1 + 2 + 4 + … + 512 s and twice 600 s
    await clock.advance((1023 + 1200 - 1) * 1000);
    expect([attempts(), starts.length]).toEqual([12, 0]);
    await clock.advance(2000);
    expect([attempts(), starts.length]).toEqual([13, 1]);
  });

  it.each([
    ['attempts', { maximumAgeSeconds: 24 * 3600, maximumAttempts: 3 }, 4],
    ['age', { maximumAgeSeconds: 60, maximumAttempts: 185 }, 6],
    ['the age and attempts of AWS', DEFAULT_RETRY, 10 + 143],
  ])('gives up by %s and keeps the event in the dead-letter queue', async (_, retry, tried) => {
    const { bus, clock, deadLetters, attempts } = stage({
      rules: [rule(retry)],
      before() {
        throw new Throttled('busy');
      },
    });
    bus.publish(event('a/manifest.json'));
    await clock.advance(48 * 3600 * 1000);
    expect(attempts()).toBe(tried);
    const [letter, ...more] = deadLetters.list().undelivered;
    expect(more).toEqual([]);
    expect(JSON.parse(letter.body)).toEqual(event('a/manifest.json'));
    expect(letter.attributes).toEqual({
      RULE_ARN: RULE,
      TARGET_ARN: MACHINE,
      ERROR_CODE: 'ThrottlingException',
      ERROR_MESSAGE: 'busy',
      RETRY_ATTEMPTS: String(tried - 1),
    });
  });

  it('does not repeat what cannot succeed', () => {
    const { bus, deadLetters, attempts } = stage({
      rules: [rule()],
      before() {
        throw Object.assign(new Error('too long'), { code: 'InvalidExecutionInput' });
      },
    });
    bus.publish(event('a/manifest.json'));
    expect(attempts()).toBe(1);
    expect(deadLetters.list().undelivered).toHaveLength(1);
  });

  it('forgets dead letters after their retention', async () => {
    const { bus, deadLetters, clock } = stage({
      rules: [rule({ maximumAgeSeconds: 60, maximumAttempts: 0 })],
      before() {
        throw new Throttled('busy');
      },
    });
    bus.publish(event('a/manifest.json'));
    await clock.advance(13 * 86_400_000);
    expect(deadLetters.list().undelivered).toHaveLength(1);
    await clock.advance(86_400_000);
    expect(deadLetters.list().undelivered).toHaveLength(0);
  });

  it('goes on after a restart with what was not delivered, and not with what was', async () => {
    const directory = temporaryDirectory();
    const first = stage({
      directory,
      rules: [rule()],
      before(attempt) {
        if (attempt !== 1) throw new Throttled('busy');
      },
    });
    first.bus.publish(event('a/manifest.json', 'delivered'));
    first.bus.publish(event('b/manifest.json', 'pending'));
    first.stop();

    const second = stage({ directory, rules: [rule()] });
    await second.clock.advance(2000);
    expect(second.starts.map(({ name }) => name?.split('_')[0])).toEqual(['pending']);
    second.stop();
    const third = stage({ directory, rules: [rule()] });
    await third.clock.advance(86_400_000);
    expect(third.starts).toEqual([]);
  });
});

describe('the input of a target', () => {
  const key = (settings: Parameters<typeof compileInput>[0]) => compileInput(settings, RULE)(event('a/manifest.json'));

  it('is the event, a constant, a part, or made by a template', () => {
    expect(key({})).toEqual(event('a/manifest.json'));
    expect(key({ Input: '{"n":1}' })).toEqual({ n: 1 });
    expect(key({ InputPath: '$.detail.object' })).toEqual({ key: 'a/manifest.json' });
    expect(key({ InputPath: '$.resources[0]' })).toBe('arn:aws:s3:::studies');
    const template = {
      InputPathsMap: { k: '$.detail.object.key', d: '$.detail' },
      InputTemplate: '{"a": <k>, "b": "at <k>", "c": <d>, "r": <aws.events.rule-arn>}',
    };
    expect(key({ InputTransformer: template })).toEqual({
      a: 'a/manifest.json',
      b: 'at a/manifest.json',
      c: { object: { key: 'a/manifest.json' } },
      r: RULE,
    });
  });

  it('is refused where a path or a placeholder is not known', () => {
    expect(() => key({ InputPath: '$..key' })).toThrow(InputSettingsRefused);
    expect(() => key({ InputTransformer: { InputTemplate: '{"a": <b>}' } })).toThrow('<b> is not in InputPathsMap');
  });
});
