/** The null: the protocol on permuted outcomes. */
import { learn, scoreSample } from '../learning/learn.ts';
import { NoFeatureSelected } from '../learning/no-feature-selected.ts';
import type { Prepared } from '../learning/prepare-features.ts';
import type { Sample } from '../learning/sample.ts';
import type { ClinicalVariable, PermutationNull } from '../model/fitted-model.ts';
import type { ModellingProtocol } from '../model/modelling-protocol.ts';
import { clustersOf } from '../numbers/clusters.ts';
import { mean } from '../numbers/moments.ts';
import { Random } from '../numbers/random.ts';
import { delong } from '../performance/delong.ts';
import { crossValidate } from './nested-validation.ts';
import type { ValidationPlan } from './outer-folds.ts';
import type { PermutedAreas } from './permuted-areas.ts';
import { countFailures, refusalOf } from './refusal.ts';
import { validationArea } from './validation.ts';

/**
 * Refits every step that looks at the outcome on permuted training outcomes, and judges the result on the test rows'
 * true outcomes and, as the headline does, by cross-validation. Filter and z-scores do not look at the outcome:
 * `prepared` is theirs for the same training rows.
 * Replicate `index` draws from its own random stream, so replicates may run anywhere in any order.
 */
export function permutedAreas(
  train: Sample,
  test: Sample | null,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  prepared: Prepared,
  plan: ValidationPlan,
  index: number,
): PermutedAreas {
  const y = shuffleOutcomes(train, new Random(protocol.permutations.seed, index));
  const permuted = { ...train, y };
  return {
    ...fitted(permuted, test, variables, protocol, prepared),
    ...validated(permuted, variables, protocol, plan),
  };
}

/**
 * Outcomes in another order. If patients have several rows, patients with as many rows exchange their outcomes as wholes
 * (whole-block exchangeability, Winkler et al. 2015): what a patient's rows share stays shared under the null.
 */
export function shuffleOutcomes({ y, n, patient }: Pick<Sample, 'y' | 'n' | 'patient'>, random: Random): Uint8Array {
  if (!patient) return random.shuffle(y.slice());
  const patients = clustersOf(patient, n);
  const permuted = y.slice();
  for (const size of [...new Set(patients.map(({ length }) => length))].sort((a, b) => a - b)) {
    const members = patients.filter(({ length }) => length === size);
    const outcomes = random.shuffle(members.map((rows) => rows.map((i) => y[i])));
    members.forEach((rows, k) => {
      rows.forEach((row, j) => {
        permuted[row] = outcomes[k][j];
      });
    });
  }
  return permuted;
}

type Fitted = Pick<PermutedAreas, 'test' | 'apparent' | 'nothingSelected' | 'failed'>;

function fitted(
  permuted: Sample,
  test: Sample | null,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  prepared: Prepared,
): Fitted {
  try {
    const learned = learn(permuted, variables, protocol, prepared);
    const area = (sample: Sample) => {
      const scores = scoreSample(learned, sample);
      return delong([scores.nomogram ?? scores.radScore ?? new Float64Array(sample.n)], sample.y).auc[0];
    };
    return { test: test && area(test), apparent: area(permuted), nothingSelected: false, failed: null };
  } catch (error) {
    // Nothing selected means one probability for everybody: an area of one half.
    if (error instanceof NoFeatureSelected) {
      return { test: test && 0.5, apparent: 0.5, nothingSelected: true, failed: null };
    }
    return { test: null, apparent: null, nothingSelected: false, failed: refusalOf(error) };
  }
}

function validated(
  permuted: Sample,
  variables: readonly ClinicalVariable[],
  protocol: ModellingProtocol,
  { folds, repeats }: ValidationPlan,
): Pick<PermutedAreas, 'validation' | 'refusals'> {
  const { seed } = protocol.validation;
  const all = Array.from({ length: repeats }, (_, repeat) =>
    crossValidate(permuted, variables, protocol, { folds, seed, repeat }),
  );
  return { validation: validationArea(all, permuted), refusals: all.flat().map(({ failed }) => failed) };
}

/** @param testAuc area that the real outcomes gave on the same test rows */
export function permutationNull(
  areas: readonly PermutedAreas[],
  testAuc: number,
  protocol: ModellingProtocol,
): PermutationNull | null {
  const testAucs = areas.map(({ test }) => test).filter((area) => area !== null);
  const apparentAucs = areas.map(({ apparent }) => apparent).filter((area) => area !== null);
  if (testAucs.length === 0) return null;
  return {
    count: testAucs.length,
    seed: protocol.permutations.seed,
    testAucs,
    apparentAucs,
    meanTestAuc: mean(testAucs),
    meanApparentAuc: mean(apparentAucs),
    nothingSelected: areas.filter(({ nothingSelected }) => nothingSelected).length,
    p: (1 + testAucs.filter((auc) => auc >= testAuc).length) / (1 + testAucs.length),
    smallestP: 1 / (1 + testAucs.length),
    failed: countFailures(areas.map(({ failed }) => failed)),
  };
}
