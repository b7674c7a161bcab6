/** State AssembleFeatures: the blocks of a study become its vector. */
import { assembly, storeVector, storeVectorSummary } from '@radscore/pipeline';
import { assembleVector } from '@radscore/pipeline/extraction';
import { countFaults } from '../metrics.ts';
import { task } from '../task.ts';

/** One vector of references per study, and a reason for everything that is missing. */
export const handler = task(assembly, async ({ study, sequences, usage }) => {
  const { vector, summary, status, failure } = await assembleVector(study.protocol, sequences);
  // The vector lies under this execution's own key, so that the row never refers to one that is not there.
  await storeVector(study, vector);
  await storeVectorSummary(study, summary, new Date());
  // A study without any feature goes on to record-failure, which counts why.
  if (status !== 'failed') countFaults(Object.values(summary.gaps));
  const earlier = [...usage, ...sequences.flatMap((sequence) => sequence.usage)];
  return { study, status, settingsHash: vector.settingsHash, failure, sequences: sequences.length, earlier };
});
