/** Every message that passes between states, named by the states on both sides. */
import { z } from 'zod';
import { STUDY_STATUSES } from './choices.ts';
import { dataOrigin } from './data-origin.ts';
import { jobId, jobOfTable, lineKey, sequenceName, studyKey } from './identifiers.ts';
import { manifestSequence } from './manifest.ts';
import { modellingChanges } from './modelling-changes.ts';
import { appliedRepair } from './repair.ts';
import { taskUsage } from './usage.ts';

/** What Step Functions hands a Catch: the error's name and, as `Cause`, Lambda's JSON. */
export const failure = z.object({ Error: z.string().default('Unknown'), Cause: z.string().default('') });
export type Failure = z.infer<typeof failure>;

/** Why something is missing: a stable code and a sentence that says what was got, what was wanted and what to do. */
export const reason = z.object({ code: z.string(), message: z.string() }).meta({ id: 'Reason' });
export type Reason = z.infer<typeof reason>;

/** Executions of earlier versions have none. Accounts never end a study: what cannot be read of them is left out. */
const usageOfTasks = z.array(taskUsage).catch([]);

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** AdmitStudy: the manifest's S3 event. */
export const admission = z.object({
  bucket: z.string(),
  key: z.string(),
  sequencer: z.string().optional(),
  executionArn: z.string(),
  /** Of a re-extraction: settings other than these, with which the study was analysed, make it due again. */
  settingsHash: hash.nullish(),
});

/** Whose sequence it is: the execution that holds the study's lease, and the manifest for which it does. */
export const sequenceLease = studyKey.extend({ executionArn: z.string(), manifestHash: hash });
export type SequenceLease = z.infer<typeof sequenceLease>;

/**
 * AdmitStudy → Map → PrepareSequence. Lists of files can be long (500 slices in five phases), so the work names the
 * manifest that lists them.
 */
export const sequenceWork = z.object({
  study: studyKey,
  protocol: z.string(),
  sequence: sequenceName,
  source: manifestSequence,
  manifestHash: hash,
  /** Executions of earlier versions do not say it. */
  executionArn: z.string().optional(),
});
export type SequenceWork = z.infer<typeof sequenceWork>;

/** PrepareSequence → ExtractFeatures, in the zip function or the container: a whole sequence. */
export const extractionWork = z.object({
  protocol: z.string(),
  sequence: sequenceName,
  inputHash: hash,
  contentHash: hash,
  /** Hash of the study, below which its canonical volumes lie; executions of earlier versions have none. */
  studyHash: hash.optional(),
  /** By which how far the sequence is can be noted. */
  lease: sequenceLease.nullish(),
});
export type ExtractionWork = z.infer<typeof extractionWork>;

export const preparedSequence = extractionWork.extend({
  /** Whether its settings have a filter that looks far around: the container extracts it then, the zip function otherwise. */
  filters: z.enum(['light', 'heavy']),
  /** Of the image's voxels alone: two sequences with the same are one image. */
  imageHash: hash,
  /** What reading computed, chose or repaired. */
  notes: z.array(reason),
  repairs: z.array(appliedRepair),
});
export type PreparedSequence = z.infer<typeof preparedSequence>;

/** ExtractFeatures → AssembleFeatures. */
export const extractedSequence = z.object({
  imageTypes: z.array(z.string()),
  /** Whether it was; the blocks may have been there. */
  computed: z.boolean(),
  warnings: z.array(reason),
});
export type ExtractedSequence = z.infer<typeof extractedSequence>;

export const analysedSequence = z.union([
  z.object({
    sequence: sequenceName,
    contentHash: hash,
    imageHash: hash,
    notes: z.array(reason).default([]),
    repairs: z.array(appliedRepair).default([]),
    extraction: z.union([extractedSequence, z.object({ failure })]),
    usage: usageOfTasks,
  }),
  z.object({ sequence: sequenceName, failure, usage: usageOfTasks }),
]);
export type AnalysedSequence = z.infer<typeof analysedSequence>;

/** A study as one execution works on it: for one manifest. */
export const studyReference = studyKey.extend({ executionArn: z.string(), protocol: z.string(), manifestHash: hash });
export type StudyReference = z.infer<typeof studyReference>;

/** Map → AssembleFeatures. */
export const assembly = z.object({
  study: studyReference,
  sequences: z.array(analysedSequence),
  /** Of the states before the Map. */
  usage: usageOfTasks,
});

/** AssembleFeatures → PredictResponse. */
export const assembledStudy = z.object({
  study: studyReference,
  status: z.enum(['complete', 'partial', 'failed']),
  settingsHash: hash,
  failure: failure.optional(),
  /** Sequences that were worked on. */
  sequences: z.number().int().default(0),
  /** Of the states before AssembleFeatures; its own is next to it, as every task's. */
  earlier: usageOfTasks,
  usage: taskUsage.optional().catch(undefined),
});
export type AssembledStudy = z.infer<typeof assembledStudy>;

/** CheckVector → PredictResponse: a study without any feature does not get here. */
export const answerableStudy = assembledStudy.extend({ status: z.enum(['complete', 'partial']) });

/** Any state → RecordFailure, QuarantineStudy. */
export const studyFailure = z.object({
  key: z.string(),
  sequencer: z.string().default(''),
  executionArn: z.string(),
  failure,
});

/** When a state was entered, by the clock of the state machine: what is due is decided by it. */
const entered = z.string();

/** erase-study → EraseStudy → EraseRows, and analyse-study → EraseStudy. */
export const withdrawnStudy = z.object({ study: studyKey, now: entered });

/** EraseStudy → EraseRows: `again` is when the same work is due once more, or null. */
export const erasedStudy = withdrawnStudy.extend({ again: z.string().nullable() });

/** review-studies → ReviewStudies → MarkVersions. */
export const review = z.object({ now: entered });

/** How labelled studies are divided into training and test rows. */
export const split = z
  .discriminatedUnion('by', [
    z
      .object({ by: z.literal('institution'), train: z.array(z.string()).min(1), test: z.array(z.string()) })
      .meta({ id: 'SplitByInstitution', description: 'Rows of some institutions train, those of others test' }),
    z
      .object({ by: z.literal('stratified'), testFraction: z.number().min(0).max(0.9) })
      .meta({ id: 'SplitOfPatients', description: 'A share of the patients tests' }),
  ])
  .meta({ id: 'Split' });
export type Split = z.infer<typeof split>;

/** What starts a run: a person through the API, the schedule, or an outcome that was corrected or withdrawn. */
export const TRIGGERS = ['request', 'schedule', 'correction'] as const;

/** train-model's input: which line is to be trained. Its recipe is the line's. */
export const trainingRequest = lineKey.extend({ trigger: z.enum(TRIGGERS), runId: z.string() });
export type TrainingRequest = z.infer<typeof trainingRequest>;

/** retrain-lines → StartRuns. */
export const scheduleTick = z.object({ executionArn: z.string() });

/** How far the values of a cohort are stored: the next part of an object, from 1. */
export const gatherCursor = z.object({
  numbers: z.enum(['repeats', 'values']),
  uploadId: z.string().optional(),
  part: z.number().int().min(1),
});
export type GatherCursor = z.infer<typeof gatherCursor>;

/** train-model → GatherCohort → GatherCohort, until the cohort is stored. */
export const cohortRequest = z.object({
  run: trainingRequest,
  executionArn: z.string(),
  cursor: gatherCursor.nullish(),
});

/** A run with its recipe filled in: what every later state works from and what the version records. */
export const trainingRun = lineKey.extend({
  runId: z.string(),
  trigger: z.enum(TRIGGERS),
  protocol: z.string(),
  institutions: z.array(z.string()),
  split,
  seed: z.number().int(),
  /** How the modelling differs from `her2-pcr@1`; absent: not at all. */
  modelling: modellingChanges.optional(),
});
export type TrainingRun = z.infer<typeof trainingRun>;

/** GatherCohort → FitModel. */
export const gatheredCohort = z.object({
  status: z.literal('gathered'),
  run: trainingRun,
  cohortKey: z.string(),
  dataOrigin: dataOrigin.optional(),
  settingsHash: hash,
  engineVersion: z.string(),
});
export type GatheredCohort = z.infer<typeof gatheredCohort>;

/** FitModel → FitSubmodels, which fits a submodel for each of the subsets. */
export const fittedModel = gatheredCohort.omit({ status: true }).extend({
  modelKey: z.string(),
  evaluationKey: z.string(),
  subsets: z.array(z.object({ sequences: z.array(sequenceName).min(1) })),
});
export type FittedModelKeys = z.infer<typeof fittedModel>;

/** FitSubmodels → FitSubmodel: which submodel of which run. */
export const submodelWork = fittedModel.omit({ subsets: true }).extend({ sequences: z.array(sequenceName).min(1) });
export type SubmodelWork = z.infer<typeof submodelWork>;

/** FitSubmodel → RegisterModel: what was fitted, or why nothing was: a submodel that failed ends no run. */
export const fittedSubmodel = z.union([
  z.object({ sequences: z.array(sequenceName).min(1), modelKey: z.string(), evaluationKey: z.string() }),
  z.object({ sequences: z.array(sequenceName).min(1), reason }),
  z.object({ sequences: z.array(sequenceName).min(1), failure }),
]);
export type FittedSubmodelKeys = z.infer<typeof fittedSubmodel>;

/** FitSubmodels → RegisterModel. */
export const fittedRun = fittedModel.omit({ subsets: true }).extend({ submodels: z.array(fittedSubmodel).default([]) });
export type FittedRun = z.infer<typeof fittedRun>;

/** RegisterModel → ChallengeChampion. */
export const registeredVersion = z.object({ run: trainingRun, version: z.number().int().min(1) });
export type RegisteredVersion = z.infer<typeof registeredVersion>;

/** The key of a job's table, and with it which job. */
const jobTable = z.object({ key: z.string() }).transform(({ key }, context) => {
  const job = jobOfTable(key);
  if (job) return { key, job };
  context.addIssue('wanted jobs/{institution}/{job}/table.csv');
  return z.NEVER;
});

/** PredictTable: the S3 event of a table. */
export const uploadedTable = z.object({ executionArn: z.string() }).and(jobTable);

/** PredictTable → RecordTableFailure. */
export const tableFailure = z.object({ executionArn: z.string(), failure }).and(jobTable);

/**
 * How far a feature export is: everything that the next step needs but for the bytes. The survey decides the columns, and
 * counts; then rows are written, a part of the object at a time.
 */
export const exportCursor = z.object({
  phase: z.enum(['survey', 'rows']),
  /** From 1; a withdrawal in the institution ends an attempt. */
  attempt: z.number().int().min(1),
  /** Steps of this attempt that came before. */
  step: z.number().int().min(0),
  /** The last study that was seen, by its place in the index. */
  after: z.object({ studyId: z.string(), status: z.enum(STUDY_STATUSES) }).optional(),
  /** Studies that were met before their place. */
  early: z.array(z.string()),
  uploadId: z.string().optional(),
  /** The next part of the object, from 1. */
  part: z.number().int().min(1),
  /** Object with the lines that are no part yet. */
  rest: z.string().optional(),
  seen: z.number().int(),
  of: z.number().int(),
  rows: z.number().int(),
  bytes: z.number().int(),
  left: z.record(z.string(), z.number().int()),
});
export type ExportCursor = z.infer<typeof exportCursor>;

const exportJob = z.object({ institution: z.string(), jobId });

/** ExportFeatures → ExportFeatures, until the table is whole. */
export const exportWork = z.object({ job: exportJob, executionArn: z.string(), cursor: exportCursor.nullish() });

/** ExportFeatures → RecordExportFailure. */
export const exportFailure = z.object({ job: exportJob, executionArn: z.string(), failure });

/** Any state of train-model → RecordTrainingFailure. */
export const trainingFailure = z.object({
  run: trainingRequest,
  executionArn: z.string(),
  failure,
});

/** ListOutdatedStudies: whose studies, and for which execution of re-extract-cohort. */
export const reExtraction = z.object({
  /** All institutions unless one is named. */
  institution: studyKey.shape.institution.nullish(),
  executionName: z.string(),
});
export type ReExtraction = z.infer<typeof reExtraction>;
