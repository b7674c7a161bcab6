/** Analysed studies of synthetic feature values, written as the states write them: no image is read. */

import { createHash } from 'node:crypto';
import {
  announceStudy,
  finishStudy,
  leaseStudy,
  type Manifest,
  manifest,
  protocolById,
  SEQUENCES,
  SERVICE_ENGINE,
  type StudyKey,
  storeExtraction,
  storeManifest,
  storeReceipt,
  storeVector,
  storeVectorSummary,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash, settingsOf } from '@radscore/pipeline/extraction';
import { featureNames } from '@radscore/radiomics';
import { Random } from '@radscore/statistics';
import { holdBlocks } from '../../../layers/pipeline/studies/holders.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

export interface StoredStudyOptions {
  readonly pcr?: boolean;
  readonly seed: number;
  readonly ki67?: number;
  /** Which manifest of the study it is. */
  readonly upload?: number;
}

/** The values of one sequence: noise, of which the first three features of each image type say something of the outcome. */
function valuesOf(random: Random, count: number, pcr: boolean | undefined): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => random.normal() + (i < 3 && pcr ? 1.5 : 0));
}

/** Writes a complete study; returns its values, by sequence and image type. */
export async function storeAnalysedStudy(
  study: StudyKey,
  { pcr, seed, ki67 = 35, upload = 1 }: StoredStudyOptions,
): Promise<Float64Array[]> {
  const random = new Random(seed);
  const now = new Date();
  const protocol = protocolById('her2-pcr@1');
  const manifestHash = sha(`${study.institution}/${study.studyId}/${upload}`);
  const executionArn = `arn:aws:states:us-east-1:000000000000:execution:analyse-study:${manifestHash}`;
  const reference = { ...study, executionArn, protocol: protocol.id, manifestHash };
  const file = (path: string) => ({ path, sha256: sha(path), bytes: 1 });
  const parsed: Manifest = manifest.parse({
    manifestVersion: 1,
    protocol: protocol.id,
    studyId: study.studyId,
    sequences: Object.fromEntries(SEQUENCES.map((name) => [name, { image: name, roi: { file: `${name}-roi` } }])),
    clinical: { ki67, morphology: 'irregular' },
    ...(pcr !== undefined && { outcome: { pcr } }),
    files: SEQUENCES.flatMap((name) => [file(name), file(`${name}-roi`)]),
  });
  await announceStudy(study, now);
  const sequencer = String(upload).padStart(16, '0');
  await leaseStudy(study, { manifestHash, sequencer, executionArn, engineVersion: SERVICE_ENGINE, now });
  await storeManifest(reference, parsed, now);
  const receipt = { studyId: study.studyId, manifestHash, examinedAt: now.toISOString(), verdict: 'clean' as const };
  const examined = { profile: 'synthetic', checkVersion: '1', declared: true, options: [], files: 6 };
  await storeReceipt(study, { ...receipt, ...examined, unlisted: { files: 0, names: [] }, findings: [], more: 0 });
  const settingsHash = protocolSettingsHash(protocol);
  const stored: Float64Array[] = [];
  const contentHashes: Record<string, string> = {};
  const imageTypes: Record<string, string[]> = {};
  let features = 0;
  for (const sequence of SEQUENCES) {
    const contentHash = sha(`content ${seed} ${sequence}`);
    const wanted = featureNames(settingsOf(protocol.sequences[sequence]));
    const blocks = wanted.map(({ imageType, names }) => ({
      imageType,
      names,
      values: valuesOf(random, names.length, pcr),
    }));
    await holdBlocks(study, contentHash);
    await storeExtraction(contentHash, { engineVersion: ENGINE_VERSION, warnings: [], blocks });
    contentHashes[sequence] = contentHash;
    imageTypes[sequence] = blocks.map(({ imageType }) => imageType);
    for (const { values } of blocks) {
      stored.push(values);
      features += values.length;
    }
  }
  const common = { settingsHash, engineVersion: ENGINE_VERSION, gaps: {}, repairs: [] };
  await storeVector(reference, { ...common, contentHashes, imageTypes });
  await storeVectorSummary(reference, { ...common, features, warnings: [] }, now);
  await finishStudy(reference, 'complete', {}, now);
  return stored;
}
