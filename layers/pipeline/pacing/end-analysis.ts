/** What follows the end of an execution: its slot goes to the next, and a study that a fault interrupted waits to be tried again. */
import { DescribeExecutionCommand, type DescribeExecutionOutput, ExecutionDoesNotExist } from '@aws-sdk/client-sfn';
import { z } from 'zod';
import { studyOfManifest } from '../contracts/identifiers.ts';
import type { Reason } from '../contracts/workflow.ts';
import { faultReason } from '../errors.ts';
import { environment, stepFunctions } from '../storage/clients.ts';
import { interruptStudy } from '../studies/interruption.ts';
import { faultsBefore } from './analysis-request.ts';
import { giveBackSlot } from './slots.ts';
import { startWaiting } from './start-analysis.ts';

/** `answered`: the study's row has its end. `interrupted`: it waits to be tried again, or for a person. */
export type End =
  | { readonly became: 'running' | 'answered' }
  | { readonly became: 'interrupted'; readonly reason: Reason };

const ANSWERED: End = { became: 'answered' };

const input = z.object({
  detail: z.object({ object: z.object({ key: z.string(), sequencer: z.string().default('') }) }),
});

/**
 * Gives back what an execution held, once it has ended, and starts what waits for its slot. If it ended without an answer,
 * the study's row says why, and when it is tried again. A repeated call finds its work done; one that comes after the
 * execution was redriven finds it running, and does nothing.
 */
export async function endAnalysis(executionArn: string, now: Date): Promise<End> {
  const execution = await describeExecution(executionArn);
  if (execution?.status === 'RUNNING') return { became: 'running' };
  const name = executionArn.slice(executionArn.lastIndexOf(':') + 1);
  await giveBackSlot(name);
  const end = execution && execution.status !== 'SUCCEEDED' ? await interrupt(execution, name, now) : ANSWERED;
  await startWaiting(now);
  return end;
}

async function interrupt(execution: DescribeExecutionOutput, name: string, now: Date): Promise<End> {
  // By the clock of Step Functions, by which the review decides what is due.
  const { executionArn = '', status, error, cause, stopDate = now } = execution;
  const { key, sequencer } = input.parse(JSON.parse(execution.input ?? '{}')).detail.object;
  const study = studyOfManifest(key);
  if (!study) return ANSWERED;
  const reason = faultReason({ status, Error: error ?? String(status), Cause: cause ?? '' });
  // What a person stopped is not started again by itself.
  const isRetried = status !== 'ABORTED';
  const of = { ...study, executionArn, sequencer };
  const isInterrupted = await interruptStudy(of, { reason, faultsBefore: faultsBefore(name), isRetried }, stopDate);
  return isInterrupted ? { became: 'interrupted', reason } : ANSWERED;
}

/** The ARN of an execution of analyse-study. */
export function executionArnOf(name: string): string {
  return `${environment('ANALYSE_STUDY_ARN').replace(':stateMachine:', ':execution:')}:${name}`;
}

/** An execution as Step Functions has it; `undefined` if it has none of that name. */
export async function describeExecution(executionArn: string): Promise<DescribeExecutionOutput | undefined> {
  try {
    return await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}
