/** Entry "./inspection": the verdict on a study before it is uploaded, with the codecs of Node. */
import { createReaders, type DrawRegion, type NamedBytes, nodeCodecs } from '@radscore/imaging/node';
import type { Manifest } from '../contracts/manifest.ts';
import { inspectManifestWith, type ManifestInspection } from './study-inspection.ts';

export { readSequence } from '../sequences/read-sequence.node.ts';
export type { SequenceFiles, SequenceImage } from '../sequences/read-sequence.ts';
export type { HearImage } from '../sequences/sequence-region.ts';
export type { ManifestInspection } from './study-inspection.ts';

const readers = createReaders(nodeCodecs);

/** Examines a study as its manifest describes it: see {@link inspectManifestWith}. @throws ProtocolNotFound */
export function inspectManifest(
  files: readonly NamedBytes[],
  manifest: Manifest,
  draw?: DrawRegion,
): ManifestInspection {
  return inspectManifestWith(readers, files, manifest, draw);
}
