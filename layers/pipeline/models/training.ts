/** How a training run is started. */
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import type { TrainingRequest, TrainingRun } from '../contracts/workflow.ts';
import { environment, stepFunctions } from '../storage/clients.ts';

/**
 * Starts train-model; the run's id is the name of its execution. The run's row is the execution's first act: a row without
 * an execution would wait for ever.
 */
export async function startTraining(recipe: Omit<TrainingRun, 'runId' | 'trigger'>): Promise<TrainingRun> {
  const run = { trigger: 'request' as const, runId: ulid(), ...recipe } satisfies TrainingRequest;
  const input = JSON.stringify(run);
  await stepFunctions.send(
    new StartExecutionCommand({ stateMachineArn: environment('TRAIN_MODEL_ARN'), name: run.runId, input }),
  );
  return run;
}

/**
 * Starts a run of a line of which rows were withdrawn or corrected. The name of the execution is made of the line and of
 * when the run became due: a repeated call starts no second one.
 */
export async function startCorrection(name: string, since: string): Promise<void> {
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('TRAIN_MODEL_ARN'),
        name: `correction-${name.slice(0, 40)}-${since.replace(/\D/g, '')}`,
        input: JSON.stringify({ trigger: 'correction', name } satisfies TrainingRequest),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
