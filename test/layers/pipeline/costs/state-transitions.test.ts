/** State transitions, counted by definition. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analysisUsage } from '../../../../layers/pipeline/costs/analysis-usage.ts';
import { CourseOpen, countTransitions } from '../../../../layers/pipeline/costs/state-transitions.ts';

/** The way of a study that is analysed whole. */
const COURSE = {
  choices: { CheckVector: 'PredictResponse' },
};

const chain = {
  StartAt: 'Upload',
  States: { Upload: { Type: 'Task', Next: 'Clean' }, Clean: { Type: 'Task', End: true } },
};

describe('countTransitions', () => {
  it('counts each state on the way', () => {
    expect(countTransitions(chain)).toBe(2);
  });

  it('counts a Map once and its states for each item', () => {
    const map = { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: chain, End: true } } };
    expect([0, 1, 3].map((Each) => countTransitions(map, { items: { Each } }))).toEqual([1, 3, 7]);
  });

  it('counts every branch of a Parallel', () => {
    const parallel = {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [chain, chain], Next: 'End' }, End: { Type: 'Succeed' } },
    };
    expect(countTransitions(parallel)).toBe(6);
  });

  it('goes the way of a Choice that it is given, and refuses to guess', () => {
    const choice = {
      StartAt: 'Which',
      States: {
        Which: { Type: 'Choice', Choices: [{ Next: 'Long' }], Default: 'Short' },
        Long: { Type: 'Pass', Next: 'Short' },
        Short: { Type: 'Succeed' },
      },
    };
    expect(countTransitions(choice, { choices: { Which: 'Long' } })).toBe(3);
    expect(countTransitions(choice, { choices: { Which: 'Short' } })).toBe(2);
    expect(() => countTransitions(choice)).toThrow(CourseOpen);
    expect(() => countTransitions(choice, { choices: { Which: 'Elsewhere' } })).toThrow(/Elsewhere.*Long, Short/);
  });

  it('refuses a Map without a number of items, a state that is not there and a way that does not end', () => {
    expect(() =>
      countTransitions({ StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: chain } } }),
    ).toThrow(/Each/);
    expect(() => countTransitions({ StartAt: 'Gone', States: {} })).toThrow(/Gone/);
    expect(() => countTransitions({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } })).toThrow(/ends/);
  });
});

describe('analyse-study', () => {
  const definition = JSON.parse(
    readFileSync(new URL('../../../../state-machines/analyse-study.asl.json', import.meta.url), 'utf8'),
  );

  it.each([1, 2, 3])('takes what the cost of a study of %d sequences is stated with', (sequences) => {
    const course = { choices: COURSE.choices, items: { AnalyseSequences: sequences } };
    expect(countTransitions(definition, course)).toBe(analysisUsage([], sequences).stateTransitions);
  });
});
