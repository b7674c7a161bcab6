/** Requests that wait for a slot, in the order in which their manifests were uploaded. */
import { MANIFEST_FILE, type StudyKey, studyOfManifest, studyPrefix } from '../contracts/identifiers.ts';
import { deleteItem, putItem, queryAll, queryPage } from '../storage/dynamodb-table.ts';
import { findWithdrawal } from '../studies/withdrawal.ts';
import { type AnalysisRequest, executionName } from './analysis-request.ts';

const WAITING = 'PACING#WAITING';

const sortKey = (request: AnalysisRequest): string => `${request.uploadedAt}#${executionName(request)}`;

/**
 * Adds a request; a second time it stays at its place. That of a withdrawn study does not stay: the list would name it after
 * its erasure. Its message waits in the queue. The erasure looks at the list after the withdrawal: it finds this request, or
 * this finds the withdrawal.
 */
export async function addToWaitingList(request: AnalysisRequest): Promise<void> {
  await putItem({ PK: WAITING, SK: sortKey(request), ...request });
  const study = studyOfManifest(request.key);
  if (study && (await findWithdrawal(study))) await removeFromWaitingList(request);
}

/** Removes every request of a withdrawn study. */
export async function dropWaitingRequests(study: StudyKey): Promise<void> {
  const key = studyPrefix(study) + MANIFEST_FILE;
  for (const request of await waitingRequests()) if (request.key === key) await removeFromWaitingList(request);
}

export async function removeFromWaitingList(request: AnalysisRequest): Promise<void> {
  await deleteItem({ PK: WAITING, SK: sortKey(request) });
}

/** The request that has waited longest; `undefined` if none waits. */
export async function firstWaiting(): Promise<AnalysisRequest | undefined> {
  const { items } = await queryPage({ ...ALL, Limit: 1 });
  return items[0] as unknown as AnalysisRequest | undefined;
}

/** Every request that waits, the longest waiting first. */
export async function waitingRequests(): Promise<AnalysisRequest[]> {
  return (await queryAll(ALL)) as unknown as AnalysisRequest[];
}

const ALL = {
  KeyConditionExpression: 'PK = :waiting',
  ExpressionAttributeValues: { ':waiting': WAITING },
  ConsistentRead: true,
};
