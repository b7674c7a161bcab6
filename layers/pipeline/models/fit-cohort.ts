/** A stored cohort, fitted under its protocol. */
import {
  type Cohort,
  DEFAULT_PROTOCOL,
  type Evaluation,
  type FittedModel,
  type ModellingProtocol,
} from '@radscore/statistics';
import type { SequenceName } from '../contracts/choices.ts';
import type { Clinical } from '../contracts/manifest.ts';
import { protocolById } from '../protocols/index.ts';
import { rowId, type StoredCohort } from './cohorts.ts';
import { fitOnThreads } from './fitting.ts';
import { type FittedSubmodel, fitSubmodel, subsetsOf } from './submodels.ts';

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
  return fitOnThreads(cohortOf(cohort), protocolOf(cohort, seed));
}

/** The submodel of some sequences, by the same protocol on the same rows. @throws as {@link fitCohort} */
export async function fitCohortSubmodel(
  cohort: StoredCohort,
  seed: number,
  sequences: readonly SequenceName[],
): Promise<FittedSubmodel> {
  return fitSubmodel(cohortOf(cohort), protocolOf(cohort, seed), sequences);
}

/** The subsets of sequences for which a cohort's run fits submodels. */
export function subsetsOfCohort({ table }: StoredCohort): readonly (readonly SequenceName[])[] {
  return subsetsOf(table.columns);
}

function protocolOf({ table }: StoredCohort, seed: number): ModellingProtocol {
  const { id, outcome } = protocolById(table.protocol);
  const { permutations, bootstrap, validation } = DEFAULT_PROTOCOL;
  return {
    ...DEFAULT_PROTOCOL,
    id,
    outcomeDefinition: outcome.definition,
    permutations: { ...permutations, seed },
    bootstrap: { ...bootstrap, seed },
    validation: { ...validation, seed },
  };
}
