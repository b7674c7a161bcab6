/** Single features of a stored vector: only the blocks that hold them are read. */

import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import { sequenceOf } from '../contracts/sequence-of-feature.ts';
import { findBlocks } from '../studies/features.ts';
import type { StoredVector } from '../studies/vectors.ts';

/**
 * Values of named features of a stored vector; a name without a value is absent. A vector has some forty blocks, a model
 * uses features of a few.
 */
export async function loadNamedFeatures(
  vector: StoredVector,
  names: readonly string[],
): Promise<Record<string, number>> {
  const wanted = new Map<string, { sequence: SequenceName; contentHash: string; imageType: string }>();
  for (const name of names) {
    const place = blockOf(vector, name);
    if (place) wanted.set(`${place.sequence} ${place.imageType}`, place);
  }
  const places = [...wanted.values()];
  const blocks = await findBlocks(places);
  const values: Record<string, number> = {};
  const asked = new Set(names);
  blocks.forEach((block, i) => {
    block?.names.forEach((feature, k) => {
      const name = `${places[i].sequence}_${feature}`;
      if (asked.has(name) && Number.isFinite(block.values[k])) values[name] = block.values[k];
    });
  });
  return values;
}

/** The block of a feature: of image types that begin alike, the longest. */
function blockOf({ contentHashes, imageTypes }: StoredVector, name: string) {
  const sequence = sequenceOf(name);
  const contentHash = sequence && contentHashes[sequence];
  if (!sequence || !contentHash) return undefined;
  const feature = name.slice(sequence.length + 1);
  const [imageType] = (imageTypes[sequence] ?? [])
    .filter((type) => feature.startsWith(`${type}_`))
    .sort((one, other) => other.length - one.length);
  return imageType === undefined ? undefined : { sequence, contentHash, imageType };
}

/** Sequences that a vector has whole. */
export function presentSequences({ gaps, contentHashes }: StoredVector): SequenceName[] {
  return SEQUENCES.filter((sequence) => gaps[sequence] === undefined && contentHashes[sequence] !== undefined);
}
