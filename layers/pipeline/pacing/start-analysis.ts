/** Starts analyses as long as there are slots, and lets the others wait for their turn. */
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { environment, limitOf, stepFunctions } from '../storage/clients.ts';
import { type AnalysisRequest, executionInput, executionName } from './analysis-request.ts';
import { giveBackSlot, takeSlot } from './slots.ts';
import { addToWaitingList, firstWaiting, removeFromWaitingList } from './waiting-list.ts';

/** `known`: its execution was started before. `elsewhere`: the key is not the place of a study's manifest. */
export type Start = 'started' | 'known' | 'waits' | 'elsewhere';

/**
 * Starts the analysis of an upload, or puts it on the waiting list. It may be called any number of times for the same upload,
 * by any number of callers, each of which may die at any point: one execution is started.
 */
export async function startAnalysis(request: AnalysisRequest, now: Date): Promise<Start> {
  const name = executionName(request);
  if (name === undefined) return 'elsewhere';
  if (await takeSlot(name, analysesAtOnce(), now)) return startInSlot(name, request);
  await addToWaitingList(request);
  // A slot that was given back before the request was on the list did not find it there.
  if (!(await takeSlot(name, analysesAtOnce(), now))) return 'waits';
  const start = await startInSlot(name, request);
  await removeFromWaitingList(request);
  return start;
}

/** Starts what waits, the longest waiting first, until no slot is free. Returns how many were started. */
export async function startWaiting(now: Date): Promise<number> {
  let started = 0;
  for (let request = await firstWaiting(); request; request = await firstWaiting()) {
    const name = executionName(request);
    if (name !== undefined) {
      if (!(await takeSlot(name, analysesAtOnce(), now))) break;
      if ((await startInSlot(name, request)) === 'started') started++;
    }
    // Last: if this function dies before it, the next finds the slot taken and the execution started.
    await removeFromWaitingList(request);
  }
  return started;
}

/** How many studies may be in analysis at the same time. */
export const analysesAtOnce = (): number => limitOf('ANALYSES_AT_ONCE', 3);

async function startInSlot(name: string, request: AnalysisRequest): Promise<Start> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('ANALYSE_STUDY_ARN'),
        name,
        input: executionInput(request),
      }),
    );
    return 'started';
  } catch (error) {
    // Of one that runs the request succeeds; this one has ended, and has given its slot back.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    await giveBackSlot(name);
    return 'known';
  }
}
