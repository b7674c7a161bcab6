/** How the erasure of a withdrawn study is started. */
import { ExecutionAlreadyExists, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { StudyKey } from '../contracts/identifiers.ts';
import { environment, stepFunctions } from '../storage/clients.ts';
import { studyHash } from '../storage/study-hash.ts';

/**
 * Starts erase-study. The name of the execution is made of the hash of the study and a time: a repeated call starts no
 * second one.
 *
 * @param since of the withdrawal, or of the review that found something left
 */
export async function startErasure(study: StudyKey, since: string): Promise<void> {
  const name = `${studyHash(study).slice(0, 40)}-${since.replace(/\D/g, '')}`;
  const { institution, studyId } = study;
  try {
    await stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn: environment('ERASE_STUDY_ARN'),
        name,
        input: JSON.stringify({ study: { institution, studyId } }),
      }),
    );
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}
