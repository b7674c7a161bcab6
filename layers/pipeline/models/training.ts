/** How a training run is started. */
import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { type LineKey, lineText } from '../contracts/identifiers.ts';
import type { TrainingRequest } from '../contracts/workflow.ts';
import { QuotaExceeded } from '../errors.ts';
import { environment, limitOf, stepFunctions } from '../storage/clients.ts';
import { listRuns } from './models.ts';

const DAY = 24 * 3600 * 1000;

/**
 * Starts train-model; the run's id is the name of its execution. The run's row is the execution's first act: a row without
 * an execution would wait for ever. A request with a key is one run, no matter how often it is made: its id is made of the key.
 *
 * @param key of the request (`Idempotency-Key`), or of what else may start the same run twice
 * @throws QuotaExceeded
 */
export async function startTraining(
  line: LineKey,
  trigger: TrainingRequest['trigger'],
  now: Date,
  key?: string,
): Promise<TrainingRequest> {
  const runId = key === undefined ? ulid(now.getTime()) : idOf(line, trigger, key);
  const run: TrainingRequest = { owner: line.owner, name: line.name, trigger, runId };
  if (trigger === 'request') await requireRunsLeft(line, runId, now);
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('TRAIN_MODEL_ARN'),
        name: runId,
        input: JSON.stringify(run),
      }),
    );
  } catch (error) {
    // It ran already, and ended: the same request again.
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
  return run;
}

function idOf(line: LineKey, trigger: string, key: string): string {
  return createHash('sha256')
    .update(`${lineText(line)}\n${trigger}\n${key}`)
    .digest('hex')
    .slice(0, 32)
    .toUpperCase();
}

/** Counted from what the line has recorded: runs that start at once may pass the limit by a few. */
async function requireRunsLeft(line: LineKey, runId: string, now: Date): Promise<void> {
  const most = limitOf('RUNS_PER_DAY', 50);
  const since = new Date(now.getTime() - DAY).toISOString();
  const runs = (await listRuns(line)).filter((run) => run.trigger === 'request' && run.startedAt > since);
  if (runs.length < most || runs.some((run) => run.runId === runId)) return;
  throw new QuotaExceeded(
    `${runs.length} runs of ${lineText(line)} in 24 hours`,
    `at most ${most}`,
    'Try again later, or ask the operator for more (runsPerDay).',
  );
}
