/** The study row: its schema, and how rows of the earlier layout are read. */
import { z } from 'zod';
import { SEQUENCES, STUDY_STATUSES } from '../contracts/choices.ts';
import { dataOrigin } from '../contracts/data-origin.ts';
import { sequenceName, studyId } from '../contracts/identifiers.ts';
import { belongings, clinical } from '../contracts/manifest.ts';
import { appliedRepair } from '../contracts/repair.ts';
import { reason } from '../contracts/workflow.ts';
import { cost } from '../costs/cost.ts';
import { usageSummary } from '../costs/usage-summary.ts';
import type { Item } from '../storage/dynamodb-table.ts';
import { countingClinical, effectiveClinical, recordedClinical } from './clinical.ts';
import { datedOutcome, effectiveOutcome, recordedOutcome, studyOutcome } from './outcomes.ts';

export const studyStatus = z
  .enum(STUDY_STATUSES)
  .meta({ id: 'StudyStatus', description: 'How far the analysis of a study is', example: 'complete' });
export type StudyStatus = z.infer<typeof studyStatus>;

/** The layout in which study rows are written. Layout 1 had every value as an attribute of its own. */
export const STUDY_LAYOUT = 2;

/** How far a sequence is: while the workflow runs as its states say it, afterwards as its gap says. */
export const SEQUENCE_STATES = ['waiting', 'running', 'done', 'refused', 'missing'] as const;
export const sequenceState = z
  .object({
    state: z.enum(SEQUENCE_STATES).meta({
      description:
        'waiting, running: while the study is analysed. refused: the sequence gave no, or not all, features; missing: it did not come',
    }),
    at: z.string().optional().meta({ description: 'Since when, if it is known' }),
    reason: reason.optional().meta({ description: 'Why it was refused or is missing' }),
  })
  .meta({ id: 'SequenceState' });
export type SequenceState = z.infer<typeof sequenceState>;

/** The version that answered when the study was analysed, and what it answered. */
const storedPrediction = z
  .object({
    /** Rows of before there were owners have none. */
    owner: z.string().optional(),
    model: z.string(),
    version: z.number(),
    probability: z.number().optional().meta({ description: 'Of pCR; this and what follows came later than the rest' }),
    interval: z.tuple([z.number(), z.number()]).optional(),
    threshold: z.number().optional().meta({ description: 'As a probability; frozen on the training rows' }),
    class: z.enum(['above', 'below', 'near']).optional(),
  })
  .meta({
    id: 'StoredPrediction',
    description: 'As the pipeline got it; POST …/predictions asks again, with the clinical values that count now',
  });

export type StoredPrediction = z.infer<typeof storedPrediction>;

/**
 * Everything that comes from one manifest: one attribute of the row, which the lease replaces whole. A value of an
 * earlier manifest has no place in which it could stay.
 */
export const analysis = z.object({
  /** Missing only if the upload failed before its manifest could be read. */
  manifestHash: z
    .string()
    .optional()
    .meta({ description: 'SHA-256 of the manifest.json of which everything here is; the newest that was uploaded' }),
  protocol: z.string().optional(),
  dataOrigin: dataOrigin.optional(),
  ...belongings,
  clinical: clinical.optional(),
  outcome: datedOutcome.optional(),
  /** Why the study failed, or is in quarantine. */
  reason: reason.optional(),
  /** What the examination for identities came to; the receipt has all of it. */
  receipt: z
    .object({ verdict: z.enum(['clean', 'quarantine']), files: z.number(), unlisted: z.number() })
    .optional()
    .meta({ description: 'GET /v1/studies/{id}/receipt has the whole' }),
  /** Why a sequence gave no, or not all, features. */
  gaps: z.partialRecord(sequenceName, reason).optional(),
  warnings: z.array(reason.extend({ sequence: sequenceName })).optional(),
  /** What was repaired, as the manifest accepts. */
  repairs: z.array(appliedRepair).optional(),
  settingsHash: z.string().optional(),
  engineVersion: z.string().optional(),
  features: z.number().optional(),
  prediction: storedPrediction.optional(),
  abstention: reason.optional(),
  /** While the workflow runs; of an analysed study `gaps` decide, see `statesOfSequences`. */
  sequences: z.partialRecord(sequenceName, sequenceState).optional(),
  startedAt: z.string().optional().meta({ description: 'When the analysis of this manifest began' }),
  endedAt: z.string().optional().meta({ description: 'When it ended' }),
  /** Of an analysis that came as far as its prediction. */
  usage: usageSummary.optional(),
  cost: cost.optional().meta({ description: 'Of the analysis and of the upload’s requests' }),
  /** Of a row of layout 1: it does not show by itself whether its vector is of the same manifest. */
  unverified: z.boolean().optional(),
});
export type Analysis = z.infer<typeof analysis>;

/** What a study in analysis waits for after a fault of the service, which says nothing about the study. */
const waiting = z
  .object({
    reason: reason.meta({ description: 'What interrupted the analysis' }),
    since: z.string().meta({ description: 'When it was interrupted' }),
    faults: z.number().int().meta({ description: 'How often this upload was interrupted' }),
    retryAt: z
      .string()
      .optional()
      .meta({ description: 'When it is due again by itself; absent: a person has to see to it first' }),
  })
  .meta({
    id: 'Waiting',
    description: 'The study is in analysis and waits: a fault of the service is no answer about a study',
  });
export type Waiting = z.infer<typeof waiting>;

const identity = z.object({
  studyId,
  institution: z.string(),
  status: studyStatus,
  receivedAt: z.string(),
  updatedAt: z.string(),
  executionArn: z.string().optional(),
  waiting: waiting.optional().meta({ description: 'Only of a study in analysis that a fault interrupted' }),
});

/** The study row (SK `META`) as it is stored: identity, lease and status; one analysis; what the API recorded. */
export const storedStudy = identity.extend({
  layout: z.literal(STUDY_LAYOUT),
  analysis: analysis.optional(),
  recordedOutcome: recordedOutcome.optional(),
  /** Of the manifest that was the study's when the API recorded the outcome; empty if there was none yet. */
  recordedFor: z.string().optional(),
  recordedClinical: recordedClinical.optional(),
});
export type StoredStudy = z.infer<typeof storedStudy>;

/** The study row as readers see it: flat, and of one manifest. */
export const studyRow = identity.extend({ ...analysis.shape, ...countingClinical, outcome: studyOutcome.optional() });
export type StudyRow = z.infer<typeof studyRow>;

/** A stored row, of whatever layout, as readers see it. */
export function readRow(item: Item): StudyRow {
  const stored = storedStudy.parse(convertRow(item));
  const {
    analysis: of = {},
    recordedOutcome: recorded,
    recordedFor,
    recordedClinical: values,
    waiting,
    ...rest
  } = stored;
  return studyRow.parse({
    ...rest,
    // A redriven execution leaves it to the row's end.
    waiting: stored.status === 'analysing' ? waiting : undefined,
    ...of,
    sequences: statesOfSequences(stored.status, of),
    ...effectiveClinical(of.protocol, of.clinical, values, of.manifestHash),
    outcome: effectiveOutcome(
      of.protocol,
      of.outcome,
      recorded && { ...recorded, manifestHash: recordedFor || undefined },
      of.manifestHash,
    ),
  });
}

/**
 * How far each sequence is. Once the vector is assembled its gaps decide, also of rows of before states were noted; an
 * analysis that ended before that leaves what it had come to.
 */
function statesOfSequences(
  status: StudyStatus,
  { gaps, settingsHash, sequences: noted }: Analysis,
): Analysis['sequences'] {
  const missing: SequenceState = { state: 'missing' };
  if (settingsHash !== undefined) {
    return Object.fromEntries(
      SEQUENCES.map((sequence): [string, SequenceState] => {
        const gap = gaps?.[sequence];
        const state = gap === undefined ? 'done' : gap.code === 'sequence-missing' ? 'missing' : 'refused';
        const at = noted?.[sequence]?.state === state ? noted[sequence].at : undefined;
        return [sequence, { state, ...(at !== undefined && { at }), ...(gap && { reason: gap }) }];
      }),
    );
  }
  if (noted === undefined || Object.keys(noted).length === 0) return undefined;
  if (status === 'analysing') {
    return Object.fromEntries(SEQUENCES.map((sequence) => [sequence, noted[sequence] ?? missing]));
  }
  const ended = Object.entries(noted).filter(([, { state }]) => state === 'done' || state === 'refused');
  return ended.length > 0 ? Object.fromEntries(ended) : undefined;
}

export function isLayoutOld(item: Item): boolean {
  return item.layout === undefined;
}

/** How long a lease of layout 1 lasted; its end shows when it began. */
const LEASE_OF_LAYOUT_1 = 4 * 3600 * 1000;

/** Attributes of layout 1 that came from a manifest. */
const FLAT = Object.keys(analysis.shape);

/**
 * A row of layout 1 in the present layout; any other as it is. Layout 1 cleared some values when a newer manifest came
 * and kept others: what may be of an earlier manifest (protocol, clinical values and features of a study that is not
 * complete or partial) is not carried over.
 */
export function convertRow(item: Item): Item {
  if (!isLayoutOld(item)) return item;
  const isAnalysed = item.status === 'complete' || item.status === 'partial';
  const carried = isAnalysed ? FLAT : ['manifestHash', 'reason', 'receipt', 'gaps', 'warnings', 'repairs'];
  const of: Item = Object.fromEntries(
    carried.flatMap((name) => (item[name] === undefined || name === 'outcome' ? [] : [[name, item[name]]])),
  );
  if (isAnalysed) of.unverified = true;
  const rest = Object.fromEntries(Object.entries(item).filter(([name]) => !FLAT.includes(name)));
  const found = datedOutcome.optional().parse(item.outcome);
  const source = found && sourceOfFlatOutcome(found.recordedAt, item.leaseUntil);
  if (source === 'manifest') of.outcome = found;
  return {
    ...rest,
    layout: STUDY_LAYOUT,
    ...(item.executionArn !== undefined && { analysis: of }),
    ...(source === 'api' && { recordedOutcome: found }),
    ...(source === 'unknown' && { recordedOutcome: { ...found, source } }),
  };
}

/**
 * Layout 1 kept of an outcome only its time. A manifest's was recorded at the instant of the lease; a later one can only
 * have come through the API; an earlier one through the API or with an earlier manifest.
 */
function sourceOfFlatOutcome(recordedAt: string, leaseUntil: unknown): z.infer<typeof studyOutcome.shape.source> {
  if (typeof leaseUntil !== 'string') return 'api';
  const leasedAt = new Date(Date.parse(leaseUntil) - LEASE_OF_LAYOUT_1).toISOString();
  if (recordedAt === leasedAt) return 'manifest';
  return recordedAt > leasedAt ? 'api' : 'unknown';
}
