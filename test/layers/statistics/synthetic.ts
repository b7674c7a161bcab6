/** Seeded synthetic cohorts for tests. */
import type { Cohort } from '../../../layers/statistics/cohort/cohort.ts';
import { Random } from '../../../layers/statistics/numbers/random.ts';

export interface SyntheticOptions {
  readonly seed: number;
  readonly train?: number;
  readonly test?: number;
  readonly features?: number;
  /** How strongly the outcome depends on the first three features and on Ki-67; 0 is pure noise. */
  readonly effect?: number;
}

/** A seeded cohort: normal features (every tenth a near copy of the one before), Ki-67 and morphology, two sites. */
export function syntheticCohort({ seed, train = 60, test = 50, features = 80, effect = 1 }: SyntheticOptions): Cohort {
  const random = new Random(seed);
  const n = train + test;
  const columns = Array.from({ length: features }, (_, j) => `f${j}`);
  const values = new Float64Array(n * features);
  const ki67: number[] = [];
  const morphology: string[] = [];
  const outcome: (0 | 1)[] = [];
  const morphologies = ['regular', 'irregular', 'non-mass'];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < features; j++) {
      const copied = j % 10 === 9;
      values[i * features + j] = copied ? values[i * features + j - 1] * 2 + 1e-6 * random.normal() : random.normal();
    }
    ki67.push(Math.round(Math.min(95, Math.max(2, 40 + 20 * random.normal()))));
    morphology.push(morphologies[random.below(3)]);
    const [a, b, c] = values.subarray(i * features, i * features + 3);
    const eta = effect * (1.2 * a - b + 0.8 * c + 0.04 * (ki67[i] - 40) + (morphology[i] === 'irregular' ? -0.8 : 0));
    outcome.push(random.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0);
  }
  return {
    features: { ids: outcome.map((_, i) => `S${i}`), columns, values },
    outcome,
    clinical: [
      { name: 'ki67', kind: 'continuous', values: ki67 },
      { name: 'morphology', kind: 'categorical', levels: morphologies, values: morphology },
    ],
    split: outcome.map((_, i) => (i < train ? 'train' : 'test')),
    site: outcome.map((_, i) => (i % 2 === 0 ? 'north' : 'south')),
  };
}
