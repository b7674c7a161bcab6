/** Studies with features of the test's choice: rows as the workflow leaves them, without images to compute. */
import { createHash } from 'node:crypto';
import {
  finishStudy,
  leaseStudy,
  type Manifest,
  type StudyKey,
  storeExtraction,
  storeManifest,
  storeVector,
  storeVectorSummary,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { protocolById } from '../../../layers/pipeline/protocols/index.ts';

export interface PlantedStudy extends StudyKey {
  /** By sequence and place: the same number of values for each study. */
  readonly values: Readonly<Record<'t2fs' | 'dwi' | 'dce', readonly number[]>>;
  readonly ki67: number;
  /** Clinical values in place of ki67 and a regular form, and whose they are. */
  readonly clinical?: Readonly<Record<string, number | string>>;
  readonly protocol?: string;
  readonly pcr?: boolean;
  readonly now: Date;
}

/** Names of the catalogue, so that no reader of the table can tell. */
const NAMES = [
  'firstorder_Mean',
  'firstorder_Entropy',
  'glcm_Contrast',
  'glcm_Idm',
  'glrlm_RunEntropy',
  'ngtdm_Busyness',
];

/** Writes a complete study through the functions that the states use. */
export async function plantStudy({
  institution,
  studyId,
  values,
  ki67,
  clinical = { ki67, morphology: 'regular' },
  protocol = 'her2-pcr@1',
  pcr,
  now,
}: PlantedStudy): Promise<void> {
  const settingsHash = protocolSettingsHash(protocolById(protocol));
  const manifest: Manifest = {
    manifestVersion: 2,
    protocol,
    studyId,
    sequences: {},
    clinical,
    ...(pcr !== undefined && { outcome: { pcr } }),
    files: [],
  };
  const manifestHash = createHash('sha256')
    .update(JSON.stringify([institution, manifest, values]))
    .digest('hex');
  const executionArn = `arn:aws:states:us-east-1:000000000000:execution:analyse-study:${manifestHash.slice(0, 16)}`;
  const study = { institution, studyId, executionArn, protocol, manifestHash };
  const contentHashes: Record<string, string> = {};
  for (const [sequence, numbers] of Object.entries(values)) {
    const contentHash = createHash('sha256').update(`${manifestHash}${sequence}`).digest('hex');
    contentHashes[sequence] = contentHash;
    const names = numbers.map((_, i) => `original_${NAMES[i]}`);
    const block = { imageType: 'original', names, values: Float64Array.from(numbers) };
    await storeExtraction(contentHash, {
      engineVersion: ENGINE_VERSION,
      warnings: [],
      blocks: [block],
    });
  }
  await leaseStudy(study, {
    manifestHash,
    sequencer: now.toISOString(),
    executionArn,
    engineVersion: ENGINE_VERSION,
    now,
  });
  await storeManifest(study, manifest, now);
  const imageTypes = Object.fromEntries(Object.keys(values).map((sequence) => [sequence, ['original']]));
  await storeVector(study, { settingsHash, engineVersion: ENGINE_VERSION, contentHashes, imageTypes, gaps: {} });
  const features = Object.values(values).flat().length;
  const summary = { settingsHash, engineVersion: ENGINE_VERSION, features, gaps: {}, warnings: [], repairs: [] };
  await storeVectorSummary(study, summary, now);
  await finishStudy(study, 'complete', {}, now);
}
