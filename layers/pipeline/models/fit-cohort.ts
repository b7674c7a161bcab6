/** A stored cohort, fitted under its protocol. */
import { type Cohort, DEFAULT_PROTOCOL, type Evaluation, type FittedModel } from '@radscore/statistics';
import type { Clinical } from '../contracts/manifest.ts';
import { protocolById } from '../protocols/index.ts';
import { rowId, type StoredCohort } from './cohorts.ts';
import { fitOnThreads } from './fitting.ts';

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
