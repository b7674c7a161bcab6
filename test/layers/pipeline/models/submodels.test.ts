/** Submodels: which subsets there are, and that a submodel is the protocol on the columns of its sequences alone. */
import { describe, expect, it } from 'vitest';
import {
  fitSubmodel,
  gatesOfSubmodel,
  restrictedTo,
  SUBSETS,
  submodelProtocol,
  subsetsOf,
} from '../../../../layers/pipeline/models/submodels.ts';
import { type Cohort, DEFAULT_PROTOCOL, fitModel, Random } from '../../../../layers/statistics/index.ts';

const SEQUENCES = ['t2fs', 'dwi', 'dce'];

/** Each sequence has a feature that knows a third of the outcome, and noise. */
function cohortOf(rows: number, seed: number, noise = false): Cohort {
  const random = new Random(seed);
  const columns = SEQUENCES.flatMap((sequence) => Array.from({ length: 12 }, (_, j) => `${sequence}_original_f${j}`));
  const outcome: (0 | 1)[] = [];
  const values = new Float64Array(rows * columns.length);
  for (let i = 0; i < rows; i++) {
    const parts = SEQUENCES.map(() => random.normal());
    outcome.push(parts[0] + parts[1] + parts[2] + 0.5 * random.normal() > 0 ? 1 : 0);
    columns.forEach((_, j) => {
      const own = j % 12 === 0 && !noise ? parts[Math.floor(j / 12)] : 0;
      values[i * columns.length + j] = own + (j % 12 === 0 ? 0.2 : 1) * random.normal();
    });
  }
  const ids = outcome.map((_, i) => `S-${i}`);
  const split = outcome.map((_, i) => (i % 2 === 0 ? ('train' as const) : ('test' as const)));
  const ki67 = outcome.map((y) => 30 + 10 * y + 8 * random.normal());
  return {
    features: { ids, columns, values },
    outcome,
    clinical: [{ name: 'ki67', kind: 'continuous', values: ki67 }],
    split,
  };
}

const protocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 7, seed: 1 },
  permutations: { count: 7, seed: 1 },
  validation: { folds: 3, repeats: 4, seed: 1 },
};

describe('submodels', () => {
  it('are of the six proper subsets of the sequences, the largest first', () => {
    expect(SUBSETS.map((subset) => subset.join())).toEqual(['t2fs,dwi', 't2fs,dce', 'dwi,dce', 't2fs', 'dwi', 'dce']);
    expect(subsetsOf(['t2fs_a', 'dce_b']).map((subset) => subset.join())).toEqual(['t2fs', 'dce']);
    expect(subsetsOf(['dwi_a', 'dwi_b'])).toEqual([]);
  });

  it('are what the protocol gives on a table of these columns, and know nothing of the others', async () => {
    const cohort = cohortOf(120, 3);
    const { columns } = cohort.features;
    for (const sequences of SUBSETS) {
      const { model } = await fitSubmodel(cohort, protocol, sequences, { threads: 1 });
      const kept = columns.flatMap((name, j) => (sequences.some((one) => name.startsWith(`${one}_`)) ? [j] : []));
      const table = {
        ...cohort.features,
        columns: kept.map((j) => columns[j]),
        values: Float64Array.from(
          cohort.features.ids.flatMap((_, i) => kept.map((j) => cohort.features.values[i * columns.length + j])),
        ),
      };
      expect(model).toEqual(fitModel({ ...cohort, features: table }, submodelProtocol(protocol)).model);
      const others = {
        ...cohort.features,
        values: cohort.features.values.map((value, at) => (kept.includes(at % columns.length) ? value : -7 * value)),
      };
      expect(restrictedTo({ ...cohort, features: others }, sequences).features).toEqual(table);
    }
  });

  it('have one repeat of the cross-validation, no bootstrap and no permutation', async () => {
    const { evaluation, model } = await fitSubmodel(cohortOf(120, 3), protocol, ['dwi'], { threads: 1 });
    expect(evaluation).toMatchObject({ optimism: null, permutation: null, validation: { folds: 3, repeats: 1 } });
    expect(model.protocol).toMatchObject({ bootstrap: { count: 0 }, permutations: { count: 0 } });
  });

  it('pass their gates if they know something, and hardly ever on noise', async () => {
    const gates = async (cohort: Cohort) =>
      gatesOfSubmodel(
        await fitSubmodel(cohort, { ...protocol, clinical: { p: 1e-9, force: false } }, ['t2fs'], { threads: 1 }),
      );
    for (const { passed } of await gates(cohortOf(200, 5))) expect(passed).toBe(true);
    let refused = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const found = await gates(cohortOf(80, 100 + seed, true)).catch(() => undefined);
      if (found === undefined || found.some(({ passed }) => !passed)) refused++;
    }
    expect(refused).toBeGreaterThanOrEqual(9);
  });
});
