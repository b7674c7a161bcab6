/** What the states that touch images need; the only part of this layer that loads the engine. */
import { createHash } from 'node:crypto';
import { type Mask, type Volume, writeNrrd } from '@radscore/imaging';
import {
  canonicalSettings,
  ENGINE_VERSION,
  type ExtractionSettings,
  featureNames,
  parseSettings,
} from '@radscore/radiomics';
import { SEQUENCES, type SequenceName } from './contracts/identifiers.ts';
import type { Protocol, SequenceProtocol } from './protocols/index.ts';

/** The engine's settings of one sequence of a protocol. */
export function settingsOf({ settings, roi }: SequenceProtocol): ExtractionSettings {
  return { ...parseSettings(settings), roi };
}

/** SHA-256 of the canonical settings of all sequences: vectors with the same hash can be compared column by column. */
export function protocolSettingsHash(protocol: Protocol): string {
  const hash = createHash('sha256');
  for (const sequence of SEQUENCES)
    hash.update(`${sequence}\n${canonicalSettings(settingsOf(protocol.sequences[sequence]))}\n`);
  return hash.digest('hex');
}

/** SHA-256 of one sequence's canonical voxels and region of interest. */
export function hashInput(image: Volume, mask: Mask): string {
  const { size, spacing, origin, direction, voxels } = image;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ type: voxels.constructor.name, size, spacing, origin, direction }));
  hash.update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
  hash.update(mask.voxels);
  return hash.digest('hex');
}

/** Key of a sequence's feature blocks: everything that the values depend on. Same inputs, same key, no second computation. */
export function hashContent(inputHash: string, settings: ExtractionSettings): string {
  return createHash('sha256')
    .update(`${inputHash}\n${canonicalSettings(settings)}\n${ENGINE_VERSION}`)
    .digest('hex');
}

/** Objects under which PrepareSequence leaves an input for the extractors. */
export function preparedKeys(inputHash: string): { image: string; roi: string } {
  return { image: `prepared/${inputHash}/image.nrrd`, roi: `prepared/${inputHash}/roi.nrrd` };
}

export function encodePrepared(image: Volume, mask: Mask): { image: Uint8Array; roi: Uint8Array } {
  return { image: writeNrrd(image, { encoding: 'raw' }), roi: writeNrrd(mask, { encoding: 'gzip' }) };
}

/** Which image types and how many names each sequence of a protocol gives: the columns of a vector. */
export function vectorColumns(protocol: Protocol): Record<SequenceName, { imageType: string; names: string[] }[]> {
  return Object.fromEntries(
    SEQUENCES.map((sequence) => [sequence, featureNames(settingsOf(protocol.sequences[sequence]))]),
  ) as Record<SequenceName, { imageType: string; names: string[] }[]>;
}

export { ENGINE_VERSION };
