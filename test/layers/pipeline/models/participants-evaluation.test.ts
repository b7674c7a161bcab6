/** What a participant's evaluation holds, and what it leaves out. */
import { DEFAULT_PROTOCOL, fitModel } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { participantsEvaluation } from '../../../../layers/pipeline/models/participants-evaluation.ts';
import { syntheticCohort } from '../../statistics/synthetic.ts';

describe("a participant's evaluation", () => {
  it('counts the rows that were left out or lie far outside, and names none of them', () => {
    const cohort = syntheticCohort({ seed: 31 });
    const [ki67, morphology] = cohort.clinical;
    cohort.clinical = [ki67, { ...morphology, levels: undefined, values: morphology.values.with(65, 'weird') }];
    ki67.values[75] = 1e6;
    const protocol = {
      ...DEFAULT_PROTOCOL,
      clinical: { p: 0.05, force: true },
      bootstrap: { count: 0, seed: 1 },
      permutations: { count: 0, seed: 1 },
    };
    const { evaluation } = fitModel(cohort, protocol);
    expect(evaluation.table.abstained.rows).toHaveLength(1);
    expect(evaluation.table.outsideCohort.rows).toHaveLength(1);
    const published = participantsEvaluation(evaluation);
    expect(published.table).toMatchObject({ abstained: { count: 1, rows: [] }, outsideCohort: { count: 1, rows: [] } });
    const text = JSON.stringify(published);
    for (const id of cohort.features.ids) expect(text).not.toContain(`"${id}"`);
  });
});
