/** The same table, protocol and seed give the same model and evaluation to the last digit, from version to version. */
import { createHash } from 'node:crypto';
import { fitOnThreads } from '@radscore/pipeline/fitting';
import { type Cohort, DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { syntheticCohort } from '../../statistics/synthetic.ts';

const RESAMPLED: ModellingProtocol = {
  ...DEFAULT_PROTOCOL,
  bootstrap: { count: 6, seed: 3 },
  permutations: { count: 5, seed: 3 },
  validation: { folds: 5, repeats: 2, seed: 3 },
};

/** Everything that the default leaves out: sites, repeats, missing values, rows of a site that training did not see. */
const EVERYTHING: ModellingProtocol = {
  ...RESAMPLED,
  missing: { features: 'median', clinical: 'median' },
  robustness: { icc: 0.75 },
  harmonisation: { reference: null, parametric: true, meanOnly: false, unseenSite: 'abstain' },
  clinical: { p: 0.05, force: true },
  lasso: { ...DEFAULT_PROTOCOL.lasso, rule: '1se' },
  threshold: { sensitivity: 0.9 },
};

function tableOfEverything(): Cohort {
  const cohort = syntheticCohort({ seed: 14, train: 70, test: 40, effect: 1.5 });
  const { ids, columns, values } = cohort.features;
  const p = columns.length;
  values[3] = Number.NaN;
  cohort.clinical[0].values[2] = null;
  cohort.clinical[1].values[4] = null;
  const repeated = ids.map((_, i) => i).filter((i) => i % 3 === 0);
  const again = (i: number, j: number) => values[i * p + j] + (j % 7 === 0 ? 5 : 0.01) * Math.sin(i * 31 + j);
  return {
    ...cohort,
    repeats: {
      ids: repeated.map((i) => ids[i]),
      columns,
      values: Float64Array.from(repeated.flatMap((i) => columns.map((_, j) => again(i, j)))),
    },
    site: cohort.site?.map((site, i) => (i >= 70 && i % 10 === 0 ? 'east' : site)),
  };
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}

describe('a fit writes the bytes that version 0.1.0 wrote', () => {
  // Hashes of commit 89c18cc, in which a fit learned its model twice.
  it.each([
    ['the default protocol', syntheticCohort({ seed: 31 }), RESAMPLED, '87caa04f87453242', '6b1e4a28ceaaed78'],
    ['every option', tableOfEverything(), EVERYTHING, 'f991dbd84fdf1001', 'a027ee92f0ccbd0e'],
  ] as const)('for %s', async (_, cohort, protocol, wantedModel, wantedEvaluation) => {
    const { model, evaluation } = await fitOnThreads(cohort, protocol, { threads: 1 });
    // Later versions also warn of the size of the fit.
    const warnings = evaluation.warnings.filter(({ code }) => code !== 'far-below-needed-size');
    expect(warnings).toHaveLength(evaluation.warnings.length - 1);
    const before = { ...evaluation, warnings };
    expect({ model: hash(model), evaluation: hash(before) }).toEqual({
      model: wantedModel,
      evaluation: wantedEvaluation,
    });
  });
});
