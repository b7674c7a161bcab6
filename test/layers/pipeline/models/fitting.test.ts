/** Fits over worker threads. */
import { fitOnThreads } from '@radscore/pipeline/fitting';
import { DEFAULT_PROTOCOL, fitModel, type ModellingProtocol } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { syntheticCohort } from '../../statistics/synthetic.ts';

const PROTOCOL: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 6, seed: 3 },
  permutations: { count: 5, seed: 3 },
  validation: { folds: 5, repeats: 2, seed: 3 },
};
const cohort = syntheticCohort({ seed: 31 });

describe('fitting over worker threads', () => {
  it('gives the same numbers on one, two and three threads, and those of a fit without threads', async () => {
    const results = [];
    for (const threads of [1, 2, 3]) results.push(await fitOnThreads(cohort, PROTOCOL, { threads }));
    const [first, ...others] = results.map((result) => JSON.stringify(result));
    for (const other of others) expect(other).toBe(first);
    expect(first).toBe(JSON.stringify(fitModel(cohort, PROTOCOL)));
    const { evaluation, nested } = results[0];
    expect(nested).toMatchObject({ folds: 5, seed: 3, nothingSelected: 0 });
    expect(nested?.aucs).toHaveLength(5);
    expect(nested?.probabilities).toHaveLength(evaluation.train.n);
  });

  it('reports how far it is, to the last refit', async () => {
    const seen: number[] = [];
    await fitOnThreads(cohort, PROTOCOL, { threads: 2, progress: (done) => seen.push(done) });
    expect(seen).toEqual(Array.from({ length: 22 }, (_, done) => done));
  });

  it('leaves nested folds out where a class has too few rows for folds within folds, and says why', async () => {
    const small = syntheticCohort({ seed: 2, train: 14, test: 10 });
    const { nested: none, evaluation } = await fitOnThreads(small, PROTOCOL, { threads: 1 });
    expect(none).toBeNull();
    expect(evaluation.validationOmitted?.code).toBe('too-few-events');
  });

  it('ends with its reason before any refit starts', async () => {
    const single = { ...cohort, outcome: cohort.outcome.map(() => 1 as const) };
    const done: number[] = [];
    const fit = fitOnThreads(single, PROTOCOL, { threads: 2, progress: (d) => done.push(d) });
    await expect(fit).rejects.toMatchObject({ name: 'SingleClass' });
    expect(done).toEqual([0]);
  });
});
