/** Sides of a withdrawn study's patient in model lines. */
import type { StudyKey } from '../contracts/identifiers.ts';
import { lineKeys } from '../lines/lines.ts';
import { sideKey } from '../lines/sides.ts';
import { deleteItem } from '../storage/dynamodb-table.ts';
import { listStudies } from '../studies/studies.ts';

/**
 * Deletes the sides that were stored under a study's id; those under the pseudonym of its patient only if no other study
 * of the institution is of that patient, for its side must not move.
 */
export async function eraseSides({ institution, studyId }: StudyKey, patient?: string): Promise<void> {
  const names = new Set([studyId]);
  if (patient !== undefined && !(await hasPatient(institution, patient))) names.add(patient);
  for (const line of await lineKeys()) {
    for (const name of names) await deleteItem(sideKey(line, { institution, patient: name }));
  }
}

async function hasPatient(institution: string, patient: string): Promise<boolean> {
  let start: Record<string, unknown> | undefined;
  do {
    const page = await listStudies(institution, { limit: 500, start });
    if (page.studies.some((study) => study.patient === patient)) return true;
    start = page.next;
  } while (start);
  return false;
}
