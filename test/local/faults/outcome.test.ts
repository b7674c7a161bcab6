/** How the reliability run judges what became of a study. */
import { describe, expect, it } from 'vitest';
import { withRows } from '../../../scripts/reliability/document.ts';
import { judge } from '../../../scripts/reliability/outcome.ts';
import type { Fate, PlanResult } from '../../../scripts/reliability/run-plan.ts';

const good: Fate = { studyId: 'A', status: 'complete', reasons: [], features: 'f', announced: 1 };
const resultOf = (fate: Partial<Fate>): PlanResult => ({
  fates: [{ ...good, ...fate }],
  retries: 1,
  redrives: 0,
  uploadsAgain: 0,
  struck: 3,
  seconds: 10.4,
  virtualSeconds: 70,
});

describe('the outcome of a study', () => {
  it.each([
    ['same', {}],
    ['otherBits', { features: 'g' }],
    ['lost', { status: undefined, features: undefined }],
    ['lost', { announced: 0 }],
    ['twice', { announced: 2 }],
    ['byFault', { status: 'partial', reasons: ['internal-error'] }],
    ['byFault', { status: 'partial', reasons: ['out-of-time', 'internal-error'] }],
    ['byFault', { status: 'failed', reasons: [] }],
    ['asInjected', { status: 'partial', reasons: ['out-of-time'] }],
  ] as const)('is %s for %j', (verdict, fate) => {
    const outcome = judge(resultOf(fate), [good], ['out-of-time']);
    expect(outcome[verdict]).toBe(1);
    expect(outcome.failures).toHaveLength(verdict === 'same' || verdict === 'asInjected' ? 0 : 1);
  });
});

describe('the page', () => {
  const page = 'a\n<!-- begin plans -->\n| `old` | 1 |\n| `gone` | 2 |\n<!-- end plans -->\nb\n';
  const row = {
    plan: { name: 'new', what: 'something' },
    studies: 1,
    result: resultOf({}),
    outcome: judge(resultOf({}), [good]),
  };

  it('gets the rows that were run, keeps those that were not, and loses those of plans that are gone', () => {
    const written = withRows(page, 'plans', ['new', 'old'], [row]);
    expect(written.match(/^\| `.*$/gm)).toEqual([
      '| `new` | something | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 3 | 1 | 0 | 0 | 10 | 60 |',
      '| `old` | 1 |',
    ]);
    expect(written.startsWith('a\n') && written.endsWith('b\n')).toBe(true);
    expect(() => withRows(page, 'none', [], [])).toThrow(/no section none/);
  });
});
