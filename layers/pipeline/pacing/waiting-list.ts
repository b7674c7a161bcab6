/** Requests that wait for a slot, in the order in which their manifests were uploaded. */
import { deleteItem, putItem, queryAll, queryPage } from '../storage/dynamodb-table.ts';
import { type AnalysisRequest, executionName } from './analysis-request.ts';

const WAITING = 'PACING#WAITING';

const sortKey = (request: AnalysisRequest): string => `${request.uploadedAt}#${executionName(request)}`;

/** Adds a request; a second time it stays at its place. */
export async function addToWaitingList(request: AnalysisRequest): Promise<void> {
  await putItem({ PK: WAITING, SK: sortKey(request), ...request });
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
