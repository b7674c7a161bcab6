import {
  admission,
  checkFiles,
  leaseStudy,
  parseManifest,
  protocolById,
  readManifest,
  StudyRefused,
  storeManifest,
  studyOfManifest,
  workOf,
} from '@radscore/pipeline';
import { task } from '../task.ts';

/** Takes the lease on a study, checks that it is whole, and lists the work. */
export const handler = task(admission, async ({ bucket, key, sequencer = '', executionArn }) => {
  const study = studyOfManifest(key);
  if (!study) {
    throw new StudyRefused({
      code: 'manifest-misplaced',
      message:
        'got a manifest under another key; wanted institutions/{institution}/studies/{study}/manifest.json. Upload it there.',
    });
  }
  const { bytes, hash } = await readManifest(bucket, study);
  const now = new Date();
  await leaseStudy(study, { manifestHash: hash, sequencer, executionArn, now });

  const manifest = parseManifest(bytes, study);
  const { id: protocol } = protocolById(manifest.protocol);
  const reference = { ...study, executionArn, protocol };
  await storeManifest(reference, manifest, now);
  await checkFiles(bucket, study, manifest);
  return { study: reference, sequences: workOf(study, hash, manifest) };
});
