/** Executions that go on from a journal that ends anywhere, to the same end. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExecutionRecord } from '../../../local/states/records.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import { failing, type TestFunction, task, temporaryDirectory, world } from './machine.ts';

const input = { sequences: ['t2fs', 'dwi', 'dce'] };

/** Retries, a catch, nested Maps, variables, a choice and a wait: what the workflows are made of. */
const definition = {
  StartAt: 'Admit',
  States: {
    Admit: task('admit', {
      Assign: { study: '{% $states.result.Payload.study %}' },
      Retry: [{ ErrorEquals: ['Incomplete'], IntervalSeconds: 10, MaxAttempts: 3 }],
      Next: 'Each',
    }),
    Each: {
      Type: 'Map',
      Items: '{% $states.input.sequences %}',
      ItemProcessor: {
        StartAt: 'Prepare',
        States: {
          Prepare: task('prepare', {
            Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Without' }],
            Next: 'Groups',
          }),
          Without: { Type: 'Pass', End: true },
          Groups: {
            Type: 'Map',
            Items: ['light', 'heavy'],
            ItemSelector: { group: '{% $states.context.Map.Item.Value %}', of: '{% $states.input %}' },
            ItemProcessor: { StartAt: 'Extract', States: { Extract: task('extract') } },
            End: true,
          },
        },
      },
      Next: 'Enough',
    },
    Enough: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $count($states.input) = 3 %}', Next: 'Pause' }],
      Default: 'TooFew',
    },
    TooFew: { Type: 'Fail', Error: 'TooFew' },
    Pause: { Type: 'Wait', Seconds: 30, Next: 'Report' },
    Report: { Type: 'Pass', Output: { study: '{% $study %}', values: '{% $states.input %}' }, End: true },
  },
};

const output = {
  study: 'BB-0042',
  values: [['t2fs-light', 't2fs-heavy'], 'Unreadable', ['dce-light', 'dce-heavy']],
};

/** `admit` fails as often as the study's files are said to be missing. */
function functions(missing: number): Record<string, TestFunction> {
  let left = missing;
  return {
    admit({ sequences }: typeof input) {
      if (left-- > 0) throw failing('Incomplete');
      return { study: 'BB-0042', sequences };
    },
    prepare(sequence: string) {
      if (sequence === 'dwi') throw failing('Unreadable');
      return sequence;
    },
    extract: ({ group, of }: { group: string; of: string }) => `${of}-${group}`,
  };
}

describe('a journal that ends anywhere', () => {
  it('is gone on with to the same end, without a second invocation of what answered', { timeout: 60_000 }, async () => {
    const first = temporaryDirectory();
    const { run } = world(definition, functions(2), { directory: first });
    const { name, ended } = await run(input);
    expect(ended?.output).toEqual(output);
    const journal = readFileSync(join(first, `states/machine/ended/${name}.jsonl`));

    // Every end of a line, and positions inside lines.
    const cuts = new Set<number>();
    for (let at = journal.indexOf(0x0a); at >= 0; at = journal.indexOf(0x0a, at + 1)) cuts.add(at + 1).add(at - 7);
    expect(cuts.size).toBeGreaterThan(60);
    for (const cut of cuts) {
      const directory = temporaryDirectory();
      const running = join(directory, 'states/machine/running');
      mkdirSync(running, { recursive: true });
      writeFileSync(join(running, `${name}.jsonl`), journal.subarray(0, cut));
      const lines = journal.subarray(0, cut).toString('utf8').split('\n').slice(0, -1);
      const records = lines.map((line) => JSON.parse(line) as ExecutionRecord);
      const failures = records.filter(
        ({ type, ...record }) => type === 'failed' && 'path' in record && record.path === '/0',
      );
      const answered = records.filter((record) => record.type === 'exited' && 'result' in record);

      const again = world(definition, functions(2 - failures.length), { directory });
      const arn = again.start(input, name);
      const end = again.machines.ended(arn);
      await Promise.race([end, again.clock.advance(3_600_000).then(() => end)]);
      expect((await end).ended, `cut at byte ${cut}`).toMatchObject({ status: 'SUCCEEDED', output });
      // 1 admission, 3 preparations and 4 extractions, and the 2 admissions that failed.
      const caught = records.filter((record) => record.type === 'failed' && record.path.includes('[')).length;
      expect(again.calls.length, `cut at byte ${cut}`).toBe(8 + 2 - failures.length - answered.length - caught);
      expect(again.machines.list(stateMachineArn('machine'))).toHaveLength(1);
      again.clock.stop();
      await again.machines.close();
    }
  });
});
