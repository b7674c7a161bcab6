/** How far a sequence is, as the states that prepare and extract it note it in the study's row. */
import type { ExtractionWork, Reason, SequenceLease } from '../contracts/workflow.ts';
import { reasonFrom, StudyRefused } from '../errors.ts';
import { noteSequence } from '../studies/study-lease.ts';

/** What both states know of whose sequence it is; executions of earlier versions do not say it. */
interface Watched {
  readonly lease?: SequenceLease | null;
  readonly sequence: ExtractionWork['sequence'];
}

/** Notes that work on a sequence begins. */
export async function noteRunning({ lease, sequence }: Watched): Promise<void> {
  if (lease) await noteSequence(lease, sequence, { state: 'running' }, new Date());
}

/** Does work on a sequence; a refusal is noted before it ends the sequence, for readers who watch. */
export async function notingRefusal<Result>(
  { lease, sequence }: Watched,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (lease && error instanceof StudyRefused) {
      await noteSequence(lease, sequence, { state: 'refused', reason: reasonOf(error) }, new Date());
    }
    throw error;
  }
}

function reasonOf({ name, message }: StudyRefused): Reason {
  return reasonFrom({ Error: name, Cause: JSON.stringify({ errorMessage: message }) });
}

/** Notes that a sequence is done. */
export async function noteDone({ lease, sequence }: Watched): Promise<void> {
  if (lease) await noteSequence(lease, sequence, { state: 'done' }, new Date());
}
