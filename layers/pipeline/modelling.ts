/** What the states that fit and score need: the only part of this layer that loads the statistics. */
import { type Cohort, DEFAULT_PROTOCOL, type Evaluation, type FittedModel } from '@radscore/statistics';
import { type CohortTable, loadCohortTable, rowId, type StoredCohort } from './cohorts.ts';
import type { Clinical } from './contracts/manifest.ts';
import type { Reason } from './contracts/workflow.ts';
import { fitOnThreads } from './fitting.ts';
import { listVersions } from './models.ts';
import { protocolById } from './protocols/index.ts';

export * from './answers.ts';

/** A stored cohort as the statistics layer takes it. */
export function cohortOf({ table, values }: StoredCohort): Cohort {
  const { clinical } = protocolById(table.protocol);
  return {
    features: {
      ids: table.rows.map(rowId),
      columns: table.columns,
      values,
    },
    outcome: table.rows.map(({ pcr }) => (pcr ? 1 : 0)),
    clinical: clinical.map((variable) => ({
      name: variable.name,
      kind: variable.kind,
      levels: variable.kind === 'categorical' ? variable.levels : undefined,
      values: table.rows.map((row) => row.clinical[variable.name as keyof Clinical] ?? null),
    })),
    split: table.rows.map(({ split }) => split),
  };
}

/** Fits and evaluates under the protocol of the cohort. @throws CohortTooSmall, SingleClass, NoFeatureSelected */
export async function fitCohort(
  cohort: StoredCohort,
  seed: number,
): Promise<{ model: FittedModel; evaluation: Evaluation }> {
  const { id, outcome } = protocolById(cohort.table.protocol);
  const { permutations, bootstrap, validation } = DEFAULT_PROTOCOL;
  return fitOnThreads(cohortOf(cohort), {
    ...DEFAULT_PROTOCOL,
    id,
    outcomeDefinition: outcome.definition,
    permutations: { ...permutations, seed },
    bootstrap: { ...bootstrap, seed },
    validation: { ...validation, seed },
  });
}

export {
  aboutOfRun,
  cardOfVersion,
  describeVersion,
  evaluationOfVersion,
  NomogramMissing,
  plotOfVersion,
} from './version-report.ts';

/** Why a scheduled run does not train yet; `undefined` where enough outcomes are new since the newest version. */
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
