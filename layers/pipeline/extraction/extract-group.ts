/** State ExtractFeatures: one image group of a prepared sequence. */
import { gunzipSync } from 'node:zlib';
import type { Mask } from '@radscore/imaging';
import { ENGINE_VERSION, extract } from '@radscore/radiomics';
import type { ExtractedGroup, ExtractionWork } from '../contracts/workflow.ts';
import { protocolById } from '../protocols/index.ts';
import { decodeVolume } from '../sequences/canonical-volume.ts';
import { environment } from '../storage/clients.ts';
import { requireObject } from '../storage/objects.ts';
import { findGroup, storeGroup } from '../studies/features.ts';
import { asStudyRefused } from './as-study-refused.ts';
import { preparedKeys } from './prepared-input.ts';
import { noteIfDone, notingRefusal } from './sequence-progress.ts';
import { settingsOf } from './sequence-settings.ts';

/** Computes one image group of a prepared sequence, unless its values are there already. @throws StudyRefused */
export async function extractGroup(work: ExtractionWork): Promise<ExtractedGroup> {
  const extracted = await notingRefusal(work, () => extractOrFind(work));
  await noteIfDone(work);
  return extracted;
}

async function extractOrFind(work: ExtractionWork): Promise<ExtractedGroup> {
  const { imageGroup, contentHash } = work;
  const earlier = await findGroup(contentHash, imageGroup);
  if (earlier) return { imageGroup, ...earlier, computed: false };

  const keys = preparedKeys(work);
  const [image, roi] = await Promise.all(
    [keys.image, keys.roi].map((key) => requireObject(environment('ARTEFACT_BUCKET'), key)),
  );
  const settings = settingsOf(protocolById(work.protocol).sequences[work.sequence]);
  const { blocks, warnings } = refusing(() =>
    extract(decodeVolume(image), decodeVolume(gunzipSync(roi)) as Mask, settings, { group: imageGroup }),
  );
  await storeGroup(contentHash, { imageGroup, engineVersion: ENGINE_VERSION, blocks, warnings });
  return { imageGroup, imageTypes: blocks.map(({ imageType }) => imageType), warnings: [...warnings], computed: true };
}

/** The engine's refusals, under the name that the state machine knows. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStudyRefused(error);
  }
}
