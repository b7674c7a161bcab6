/** A prepared sequence in the artefact bucket: where its image and region lie, and the hashes that identify them. */
import { gridOf, isSameGrid, type Mask, type Volume } from '@radscore/imaging';
import {
  canonicalSettings,
  ENGINE_VERSION,
  type ExtractionSettings,
  type NewSha256,
  portableSha256,
} from '@radscore/radiomics';

/**
 * Where PrepareSequence leaves an input for the extractors: below the hash of its study, so that all of a study's go with
 * it, and none of another's with the same images. Executions of earlier versions have no such hash.
 */
export function preparedKeys({ studyHash, inputHash }: { readonly studyHash?: string; readonly inputHash: string }): {
  image: string;
  roi: string;
} {
  const folder = studyHash === undefined ? `prepared/${inputHash}` : `prepared/${studyHash}/${inputHash}`;
  return { image: `${folder}/image.volume`, roi: `${folder}/roi.volume.gz` };
}

/** SHA-256 of one sequence's canonical voxels and region of interest, whose grid may be one of its own. */
export function hashInput(image: Volume, mask: Mask, newSha256: NewSha256 = portableSha256): string {
  const { voxels } = image;
  const hash = newSha256();
  hash.update(JSON.stringify({ type: voxels.constructor.name, ...gridOf(image) }));
  hash.update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
  if (!isSameGrid(image, mask)) hash.update(JSON.stringify(gridOf(mask)));
  hash.update(mask.voxels);
  return hash.digest('hex');
}

/** Key of a sequence's feature blocks: everything that the values depend on. Same inputs, same key, no second computation. */
export function hashContent(inputHash: string, settings: ExtractionSettings): string {
  return portableSha256()
    .update(`${inputHash}\n${canonicalSettings(settings)}\n${ENGINE_VERSION}`)
    .digest('hex');
}
