/** Fault plans: what they may hold, and which calls their rules strike. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Faults } from '../../../local/faults/faults.ts';
import {
  type FaultPlanInput,
  FaultPlanRefused,
  faultPlan,
  faultRule,
  readFaultPlan,
} from '../../../local/faults/plan.ts';
import { TokenBucket } from '../../../local/faults/token-bucket.ts';
import { PLANS } from '../../../scripts/reliability/plans.ts';
import { temporaryDirectory } from '../states/machine.ts';

const faultsOf = (plan: FaultPlanInput) => new Faults(faultPlan.parse(plan));

describe('a fault plan', () => {
  it('in a file is read, and refused with the place of what is wrong', () => {
    const file = join(temporaryDirectory(), 'plan.json');
    writeFileSync(file, '{"rules":[{"fault":"s3-error","error":"SlowDown"}]}');
    expect(readFaultPlan(file)).toMatchObject({ seed: 0, rules: [{ probability: 1, after: 0 }] });
    writeFileSync(file, '{"rules":[{"fault":"s3-error","error":"Slow"}],"more":1}');
    expect(() => readFaultPlan(file)).toThrow(FaultPlanRefused);
    expect(() => readFaultPlan(file)).toThrow(/rules\.0\.error: .*SlowDown.*more/s);
    writeFileSync(file, '{');
    expect(() => readFaultPlan(file)).toThrow(/not JSON/);
    expect(() => readFaultPlan(`${file}.none`)).toThrow(/no file/);
  });

  it('strikes the same calls with the same seed, whatever other rules see', () => {
    const rule = { fault: 's3-error', error: 'SlowDown', operation: 'GetObject', probability: 0.3 } as const;
    const struck = (plan: FaultPlanInput, noise: boolean) => {
      const faults = faultsOf(plan);
      return Array.from({ length: 200 }, () => {
        if (noise) faults.strike('s3-error', { operation: 'PutObject, CopyObject' });
        return faults.strike('s3-error', { operation: 'GetObject' }) !== undefined;
      });
    };
    const first = struck({ seed: 1, rules: [rule] }, false);
    expect(struck({ seed: 1, rules: [rule] }, true)).toEqual(first);
    expect(struck({ seed: 2, rules: [rule] }, false)).not.toEqual(first);
    const share = first.filter(Boolean).length / first.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.4);
  });

  it('lets the first calls through, and ends after its count', () => {
    const faults = faultsOf({
      rules: [{ fault: 'lambda-error', error: 'ServiceException', function: 'Extract', after: 2, count: 3 }],
    });
    const calls = Array.from({ length: 8 }, () => faults.strike('lambda-error', { function: 'Radscore-Extract9' }));
    expect(calls.map((rule) => rule !== undefined)).toEqual([false, false, true, true, true, false, false, false]);
    expect(faults.strike('lambda-error', { function: 'Radscore-Admit' })).toBeUndefined();
    expect(faults.strikes()).toMatchObject([{ fitted: 8, struck: 3 }]);
  });

  it('of the reliability run leaves out no kind of fault and no setting', () => {
    const kinds = faultRule.options.map(({ shape }) => shape.fault.value);
    const used = new Set(PLANS.flatMap(({ plan }) => (plan.rules ?? []).map(({ fault }) => fault)));
    expect([...used].sort()).toEqual([...kinds].sort());
    const settings = Object.keys(faultPlan.shape).filter((name) => name !== 'seed' && name !== 'rules');
    const set = new Set(PLANS.flatMap(({ plan }) => Object.keys(plan)));
    expect(settings.filter((name) => !set.has(name))).toEqual([]);
    for (const { plan } of PLANS) expect(() => faultPlan.parse(plan)).not.toThrow();
  });
});

describe('a token bucket', () => {
  it('lets a burst through, and then the rate', () => {
    let now = 0;
    const bucket = new TokenBucket({ rate: 50, burst: 100 }, () => now);
    const passed = (calls: number) => Array.from({ length: calls }, () => bucket.take()).filter(Boolean).length;
    expect(passed(200)).toBe(100);
    now += 100;
    expect(passed(200)).toBe(5);
    now += 60_000;
    expect(passed(200)).toBe(100);
  });
});
