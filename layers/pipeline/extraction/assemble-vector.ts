/** State AssembleFeatures: the blocks of a study's vector, and why others are missing. */
import { ENGINE_VERSION, type ExtractionSettings, featureNames } from '@radscore/radiomics';
import { SEQUENCES, type SequenceName } from '../contracts/choices.ts';
import type { AppliedRepair } from '../contracts/repair.ts';
import type { AnalysedSequence, AssembledStudy, Reason } from '../contracts/workflow.ts';
import { reasonFrom, StudyRefused } from '../errors.ts';
import { protocolById } from '../protocols/index.ts';
import { loadBlocks } from '../studies/features.ts';
import { repeatedImage } from '../studies/repeated-image.ts';
import type { VectorSummary } from '../studies/study-lease.ts';
import type { StudyRow } from '../studies/study-row.ts';
import type { StoredVector } from '../studies/vectors.ts';
import { gapOf } from './extract-sequence.ts';
import { protocolSettingsHash, settingsOf } from './sequence-settings.ts';

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
  const { extraction } = result;
  const warnings = 'warnings' in extraction ? extraction.warnings : [];
  const gap = 'failure' in extraction ? reasonFrom(extraction.failure) : gapOf([...blocks.values()], wanted, warnings);
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
