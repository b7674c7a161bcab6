/** What a version's row says of its submodels, and the messages with which states hand them on. */
import { z } from 'zod';
import { sequenceName } from '../contracts/identifiers.ts';
import { reason } from '../contracts/workflow.ts';

const area = z.object({
  auc: z.number().nullable(),
  ci: z.tuple([z.number().nullable(), z.number().nullable()]),
  rows: z.enum(['test', 'cross-validation']).meta({ description: 'In which rows the area was measured' }),
});

/** A submodel of a version: fitted with it on the same rows, or why there is none. */
export const submodelRow = z
  .object({
    sequences: z.array(sequenceName).min(1),
    status: z.enum(['answers', 'refused', 'not-fitted']).meta({
      description: '`refused`: it did not pass its gates, and does not answer. `not-fitted`: `reason` says why',
    }),
    selected: z.array(z.string()).optional(),
    area: area.optional(),
    confidence: z.number().optional(),
    gates: z
      .array(
        z.object({
          gate: z.enum(['events-per-coefficient', 'auc-above-chance']),
          passed: z.boolean(),
          got: z.string(),
          wanted: z.string(),
        }),
      )
      .optional(),
    reason: reason.optional(),
    modelKey: z.string().optional(),
    modelSha256: z.string().optional(),
    evaluationKey: z.string().optional(),
  })
  .meta({ id: 'Submodel', description: 'A model of some of the sequences, for studies that lack the others' });
export type SubmodelRow = z.infer<typeof submodelRow>;

/** As the API shows it. */
export const publishedSubmodel = submodelRow.omit({ modelKey: true, evaluationKey: true }).meta({
  id: 'SubmodelSummary',
  description: 'A model of some of the sequences, for studies that lack the others',
});
