/** When a scheduled run trains again. */
import type { Reason } from '../contracts/workflow.ts';
import { type CohortTable, loadCohortTable } from './cohorts.ts';
import { listVersions } from './models.ts';

/** Why a scheduled run does not train yet; `undefined` if enough outcomes are new since the newest version. */
export async function whyNotYet(name: string, cohort: CohortTable, minimum: number): Promise<Reason | undefined> {
  const newest = (await listVersions(name)).at(-1);
  const known = new Set(newest ? (await loadCohortTable(newest.cohortKey)).rows.map(identityOf) : []);
  const fresh = cohort.rows.filter((row) => !known.has(identityOf(row))).length;
  if (fresh >= minimum) return undefined;
  return {
    code: 'not-enough-new-outcomes',
    message: `got ${fresh} new outcomes since the newest version; wanted at least ${minimum}.`,
  };
}

/** A corrected outcome counts as new. */
function identityOf({ institution, studyId, pcr }: CohortTable['rows'][number]): string {
  return `${institution}/${studyId}/${pcr}`;
}
