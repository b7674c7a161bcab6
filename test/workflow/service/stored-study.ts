/** Studies with features at hand, stored as the workflow leaves them: for tests of what comes after extraction. */
import { createHash } from 'node:crypto';
import {
  finishStudy,
  leaseStudy,
  manifest as manifestSchema,
  protocolById,
  type SequenceName,
  storeExtraction,
  storeManifest,
  storeVector,
  storeVectorSummary,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';

const PROTOCOL = 'her2-pcr@1';
const GAP = { code: 'sequence-missing', message: 'got none; wanted one.' };

export interface NumbersOfStudy {
  readonly institution: string;
  readonly studyId: string;
  /** Values by name, `original_…`, of each sequence; a sequence without any is a gap. */
  readonly features: Partial<Record<SequenceName, Readonly<Record<string, number>>>>;
  /** Fields of the manifest beside its sequences and files. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Stores a study with these features, of a manifest that fits its schema. Synthetic: no image was ever there. */
export async function storeStudyOfNumbers({ institution, studyId, features, manifest }: NumbersOfStudy): Promise<void> {
  const now = new Date();
  const text = JSON.stringify({ institution, studyId, features, manifest });
  const manifestHash = createHash('sha256').update(text).digest('hex');
  const executionArn = `arn:aws:states:us-east-1:000000000000:execution:analyse-study:${institution}-${studyId}`;
  const names = Object.keys(features) as SequenceName[];
  const read = manifestSchema.parse({
    manifestVersion: 2,
    protocol: PROTOCOL,
    studyId,
    sequences: Object.fromEntries(names.map((name) => [name, { image: `${name}.nii`, roi: { file: `${name}.nrrd` } }])),
    files: [{ path: 't2fs.nii', sha256: manifestHash, bytes: 1 }],
    ...manifest,
  });
  const study = { institution, studyId, executionArn, protocol: PROTOCOL, manifestHash };
  await leaseStudy(study, { manifestHash, sequencer: '1', executionArn, engineVersion: ENGINE_VERSION, now });
  await storeManifest(study, read, now);
  const contentHashes: Partial<Record<SequenceName, string>> = {};
  for (const name of names) {
    const contentHash = createHash('sha256').update(`${text}\n${name}`).digest('hex');
    contentHashes[name] = contentHash;
    const values = features[name] ?? {};
    const block = {
      imageType: 'original',
      names: Object.keys(values),
      values: Float64Array.from(Object.values(values)),
    };
    await storeExtraction(contentHash, {
      engineVersion: ENGINE_VERSION,
      warnings: [],
      blocks: [block],
    });
  }
  const missing = (['t2fs', 'dwi', 'dce'] as const).filter((name) => !names.includes(name));
  const common = {
    settingsHash: protocolSettingsHash(protocolById(PROTOCOL)),
    engineVersion: ENGINE_VERSION,
    gaps: Object.fromEntries(missing.map((name) => [name, GAP])),
    repairs: [],
  };
  const imageTypes = Object.fromEntries(names.map((name) => [name, ['original']]));
  await storeVector(study, { ...common, contentHashes, imageTypes });
  const count = names.reduce((sum, name) => sum + Object.keys(features[name] ?? {}).length, 0);
  await storeVectorSummary(study, { ...common, features: count, warnings: [] }, now);
  await finishStudy(study, missing.length > 0 ? 'partial' : 'complete', {}, now);
}
