/** State RegisterModel: the fitted model becomes an immutable version. */
import { fittedRun, registerVersion } from '@radscore/pipeline';
import { describeVersion } from '@radscore/pipeline/modelling';
import { task } from '../task.ts';

/** Gives the fitted model the next version number; the row is never written again. */
export const handler = task(fittedRun, async (fitted) => {
  const version = await registerVersion(await describeVersion(fitted, new Date()));
  return { run: fitted.run, version };
});
