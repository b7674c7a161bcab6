/** What the states that touch images need: with `modelling.ts`, kept apart so that a function loads only its own engine. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import '@radscore/imaging/node';
import { gridOf, InputRefused, isSameGrid, type Mask, type Volume } from '@radscore/imaging';
import {
  canonicalSettings,
  ENGINE_VERSION,
  type ExtractionSettings,
  extract,
  featureNames,
  parseSettings,
  resamples,
} from '@radscore/radiomics';
import { decodeVolume, encodeVolume } from './canonical-volume.ts';
import { environment } from './clients.ts';
import { SEQUENCES, type SequenceName } from './contracts/identifiers.ts';
import type { Manifest } from './contracts/manifest.ts';
import type { AppliedRepair } from './contracts/repair.ts';
import type {
  AnalysedSequence,
  AssembledStudy,
  ExtractedGroup,
  ExtractionWork,
  PreparedSequence,
  Reason,
  SequenceWork,
} from './contracts/workflow.ts';
import { reasonFrom, StudyRefused } from './errors.ts';
import { findGroup, loadBlocks, storeGroup } from './features.ts';
import { objectExists, requireObject, writeObject } from './objects.ts';
import { type Protocol, protocolById, type SequenceProtocol } from './protocols/index.ts';
import type { SequenceImage } from './read-sequence.ts';
import { hashImage, repeatedImage } from './repeated-image.ts';
import { streamSequence } from './stream-sequence.ts';
import type { VectorSummary } from './study-lease.ts';
import type { StudyRow } from './study-row.ts';
import type { StoredVector } from './vectors.ts';

export { ENGINE_VERSION };

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
  const keys = preparedKeys(inputHash);
  const bucket = environment('ARTEFACT_BUCKET');
  // The ROI is written last, so where it lies the image lies too.
  if (!(await objectExists(bucket, keys.roi))) {
    await writeObject(bucket, keys.image, encodeVolume(volume), 'application/octet-stream');
    await writeObject(bucket, keys.roi, gzipSync(encodeVolume(mask)), 'application/gzip');
  }
  return {
    sequence,
    protocol,
    inputHash,
    contentHash: hashContent(inputHash, settings),
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

/** The engine's refusals, under the name that the state machine knows. */
function refusing<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStudyRefused(error);
  }
}

function asStudyRefused(error: unknown): unknown {
  return error instanceof InputRefused ? new StudyRefused(error, { cause: error }) : error;
}

/** Where PrepareSequence leaves an input for the extractors. */
function preparedKeys(inputHash: string): { image: string; roi: string } {
  return { image: `prepared/${inputHash}/image.volume`, roi: `prepared/${inputHash}/roi.volume.gz` };
}

/** SHA-256 of one sequence's canonical voxels and region of interest, whose grid may be one of its own. */
function hashInput(image: Volume, mask: Mask): string {
  const { voxels } = image;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ type: voxels.constructor.name, ...gridOf(image) }));
  hash.update(new Uint8Array(voxels.buffer, voxels.byteOffset, voxels.byteLength));
  if (!isSameGrid(image, mask)) hash.update(JSON.stringify(gridOf(mask)));
  hash.update(mask.voxels);
  return hash.digest('hex');
}

/** Key of a sequence's feature blocks: everything that the values depend on. Same inputs, same key, no second computation. */
function hashContent(inputHash: string, settings: ExtractionSettings): string {
  return createHash('sha256')
    .update(`${inputHash}\n${canonicalSettings(settings)}\n${ENGINE_VERSION}`)
    .digest('hex');
}

/** Computes one image group of a prepared sequence, unless its values are there already. @throws StudyRefused */
export async function extractGroup(work: ExtractionWork): Promise<ExtractedGroup> {
  const { imageGroup, contentHash } = work;
  const earlier = await findGroup(contentHash, imageGroup);
  if (earlier) return { imageGroup, ...earlier, computed: false };

  const keys = preparedKeys(work.inputHash);
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

/**
 * Which blocks make a study's vector, and why others are missing.
 * @throws StudyRefused `image-repeated` if two sequences turned out to be one image
 */
export async function assembleVector(
  protocolId: string,
  analysed: readonly AnalysedSequence[],
): Promise<
  { vector: Omit<StoredVector, 'manifestHash'>; summary: VectorSummary } & Pick<AssembledStudy, 'status' | 'failure'>
> {
  const protocol = protocolById(protocolId);
  checkDistinctImages(analysed);
  const contentHashes: Partial<Record<SequenceName, string>> = {};
  const imageTypes: Partial<Record<SequenceName, string[]>> = {};
  const gaps: Partial<Record<SequenceName, Reason>> = {};
  const warnings: NonNullable<StudyRow['warnings']> = [];
  const repairs: AppliedRepair[] = [];
  let features = 0;
  for (const sequence of SEQUENCES) {
    const result = analysed.find((candidate) => candidate.sequence === sequence);
    if (!result) {
      const message = `got no ${sequence}; wanted it in manifest.json. Add it; without it the study is partial.`;
      gaps[sequence] = { code: 'sequence-missing', message };
    } else if ('failure' in result) {
      gaps[sequence] = reasonFrom(result.failure);
    } else {
      const found = await collectBlocks(result, settingsOf(protocol.sequences[sequence]));
      for (const warning of [...result.notes, ...found.warnings]) warnings.push({ ...warning, sequence });
      repairs.push(...result.repairs);
      if (found.gap) gaps[sequence] = found.gap;
      if (found.names > 0) {
        contentHashes[sequence] = result.contentHash;
        imageTypes[sequence] = found.imageTypes;
        features += found.names;
      }
    }
  }
  const settingsHash = protocolSettingsHash(protocol);
  const status = features === 0 ? 'failed' : Object.keys(gaps).length > 0 ? 'partial' : 'complete';
  return {
    vector: { settingsHash, engineVersion: ENGINE_VERSION, contentHashes, imageTypes, gaps, repairs },
    summary: { settingsHash, engineVersion: ENGINE_VERSION, features, gaps, warnings, repairs },
    status,
    failure: status === 'failed' ? failureOf(gaps) : undefined,
  };
}

/** @throws StudyRefused `image-repeated` */
function checkDistinctImages(analysed: readonly AnalysedSequence[]): void {
  const seen = new Map<string, SequenceName>();
  for (const result of analysed) {
    if ('failure' in result) continue;
    const first = seen.get(result.imageHash);
    if (first) throw new StudyRefused(repeatedImage(first, result.sequence, 'the same voxels'));
    seen.set(result.imageHash, result.sequence);
  }
}

async function collectBlocks(
  result: Extract<AnalysedSequence, { contentHash: string }>,
  settings: ExtractionSettings,
): Promise<{ imageTypes: string[]; names: number; gap?: Reason; warnings: Reason[] }> {
  const blocks = await loadBlocks(result.contentHash);
  const wanted = featureNames(settings);
  const imageTypes = wanted.map(({ imageType }) => imageType).filter((imageType) => blocks.has(imageType));
  const failed = result.imageGroups.find((group) => 'failure' in group);
  const warnings = result.imageGroups.flatMap((group) => ('warnings' in group ? group.warnings : []));
  const absent = wanted.filter(({ imageType, names }) => blocks.get(imageType)?.names.length !== names.length);
  const gap = failed
    ? reasonFrom(failed.failure)
    : absent.length > 0
      ? (warnings[0] ?? {
          code: 'features-missing',
          message: `got no ${absent.map(({ imageType }) => imageType).join(', ')}.`,
        })
      : undefined;
  return {
    imageTypes,
    names: imageTypes.reduce((sum, type) => sum + (blocks.get(type)?.names.length ?? 0), 0),
    gap,
    warnings,
  };
}

/** A study without any feature fails for the reason of its first sequence, and names the others. */
function failureOf(gaps: Partial<Record<SequenceName, Reason>>): AssembledStudy['failure'] {
  const all = Object.entries(gaps);
  const [, first] = all[0];
  const cause = all.map(([sequence, { message }]) => `${sequence}: ${message}`).join(' ');
  return { Error: 'StudyRefused', Cause: `${first.code}: ${cause}` };
}
