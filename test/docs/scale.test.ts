/** docs/scale.md is what its program derives from what was measured, and its arithmetic is held by small cases. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  busyRate,
  initOfFunctions,
  lambdaMilliseconds,
  limitsReached,
  memorySweep,
  onLambda,
  studyCosts,
} from '../../scripts/costs/derive.ts';
import { largestArchived, scaleDocument, TARGET } from '../../scripts/costs/document.ts';
import { readMeasured } from '../../scripts/costs/measure.ts';
import type { MeasuredRun } from '../../scripts/costs/measured-runs.ts';
import { QUOTAS, SIGN_IN } from '../../scripts/costs/quotas.ts';
import { SCALE } from '../../scripts/costs/scale.ts';

const measured = readMeasured();

describe('docs/scale.md', () => {
  it('is what scripts/costs/scale.ts writes', () => {
    expect(readFileSync(SCALE, 'utf8')).toBe(scaleDocument(measured));
  });

  it('holds the target for the largest study that was measured as archives: under $0.002, in at most 19 transitions', () => {
    const { warm, cold, run } = largestArchived(measured);
    expect(run.features).toBe(3375);
    expect(run.stateTransitions).toBeLessThanOrEqual(TARGET.transitions);
    expect(warm).toBeLessThan(TARGET.usd);
    expect(cold).toBeLessThan(TARGET.usd);
  });

  it('names for every quota where it is from and when it was read', () => {
    for (const { source, read, limit } of [...QUOTAS, SIGN_IN]) {
      expect(source).toMatch(/^(https:\/\/|infra\/)/);
      expect(read).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(limit).toBeGreaterThan(0);
    }
  });
});

describe('what is derived', () => {
  const task = (name: string, processorMilliseconds: number, memoryMb: number, init?: number) => ({
    lambda: {
      function: name,
      milliseconds: 99_999,
      memoryMb,
      architecture: 'x86_64' as const,
      processorMilliseconds,
      ...(init !== undefined && { initMilliseconds: 9999, initProcessorMilliseconds: init }),
    },
    s3: { put: 5, get: 10 },
    dynamodb: { readUnits: 8, writeUnits: 100 },
    events: 4,
  });
  const run = {
    kind: 'slices',
    sent: 'archives',
    seed: 1,
    files: 3,
    bytes: 2 ** 30,
    unpacked: 123,
    features: 3375,
    tasks: [task('admit-study', 1000, 1769, 200), task('predict-response', 100, 1024)],
    peaks: { 'admit-study': 170 },
    stateTransitions: 13,
    pacing: [],
    api: Array.from({ length: 4 }, () => ({
      ...task('api', 10, 1769),
      s3: { put: 0, get: 0 },
      dynamodb: { readUnits: 0, writeUnits: 0 },
      events: 0,
    })),
    logged: 1000,
    prepared: 0,
  } as const satisfies MeasuredRun;

  it('takes a vCPU for 1,769 MB, a share of it below, and no more above', () => {
    expect([1769, 3538, 884.5].map((size) => lambdaMilliseconds(1000, size))).toEqual([1000, 1000, 2000]);
  });

  it('counts processor time, not that of a busy machine, and INIT of a cold function once', () => {
    expect(onLambda(run.tasks).map(({ lambda }) => lambda.milliseconds)).toEqual([1000, (100 * 1769) / 1024]);
    expect(onLambda(run.tasks)[0].lambda.initMilliseconds).toBeUndefined();
    expect(onLambda(run.tasks, initOfFunctions([run]))[0].lambda.initMilliseconds).toBe(200);
  });

  it('adds up a study by hand', () => {
    const [{ parts, warm, cold, storage }] = studyCosts([run]);
    // 1.000 s and four times 0.010 s of 1,769 MB, 0.173 s of 1 GB; six requests.
    expect(parts.lambda).toBeCloseTo((1.04 * (1769 / 1024) + 0.173) * 0.0000166667 + 6 * 0.0000002, 9);
    expect(parts).toMatchObject({
      stateTransitions: 0.000325,
      dynamodb: 0.000127,
      s3: 0.000058,
      events: 0.000009,
      queue: 0.0000024,
      api: 0.000004,
    });
    // INIT of 200 ms at 1,769 MB.
    expect(cold - warm).toBeCloseTo(0.2 * (1769 / 1024) * 0.0000166667, 9);
    expect(storage).toBeCloseTo(0.023 + (200 * 1024 * 0.25) / 2 ** 30, 9);
  });

  it('says at how many studies a day a limit is reached, the nearest first', () => {
    expect(busyRate(36_000)).toBe(1);
    const [study] = studyCosts([run]);
    const reached = limitsReached(study);
    const stage = reached.find(({ quota }) => quota.limit === 100);
    // 100 requests a second, four for a study: 25 studies a second in the hour with a tenth of the day’s.
    expect(stage?.studiesPerDay).toBe(900_000);
    expect(reached.map(({ studiesPerDay }) => studiesPerDay)).toEqual(
      reached.map(({ studiesPerDay }) => studiesPerDay).sort((a, b) => a - b),
    );
  });

  it('gives a function the same cost at every size up to one vCPU, and more above', () => {
    const [{ sizes }] = memorySweep({ tasks: [task('admit-study', 10_000, 1769)], peaks: { 'admit-study': 100 } });
    const usd = sizes.map((size) => size.usd);
    expect(usd[1] / usd[0]).toBeCloseTo(1, 3);
    expect(usd[2] / usd[0]).toBeCloseTo(1, 3);
    expect(usd[3] / usd[2]).toBeCloseTo(3008 / 1769, 2);
  });
});
