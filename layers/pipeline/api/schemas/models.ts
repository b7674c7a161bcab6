/** Bodies of models: training, versions, evaluation, card. */
import { z } from 'zod';
import { institutionId, modelName, sha256 } from '../../contracts/identifiers.ts';
import { reason, split } from '../../contracts/workflow.ts';
import { modelVersionRow, trainingRunRow } from '../../models/models.ts';
import { publishedSubmodel } from '../../models/submodel-row.ts';
import { evaluationFields } from './evaluation.ts';
import { notice } from './notice.ts';

export const trainModel = z
  .object({
    name: modelName.default('her2-pcr'),
    protocol: z.string().default('her2-pcr@1'),
    split: split.default({ by: 'stratified', testFraction: 0.5 }),
    institutions: z.array(institutionId).min(1).optional().meta({
      description: "Whose labelled studies are pooled; each must be the token's institution or in its consortium claim",
    }),
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
  })
  .strict()
  .meta({ id: 'TrainModel' });
export const trainingAccepted = z
  .object({ runId: z.string(), name: modelName, status: z.literal('running'), notice })
  .meta({ id: 'TrainingAccepted' });

export const modelVersion = modelVersionRow
  .omit({ cohortKey: true, modelKey: true, evaluationKey: true, submodels: true })
  .extend({
    submodels: z.array(publishedSubmodel).optional().meta({
      description: 'Models of some of the sequences, which answer for studies that lack the others',
    }),
  })
  .meta({ id: 'ModelVersionSummary' });
export const modelVersionAnswer = modelVersion.extend({ notice }).meta({ id: 'ModelVersion' });
export const modelList = z
  .object({
    models: z.array(
      z.object({
        name: modelName,
        promoted: z.number().nullable(),
        versions: z.number(),
        runs: z.array(trainingRunRow),
      }),
    ),
    notice,
  })
  .meta({ id: 'ModelList' });
export const versionList = z
  .object({ name: modelName, promoted: z.number().nullable(), versions: z.array(modelVersion), notice })
  .meta({ id: 'ModelVersionList' });
export const evaluation = evaluationFields.extend({ notice }).meta({
  id: 'Evaluation',
  description: 'Everything the protocol reports for training (apparent) and test rows',
});

const modelKind = z.enum(['radScore', 'clinical', 'nomogram']);
const headlineFigure = z.object({
  kind: z.enum(['validation', 'test', 'apparent']),
  what: z.string(),
  auc: z.number().nullable(),
  interval: z.string(),
  how: z.string(),
  beside: z.array(z.string()),
});

export const modelCard = z
  .object({
    model: z.object({ name: modelName, version: z.number().int() }),
    intendedUse: z.string(),
    data: z.object({
      institutions: z.array(z.string()),
      split,
      rows: z.object({ train: z.number().int(), test: z.number().int() }),
      events: z
        .object({ train: z.number().int(), test: z.number().int() })
        .meta({ description: 'Rows with the outcome' }),
      outcome: z.string(),
      table: z.object({ name: z.string(), sha256 }).optional().meta({ description: 'The stored cohort' }),
    }),
    protocol: z.object({
      id: z.string(),
      source: z.string(),
      choices: z.array(z.looseObject({ topic: z.string() })),
      modelling: z.looseObject({ id: z.string() }).meta({ description: 'Every choice of the modelling protocol' }),
    }),
    performance: modelVersionRow
      .pick({ confidence: true, validation: true, test: true, permutedTestAuc: true, apparent: true })
      .extend({
        headline: z.array(headlineFigure).meta({ description: 'The figures in the order in which to show them' }),
        verdicts: z.array(z.string()).meta({ description: 'What they mean: against chance, and the clinical model' }),
      }),
    threshold: z
      .object({ model: modelKind, score: z.number(), probability: z.number() })
      .optional()
      .meta({ description: 'Chosen on training rows and frozen: positive from here on' }),
    calibration: z
      .object({
        rows: z.enum(['test', 'training']),
        slope: z.number().nullable(),
        slopeInterval: z.array(z.number()).length(2).nullable(),
        intercept: z.number().nullable(),
        inTheLarge: z.number(),
        observedToExpected: z.number(),
        brier: z.number(),
        hosmerLemeshowP: z.number().nullable(),
      })
      .optional()
      .meta({ description: 'Of the final model; the slope is null if predictions separate the outcomes' }),
    selected: z.array(z.string()),
    warnings: z.array(reason),
    provenance: modelVersionRow.pick({
      createdAt: true,
      seed: true,
      settingsHash: true,
      engineVersion: true,
      programVersion: true,
      modelSha256: true,
    }),
    notice,
  })
  .meta({ id: 'ModelCard', description: 'What a version is made of and for, in one page' });

export type ModelCard = z.infer<typeof modelCard>;

/** Plots of a version, by the name of their route. */
export const PLOTS = ['nomogram.svg', 'roc.svg', 'calibration.svg', 'decision-curve.svg'] as const;
