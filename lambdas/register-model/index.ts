/** State RegisterModel: the fitted model becomes an immutable version. */
import { eraseWithdrawnPredictions, fittedRun, noteStage, registerVersion } from '@radscore/pipeline';
import { describeVersion } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** Gives the fitted model the next version number; the row is never written again. */
export const handler = task(fittedRun, async (fitted) => {
  await noteStage(fitted.run, 'registering', new Date());
  const described = await describeVersion(fitted, new Date());
  const version = await registerVersion(described);
  // After the row is written: an erasure finds the version, or the version finds the withdrawal.
  await eraseWithdrawnPredictions({ ...described, version }, new Date());
  return { run: fitted.run, version };
});
