/** Bodies of predictions: a study or values at hand, and the answer or abstention. */
import { z } from 'zod';
import { JOB_STATUSES } from '../../contracts/choices.ts';
import { dataOrigin } from '../../contracts/data-origin.ts';
import { jobId, modelName, ownerId, sequenceName, sha256, siteId, studyId } from '../../contracts/identifiers.ts';
import { importedSignature } from '../../contracts/imported-signature.ts';
import { reason } from '../../contracts/workflow.ts';
import { cost } from '../../costs/cost.ts';
import { submodelRow } from '../../models/submodel-row.ts';
import { notice } from './notice.ts';

const featureValues = z
  .record(z.string(), z.number())
  .meta({ description: 'By name. More than the version selected may be given' });
const clinicalValues = z.record(z.string(), z.union([z.number(), z.string()]));
const certain = z.boolean().optional().meta({
  description: 'No answer rather than one whose interval holds the threshold: `interval-across-threshold`',
});

export const createPrediction = z
  .union([
    z
      .object({
        studyId,
        clinical: clinicalValues
          .optional()
          .meta({ description: 'In place of the stored values of the study, for this answer only; nothing is stored' }),
        certain,
      })
      .strict()
      .meta({
        id: 'PredictStudy',
        description: 'A study of the own institution',
        example: { studyId: 'BB-0042' },
      }),
    z
      .object({ features: featureValues, clinical: clinicalValues.optional(), site: siteId.optional(), certain })
      .strict()
      .meta({
        id: 'PredictRow',
        description:
          'Values at hand: all features that the version selected. Without any feature of a sequence the submodel of the others answers, if there is one',
        example: {
          features: { t2fs_original_firstorder_Entropy: 4.2 },
          clinical: { ki67: 35, morphology: 'irregular' },
        },
      }),
  ])
  .meta({ id: 'CreatePrediction', example: { studyId: 'BB-0042' } });

const answeringModel = z
  .object({
    owner: ownerId.meta({ description: 'Whose line it is: an institution or a consortium' }),
    name: modelName,
    version: z.number().int(),
    dataOrigin: dataOrigin.optional().meta({ description: 'Of the rows that the version was fitted on' }),
  })
  .meta({ id: 'AnsweringModel', description: 'The version that answers' });

const answeringSubmodel = submodelRow
  .pick({ sequences: true, confidence: true })
  .extend({
    missing: z.array(sequenceName).meta({ description: 'Sequences that the model of all sequences would need' }),
    area: submodelRow.shape.area.unwrap().meta({ description: 'Its own AUC, not that of the version' }),
  })
  .meta({ id: 'AnsweringSubmodel', description: 'The submodel that answers in place of the model of all sequences' });

const source = z.enum(['nomogram', 'rad-score']);

const costOfRequest = cost.optional().meta({
  description:
    'Of this request; the analysis of a stored study has its own. Absent where the prices of the region are not known',
});

export const prediction = z
  .object({
    model: answeringModel,
    submodel: answeringSubmodel.optional(),
    studyId: studyId.optional(),
    manifestHash: z
      .string()
      .optional()
      .meta({ description: 'Of a stored study: the manifest that the answer is about' }),
    inTraining: z.boolean().optional().meta({
      description:
        'Whether the version was trained on it: a stored study with this or an earlier manifest, values at hand as they are',
    }),
    source: source.meta({ description: 'Without clinical values the Rad-score model answers' }),
    probability: z.number().meta({ description: 'Probability of pCR' }),
    interval: z.tuple([z.number(), z.number()]).meta({ description: 'Confidence interval of the probability' }),
    confidence: z
      .number()
      .optional()
      .meta({ description: 'Level of the interval, as the protocol of the model has it: 0.95' }),
    class: z.enum(['above', 'below', 'near']).meta({
      description: 'Side of the frozen threshold that the probability lies on; `near` if the interval holds it',
    }),
    threshold: z
      .object({
        probability: z.number(),
        score: z.number().meta({ description: 'The same on the linear predictor' }),
        model: source.meta({ description: 'Which it is of: the nomogram and the Rad-score have one each' }),
      })
      .meta({ description: 'Chosen on training rows and frozen' }),
    radScore: z.number(),
    points: z
      .object({
        total: z.number(),
        variables: z.array(
          z.object({
            variable: z.string(),
            value: z.union([z.number(), z.string()]),
            points: z.number(),
            label: z.string().optional().meta({ description: 'As the protocol calls the variable' }),
            unit: z.string().optional(),
            word: z.string().optional().meta({ description: 'As the protocol calls the level' }),
          }),
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
    cost: costOfRequest,
    notice,
  })
  .meta({ id: 'Prediction' });
export type PredictionAnswer = z.infer<typeof prediction>;

const abstainedReason = z
  .object({
    code: z.string(),
    message: z.string(),
    distance: z
      .object({
        of: z.string().meta({ description: 'The feature or clinical variable' }),
        unit: z.enum(['standard deviations', 'widths of the training range']),
        value: z.number().meta({
          description:
            'Standard deviations from the mean of the training rows, signed; or at least this number of widths of their range beyond it (1, 2, 5, 10 …)',
        }),
        most: z.number().meta({ description: 'What the model allows' }),
      })
      .optional()
      .meta({ description: 'Of `outside-cohort`: how far outside' }),
  })
  .meta({ id: 'AbstentionReason' });

export const abstention = z
  .object({
    model: answeringModel,
    submodel: answeringSubmodel.optional(),
    studyId: studyId.optional(),
    manifestHash: z.string().optional(),
    abstained: abstainedReason,
    cost: costOfRequest,
    notice,
  })
  .meta({ id: 'Abstention' });
export type AbstentionAnswer = z.infer<typeof abstention>;
/** Of a version that was fitted here. */
export const predictionAnswer = z.union([prediction, abstention]);
export type Answer = z.infer<typeof predictionAnswer>;

const signatureClass = z.enum(['positive', 'negative']).nullable().meta({
  description: 'Side of the published cut-off; null if there is none, or if the publication does not state it',
});
const byFormula = z.object({
  score: z.number().meta({ description: 'The Rad-score, or the linear predictor of the nomogram' }),
  probability: z.number().nullable().meta({ description: 'null: the score is no log odds' }),
  class: signatureClass,
  cutoff: z
    .object({ value: z.number(), scale: z.enum(['score', 'probability']), positive: z.string() })
    .nullable()
    .meta({ description: 'As published: positive is `at or above`, `above`, `at or below` or `below` it' }),
});

export const signaturePrediction = z
  .object({
    model: answeringModel,
    imported: importedSignature,
    studyId: studyId.optional(),
    manifestHash: z.string().optional(),
    source,
    radScore: z.number(),
    probability: z.number().nullable().meta({ description: 'Of what answers: the nomogram, or else the Rad-score' }),
    class: signatureClass,
    byRadScore: byFormula.meta({ id: 'SignatureFormula' }),
    byNomogram: byFormula
      .extend({
        terms: z.array(
          z.object({ term: z.string(), value: z.union([z.number(), z.string()]), contribution: z.number() }),
        ),
      })
      .nullable()
      .meta({ id: 'SignatureNomogram', description: 'null: there is none, or a clinical value is missing' }),
    contributions: z.array(
      z.object({ feature: z.string(), value: z.number(), z: z.number(), contribution: z.number() }),
    ),
    warnings: z.array(reason),
    cost: costOfRequest,
    notice,
  })
  .meta({
    id: 'SignaturePrediction',
    description: 'What an imported signature gives: no interval, for a publication prints no covariance',
  });
export type SignatureAnswer = z.infer<typeof signaturePrediction>;
/** Of any version. */
export const answerOfVersion = z.union([prediction, signaturePrediction, abstention]);

const siteColumn = z.string().min(1).max(200).optional().meta({
  description: 'The column that names each row’s site, for a model that harmonises sites',
  example: 'site',
});

export const tableQuery = z.object({
  certain: z.enum(['true', 'false']).optional().meta({ description: 'As in `CreatePrediction`', example: 'true' }),
  siteColumn,
});
/** As it comes: the reader of tables refuses by its own rules. */
export const tableText = z.string().meta({
  description:
    'CSV in UTF-8: a column for each feature that the version selected; optionally an id column and the clinical variables of the protocol. Without any column of a sequence the submodel of the others answers',
  example: 'id,dce_original_glcm_Idm,ki67\nP-1,0.42,30\n',
});

/** The longest table of a job. A table of all features is longer: the selected ones are enough. */
export const LONGEST_TABLE = 64_000_000;

export const createPredictionJob = z
  .object({
    bytes: z.number().int().min(1).max(LONGEST_TABLE).meta({ description: 'Length of the table that will be put' }),
    sha256,
    version: z
      .number()
      .int()
      .min(1)
      .max(999_999)
      .optional()
      .meta({ description: 'Without it: the promoted version, now' }),
    certain,
    siteColumn,
  })
  .strict()
  .meta({ id: 'CreatePredictionJob', example: { bytes: 48_213, sha256: 'f'.repeat(64) } });

export const predictionJob = z
  .object({
    jobId,
    model: answeringModel,
    status: z.enum(JOB_STATUSES),
    createdAt: z.string(),
    expiresAt: z.string().meta({ description: 'Table and answers are deleted then' }),
    upload: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()) })
      .optional()
      .meta({
        description: 'Where to put the table, with exactly these headers, within an hour; its arrival starts the job',
      }),
    rows: z.number().int().optional(),
    answered: z.number().int().optional(),
    abstained: z
      .record(z.string(), z.number().int())
      .optional()
      .meta({ description: 'Rows without an answer, by reason code' }),
    answers: z.string().optional().meta({ description: 'Where to get the answers as CSV, within an hour' }),
    reason: reason.optional().meta({ description: 'Why the job failed' }),
    notice,
  })
  .meta({ id: 'PredictionJob' });
