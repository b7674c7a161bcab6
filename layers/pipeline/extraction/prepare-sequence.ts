/** State PrepareSequence: one sequence of a study, read, checked and stored for the extractors. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { featureNames } from '@radscore/radiomics';
import type { Manifest } from '../contracts/manifest.ts';
import type { PreparedSequence, SequenceWork } from '../contracts/workflow.ts';
import { protocolById } from '../protocols/index.ts';
import { encodeVolume } from '../sequences/canonical-volume.ts';
import { streamSequence } from '../sequences/stream-sequence.ts';
import { environment } from '../storage/clients.ts';
import { objectExists, writeObject } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { holdBlocks } from '../studies/holders.ts';
import { hashImage } from '../studies/image-hash.node.ts';
import { asStudyRefused } from './as-study-refused.ts';
import { measuredRegion, requireMeasurable } from './measured-region.ts';
import { hashContent, hashInput, preparedKeys } from './prepared-input.ts';
import { noteRunning, notingRefusal } from './sequence-progress.ts';
import { settingsOf } from './sequence-settings.ts';

/**
 * Reads one sequence of a study, checks it, and leaves it where the extractors find it; the study's row says that it runs,
 * or is refused.
 * @throws StudyRefused
 */
export async function prepareSequence(work: SequenceWork, manifest: Manifest): Promise<PreparedSequence> {
  const { study, executionArn, manifestHash, sequence } = work;
  const lease = executionArn === undefined ? null : { ...study, executionArn, manifestHash };
  await noteRunning({ lease, sequence });
  return notingRefusal({ lease, sequence }, async () => ({ ...(await prepare(work, manifest)), lease }));
}

async function prepare(work: SequenceWork, manifest: Manifest): Promise<PreparedSequence> {
  const { sequence, protocol } = work;
  const settings = settingsOf(protocolById(protocol).sequences[sequence]);
  const read = await streamSequence(work, manifest)
    .then((found) => {
      requireMeasurable(found, settings, manifest.sequences[sequence]?.roi.file ?? sequence);
      return found;
    })
    .catch((error: unknown) => {
      throw asStudyRefused(error);
    });
  const { volume, repairs } = read;
  const { mask, notes } = measuredRegion(read, settings);
  const inputHash = hashInput(volume, mask, () => createHash('sha256'));
  const ofStudy = studyHash(work.study);
  const keys = preparedKeys({ studyHash: ofStudy, inputHash });
  const bucket = environment('ARTEFACT_BUCKET');
  // The ROI is written last, so where it lies the image lies too.
  if (!(await objectExists(bucket, keys.roi))) {
    await writeObject(bucket, keys.image, encodeVolume(volume), 'application/octet-stream');
    await writeObject(bucket, keys.roi, gzipSync(encodeVolume(mask)), 'application/gzip');
  }
  const contentHash = hashContent(inputHash, settings);
  await holdBlocks(work.study, contentHash);
  return {
    sequence,
    protocol,
    inputHash,
    contentHash,
    studyHash: ofStudy,
    filters: featureNames(settings, { group: 'heavy' }).length > 0 ? 'heavy' : 'light',
    imageHash: hashImage(volume),
    notes: [...notes],
    repairs: [...repairs],
  };
}
