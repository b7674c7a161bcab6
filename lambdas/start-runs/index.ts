/** State StartRuns: one training run for each model line. */
import { allLines, isTrained, scheduleTick, startTraining } from '@radscore/pipeline';
import { task } from '../task.ts';

/** Starts the run of every line that is trained. A repeated call starts none a second time: a run bears the name of its tick. */
export const handler = task(scheduleTick, async ({ executionArn }) => {
  const lines = (await allLines()).filter(isTrained);
  const now = new Date();
  for (const line of lines) await startTraining(line, 'schedule', now, executionArn);
  return { started: lines.length };
});
