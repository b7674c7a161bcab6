/** What earlier analyses of a study came to: a few small records in its partition, which its erasure deletes with it. */
import { z } from 'zod';
import type { StudyKey } from '../contracts/identifiers.ts';
import { deidentificationReceipt } from '../contracts/receipt.ts';
import {
  deleteItem,
  getItem,
  type Item,
  type ItemKey,
  putItem,
  queryAll,
  studyPartition,
} from '../storage/dynamodb-table.ts';
import { requireStudy, studyMeta } from './studies.ts';
import { analysis, convertRow, readRow, type StudyStatus, studyStatus } from './study-row.ts';
import { isWithdrawnRow } from './withdrawal.ts';

/** As many analyses are kept; a record is written over when its number comes round again, so that none need be deleted. */
export const KEPT_ANALYSES = 20;

/** Of an analysis what may be shown when it is no longer the study's: no clinical value, no outcome, no pseudonym. */
export const SHOWN_OF_ANALYSIS = {
  protocol: true,
  dataOrigin: true,
  reason: true,
  receipt: true,
  gaps: true,
  repairs: true,
  settingsHash: true,
  engineVersion: true,
  features: true,
  prediction: true,
  abstention: true,
} as const;

const accountShape = analysis.pick({ manifestHash: true, ...SHOWN_OF_ANALYSIS, startedAt: true, endedAt: true });

const record = accountShape.extend({ number: z.number().int(), status: studyStatus });

/** One analysis as it was left. */
type AnalysisRecord = z.infer<typeof record>;

export type HistoricStatus = StudyStatus | 'superseded' | 'unknown';

/** A manifest with what its last analysis came to. */
export type HistoricManifest = Omit<z.infer<typeof accountShape>, 'startedAt' | 'endedAt'> &
  Pick<z.infer<typeof analysis>, 'sequences'> & {
    readonly receivedAt?: string;
    readonly current: boolean;
    readonly status: HistoricStatus;
  };

export interface StudyHistory {
  /** Newest first. */
  readonly manifests: readonly HistoricManifest[];
  readonly executions: readonly {
    readonly manifestHash?: string;
    readonly startedAt?: string;
    readonly endedAt?: string;
    readonly outcome: HistoricStatus;
  }[];
  /** Older analyses of which nothing is kept. */
  readonly notKept: number;
}

function recordKey(study: StudyKey, number: number): ItemKey {
  return { PK: studyPartition(study), SK: `HISTORY#${String(number % KEPT_ANALYSES).padStart(2, '0')}` };
}

/**
 * Keeps what the study's row says of its analysis, if another execution than the caller has it: the caller is about to
 * take the row over. Two that take it over in the same moment may leave one record.
 *
 * @param sequencer of the caller's upload: what a fault interrupted of the same is no earlier analysis
 * @returns the number of the caller's analysis, from 1
 */
export async function keepHistory(study: StudyKey, executionArn: string, sequencer?: string): Promise<number> {
  const item = await getItem(studyMeta(study));
  if (!item || isWithdrawnRow(item) || item.executionArn === undefined) return 1;
  const number = numberOf(item);
  if (item.executionArn === executionArn) return number;
  if (item.waiting !== undefined && item.sequencer === sequencer) return number;
  const { status, analysis: of = {} } = convertRow(item) as { status: StudyStatus; analysis?: Item };
  await putItem({ ...record.parse({ ...of, status, number }), ...recordKey(study, number) });
  return number + 1;
}

/** Deletes the records of a withdrawn study: one that was kept while its erasure went through has outlived it. */
export async function dropHistory(study: StudyKey): Promise<void> {
  for (const { PK, SK } of await itemsBelow(study, 'HISTORY#')) await deleteItem({ PK: String(PK), SK: String(SK) });
}

/** Rows of before analyses were numbered have had one at least. */
function numberOf({ analyses }: Item): number {
  return typeof analyses === 'number' ? analyses : 1;
}

/** Manifests and analyses of a study. @throws StudyNotFound, StudyWithdrawn */
export async function historyOf(study: StudyKey): Promise<StudyHistory> {
  const item = await getItem(studyMeta(study));
  if (!item || isWithdrawnRow(item)) {
    await requireStudy(study);
    return { manifests: [], executions: [], notKept: 0 };
  }
  if (item.executionArn === undefined) return { manifests: [], executions: [], notKept: 0 };
  const row = readRow(item);
  const number = numberOf(item);
  const earlier = (await itemsBelow(study, 'HISTORY#'))
    .map((one) => record.parse(one))
    // One that was kept for a takeover that did not happen is about the analysis that the row still has.
    .filter((one) => one.number < number)
    .sort((one, other) => other.number - one.number);
  const analyses: AnalysisRecord[] = [record.parse({ ...row, number }), ...earlier];
  const manifests = [...byManifest(analyses).values()].map(([newest, ...others], i): HistoricManifest => {
    const { number: _number, startedAt: _start, endedAt: _end, ...account } = newest;
    const isCurrent = i === 0;
    return {
      ...account,
      ...(isCurrent && row.sequences && { sequences: row.sequences }),
      status: statusOf(newest, isCurrent),
      current: isCurrent,
      receivedAt:
        [...others].at(-1)?.startedAt ?? newest.startedAt ?? (earlier.length === 0 ? row.receivedAt : undefined),
    };
  });
  return {
    manifests: [...manifests, ...(await unrecorded(study, analyses))],
    executions: analyses.map((one, i) => ({
      manifestHash: one.manifestHash,
      startedAt: one.startedAt,
      endedAt: one.endedAt,
      outcome: statusOf(one, i === 0),
    })),
    notKept: Math.max(0, number - 1 - earlier.length),
  };
}

function statusOf({ status }: AnalysisRecord, isCurrent: boolean): HistoricStatus {
  return status === 'analysing' && !isCurrent ? 'superseded' : status;
}

/** Analyses by their manifest, newest first; of one that could not be read each stands for itself. */
function byManifest(analyses: readonly AnalysisRecord[]): Map<string, AnalysisRecord[]> {
  const found = new Map<string, AnalysisRecord[]>();
  for (const one of analyses) {
    const name = one.manifestHash ?? `#${one.number}`;
    found.set(name, [...(found.get(name) ?? []), one]);
  }
  return found;
}

/** Manifests of which no analysis is kept, as far as their receipts say something of them. */
async function unrecorded(study: StudyKey, analyses: readonly AnalysisRecord[]): Promise<HistoricManifest[]> {
  const known = new Set(analyses.map(({ manifestHash }) => manifestHash));
  const receipts = (await itemsBelow(study, 'RECEIPT#')).map((item) => deidentificationReceipt.parse(item));
  return receipts
    .filter(({ manifestHash }) => !known.has(manifestHash))
    .sort((one, other) => (one.examinedAt < other.examinedAt ? 1 : -1))
    .slice(0, KEPT_ANALYSES)
    .map(({ manifestHash, examinedAt, verdict, files, unlisted }) => ({
      manifestHash,
      receivedAt: examinedAt,
      current: false,
      status: verdict === 'quarantine' ? 'quarantined' : 'unknown',
      receipt: { verdict, files, unlisted: unlisted.files },
    }));
}

function itemsBelow(study: StudyKey, prefix: string): Promise<Item[]> {
  return queryAll({
    KeyConditionExpression: 'PK = :study AND begins_with(SK, :prefix)',
    ExpressionAttributeValues: { ':study': studyPartition(study), ':prefix': prefix },
    ConsistentRead: true,
  });
}
