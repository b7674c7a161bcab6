import { assembly, storeVector, storeVectorSummary } from '@radscore/pipeline';
import { assembleVector } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** One vector of references per study, and a reason for everything that is missing. */
export const handler = task(assembly, async ({ study, sequences }) => {
  const { vector, summary, status, failure } = await assembleVector(study.protocol, sequences);
  // Under the lease, and first: an execution that a newer one has overtaken must not put its vector over that one's.
  await storeVectorSummary(study, summary, new Date());
  await storeVector(study, vector);
  return { study, status, settingsHash: vector.settingsHash, failure };
});
