/** What stands for a study where its id must not be kept. */
import { createHash } from 'node:crypto';
import type { StudyKey } from '../contracts/identifiers.ts';

/** SHA-256 of a study's institution and id: the same study is recognised by it, and no text of the id is kept. */
export function studyHash({ institution, studyId }: StudyKey): string {
  return createHash('sha256').update(`radscore study\n${institution}\n${studyId}`).digest('hex');
}
