/** State ChallengeChampion: the last step of a training run. */
import { challengeChampion, registeredVersion } from '@radscore/pipeline';
import { judgeVersion } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** A version that passes every gate of its line answers from now on; of any other the gates say why not. */
export const handler = task(registeredVersion, async ({ run, version }) => {
  const promoted = await challengeChampion(run, version, judgeVersion, new Date());
  return { owner: run.owner, name: run.name, version, promoted };
});
