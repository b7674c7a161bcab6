/** Schemas of every body that the HTTP API takes or gives. */
import { z } from 'zod';
import { filePath, institutionId, modelName, sha256, studyId } from '../contracts/identifiers.ts';
import { outcome } from '../contracts/manifest.ts';
import { deidentificationReceipt } from '../contracts/receipt.ts';
import { appliedRepair } from '../contracts/repair.ts';
import { reason, split } from '../contracts/workflow.ts';
import { modelVersionRow, trainingRunRow } from '../models/models.ts';
import { protocolSchema } from '../protocols/index.ts';
import { studyRow, studyStatus } from '../studies/study-row.ts';
import { evaluationFields } from './evaluation-schema.ts';

/** Bodies of the HTTP API. Types, validation and OpenAPI come from these schemas. */

export { UPLOAD_SECONDS } from '../storage/objects.ts';

export const RESEARCH_USE_ONLY = 'Research use only. Not a medical device.';
const notice = z.literal(RESEARCH_USE_ONLY);

/** The most presigned URLs that come in one answer. */
export const UPLOAD_BATCH = 500;

export const createStudy = z
  .object({
    studyId,
    files: z
      .array(z.object({ path: filePath, bytes: z.number().int().min(0).max(5_000_000_000), sha256 }))
      .min(1)
      .max(UPLOAD_BATCH),
  })
  .strict()
  .meta({ id: 'CreateStudy', description: 'Upload manifest.json last: it starts the analysis.' });

export const uploads = z
  .object({
    studyId,
    expiresInSeconds: z.number(),
    uploads: z.array(z.object({ path: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) })),
    notice,
  })
  .meta({ id: 'Uploads' });

/** A study as the API shows it: no execution ARNs, no lease. */
export const study = studyRow.omit({ executionArn: true, institution: true, unverified: true }).meta({
  id: 'Study',
  description:
    'Everything is of the manifest whose hash it names, the newest that was uploaded; only an outcome may have come through the API.',
});
export const studyAnswer = study
  .extend({ notice })
  .meta({ id: 'StudyAnswer', description: 'A study, with the notice of every answer' });
/** Entity tags (RFC 9110): of what is answered, and of what a change is to be made to. */
export const entityTag = z.object({ etag: z.string().meta({ description: 'Changes with the body' }) });
export const ifMatch = z.object({
  'if-match': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'ETag that GET gave: the change is made only if nothing was written since, else 412' }),
});
export const studyList = z
  .object({ studies: z.array(study), cursor: z.string().optional(), notice })
  .meta({ id: 'StudyList' });
export const studyListQuery = z.object({
  status: studyStatus.optional(),
  cursor: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const receipt = deidentificationReceipt
  .extend({ notice })
  .meta({ id: 'DeidentificationReceipt', description: 'Of the manifest that the study has now' });

export const studyFeatures = z
  .object({
    studyId,
    manifestHash: z.string().meta({ description: 'SHA-256 of the manifest.json of which the values are' }),
    protocol: z.string(),
    settingsHash: z.string(),
    engineVersion: z.string(),
    features: z.record(z.string(), z.number().nullable()).meta({
      description: 'By name, {t2fs|dwi|dce}_{PyRadiomics name}; null if the definition gives no number',
    }),
    gaps: studyRow.shape.gaps,
    warnings: studyRow.shape.warnings.meta({ description: 'What to know of the images and of these values' }),
    repairs: z.array(appliedRepair),
    notice,
  })
  .meta({ id: 'StudyFeatures' });

export const cohortQuery = z.object({
  protocol: z.string().default('her2-pcr@1'),
  cohort: z.enum(['all', 'labelled']).default('all'),
});

/** Of the redirection to the table: what it holds and what it does not. */
export const exportHeaders = z.object({
  location: z.string().meta({ description: 'A presigned URL of the table' }),
  'x-rows': z.string().meta({ description: 'Rows of the table' }),
  'x-left-out': z.string().meta({
    description:
      'Studies that are not rows, by reason code (as docs/reasons.md lists them): `study-failed=1, study-partial=2`; empty if there are none. ' +
      'Studies without an outcome are not counted if cohort is labelled',
  }),
  'x-notice': notice,
});

export const putOutcome = outcome.meta({ id: 'Outcome' });

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
  .omit({ cohortKey: true, modelKey: true, evaluationKey: true })
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

const featureValues = z.record(z.string(), z.number());
const clinicalValues = z.record(z.string(), z.union([z.number(), z.string()]));
export const createPrediction = z
  .union([
    z.object({ studyId }).strict().meta({ id: 'PredictStudy', description: 'A study of the own institution' }),
    z
      .object({ features: featureValues, clinical: clinicalValues.optional() })
      .strict()
      .meta({ id: 'PredictRow', description: 'Values at hand: all features that the version selected' }),
  ])
  .meta({ id: 'CreatePrediction' });

export const prediction = z
  .object({
    model: z.object({ name: modelName, version: z.number().int() }),
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
    model: z.object({ name: modelName, version: z.number().int() }),
    studyId: studyId.optional(),
    manifestHash: z.string().optional(),
    abstained: reason,
    notice,
  })
  .meta({ id: 'Abstention' });
export type AbstentionAnswer = z.infer<typeof abstention>;
export const predictionAnswer = z.union([prediction, abstention]);
export type Answer = z.infer<typeof predictionAnswer>;

export const conformance = z
  .object({
    standard: z.literal('IBSI-1 digital phantom'),
    engineVersion: z.string(),
    passed: z.number().int(),
    failed: z.number().int(),
    values: z.array(
      z.object({ tag: z.string(), got: z.number(), wanted: z.number(), tolerance: z.number(), passed: z.boolean() }),
    ),
    notice,
  })
  .meta({ id: 'Conformance', description: 'What the deployed engine gives now, against the consensus values' });

export const protocolAnswer = protocolSchema.extend({ notice }).meta({ id: 'ProtocolAnswer' });

export const health = z
  .object({
    status: z.literal('ok'),
    engineVersion: z.string().meta({ description: 'Of the engine with which new manifests are analysed' }),
    notice,
  })
  .meta({ id: 'Health' });

/** RFC 9457. `type` is stable, `issues` name the places of a body that is refused. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    reason: reason.optional().meta({ description: 'Of a study that has nothing to serve: why' }),
    studyStatus: studyStatus.optional(),
    manifestHash: z.string().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** What API Gateway answers itself: no token, no scope, too many requests, a function that took too long. */
export const gatewayMessage = z.object({ message: z.string() }).meta({ id: 'GatewayMessage' });
