/** Seeded cohorts of the demonstration's size, its true effects and its clinical variables, with features drawn as numbers. */
import type { Cohort } from '../../../../layers/statistics/cohort/cohort.ts';
import { Random } from '../../../../layers/statistics/numbers/random.ts';

/** Rows of the demonstration, with and without response. */
export const ROWS = { train: [43, 25], test: [44, 21] } as const;

export interface DemonstrationSized {
  readonly seed: number;
  readonly columns?: number;
  /** Times as many rows of each kind. */
  readonly times?: number;
  /** Outcomes shuffled over all rows: no column knows them. */
  readonly shuffled?: boolean;
  /** Only the outcomes of the test rows are drawn with this slope and shift on the true linear predictor. */
  readonly drift?: { readonly slope: number; readonly shift: number };
}

const TEXTURE_EFFECTS = [0.6, 0.5, 1.8];
const MORPHOLOGY = { regular: 0.5, irregular: 0, 'non-mass': -0.5 } as const;
const SHARES = { irregular: 0.45, regular: 0.75 };

/**
 * Patients are drawn from the demonstration's logistic model until both classes of training and test rows are full. One
 * column in ten measures one of the three textures with noise of its own; the others know nothing.
 */
export function demonstrationSized({ seed, columns = 300, times = 1, shuffled, drift }: DemonstrationSized): Cohort {
  const random = new Random(seed);
  const features: number[] = [];
  const outcome: (0 | 1)[] = [];
  const split: ('train' | 'test')[] = [];
  const ki67: number[] = [];
  const morphology: string[] = [];
  for (const part of ['train', 'test'] as const) {
    const lacking = ROWS[part].map((count) => count * times);
    // With drift the classes of the test rows are what they come to: only their number is fixed.
    const free = drift !== undefined && part === 'test';
    let left = lacking[0] + lacking[1];
    while (left > 0) {
      const textures = TEXTURE_EFFECTS.map(() => Math.max(-2.5, Math.min(2.5, random.normal())));
      const ki = 100 / (1 + Math.exp(-(Math.log(35 / 65) + 0.7 * random.normal())));
      const draw = random.uniform();
      const form = draw < SHARES.irregular ? 'irregular' : draw < SHARES.regular ? 'regular' : 'non-mass';
      const eta = textures.reduce((sum, t, k) => sum + TEXTURE_EFFECTS[k] * t, 0.6 + (ki - 35) / 10 + MORPHOLOGY[form]);
      const drawn = free ? drift.shift + drift.slope * eta : eta;
      const y = random.uniform() < 1 / (1 + Math.exp(-drawn)) ? 1 : 0;
      if (!free && lacking[1 - y] === 0) continue;
      lacking[1 - y]--;
      left--;
      for (let j = 0; j < columns; j++) {
        const noise = random.normal();
        features.push(j % 10 === 0 ? textures[(j / 10) % 3] + 0.4 * noise : noise);
      }
      outcome.push(y);
      split.push(part);
      ki67.push(ki);
      morphology.push(form);
    }
  }
  if (shuffled) random.shuffle(outcome);
  return {
    features: {
      ids: outcome.map((_, i) => `D${i}`),
      columns: Array.from({ length: columns }, (_, j) => `f${j}`),
      values: Float64Array.from(features),
    },
    outcome,
    clinical: [
      { name: 'ki67', kind: 'continuous', values: ki67 },
      { name: 'morphology', kind: 'categorical', levels: Object.keys(MORPHOLOGY), values: morphology },
    ],
    split,
  };
}
