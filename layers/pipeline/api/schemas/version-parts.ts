/** Bodies of what a version consists of: its model, the place of values among its training rows, its cohort. */
import { z } from 'zod';
import { digits, institutionId, modelName, ownerId, sequenceName, studyId } from '../../contracts/identifiers.ts';
import { reason } from '../../contracts/workflow.ts';
import { submodelRow } from '../../models/submodel-row.ts';
import { audience } from './evaluation.ts';
import { notice } from './notice.ts';

const version = { owner: ownerId, name: modelName, version: z.number().int() };

const fittedModel = z
  .looseObject({
    format: z.literal('radscore-model/1'),
    features: z.array(z.looseObject({ name: z.string(), mean: z.number(), sd: z.number(), coefficient: z.number() })),
  })
  .meta({
    id: 'FittedModel',
    description:
      'What @radscore/statistics predicts with. For others: no fingerprints, no range of a training row, no log-likelihoods, counts to the nearest five',
  });

export const fittedModelAnswer = z
  .object({
    ...version,
    audience,
    model: fittedModel,
    submodels: z
      .array(
        z.object({
          sequences: z.array(sequenceName).min(1),
          model: fittedModel,
          area: submodelRow.shape.area,
          confidence: z.number().optional(),
        }),
      )
      .meta({ description: 'Those that answer for values that lack the other sequences; the first that fits answers' }),
    protocol: z.string(),
    settingsHash: z.string().meta({ description: 'Features of other settings are no values for this model' }),
    engineVersion: z.string(),
    silent: reason.optional().meta({
      description:
        'Why the version answers nothing any more, as one that is retired: no page may predict with it either',
    }),
    notice,
  })
  .meta({ id: 'FittedModelAnswer' });

const figure = z.number().nullable();
/** Of p5, p25, p50, p75 and p95. */
const quantiles = z.array(figure).length(5).meta({
  description: '5th, 25th, 50th, 75th and 95th percentile; for others null where fewer than five rows lie beyond it',
});
const distribution = z
  .object({
    quantiles,
    rows: z
      .array(z.object({ value: z.number(), pcr: z.boolean() }))
      .optional()
      .meta({ description: 'For participants: one a row, by value, to six digits; of no row it says which it is' }),
    groups: z
      .array(z.object({ from: figure, to: figure, n: z.number().int() }))
      .optional()
      .meta({
        description:
          'For others: groups of at least five rows between round numbers, sizes to five; open (null) at the ends',
      }),
  })
  .meta({ id: 'Distribution' });

export const reference = z
  .object({
    ...version,
    audience,
    n: z.number().int().meta({ description: 'Training rows; for others to the nearest five' }),
    features: z.record(z.string(), quantiles).meta({ description: 'Of every feature, as extracted' }),
    selected: z
      .record(z.string(), distribution)
      .meta({ description: 'Of the features and continuous clinical variables of the model' }),
    score: z.object({
      radScore: distribution,
      probability: distribution.meta({ description: 'Of the model that decides: the nomogram, if there is one' }),
    }),
    notice,
  })
  .meta({ id: 'Reference', description: 'The place of values among the rows that a version was fitted on' });

export const cohortPageQuery = z.object({
  cursor: digits(z.number().int().min(0).max(1_000_000).default(0)).meta({
    description: '`cursor` of the page before; without it, the first page',
    example: 1000,
  }),
  limit: digits(z.number().int().min(1).max(5000).default(1000)).meta({
    description: 'Studies of one page',
    example: 1000,
  }),
});

const countsByCode = z.record(z.string(), z.number().int());
const side = z.object({ n: z.number().int(), events: z.number().int().optional() });

export const cohort = z
  .object({
    ...version,
    audience,
    withheld: reason.optional().meta({ description: 'For others: why there are no counts' }),
    counts: z.object({
      train: side,
      test: side,
      left: countsByCode
        .optional()
        .meta({ description: 'For participants: labelled studies that are no rows, by reason code' }),
      noted: countsByCode.optional().meta({ description: 'For participants: rows to check, by reason code' }),
      erased: z.number().int().optional().meta({ description: 'For participants: rows that were withdrawn since' }),
    }),
    byInstitution: z
      .array(
        z.object({
          institution: institutionId,
          train: side,
          test: side,
          left: countsByCode,
        }),
      )
      .optional()
      .meta({ description: 'For participants' }),
    rows: z
      .array(
        z.object({
          institution: institutionId,
          studyId: studyId.optional().meta({ description: 'Of the own institution only' }),
          in: z.boolean().meta({ description: 'Whether it is a row of the cohort' }),
          split: z.enum(['train', 'test']).optional(),
          pcr: z.boolean().optional(),
          reason: reason.optional().meta({ description: 'Why it was left out' }),
          notes: z.array(reason).optional().meta({ description: 'What to check of a row' }),
        }),
      )
      .optional()
      .meta({ description: 'For participants' }),
    cursor: z.string().optional(),
    notice,
  })
  .meta({ id: 'Cohort', description: 'What a version was fitted and judged on' });
