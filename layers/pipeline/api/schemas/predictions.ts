/** Bodies of predictions: a study or values at hand, and the answer or abstention. */
import { z } from 'zod';
import { dataOrigin } from '../../contracts/data-origin.ts';
import { modelName, ownerId, siteId, studyId } from '../../contracts/identifiers.ts';
import { reason } from '../../contracts/workflow.ts';
import { notice } from './notice.ts';

const featureValues = z.record(z.string(), z.number());
const clinicalValues = z.record(z.string(), z.union([z.number(), z.string()]));
export const createPrediction = z
  .union([
    z
      .object({ studyId })
      .strict()
      .meta({
        id: 'PredictStudy',
        description: 'A study of the own institution',
        example: { studyId: 'BB-0042' },
      }),
    z
      .object({ features: featureValues, clinical: clinicalValues.optional(), site: siteId.optional() })
      .strict()
      .meta({
        id: 'PredictRow',
        description: 'Values at hand: all features that the version selected',
        example: {
          features: { t2fs_original_firstorder_Entropy: 4.2 },
          clinical: { ki67: 35, morphology: 'irregular' },
        },
      }),
  ])
  .meta({ id: 'CreatePrediction', example: { studyId: 'BB-0042' } });

/** Whose line and which of its versions answers. */
const modelOfAnswer = z.object({
  owner: ownerId,
  name: modelName,
  version: z.number().int(),
  dataOrigin: dataOrigin.optional().meta({ description: 'Of the rows that the version was fitted on' }),
});

export const prediction = z
  .object({
    model: modelOfAnswer,
    studyId: studyId.optional(),
    manifestHash: z
      .string()
      .optional()
      .meta({ description: 'Of a stored study: the manifest that the answer is about' }),
    inTraining: z.boolean().optional().meta({
      description: 'Of a stored study: whether the version was trained on it, with this or an earlier manifest',
    }),
    source: z
      .enum(['nomogram', 'rad-score'])
      .meta({ description: 'Without clinical values the Rad-score model answers' }),
    probability: z.number().meta({ description: 'Probability of pCR' }),
    interval: z.tuple([z.number(), z.number()]).meta({ description: 'Confidence interval of the probability' }),
    confidence: z
      .number()
      .optional()
      .meta({ description: 'Level of the interval, as the protocol of the model has it: 0.95' }),
    radScore: z.number(),
    points: z
      .object({
        total: z.number(),
        variables: z.array(
          z.object({ variable: z.string(), value: z.union([z.number(), z.string()]), points: z.number() }),
        ),
      })
      .optional()
      .meta({ description: 'Nomogram points, if the nomogram answers' }),
    contributions: z
      .array(z.object({ feature: z.string(), value: z.number(), z: z.number(), contribution: z.number() }))
      .meta({ description: 'What each feature adds to the Rad-score' }),
    settingsHash: z.string(),
    engineVersion: z.string().meta({ description: 'Of the features of a stored study; else that of the model' }),
    warnings: z.array(reason),
    notice,
  })
  .meta({ id: 'Prediction' });
export type PredictionAnswer = z.infer<typeof prediction>;

export const abstention = z
  .object({
    model: modelOfAnswer,
    studyId: studyId.optional(),
    manifestHash: z.string().optional(),
    abstained: reason,
    notice,
  })
  .meta({ id: 'Abstention' });
export type AbstentionAnswer = z.infer<typeof abstention>;
export const predictionAnswer = z.union([prediction, abstention]);
export type Answer = z.infer<typeof predictionAnswer>;
