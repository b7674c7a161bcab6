/** State ExtractFeatures: all features of a prepared sequence. */
import { gunzipSync } from 'node:zlib';
import type { Mask } from '@radscore/imaging';
import { ENGINE_VERSION, extract } from '@radscore/radiomics';
import type { ExtractedSequence, ExtractionWork } from '../contracts/workflow.ts';
import { protocolById } from '../protocols/index.ts';
import { decodeVolume } from '../sequences/canonical-volume.ts';
import { environment } from '../storage/clients.ts';
import { requireObject } from '../storage/objects.ts';
import { findExtraction, storeExtraction } from '../studies/features.ts';
import { asStudyRefused } from './as-study-refused.ts';
import { preparedKeys } from './prepared-input.ts';
import { noteDone, notingRefusal } from './sequence-progress.ts';
import { settingsOf } from './sequence-settings.ts';

/** Computes the features of a prepared sequence, unless they are there already. @throws StudyRefused */
export async function extractPrepared(work: ExtractionWork): Promise<ExtractedSequence> {
  const extracted = await notingRefusal(work, () => extractOrFind(work));
  await noteDone(work);
  return extracted;
}

async function extractOrFind(work: ExtractionWork): Promise<ExtractedSequence> {
  const { contentHash } = work;
  const earlier = await findExtraction(contentHash);
  if (earlier) return { ...earlier, computed: false };

  const keys = preparedKeys(work);
  const [image, roi] = await Promise.all(
    [keys.image, keys.roi].map((key) => requireObject(environment('ARTEFACT_BUCKET'), key)),
  );
  const settings = settingsOf(protocolById(work.protocol).sequences[work.sequence]);
  const { blocks, warnings } = refusing(() =>
    extract(decodeVolume(image), decodeVolume(gunzipSync(roi)) as Mask, settings),
  );
  await storeExtraction(contentHash, { engineVersion: ENGINE_VERSION, blocks, warnings });
  return { imageTypes: blocks.map(({ imageType }) => imageType), warnings: [...warnings], computed: true };
}

/** The engine's refusals, under the name that the state machine knows. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStudyRefused(error);
  }
}
