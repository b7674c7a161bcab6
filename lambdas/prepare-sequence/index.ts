/** State PrepareSequence: files of one sequence to one volume and its region of interest. */
import { environment, reloadManifest, sequenceWork } from '@radscore/pipeline';
import { prepareSequence } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** Reads one sequence and its region of interest into canonical form, and names what can be computed from them. */
export const handler = task(sequenceWork, async (work) => {
  const manifest = await reloadManifest(environment('STUDY_BUCKET'), work.study, work.manifestHash);
  return prepareSequence(work, manifest);
});
