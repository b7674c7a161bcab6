/** Bodies of models: training, versions, evaluation, card. */
import { z } from 'zod';
import { dataOrigin } from '../../contracts/data-origin.ts';
import { institutionId, modelName, ownerId, sha256 } from '../../contracts/identifiers.ts';
import { importedSignature } from '../../contracts/imported-signature.ts';
import { modellingChanges } from '../../contracts/modelling-changes.ts';
import { storableNumbers } from '../../contracts/storable-numbers.ts';
import { reason, split } from '../../contracts/workflow.ts';
import { institutionSettings as ownSettings } from '../../lines/institution-settings.ts';
import { lineChange, lineRow, lineSettings } from '../../lines/line-row.ts';
import { modelVersionRow, trainingRunRow } from '../../models/models.ts';
import { publishedSubmodel } from '../../models/submodel-row.ts';
import { versionStatus } from '../../models/version-status.ts';
import { audience, evaluationFields, withheld } from './evaluation.ts';
import { notice } from './notice.ts';

export const trainModel = z
  .object({
    name: modelName.optional().meta({
      description: 'The line; by default named after the protocol: her2-pcr for her2-pcr@1, her2-pcr-2 for her2-pcr@2',
    }),
    protocol: z.string().max(64).optional().meta({ description: "The line's; of a new line her2-pcr@1 by default" }),
    split: split.optional().meta({ description: "The line's; of a new line half of the patients are test rows" }),
    institutions: z
      .array(institutionId)
      .min(1)
      .max(1000)
      .optional()
      .meta({
        description:
          "Whose labelled studies are pooled: the token's institution, or members of one of its consortia, which then owns the line. " +
          'Without it all members of the first consortium of the token; without a consortium the own institution',
      }),
    seed: z.number().int().min(0).max(4_294_967_295).optional().meta({ description: "The line's; of a new line 1" }),
    modelling: modellingChanges.optional(),
    shared: z.boolean().optional().meta({ description: 'Of a new line: whether every institution may use it' }),
  })
  .strict()
  .superRefine((body, context) => storableNumbers(body, context))
  .meta({
    id: 'TrainModel',
    description:
      'What is left out is as the line has it. The recipe of a line never changes: another needs another name',
    example: { name: 'her2-pcr', split: { by: 'stratified', testFraction: 0.4 } },
  });
export const idempotencyKey = z.object({
  'idempotency-key': z.string().min(1).max(128).optional().meta({
    description: 'Requests with the same key start one run of a line, no matter how often they are made',
    example: 'nightly-2026-11-27',
  }),
});
export const trainingAccepted = z
  .object({ runId: z.string(), owner: ownerId, name: modelName, status: z.literal('running'), notice })
  .meta({ id: 'TrainingAccepted' });

/** The longest signature file that the service takes. */
const LONGEST_SIGNATURE_FILE = 65_536;

export const putSignature = z
  .object({
    file: z
      .string()
      .min(1)
      .max(LONGEST_SIGNATURE_FILE)
      .meta({ description: 'The text of a signature file, YAML or JSON' }),
    assume: z
      .record(z.string().max(200), z.union([z.number(), z.string().max(200)]))
      .optional()
      .meta({
        description: 'Values for what the file leaves open, by their paths; shown with every answer',
      }),
  })
  .strict()
  .superRefine((body, context) => storableNumbers(body, context))
  .meta({
    id: 'PutSignature',
    description: 'A published Rad-score (docs/signatures.md)',
    example: { file: 'signature: 1\nname: smith-2024\n…' },
  });
export const signatureImported = z
  .object({
    owner: ownerId,
    name: modelName,
    version: z.number().int(),
    imported: importedSignature,
    promoted: z.boolean().meta({ description: 'Whether it answers for the line; else it waits to be promoted' }),
    notice,
  })
  .meta({ id: 'SignatureImported' });
const openItem = z.object({ path: z.string(), asks: z.string(), needed: z.string(), depends: z.string() });
export const signatureAnswer = z
  .object({
    owner: ownerId,
    name: modelName,
    version: z.number().int(),
    imported: importedSignature,
    file: z.string().meta({ description: 'As it was imported' }),
    features: z.array(z.string()).meta({ description: 'Names by which a prediction takes them' }),
    clinical: z.array(z.string()).meta({ description: 'Names of the clinical values of the nomogram' }),
    open: z.array(openItem).meta({ description: 'What the publication leaves open, and what depends on it' }),
    notice,
  })
  .meta({ id: 'Signature', description: 'A signature as it was imported' });

/** How a version stands in its line. */
export const versionState = z.enum(['champion', 'challenger', 'candidate', 'refused', 'retired', 'withdrawn']).meta({
  id: 'VersionState',
  description:
    'champion: it answers; challenger: the latest that does not; refused: it did not pass the gates; retired or withdrawn: it never answers again',
});
export type VersionState = z.infer<typeof versionState>;

export const modelVersion = modelVersionRow
  .omit({ cohortKey: true, modelKey: true, evaluationKey: true, disclosure: true, submodels: true })
  .partial({ runId: true, institutions: true, split: true, seed: true, modelSha256: true })
  .extend({
    audience,
    withheld,
    state: versionState,
    status: versionStatus,
    submodels: z.array(publishedSubmodel).optional().meta({
      description: 'Models of some of the sequences, which answer for studies that lack the others',
    }),
  })
  .meta({
    id: 'ModelVersionSummary',
    description:
      'For institutions without rows counts are to the nearest five, figures rounded, and the recipe is left out',
  });
export const modelVersionAnswer = modelVersion.extend({ notice }).meta({ id: 'ModelVersion' });
const aliases = {
  promoted: z.number().int().nullable().meta({ description: 'The champion: the version that answers' }),
  challenger: z.number().int().nullable().meta({ description: 'The latest version that is not promoted' }),
};
const standing = z
  .enum(['member', 'guest'])
  .meta({ description: 'Whether the caller belongs to the owner, or the line is shared with it' });
const modelSummary = z
  .object({
    owner: ownerId,
    name: modelName,
    protocol: z.string(),
    standing,
    shared: z.boolean(),
    ...aliases,
    versions: z.number().int(),
    runs: z.array(trainingRunRow),
  })
  .meta({ id: 'ModelSummary' });
export const modelLine = lineRow
  .pick({ owner: true, name: true, protocol: true, recipe: true, settings: true, createdAt: true, revision: true })
  .extend({
    standing,
    ...aliases,
    testLooks: z.number().int().meta({ description: 'Versions that the test rows judged' }),
  });
export const modelLineAnswer = modelLine
  .extend({ notice })
  .meta({ id: 'ModelLine', description: 'A line: one protocol, one recipe, its versions and which of them answers' });
export const lineAudit = z
  .object({ owner: ownerId, name: modelName, changes: z.array(lineChange), notice })
  .meta({ id: 'LineAudit', description: 'Every change of a line, newest first' });
export const putLineSettings = lineSettings.superRefine((body, context) => storableNumbers(body, context));
export const putInstitutionSettings = ownSettings;
export const institutionSettingsAnswer = ownSettings
  .extend({ institution: institutionId, notice })
  .meta({ id: 'InstitutionSettingsAnswer' });

const compared = z.object({
  version: z.number().int(),
  auc: z.number().nullable(),
  ci: z.tuple([z.number().nullable(), z.number().nullable()]),
  unanswered: z.number().int().meta({ description: 'Test rows for which the version has no answer' }),
});
export const comparison = z
  .object({
    owner: ownerId,
    name: modelName,
    rows: z.number().int().meta({ description: 'Locked test rows that both versions answer' }),
    events: z.number().int(),
    confidence: z.number(),
    versions: z.tuple([compared, compared]),
    difference: z
      .object({ auc: z.number(), ci: z.tuple([z.number(), z.number()]), p: z.number() })
      .nullable()
      .meta({ description: 'Of the areas, first minus second, by paired DeLong; null without rows of both outcomes' }),
    testLooks: z.number().int().meta({ description: 'Versions of the line that these test rows have judged' }),
    notice,
  })
  .meta({ id: 'VersionComparison', description: 'Two versions, frozen, on the same locked rows' });

/** Why a person changes what a line answers with. */
export const changeReason = z
  .object({
    reason: z.string().min(1).max(500).meta({ description: 'Kept in the audit trail; no patient identifiers' }),
  })
  .strict()
  .meta({ id: 'ChangeReason', example: { reason: 'Agreed at the meeting of the tumour board' } });

export const modelList = z
  .object({
    models: z.array(modelSummary),
    notice,
  })
  .meta({ id: 'ModelList' });
export const versionList = z
  .object({
    owner: ownerId,
    name: modelName,
    protocol: z.string(),
    ...aliases,
    versions: z.array(modelVersion),
    notice,
  })
  .meta({ id: 'ModelVersionList' });
export const evaluation = evaluationFields.extend({ notice }).meta({
  id: 'Evaluation',
  description:
    'For participants, the institutions whose studies are rows: everything that the protocol reports. For others: what cannot be turned back into patients, rounded and in groups (docs/decisions/0027-what-a-version-publishes.md)',
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
    audience,
    withheld,
    model: z.object({ owner: ownerId, name: modelName, version: z.number().int(), dataOrigin }),
    intendedUse: z.string(),
    data: z.object({
      institutions: z.array(z.string()).optional().meta({ description: 'For participants' }),
      split: split.optional().meta({ description: 'For participants' }),
      rows: z
        .object({ train: z.number().int(), test: z.number().int() })
        .meta({ description: 'For others to the nearest five' }),
      events: z
        .object({ train: z.number().int(), test: z.number().int() })
        .meta({ description: 'Rows with the outcome' }),
      outcome: z.string(),
      sites: z.number().int().optional().meta({ description: 'Hospitals or scanners of the rows' }),
      patients: z.number().int().optional().meta({ description: 'If patients have several rows: how many patients' }),
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
      .object({ model: modelKind, score: z.number().optional(), probability: z.number() })
      .optional()
      .meta({ description: 'Chosen on training rows and frozen: positive from here on' }),
    calibration: z
      .object({
        rows: z.enum(['test', 'training']),
        slope: z.number().nullable(),
        slopeInterval: z.array(z.number()).length(2).nullable().optional(),
        intercept: z.number().nullable().optional(),
        inTheLarge: z.number().optional(),
        observedToExpected: z.number().nullable(),
        brier: z.number().optional(),
        hosmerLemeshowP: z.number().nullable().optional(),
      })
      .optional()
      .meta({ description: 'Of the final model; the slope is null if predictions separate the outcomes' }),
    selected: z.array(z.string()),
    warnings: z.array(reason),
    provenance: modelVersionRow
      .pick({
        createdAt: true,
        seed: true,
        settingsHash: true,
        engineVersion: true,
        programVersion: true,
        modelSha256: true,
      })
      .partial({ seed: true, modelSha256: true }),
    notice,
  })
  .meta({ id: 'ModelCard', description: 'What a version is made of and for, in one page' });

export type ModelCard = z.infer<typeof modelCard>;

/** Plots of a version, by the name of their route. */
export const PLOTS = ['nomogram.svg', 'roc.svg', 'calibration.svg', 'decision-curve.svg', 'lasso-path.svg'] as const;
