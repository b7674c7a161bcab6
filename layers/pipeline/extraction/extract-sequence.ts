/** All features of one sequence on one host: the blocks that the states of the workflow store, to the bit. */
import {
  ENGINE_VERSION,
  type Engine,
  type ExtractionSettings,
  type FeatureBlock,
  featureNames,
  type NewSha256,
  portableSha256,
} from '@radscore/radiomics';
import type { SequenceName } from '../contracts/choices.ts';
import type { Reason } from '../contracts/workflow.ts';
import type { SequenceImage } from '../sequences/read-sequence.ts';
import { hashVoxels } from '../studies/image-hash.ts';
import { measuredRegion, requireMeasurable } from './measured-region.ts';
import { hashContent, hashInput } from './prepared-input.ts';

/** What a sequence gives: its blocks under the key of the service, and what is missing. */
export interface SequenceFeatures {
  readonly sequence: SequenceName;
  /** SHA-256 of voxels, region, settings and engine: the key of the same blocks in the service. */
  readonly contentHash: string;
  /** Of the image's voxels alone: two sequences with the same are one image. */
  readonly imageHash: string;
  readonly engineVersion: string;
  readonly blocks: readonly FeatureBlock[];
  /** Of the reading, then of the extraction. */
  readonly notes: readonly Reason[];
  /** Why the sequence is not whole; a model is not answered from part of a sequence. */
  readonly gap?: Reason;
}

export interface ExtractSequenceOptions {
  readonly engine: Pick<Engine, 'extract'>;
  /** The region's file, for messages. */
  readonly file: string;
  readonly newSha256?: NewSha256;
  /** Called with the number of image types that are measured, of all, and the name of the last one. */
  readonly progress?: (done: number, all: number, imageType: string) => void;
}

/**
 * Checks and measures a sequence as PrepareSequence and ExtractFeatures do.
 *
 * @throws InputRefused if it cannot be measured
 */
export function extractSequence(
  sequence: SequenceName,
  read: SequenceImage,
  settings: ExtractionSettings,
  { engine, file, newSha256 = portableSha256, progress = () => {} }: ExtractSequenceOptions,
): SequenceFeatures {
  requireMeasurable(read, settings, file);
  const { volume } = read;
  const { mask, notes } = measuredRegion(read, settings);
  const wanted = featureNames(settings);
  let done = 0;
  const measured = (imageType: string): void => progress(++done, wanted.length, imageType);
  const { blocks, warnings } = engine.extract(volume, mask, settings, { measured });
  return {
    sequence,
    contentHash: hashContent(hashInput(volume, mask, newSha256), settings),
    imageHash: hashVoxels(volume, newSha256),
    engineVersion: ENGINE_VERSION,
    blocks,
    notes: [...notes, ...warnings],
    gap: gapOf(blocks, wanted, warnings),
  };
}

/** What the settings want and the image did not give. */
export function gapOf(
  blocks: readonly FeatureBlock[],
  wanted: ReturnType<typeof featureNames>,
  warnings: readonly Reason[],
): Reason | undefined {
  const found = new Map(blocks.map((block) => [block.imageType, block.names.length]));
  const absent = wanted.filter(({ imageType, names }) => found.get(imageType) !== names.length);
  if (absent.length === 0) return undefined;
  const message = `got no ${absent.map(({ imageType }) => imageType).join(', ')}.`;
  return warnings[0] ?? { code: 'features-missing', message };
}

/** Values by `{sequence}_{name}`, as they are asked of the API: a feature without a finite value is absent. */
export function namedFeatures({
  sequence,
  blocks,
}: Pick<SequenceFeatures, 'sequence' | 'blocks'>): Record<string, number> {
  const values: Record<string, number> = {};
  for (const block of blocks) {
    block.names.forEach((name, k) => {
      if (Number.isFinite(block.values[k])) values[`${sequence}_${name}`] = block.values[k];
    });
  }
  return values;
}
