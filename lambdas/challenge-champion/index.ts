/** State ChallengeChampion: the last step of a training run. */
import { endRun, promoteFirst, registeredVersion } from '@radscore/pipeline';
import { task } from '../task.ts';

/** The first version of a model is promoted; a later one waits for its promotion. Either way the run is over. */
export const handler = task(registeredVersion, async ({ run, version }) => {
  const now = new Date();
  const promoted = await promoteFirst(run.name, version, now);
  await endRun(run, { status: 'registered', version, promoted }, now);
  return { name: run.name, version, promoted };
});
