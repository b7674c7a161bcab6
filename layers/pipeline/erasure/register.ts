/** The register of withdrawals outside the table: a backup of the table knows nothing of what was withdrawn after it. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { environment } from '../storage/clients.ts';
import { foldersBelow, objectsBelow, readJson } from '../storage/objects.ts';
import { studyHash } from '../storage/study-hash.ts';
import { buryStudy, withdrawalsOf } from '../studies/withdrawal.ts';

const REGISTER = 'withdrawn/';

/** `withdrawn/{institution}/{hash}.json`: the date of a withdrawal, by the hash of the study. */
export function registerKey(study: StudyKey): string {
  return `${REGISTER}${study.institution}/${studyHash(study)}.json`;
}

/** Institutions of which the register has a withdrawal. */
export async function registeredInstitutions(): Promise<string[]> {
  const found: string[] = [];
  for await (const institution of foldersBelow(environment('ARTEFACT_BUCKET'), REGISTER)) found.push(institution);
  return found;
}

/** Writes to the table every tombstone that only the register has; returns all of the institution, by hash. */
export async function restoreTombstones(institution: string): Promise<Map<string, string>> {
  const known = await withdrawalsOf(institution);
  const bucket = environment('ARTEFACT_BUCKET');
  const prefix = `${REGISTER}${institution}/`;
  for await (const { path } of objectsBelow(bucket, prefix)) {
    const hash = path.replace(/\.json$/, '');
    if (known.has(hash)) continue;
    const { withdrawnAt } = (await readJson(bucket, prefix + path)) as { withdrawnAt: string };
    await buryStudy(institution, hash, withdrawnAt);
    known.set(hash, withdrawnAt);
  }
  return known;
}
