/** Which files of a study a sequence needs, as the service and the engine decide it. */
import { isNeeded, type ManifestSequence } from '@radscore/pipeline/browser';
import type { SequencesOfStudy } from '../../../engine/messages.ts';
import type { StudyFile } from '../data/study-data.ts';

/** Files of the image and of the region, archives whole. */
export function neededFiles(
  sequences: SequencesOfStudy,
  source: ManifestSequence,
  files: readonly StudyFile[],
): readonly StudyFile[] {
  return files.filter(({ path }) => isNeeded(sequences, source, path));
}
