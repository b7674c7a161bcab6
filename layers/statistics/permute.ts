import { delong } from './delong.ts';
import { NoFeatureSelected } from './errors.ts';
import { learn, scoreSample } from './learn.ts';
import type { ClinicalVariable, PermutationNull } from './model.ts';
import { mean } from './moments.ts';
import type { Prepared } from './prepare.ts';
import type { ModellingProtocol } from './protocol.ts';
import { Random } from './random.ts';
import type { Sample } from './sample.ts';

/** Areas that one permutation of the training outcomes reaches. */
export interface PermutedAreas {
  readonly test: number;
  readonly apparent: number;
  readonly nothingSelected: boolean;
}

/**
 * Refits every step that looks at the outcome on permuted training outcomes, and judges the result on the test rows'
 * true outcomes. Filter and z-scores do not look at the outcome: `prepared` is theirs for the same training rows.
 * Replicate `index` draws from its own random stream, so replicates may run anywhere in any order.
 */
export function permutedAreas(
  train: Sample,
  test: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  prepared: Prepared,
  index: number,
): PermutedAreas {
  const y = new Random(protocol.permutations.seed, index).shuffle(train.y.slice());
  const permuted = { ...train, y };
  try {
    const learned = learn(permuted, variables, protocol, prepared);
    const area = (sample: Sample) => {
      const scores = scoreSample(learned, sample);
      return delong([scores.nomogram ?? scores.radScore ?? new Float64Array(sample.n)], sample.y).auc[0];
    };
    return { test: area(test), apparent: area(permuted), nothingSelected: false };
  } catch (error) {
    // Nothing selected means one probability for everybody: an area of one half.
    if (error instanceof NoFeatureSelected) return { test: 0.5, apparent: 0.5, nothingSelected: true };
    throw error;
  }
}

/** @param testAuc area that the real outcomes gave on the same test rows */
export function permutationNull(
  areas: readonly PermutedAreas[],
  testAuc: number,
  protocol: ModellingProtocol,
): PermutationNull {
  const testAucs = areas.map(({ test }) => test);
  const apparentAucs = areas.map(({ apparent }) => apparent);
  return {
    count: areas.length,
    seed: protocol.permutations.seed,
    testAucs,
    apparentAucs,
    meanTestAuc: mean(testAucs),
    meanApparentAuc: mean(apparentAucs),
    nothingSelected: areas.filter(({ nothingSelected }) => nothingSelected).length,
    p: (1 + testAucs.filter((auc) => auc >= testAuc).length) / (1 + areas.length),
  };
}
