/** What a study protocol consists of. */
import { z } from 'zod';
import { SEQUENCES } from '../contracts/choices.ts';
import { sequenceName } from '../contracts/identifiers.ts';
import { clinicalVariable } from './clinical-variable.ts';

/** How one sequence's features are computed. */
export const sequenceProtocol = z.object({
  settings: z.string().meta({ description: 'A PyRadiomics parameter file (YAML)' }),
  roi: z.enum(['volume', 'largest-slice']).meta({
    description: 'largest-slice: features are read on the first of the largest slices; filters see the whole volume',
  }),
  meaning: z.string().meta({ description: 'What the voxels of this sequence are' }),
});

/** A study protocol: what is extracted, which clinical variables count, what the outcome means. Immutable once published. */
export const protocol = z
  .object({
    id: z.string(),
    title: z.string(),
    sequences: z.record(sequenceName, sequenceProtocol),
    clinical: z
      .array(clinicalVariable)
      .meta({ description: 'What manifests may hold, and what of it the nomogram may use' }),
    outcome: z.object({ name: z.string(), definition: z.string() }),
    retraining: z.object({ minimumNewOutcomes: z.number().int() }),
    source: z.string(),
    choices: z.array(z.object({ topic: z.string(), ours: z.string(), paper: z.string() })).meta({
      description: 'Where the paper is silent: what we chose. Never to be presented as the paper’s.',
    }),
  })
  .meta({ id: 'Protocol' });
export type Protocol = z.infer<typeof protocol>;
export type SequenceProtocol = z.infer<typeof sequenceProtocol>;

/** The same settings for each of the three sequences. */
export function onEverySequence(settings: string, roi: SequenceProtocol['roi']): Protocol['sequences'] {
  const meanings = {
    t2fs: 'fat-suppressed T2-weighted intensity',
    dwi: 'apparent diffusion coefficient, 10⁻⁶ mm²/s',
    dce: 'dynamic contrast-enhanced intensity, the phase with the highest mean enhancement in the ROI',
  };
  return Object.fromEntries(
    SEQUENCES.map((sequence) => [sequence, { settings, roi, meaning: meanings[sequence] }]),
  ) as Protocol['sequences'];
}
