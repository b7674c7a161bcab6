/** State PrepareSequence: one sequence of a study, read, checked and stored for the extractors. */
import { gzipSync } from 'node:zlib';
import { type ExtractionSettings, resamples } from '@radscore/radiomics';
import type { Manifest } from '../contracts/manifest.ts';
import type { PreparedSequence, SequenceWork } from '../contracts/workflow.ts';
import { protocolById } from '../protocols/index.ts';
import { encodeVolume } from '../sequences/canonical-volume.ts';
import type { SequenceImage } from '../sequences/read-sequence.ts';
import { streamSequence } from '../sequences/stream-sequence.ts';
import { environment } from '../storage/clients.ts';
import { objectExists, writeObject } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { holdBlocks } from '../studies/holders.ts';
import { hashImage } from '../studies/repeated-image.ts';
import { asStudyRefused } from './as-study-refused.ts';
import { hashContent, hashInput, preparedKeys } from './prepared-input.ts';
import { settingsOf } from './sequence-settings.ts';

/** Reads one sequence of a study, checks it, and leaves it where the extractors find it. @throws StudyRefused */
export async function prepareSequence(work: SequenceWork, manifest: Manifest): Promise<PreparedSequence> {
  const { sequence, protocol } = work;
  const settings = settingsOf(protocolById(protocol).sequences[sequence]);
  const read = await streamSequence(work, manifest).catch((error: unknown) => {
    throw asStudyRefused(error);
  });
  const { volume, repairs } = read;
  const { mask, notes } = regionFor(read, settings);
  const inputHash = hashInput(volume, mask);
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
    imageGroups: ['light', 'heavy'],
    imageHash: hashImage(volume),
    notes: [...notes],
    repairs: [...repairs],
  };
}

/**
 * The region on the grid on which it is measured: as its file stores it where settings resample, because PyRadiomics
 * resamples from there, else on the image's. The extraction notes the former, this the latter.
 */
function regionFor(
  { mask, region, notes }: SequenceImage,
  { setting, roi }: ExtractionSettings,
): Pick<SequenceImage, 'mask' | 'notes'> {
  // The largest slice is one of the image's.
  if (region && resamples(setting) && roi === 'volume') return { mask: region.stored, notes };
  if (region?.difference === undefined) return { mask, notes };
  const message = `got a region with ${region.difference}; it was put on the grid of the image, and measured there.`;
  return { mask, notes: [...notes, { code: 'mask-grid', message }] };
}
