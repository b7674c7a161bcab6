/** What a participant's evaluation holds, and what it leaves out. */
import { aucWithInterval, DEFAULT_PROTOCOL, fitModel } from '@radscore/statistics';
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

  it('has the corners of the ROC curve, under which the area is the one that is reported, and no score', () => {
    const cohort = syntheticCohort({ seed: 32 });
    const protocol = {
      ...DEFAULT_PROTOCOL,
      bootstrap: { count: 0, seed: 1 },
      permutations: { count: 0, seed: 1 },
    };
    const { evaluation } = fitModel(cohort, protocol);
    const published = participantsEvaluation(evaluation);
    for (const set of [published.train, published.test!]) {
      for (const model of Object.values(set.models)) {
        const { auc, roc } = model as typeof model & { roc: { sensitivity: number[]; specificity: number[] } };
        const area = roc.sensitivity.reduce((sum, y, i) => {
          if (i === 0) return sum;
          return sum + ((roc.specificity[i - 1] - roc.specificity[i]) * (y + roc.sensitivity[i - 1])) / 2;
        }, 0);
        expect(area).toBeCloseTo(auc.auc, 12);
        expect(Object.keys(roc)).toEqual(['sensitivity', 'specificity']);
      }
    }
    const { outcomes, scores } = evaluation.test!;
    expect(published.test!.models.radScore!.auc.auc).toBe(aucWithInterval(scores.radScore!, outcomes, 0.95).auc);
  });
});
