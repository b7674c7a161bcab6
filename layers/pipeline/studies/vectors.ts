/** A study's feature vector: stored as references to blocks, loaded as numbers. */
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { AppliedRepair } from '../contracts/repair.ts';
import type { Reason, StudyReference } from '../contracts/workflow.ts';
import {
  getItem,
  getItems,
  type Item,
  type ItemKey,
  putItem,
  queryAll,
  studyPartition,
} from '../storage/dynamodb-table.ts';
import { loadBlocks } from './features.ts';
import type { StudyRow } from './study-row.ts';

/** A study's vector: which blocks it consists of, and what is missing why. */
export interface StoredVector {
  /** The manifest from which it was made. */
  readonly manifestHash: string;
  readonly settingsHash: string;
  readonly engineVersion: string;
  readonly contentHashes: Partial<Record<SequenceName, string>>;
  /** Image types in the order of the settings: the order of the vector. */
  readonly imageTypes: Partial<Record<SequenceName, readonly string[]>>;
  readonly gaps: Partial<Record<SequenceName, Reason>>;
  /** What was repaired before these values were computed; absent from vectors that are older than this. */
  readonly repairs?: readonly AppliedRepair[];
}

/** A named vector, `{sequence}_{PyRadiomics name}`, in the order of sequences, blocks and catalogue. */
export interface FeatureVector {
  readonly names: string[];
  readonly values: Float64Array;
}

/**
 * Where a vector lies: under its manifest and the execution that made it. Nothing is ever written over it by another
 * execution, and who has the study's row has the key of exactly the vector that the row is about.
 */
function vectorKey(study: StudyKey, manifestHash: string, executionArn: string): ItemKey {
  const execution = executionArn.slice(executionArn.lastIndexOf(':') + 1);
  return { PK: studyPartition(study), SK: `VECTOR#${manifestHash}#${execution}` };
}

export async function storeVector(study: StudyReference, vector: Omit<StoredVector, 'manifestHash'>): Promise<void> {
  const { manifestHash, executionArn } = study;
  await putItem({ ...vector, manifestHash, ...vectorKey(study, manifestHash, executionArn) });
}

/** The vector that a study's row is about; `undefined` if nothing has been assembled for its manifest. */
export async function findVector(row: StudyRow): Promise<StoredVector | undefined> {
  const key = keyOfVector(row);
  const item = key && (await getItem(key));
  return item && vectorOf(row, item);
}

/** The vectors of many rows, read in batches, in their order. */
async function findVectors(rows: readonly StudyRow[]): Promise<(StoredVector | undefined)[]> {
  const keys = rows.map(keyOfVector);
  const found = await getItems(keys.filter((key) => key !== undefined));
  let next = 0;
  return rows.map((row, i) => {
    const item = keys[i] && found[next++];
    return item && vectorOf(row, item);
  });
}

/** Where the vector of a row lies; `undefined` if nothing has been assembled for its manifest. */
function keyOfVector(row: StudyRow): ItemKey | undefined {
  const { manifestHash, executionArn, settingsHash, unverified } = row;
  if (manifestHash === undefined || executionArn === undefined || settingsHash === undefined) return undefined;
  return unverified
    ? { PK: studyPartition(row), SK: `VECTOR#${settingsHash}` }
    : vectorKey(row, manifestHash, executionArn);
}

function vectorOf({ manifestHash }: StudyRow, item: Item): StoredVector {
  const { PK: _partition, SK: _sort, ...vector } = item;
  return { manifestHash, ...vector } as unknown as StoredVector;
}

/** Whether an earlier manifest of a study came as far as a vector: versions may have been fitted on it. */
export async function hasEarlierVector(study: StudyReference): Promise<boolean> {
  const vectors = await queryAll({
    KeyConditionExpression: 'PK = :study AND begins_with(SK, :vectors)',
    ExpressionAttributeValues: { ':study': studyPartition(study), ':vectors': 'VECTOR#' },
    ProjectionExpression: 'SK',
    ConsistentRead: true,
  });
  return vectors.some(({ SK }) => !String(SK).startsWith(`VECTOR#${study.manifestHash}`));
}

const NOT_ANALYSED: Readonly<Record<Exclude<StudyRow['status'], 'complete' | 'partial'>, Reason>> = {
  'awaiting-upload': { code: 'study-awaiting-upload', message: 'got a study whose manifest has not been uploaded yet' },
  analysing: { code: 'study-analysing', message: 'got a study whose newest manifest is being analysed' },
  failed: { code: 'study-failed', message: 'got a study whose newest manifest could not be analysed' },
  quarantined: {
    code: 'study-quarantined',
    message: 'got a study that is in quarantine because of its newest manifest',
  },
};

/** Why a study has no features to serve: those of an earlier manifest are not its own any more. `undefined` if it has. */
export function whyNotAnalysed({ status, studyId, reason, manifestHash }: StudyRow): Reason | undefined {
  if (status === 'complete' || status === 'partial') return undefined;
  const { code, message } = NOT_ANALYSED[status];
  const which = manifestHash === undefined ? '' : ` (manifest ${manifestHash.slice(0, 12)})`;
  const why = reason ? ` It says ${reason.code}: ${reason.message}` : '';
  return {
    code,
    message: `${message}${which}; wanted one that is complete or partial.${why} GET /v1/studies/${studyId} shows how it stands.`,
  };
}

/** The vector of an analysed study, or why there is none to serve. */
export async function openVector(row: StudyRow): Promise<StoredVector | Reason> {
  return (await whyNotServed(row)) ?? found(row, await findVector(row));
}

/** The same of many studies, in their order: their vectors are read in batches. */
export async function openVectors(rows: readonly StudyRow[]): Promise<(StoredVector | Reason)[]> {
  const why = await Promise.all(rows.map(whyNotServed));
  const vectors = await findVectors(rows.filter((_, i) => !why[i]));
  let next = 0;
  return rows.map((row, i) => why[i] ?? found(row, vectors[next++]));
}

async function whyNotServed(row: StudyRow): Promise<Reason | undefined> {
  return whyNotAnalysed(row) ?? (row.unverified ? whyMixed(row) : undefined);
}

function found({ status }: StudyRow, vector: StoredVector | undefined): StoredVector {
  if (vector) return vector;
  throw new Error(`got no vector of a study that is ${status}; wanted that of its manifest`);
}

/**
 * A row of layout 1 refers to its vector by settings only, and an execution that was overtaken could still write it. One
 * manifest cannot be mixed: every manifest that came as far as a vector has a receipt.
 */
async function whyMixed(row: StudyRow): Promise<Reason | undefined> {
  const receipts = await queryAll({
    KeyConditionExpression: 'PK = :study AND begins_with(SK, :receipts)',
    ExpressionAttributeValues: { ':study': studyPartition(row), ':receipts': 'RECEIPT#' },
    ConsistentRead: true,
  });
  if (row.receipt && receipts.every(({ SK }) => SK === `RECEIPT#${row.manifestHash}`)) return undefined;
  return {
    code: 'study-mixed',
    message:
      'got a study that an earlier version of this service analysed and of which more than one manifest was uploaded; wanted values that ' +
      'are certain to be of one manifest. Upload the manifest again.',
  };
}

/** The values behind a stored vector. */
export async function loadFeatures(vector: Pick<StoredVector, 'contentHashes' | 'imageTypes'>): Promise<FeatureVector> {
  const present = SEQUENCES.filter((sequence) => vector.contentHashes[sequence]);
  const blocks = await Promise.all(present.map((sequence) => loadBlocks(vector.contentHashes[sequence] as string)));
  const names: string[] = [];
  const values: number[] = [];
  present.forEach((sequence, i) => {
    for (const imageType of vector.imageTypes[sequence] ?? []) {
      const block = blocks[i].get(imageType);
      if (!block) continue;
      for (const name of block.names) names.push(`${sequence}_${name}`);
      for (const value of block.values) values.push(value);
    }
  });
  return { names, values: Float64Array.from(values) };
}

/** Values in the order of the columns; NaN for those that the vector does not have. */
export function valuesIn(columns: readonly string[], { names, values }: FeatureVector): Float64Array {
  const places = new Map(names.map((name, j) => [name, j]));
  return Float64Array.from(columns, (name) => values[places.get(name) ?? -1] ?? Number.NaN);
}
