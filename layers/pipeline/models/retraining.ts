/** When a scheduled run trains again. */
import type { LineKey } from '../contracts/identifiers.ts';
import type { Reason } from '../contracts/workflow.ts';
import { type CohortTable, loadCohortTable } from './cohorts.ts';
import { listVersions } from './models.ts';

/** Why a scheduled run does not train yet; `undefined` if enough outcomes are new since the newest version. */
export async function whyNotYet(line: LineKey, cohort: CohortTable, minimum: number): Promise<Reason | undefined> {
  const newest = (await listVersions(line)).at(-1);
  const known = newest ? (await loadCohortTable(newest.cohortKey)).rows : [];
  const fresh = newOutcomes(cohort.rows, known).length;
  if (fresh >= minimum) return undefined;
  return {
    code: 'not-enough-new-outcomes',
    message: `got ${fresh} new outcomes since the newest version; wanted at least ${minimum}.`,
  };
}

type Row = CohortTable['rows'][number];

/** Rows whose outcome an earlier table does not have; a corrected outcome counts as new. */
export function newOutcomes(rows: readonly Row[], known: readonly Row[]): Row[] {
  const identityOf = ({ institution, studyId, pcr }: Row): string => `${institution}/${studyId}/${pcr}`;
  const seen = new Set(known.map(identityOf));
  return rows.filter((row) => !seen.has(identityOf(row)));
}
